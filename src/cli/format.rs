//! Output formats, and the files that are written in them.

use std::path::PathBuf;

use clap::ValueEnum;

/// Output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Annotated source with explanation and help.
    Human,
    /// path:line:col: severity[rule] message.
    Concise,
    /// One JSON document (schemas/report.schema.json).
    Json,
    /// One JSON object per line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Test results.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// A table, for job summaries and comments.
    Markdown,
}

/// A file to write, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputFile {
    /// Format.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

impl std::str::FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let formats = || Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = formats().map(|format| format.get_name().to_owned()).collect();
        let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err(
                "write the format, `=` and the file, such as sarif=lt-lint.sarif".to_owned()
            );
        };
        let format = Format::from_str(name, false).map_err(|_| {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let hint = crate::text::hint(name, &known);
            format!("no format `{name}`{hint}; there are {}", crate::text::list(&names))
        })?;
        Ok(Self { format, path: path.into() })
    }
}
