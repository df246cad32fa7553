//! Errors that stop lt-lint from doing what it was asked: exit code 2.

/// Why lt-lint could not run as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Where: a file with line and column, a path, a flag.
    pub place: String,
    /// What is wrong.
    pub reason: String,
    /// What to do, where it can be said.
    pub advice: Option<String>,
}

impl Error {
    /// An error at a place.
    #[must_use]
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), advice: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_advice(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let printable = crate::text::printable;
        write!(f, "{}: {}", printable(&self.place), printable(&self.reason))?;
        match &self.advice {
            Some(advice) => write!(f, "; {}", printable(advice)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
