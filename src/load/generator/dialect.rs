//! How programs read their command lines. Source: the documentation and behaviour of pflag 1.0, Go's `flag`, Python's
//! `argparse` and `optparse`, and commander.

use serde::Deserialize;

/// What reads the flags of a program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Parser {
    /// `--long value`, `--long=value`, `-s value`, `-svalue`, and switches in one word as in `-lw`. For programs of
    /// which no more is known: where parsers differ, nothing is said.
    #[default]
    Gnu,
    /// pflag, and cobra: as `gnu`, with `-s=value` and `--switch=false`.
    Pflag,
    /// Go's own: `-name value` and `-name=value`, with one dash or two; the first word that isn't a flag ends them.
    Go,
    /// Python's: as `gnu`, with `-s=value`, shortened flags, and spaces around numbers.
    Argparse,
    /// Python's older one: as `gnu`, with shortened flags and spaces around numbers.
    Optparse,
    /// commander, for Node.js: `--long value`, `--long=value`, `-s value`.
    Commander,
}

/// What a program makes of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    No,
    /// It exits with an error.
    Refused,
    Unsure,
}

impl Parser {
    /// Whether one dash and two mean the same.
    pub fn takes_any_dashes(self) -> bool {
        self == Self::Go
    }

    /// Whether a word with one dash holds several short flags, or one with its value.
    pub fn takes_clusters(self) -> bool {
        matches!(self, Self::Gnu | Self::Pflag | Self::Argparse | Self::Optparse)
    }

    /// Whether the `=` of `-s=value` isn't a part of the value.
    pub(super) fn drops_equals(self) -> Taken {
        match self {
            Self::Pflag | Self::Go | Self::Argparse => Taken::Yes,
            Self::Optparse => Taken::No,
            Self::Gnu | Self::Commander => Taken::Unsure,
        }
    }

    /// Whether a number may have spaces around it.
    pub(super) fn trims_numbers(self) -> Taken {
        match self {
            Self::Argparse | Self::Optparse => Taken::Yes,
            Self::Pflag | Self::Go => Taken::No,
            Self::Gnu | Self::Commander => Taken::Unsure,
        }
    }

    /// Whether the first word that isn't a flag ends the flags.
    pub fn stops_at_words(self) -> bool {
        self == Self::Go
    }

    /// Whether a long flag may be shortened as long as it can be told from the others.
    pub fn shortens(self) -> bool {
        matches!(self, Self::Argparse | Self::Optparse)
    }

    /// Whether a value that isn't a number is an error, where the program wants one.
    pub fn checks_numbers(self) -> bool {
        self != Self::Commander
    }

    /// Whether a flag is never the value of the flag before it.
    pub fn keeps_flags(self) -> bool {
        self == Self::Argparse
    }

    /// What a switch with `=text` is: on, off, or an error.
    pub(super) fn switched(self, text: &str) -> Taken {
        match (self, text) {
            (Self::Pflag | Self::Go, "1" | "t" | "T" | "true" | "TRUE" | "True") => Taken::Yes,
            (Self::Pflag | Self::Go, "0" | "f" | "F" | "false" | "FALSE" | "False") => Taken::No,
            (Self::Pflag | Self::Go | Self::Argparse | Self::Optparse, _) => Taken::Refused,
            (Self::Gnu | Self::Commander, _) => Taken::Unsure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_as_each_parser_does() {
        assert_eq!(Parser::Pflag.switched("false"), Taken::No);
        assert_eq!(Parser::Go.switched("T"), Taken::Yes);
        assert_eq!(Parser::Pflag.switched("yes"), Taken::Refused);
        assert_eq!(Parser::Argparse.switched("true"), Taken::Refused);
        assert_eq!(Parser::Gnu.switched("true"), Taken::Unsure);
    }
}
