//! Edits that take away what suppresses nothing.

use crate::fix::{Change, Edit};
use crate::kube::Object;
use crate::source::{Location, Span};
use crate::yaml::{Comment, Node};

/// A comment without one of its names, or without the comment where there is no other.
pub(super) fn of_name(comment: &Comment, name: Span, is_only: bool, text: &str) -> Option<Change> {
    let Location { file, span, .. } = comment.location;
    let span = if is_only { whole(span, text) } else { with_comma(name, text)? };
    let edit = Edit { file, span, text: String::new() };
    let what = if is_only { "this comment" } else { name.slice(text) };
    Change::new(if is_only { format!("remove {what}") } else { format!("remove `{what}`") }, [edit])
}

/// A comment with the spaces before it; with its line, where it has one for itself.
fn whole(span: Span, text: &str) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let blank = before.trim_end_matches([' ', '\t']).len();
    let is_alone = blank == 0 || before.get(..blank).is_some_and(|it| it.ends_with(['\n', '\r']));
    let rest = text.get(span.end..).unwrap_or_default();
    let end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end)).unwrap_or("");
    Span::new(blank, if is_alone { span.end + end.len() } else { span.end })
}

/// A name with the comma after it, or before it where it is the last.
fn with_comma(name: Span, text: &str) -> Option<Span> {
    let rest = text.get(name.end..)?;
    if let Some(behind) = rest.trim_start().strip_prefix(',') {
        let next = behind.len() - behind.trim_start().len();
        return Some(Span::new(name.start, name.end + rest.len() - behind.len() + next));
    }
    let before = text.get(..name.start)?.trim_end().strip_suffix(',')?;
    Some(Span::new(before.len(), name.end))
}

/// An object without one of its annotations.
pub(super) fn of_annotation(object: &Object<'_>, key: Node<'_>) -> Option<Change> {
    let metadata = object.root.get("metadata")?;
    let entry = metadata.entry("annotations")?;
    Change::new("remove this annotation", entry.value.removing(key))
}
