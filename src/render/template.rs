//! Finds the line of a template that a rendered line was made of, where that is certain.

use std::collections::BTreeMap;

use crate::kube::HELM_SOURCE;
use crate::source::{FileId, SourceFile, Span};
use crate::yaml::{Document, Node, Parsed, parse};

use super::lines::{Line, Piece, lines};

/// A template with what was rendered of it.
pub(super) struct Aligned<'t> {
    template: &'t str,
    rendered: &'t str,
    /// The parts of what was rendered that come from it.
    own: Vec<Span>,
    lines: Vec<Line>,
    of_template: Vec<Line>,
    /// Lines of the template by their indentation.
    by_indent: BTreeMap<usize, Vec<usize>>,
}

/// Where a rendered place was written.
pub(super) struct Written {
    /// In the template.
    pub at: Option<Span>,
    /// The value that filled it in.
    pub value: Option<Value>,
}

/// A path into the values of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Keys from the top.
    pub keys: Vec<String>,
    /// What has become of it.
    pub text: String,
}

impl<'t> Aligned<'t> {
    /// A template, and the whole of what Helm printed; of that only what names the template counts.
    pub(super) fn new(template: &'t str, rendered: &'t str, origin: &str) -> Self {
        let (own, lines_of_all) = (parts(rendered, origin), lines(rendered, false));
        let of_template = lines(template, true);
        let mut by_indent: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, line) in of_template.iter().enumerate().filter(|(_, line)| !line.is_action()) {
            by_indent.entry(line.indent).or_default().push(at);
        }
        Self { template, rendered, own, lines: lines_of_all, of_template, by_indent }
    }

    /// Where a rendered place was written, as far as one line of the template fits alone, with all lines above it.
    pub(super) fn written(&self, at: Span) -> Option<Written> {
        if !self.own.iter().any(|part| part.overlaps(at)) {
            return None;
        }
        let (index, line) = self.line_at(at.start)?;
        let part = |offset: usize| offset.min(line.span.end) - line.span.start;
        let within = Span::new(part(at.start), part(at.end));
        let Some(own) = self.line_of(index) else {
            let value = self.value_below(index)?;
            return Some(Written { at: None, value: Some(value) });
        };
        let text = line.span.slice(self.rendered);
        let parts = self.of_template.get(own)?.matched(self.template, text)?;
        let (start, first) = placed(&parts, within.start, false)?;
        let (end, last) =
            if within.is_empty() { (start, first) } else { placed(&parts, within.end, true)? };
        let (first, last) = (parts.get(first)?, parts.get(last)?);
        let is_one = first.1 == last.1 && first.1.is_action;
        let value = is_one.then(|| self.value_at(first.1, first.0.slice(text)));
        Some(Written { at: Some(Span::new(start, end)), value: value.flatten() })
    }

    fn line_at(&self, offset: usize) -> Option<(usize, &Line)> {
        let index = self.lines.partition_point(|line| line.span.end < offset);
        let line = self.lines.get(index).filter(|line| line.span.start <= offset)?;
        Some((index, line))
    }

    fn value_at(&self, action: Piece, made: &str) -> Option<Value> {
        let keys = values_path(action.span.slice(self.template))?;
        Some(Value { keys, text: made.to_owned() })
    }

    /// The only line of the template that a rendered line can be.
    fn line_of(&self, index: usize) -> Option<usize> {
        let indent = self.lines.get(index)?.indent;
        let mut fitting = self.by_indent.get(&indent)?.iter().filter(|at| self.fits(**at, index));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(*first)
    }

    /// Whether a line of the template may be a rendered one, by itself, by all lines that they are below, and by
    /// their documents.
    fn fits(&self, own: usize, index: usize) -> bool {
        let (mut own, mut index) = (Some(own), Some(index));
        let kinds = |own: Option<usize>, index: Option<usize>| {
            let own = own.and_then(|at| self.of_template.get(at)?.kind);
            (own, index.and_then(|at| self.lines.get(at)?.kind))
        };
        let (own_kind, kind) = kinds(own, index);
        let is_of_kind = match (own_kind, kind) {
            (Some(own), Some(kind)) => self.is_like(own, kind),
            (own, kind) => own.is_none() && kind.is_none(),
        };
        while let (Some(one), Some(other)) = (own, index) {
            if !self.is_like(one, other) {
                return false;
            }
            own = self.of_template.get(one).and_then(|line| line.parent);
            index = self.lines.get(other).and_then(|line| line.parent);
        }
        is_of_kind && own.is_none() && index.is_none()
    }

    fn is_like(&self, own: usize, index: usize) -> bool {
        let (Some(own), Some(line)) = (self.of_template.get(own), self.lines.get(index)) else {
            return false;
        };
        let text = line.span.slice(self.rendered);
        own.indent == line.indent && own.matched(self.template, text).is_some()
    }

    /// The value that a line was rendered from as a part of a whole mapping, `{{ toYaml .Values.resources }}`.
    fn value_below(&self, index: usize) -> Option<Value> {
        let line = self.lines.get(index)?.span.slice(self.rendered);
        let (_, text) = line.split_once(':')?;
        let (mut keys, mut at) = (Vec::new(), index);
        let own = loop {
            let line = self.lines.get(at)?;
            let (key, _) = line.span.slice(self.rendered).split_once(':')?;
            if key.starts_with('-') {
                return None;
            }
            keys.insert(0, key.trim_matches(['"', '\'']).to_owned());
            at = line.parent?;
            if let Some(own) = self.line_of(at) {
                break own;
            }
        };
        let mut all = self.whole(own)?;
        all.append(&mut keys);
        Some(Value { keys: all, text: text.trim().to_owned() })
    }

    /// The path of the values that are all that is below a line of the template.
    fn whole(&self, own: usize) -> Option<Vec<String>> {
        let head = self.of_template.get(own)?;
        let behind = self.of_template.iter().skip(own + 1).take_while(|line| line.is_action());
        let trailing = head.pieces.iter().rev().take(1).filter(|piece| piece.is_action);
        let words = |piece: &Piece| action(piece.span.slice(self.template)).to_owned();
        let below = trailing.chain(behind.flat_map(|line| &line.pieces)).map(words);
        let mut made = below.filter(|words| words.starts_with("toYaml "));
        let one = made.next().filter(|_| made.next().is_none())?;
        let what = one.trim_start_matches("toYaml ").trim_start();
        if let Some(path) = values_path(what) {
            return Some(path);
        }
        // `{{ with .Values.x }}` says what the dot is.

        let before = self.of_template.iter().take(own).rev().take_while(|line| line.is_action());
        let mut before = before.flat_map(|line| &line.pieces).map(words);
        let with = before.find_map(|words| words.strip_prefix("with ").map(str::to_owned));
        values_path(with.filter(|_| is_dot(what))?.trim_start())
    }
}

/// The parts of Helm's output that name a template as their source.
fn parts(rendered: &str, origin: &str) -> Vec<Span> {
    let (mut parts, mut offset, mut start) = (Vec::new(), 0, None);
    for line in rendered.split_inclusive('\n') {
        if line.starts_with("---") {
            parts.extend(start.take().map(|start| Span::new(start, offset)));
        } else if line.strip_prefix(HELM_SOURCE).map(str::trim_end) == Some(origin) {
            start = start.or(Some(offset));
        }
        offset += line.len();
    }
    parts.extend(start.map(|start| Span::new(start, offset)));
    parts
}

/// Where an offset of a rendered line is in the template, with the part that it is in: that which ends there
/// rather than that which starts, for an end.
fn placed(parts: &[(Span, Piece)], offset: usize, is_end: bool) -> Option<(usize, usize)> {
    let holds = |at: &Span| {
        if is_end {
            at.start < offset && offset <= at.end
        } else {
            at.start <= offset && offset < at.end
        }
    };
    let (index, (at, piece)) = parts.iter().enumerate().find(|(_, (at, _))| holds(at))?;
    Some(match (piece.is_action, is_end) {
        (false, _) => (piece.span.start + offset - at.start, index),
        (true, false) => (piece.span.start, index),
        (true, true) => (piece.span.end, index),
    })
}

/// The words of an action.
fn action(text: &str) -> &str {
    let text = text.trim_start_matches("{{").trim_start_matches('-');
    text.trim_end_matches("}}").trim_end_matches('-').trim()
}

/// The keys of an action that is a value of the chart, whatever is done with it: `{{ .Values.a.b | quote }}`.
fn values_path(text: &str) -> Option<Vec<String>> {
    let words = action(text);
    let words = words.strip_prefix("quote ").unwrap_or(words).trim_start();
    let path = words.strip_prefix(".Values.").or_else(|| words.strip_prefix("$.Values."))?;
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let end = path.find(|c| !is_part(c)).unwrap_or(path.len());
    let (path, rest) = path.split_at_checked(end)?;
    let is_whole = rest.is_empty() || rest.starts_with([' ', '|']);
    let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
    (is_whole && keys.iter().all(|key| !key.is_empty())).then_some(keys)
}

/// Where a value is written in a file of values, if what is there is what was rendered.
pub(super) fn in_values(source: &SourceFile, value: &Value) -> Option<Span> {
    let parsed: Parsed = parse(FileId(0), source);
    let root = parsed.documents.first().and_then(Document::root)?;
    let keys: Vec<&str> = value.keys.iter().map(String::as_str).collect();
    let node: Node<'_> = root.get_path(&keys)?;
    let bare = |text: &str| text.trim_matches(['"', '\'']).to_owned();
    (node.text().map(bare)? == bare(&value.text)).then(|| node.span())
}

/// Whether an expression begins with the dot and no field of it.
fn is_dot(what: &str) -> bool {
    let rest = what.strip_prefix('.');
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '|']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
kind: Deployment
spec:
  replicas: {{ .Values.count }}
  containers:
    - name: a
      image: \"{{ .Values.image.name }}:{{ .Values.image.tag }}\"
      memory: 150M
    - name: b
      memory: 150M
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
";
    const RENDERED: &str = "\
---
# Source: c/templates/other.yaml
kind: Deployment
spec:
  replicas: 4
---
# Source: c/templates/x.yaml
kind: Deployment
spec:
  replicas: 3
  containers:
    - name: a
      image: \"flog:1\"
      memory: 150M
    - name: b
      memory: 150M
      resources:
        limits:
          memory: 10M
";

    fn written(needle: &str, nth: usize) -> Option<Written> {
        let at = RENDERED.match_indices(needle).nth(nth).unwrap().0;
        let aligned = Aligned::new(TEMPLATE, RENDERED, "c/templates/x.yaml");
        aligned.written(Span::new(at, at + needle.len()))
    }

    #[test]
    fn lines_are_found_by_what_they_stand_below() {
        let second = written("150M", 1).unwrap().at.unwrap();
        assert_eq!(second.start, TEMPLATE.match_indices("150M").nth(1).unwrap().0);
        assert_eq!(second.slice(TEMPLATE), "150M");
        assert!(written("4", 0).is_none(), "a line of another template");
    }

    #[test]
    fn actions_lead_to_values() {
        let replicas = written("3", 0).unwrap();
        assert_eq!(replicas.at.unwrap().slice(TEMPLATE), "{{ .Values.count }}");
        assert_eq!(replicas.value.unwrap().keys, ["count"]);
        let tag = written("1\"", 0).unwrap();
        assert_eq!(tag.at.unwrap().slice(TEMPLATE), "{{ .Values.image.tag }}\"");
        let memory = written("10M", 0).unwrap();
        let value = memory.value.unwrap();
        assert!(memory.at.is_none());
        assert_eq!(
            (value.keys.join("."), value.text.as_str()),
            ("resources.limits.memory".to_owned(), "10M")
        );
        let file =
            SourceFile::new("v", b"resources:\n  limits: {memory: \"10M\"}\n".to_vec(), false);
        assert_eq!(in_values(&file, &value).unwrap().slice(&file.text), "\"10M\"");
    }

    #[test]
    fn what_two_lines_could_be_is_neither() {
        let template = "kind: A\nspec:\n{{ if .Values.x }}\n  a: {{ .Values.x }}\n{{ else }}\n  a: 1\n{{ end }}\n";
        let rendered = "---\n# Source: t\nkind: A\nspec:\n  a: 1\n";
        let at = rendered.find('1').unwrap();
        let aligned = Aligned::new(template, rendered, "t");
        assert!(aligned.written(Span::new(at, at + 1)).is_none());
    }

    #[test]
    fn a_dot_is_what_with_says() {
        let template =
            "kind: A\n{{- with .Values.node }}\nnode:\n  {{- toYaml . | nindent 2 }}\n{{- end }}\n";
        let rendered = "# Source: t\nkind: A\nnode:\n  disk: ssd\n";
        let at = rendered.find("ssd").unwrap();
        let aligned = Aligned::new(template, rendered, "t");
        let value = aligned.written(Span::new(at, at + 3)).unwrap().value.unwrap();
        assert_eq!(value.keys, ["node", "disk"]);
    }
}
