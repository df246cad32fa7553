//! Changes as a unified diff, which `git apply` and `patch -p1` take.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use crate::log_commands::disarmed;
use crate::source::{FileId, Location, STDIN, Span};

/// Lines around a change.
const CONTEXT: usize = 3;

/// The change of a file, as a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diff {
    /// There is none.
    Same,
    /// Its text.
    Text(String),
    /// It would show a secret.
    Secret,
    /// It would show what a CI system takes for a command.
    Command,
}

/// The change of a file of some name; lines with one of the places stay out of it, and so do commands of CI systems: a
/// patch can't write them differently.
#[must_use]
pub fn unified(name: &str, old: &str, new: &str, file: FileId, secrets: &[Location]) -> Diff {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let ops = placed(capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines));
    let secrets = hidden_lines(old, file, secrets);
    let mut hidden = secrets.clone();
    hidden.extend((0..).zip(&old_lines).filter(|(_, line)| is_command(line)).map(|(at, _)| at));
    let name = if name == STDIN { "stdin" } else { name.strip_prefix("./").unwrap_or(name) };
    let mut out = String::new();
    for hunk in group_diff_ops(ops, CONTEXT) {
        let Some(shown) = Hunk::new(&hunk, &hidden).filter(|it| !it.adds_command(&new_lines))
        else {
            let is_secret = Hunk::new(&hunk, &secrets).is_none();
            return if is_secret { Diff::Secret } else { Diff::Command };
        };
        if out.is_empty() {
            let _ = write!(out, "--- {}\n+++ {}\n", quoted("a/", name), quoted("b/", name));
        }
        shown.write(&old_lines, &new_lines, &mut out);
    }
    if out.is_empty() { Diff::Same } else { Diff::Text(out) }
}

/// Changes, each where the one before it ends: the differ leaves the empty side of some of them at another line.
fn placed(mut ops: Vec<DiffOp>) -> Vec<DiffOp> {
    let (mut old, mut new) = (0, 0);
    for op in &mut ops {
        match op {
            DiffOp::Equal { old_index, new_index, .. }
            | DiffOp::Delete { old_index, new_index, .. }
            | DiffOp::Insert { old_index, new_index, .. }
            | DiffOp::Replace { old_index, new_index, .. } => (*old_index, *new_index) = (old, new),
        }
        (old, new) = (op.old_range().end, op.new_range().end);
    }
    ops
}

/// Lines with their breaks, as diffs count them.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The lines, from 0, that no output may show.
fn hidden_lines(text: &str, file: FileId, secrets: &[Location]) -> BTreeSet<usize> {
    let feeds = text.match_indices('\n').map(|(at, _)| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(feeds).collect();
    let of_place = |place: &Location| {
        let line = |at| starts.partition_point(|start| *start <= at).saturating_sub(1);
        line(place.span.start)..=line(place.span.end.max(place.span.start + 1) - 1)
    };
    secrets.iter().filter(|place| place.file == file).flat_map(of_place).collect()
}

/// Whether a line of a file has a command of a CI system in it, or at its start.
fn is_command(line: &str) -> bool {
    line.split('\r').any(|part| matches!(disarmed(part), Cow::Owned(_)))
}

/// A name as git writes it: in quotes where it has characters that would end it, with a tab after a space. So is one with a
/// bracket after number signs, which CI systems take for a command.
fn quoted(side: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && !"\"\\".contains(c) || c == ' ';
    let is_command = name.contains("##");
    if name.chars().all(is_plain) && !is_command {
        return format!("{side}{name}{}", if name.contains(' ') { "\t" } else { "" });
    }
    let mut out = format!("\"{side}");
    for byte in name.bytes() {
        match byte {
            b'[' if is_command => out.push_str("\\133"),
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            0x20..=0x7e => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out + "\""
}

/// A part of a diff: lines of the old text and of the new one.
struct Hunk {
    ops: Vec<DiffOp>,
    old: Span,
    new: Span,
}

impl Hunk {
    /// Hunk of some changes; none where a hidden line is among them. Of the lines around them, those after a hidden
    /// one are omitted.
    fn new(ops: &[DiffOp], hidden: &BTreeSet<usize>) -> Option<Self> {
        let mut ops = ops.to_vec();
        let last = ops.len().checked_sub(1)?;
        for (at, op) in ops.iter_mut().enumerate() {
            let old = op.old_range();
            let shown = match op {
                DiffOp::Equal { .. } if at == 0 => {
                    old.clone().rev().take_while(|line| !hidden.contains(line)).count()
                }
                DiffOp::Equal { .. } => {
                    old.clone().take_while(|line| !hidden.contains(line)).count()
                }
                _ if old.clone().any(|line| hidden.contains(&line)) => return None,
                _ => continue,
            };
            let is_edge = at == 0 || at == last;
            if shown < old.len() && (!is_edge || shown == 0 && at == last) {
                return None;
            }
            let skipped = if at == 0 { old.len() - shown } else { 0 };
            let new_index = op.new_range().start + skipped;
            *op = DiffOp::Equal { old_index: old.start + skipped, new_index, len: shown };
        }
        let (first, last) = (ops.first()?, ops.last()?);
        let old = Span::new(first.old_range().start, last.old_range().end);
        let new = Span::new(first.new_range().start, last.new_range().end);
        Some(Self { old, new, ops })
    }

    /// Whether a command of a CI system is in what it adds.
    fn adds_command(&self, new: &[&str]) -> bool {
        let changes = self.ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let mut added = changes.filter_map(|op| new.get(op.new_range())).flatten();
        added.any(|line| is_command(line))
    }

    fn write(&self, old: &[&str], new: &[&str], out: &mut String) {
        let range = |span: Span| match span.len() {
            0 => format!("{},0", span.start),
            1 => (span.start + 1).to_string(),
            count => format!("{},{count}", span.start + 1),
        };
        let _ = writeln!(out, "@@ -{} +{} @@", range(self.old), range(self.new));
        for op in &self.ops {
            let (removed, added) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                put(' ', old.get(removed), out);
                continue;
            }
            put('-', old.get(removed), out);
            put('+', new.get(added), out);
        }
    }
}

fn put(sign: char, lines: Option<&[&str]>, out: &mut String) {
    for line in lines.unwrap_or_default() {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}
