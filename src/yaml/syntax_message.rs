//! What a parser error means to somebody who edits a manifest.

use granit_parser::ErrorKind;

/// Whether it is about a tab.
pub(super) fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabNotAllowed
    )
}

/// Whether it is about a bracket whose other end isn't there.
pub(super) fn is_bracket(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::MismatchedFlowCollectionEnd { .. }
            | ErrorKind::MisplacedFlowCollectionEnd
    )
}

/// Whether it is about a quote whose beginning may be far above.
pub(super) fn is_quote(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
            | ErrorKind::UnclosedQuotedScalar
            | ErrorKind::DocumentIndicatorInQuotedScalar
    )
}

/// Whether it is about a key, or a line that doesn't fit where it is.
pub(super) fn is_key(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::CommentInterceptedScalar
    )
}

/// One line: what is wrong, and where it helps, the usual cause. `rest` is the text at the place.
pub(super) fn describe(kind: &ErrorKind, rest: &str) -> String {
    let text = match kind {
        kind if is_tab(kind) => "a tab can't indent YAML; use spaces",
        // The parser takes a comma outside of brackets for the end of what it reads.
        ErrorKind::UnexpectedEofBlockSequence | ErrorKind::UnexpectedEofBlockMapping
            if rest.starts_with(',') =>
        {
            "`,` can't start a value; quote the value if it is meant literally"
        }
        kind => match of_level(kind).or_else(|| of_value(kind)) {
            Some(text) => text,
            None => return describe_character(kind, rest),
        },
    };
    text.to_owned()
}

/// What is wrong where a line is at no level, or at a wrong one.
fn of_level(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected => {
            "expected a `key: value` here; the indentation matches no level"
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            "expected a `- ` item here; the indentation matches neither the list nor what contains it"
        }
        ErrorKind::InvalidSimpleKey => "expected `:` after this key",
        ErrorKind::InvalidIndentation => {
            "this line is indented less than the value that it belongs to"
        }
        ErrorKind::MappingValueNotAllowed => {
            "unexpected `: ` inside a value; quote the value, or fix the indentation or a missing `:` on the line above"
        }
        ErrorKind::ExpectedDocumentStart => {
            "this line belongs to nothing above it; check the indentation"
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            "a `- ` item can't start here; put it on a separate line"
        }
        _ => return None,
    })
}

/// What is wrong within a value: its quotes, its brackets, a comment in it.
fn of_value(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::InvalidColonPlacement => {
            "a `:` isn't allowed here; a `[` or `{` before it isn't closed"
        }
        ErrorKind::UnclosedQuotedScalar => "this quote is never closed",
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            "there is a document marker inside an open quote"
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "unknown escape in double quotes; write `\\\\` for a backslash, or use single quotes"
        }
        ErrorKind::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        ErrorKind::ExpectedFlowMappingSeparator => "expected `,` or `}` here",
        ErrorKind::ExpectedFlowSequenceSeparator => "expected `,` or `]` here",
        ErrorKind::CommentInterceptedScalar => {
            "this comment splits the value in two; quote the value, or move the comment"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text after the closing quote; quote the whole value"
        }
        ErrorKind::BomInsideDocument => {
            "there is an invisible byte order mark here, which would be part of the key; delete it"
        }
        _ => return None,
    })
}

/// The messages that name the character at fault.
fn describe_character(kind: &ErrorKind, rest: &str) -> String {
    match kind {
        ErrorKind::UnclosedFlowCollection { open } => format!("this `{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            format!("`{close}` closes what `{open}` opened")
        }
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            format!("the control character `{}` isn't allowed in YAML", character.escape_unicode())
        }
        ErrorKind::UnexpectedCharacter { character } if !rest.starts_with("{{") => {
            let shown = character.escape_debug();
            format!("`{shown}` can't start a value; quote the value if it is meant literally")
        }
        other => other.to_string(),
    }
}
