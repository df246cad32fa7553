//! Places as people write them: `[FILE:]LINE[:COL]`.

/// A place in a file; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, where one is named.
    pub file: Option<String>,
    /// The line.
    pub line: usize,
    /// The column in characters, where one is named.
    pub column: Option<usize>,
}

impl std::str::FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| part.parse::<usize>().ok().filter(|number| *number > 0);
        let wrong = || "write a line, such as 12, 12:5 or k8s/configmap.yaml:12:5".to_owned();
        let (rest, last) = text.rsplit_once(':').unwrap_or(("", text));
        let last = number(last).ok_or_else(wrong)?;
        let (before, line) = rest.rsplit_once(':').unwrap_or(("", rest));
        let named = |file: &str| Some(file.to_owned()).filter(|file| !file.is_empty());
        Ok(match number(line) {
            Some(line) => Self { file: named(before), line, column: Some(last) },
            None => Self { file: named(rest), line: last, column: None },
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}
