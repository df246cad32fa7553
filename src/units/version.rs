//! Release numbers.

use serde::Deserialize;

/// A release number, compared part by part: 2.1.9 is before 2.1.10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Version([u64; 3]);

impl Version {
    /// Splits a tag into its release number and what follows: `2.1.29` and `-buster`.
    #[must_use]
    pub fn split(tag: &str) -> Option<(Self, &str)> {
        let mut numbers = [0; 3];
        let mut rest = tag;
        for (at, number) in numbers.iter_mut().enumerate() {
            if at > 0 {
                rest = rest.strip_prefix('.')?;
            }
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest.get(..end)?;
            // A tag is text: `2.1.01` isn't another way to write 2.1.1.
            if digits.len() > 1 && digits.starts_with('0') {
                return None;
            }
            *number = digits.parse().ok()?;
            rest = rest.get(end..)?;
        }
        Some((Self(numbers), rest))
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

impl std::str::FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match Self::split(text) {
            Some((version, "")) => Ok(version),
            _ => Err(format!("`{text}` isn't a release number such as 2.1.1")),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("2.1.9") < version("2.1.10"));
        assert_eq!(Version::split("2.1.29-buster"), Some((version("2.1.29"), "-buster")));
        assert_eq!(
            Version::split("2.0.54.sidecar_mode").map(|(_, rest)| rest),
            Some(".sidecar_mode")
        );
        for tag in ["v2.1.1", "2.1.01", "02.1.1", "2.00.1", "2.1"] {
            assert_eq!(Version::split(tag), None, "{tag}");
        }
        assert_eq!(Version::split("2.0.10"), Some((version("2.0.10"), "")));
    }
}
