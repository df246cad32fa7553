//! A list whose items are in the list around it: lists aren't indented below their keys there, and all items moved left.

use crate::kube::schema::Schema;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Kind, Node};

use super::{Lost, Search, Slip, is_unknown, is_unwritten, written};

/// What is left of a list after its own items.
struct Rest<'a> {
    first: Node<'a>,
    end: Span,
    count: usize,
}

impl<'s, 'a> Search<'s, 'a> {
    /// Looks for items whose last key is empty, and which the items of that list follow.
    pub(super) fn outer_items(&mut self, list: Node<'a>, inner: &'s Schema) {
        if list.has_brackets() {
            return;
        }
        let text = list.document().text();
        let mut items = list.items().peekable();
        while let Some(item) = items.next() {
            let Some(next) = items.peek() else { return };
            // Nearly no item ends with a key without a value.
            if !follows_a_key(text, next.span().start) {
                continue;
            }
            let Some((hollow, wanted)) = self.empty_list(item, inner) else { continue };
            let Some(end) = self.end_of(*next, wanted, inner) else { continue };
            let mut rest = Rest { first: *next, end, count: 1 };
            items.next();
            while let Some((_, end)) =
                items.peek().and_then(|next| Some((next, self.end_of(*next, wanted, inner)?)))
            {
                rest.end = end;
                rest.count += 1;
                items.next();
            }
            // Of a single one, an item in the wrong place is told.
            if rest.count > 1 {
                self.items_left(&hollow, &rest);
            }
        }
    }

    /// The list without items at the end of an item, with the schema of its items.
    fn empty_list(&self, item: Node<'a>, schema: &'s Schema) -> Option<(Entry<'a>, &'s Schema)> {
        let (mut node, mut schema) = (item, schema);
        loop {
            let last = node.own_entries().next_back().filter(|_| !node.has_brackets())?;
            schema = self.catalogue.follow(schema.properties.get(last.key_text())?);
            if is_unwritten(&last) {
                return Some((last, self.catalogue.follow(schema.items.as_deref()?)));
            }
            let is_here = last.value.span().start >= last.key.span().end;
            node = Some(last.value).filter(|value| is_here && value.kind() == Kind::Mapping)?;
        }
    }

    /// The end of what of an item is one of another list, where it isn't one of this.
    fn end_of(&self, item: Node<'a>, wanted: &Schema, inner: &Schema) -> Option<Span> {
        if item.kind() == Kind::Scalar {
            let fits = |schema: &Schema| schema.types.fit(item, item.scalar().as_ref());
            let is_line = !item.is_null() && !item.raw().contains('\n');
            return (is_line && fits(wanted) && !fits(inner)).then(|| item.span());
        }
        let is_strange = |entry: &Entry<'a>| is_unknown(inner, entry.key_text());
        let is_taken = |entry: &Entry<'a>| self.takes(wanted, entry);
        let own: Vec<Entry<'a>> = item.own_entries().take_while(is_taken).collect();
        // After its own come the other keys of the item before.
        let mut rest = item.own_entries().skip(own.len());
        let is_one = own.iter().any(is_strange) && rest.all(|entry| !is_strange(&entry));
        own.last().filter(|_| is_one).map(|last| last.key.span().to(written(last)))
    }

    fn items_left(&mut self, hollow: &Entry<'a>, rest: &Rest<'a>) {
        let first = rest.first.own_entries().next();
        let start = first.map_or(rest.first, |entry| entry.key).location();
        let text = hollow.key.document().text();
        let before = text.get(..start.span.start).unwrap_or_default();
        let Some(dash) = before.rfind('-') else { return };
        let other = Location { span: Span::new(dash, rest.end.end), ..start };
        let lines = other.span.slice(text).lines().map(str::trim);
        let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
        self.report(Slip {
            lost: Lost::Items,
            at: hollow.key.location(),
            object: self.object.location(),
            key: hollow.key_text().to_owned(),
            other,
            first: match first {
                Some(entry) => format!("- {}", entry.key_text()),
                None => "- ".to_owned() + rest.first.raw().split(' ').next().unwrap_or_default(),
            },
            lines: lines.filter(says).count(),
        });
    }
}

/// Whether the line above an item ends with a key, comments and empty lines aside.
fn follows_a_key(text: &str, item: usize) -> bool {
    let before = text.get(..item).unwrap_or_default();
    let mut above = before.lines().rev().skip(1).map(str::trim);
    let line = above.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    line.ends_with(':') || line.split(" #").next().is_some_and(|key| key.trim_end().ends_with(':'))
}
