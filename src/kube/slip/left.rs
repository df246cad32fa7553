//! A field of an item that moved left, to the level of the list: what followed it in the item is below it now.

use crate::kube::schema::Schema;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Kind, Node};

use super::{Lost, Search, Slip, is_unknown};

impl<'s, 'a> Search<'s, 'a> {
    /// Looks for a field after a list that has fields of the list's items below it, which it rejects.
    pub(super) fn left(&mut self, node: Node<'a>, schema: &'s Schema) {
        let mut entries = node.own_entries().peekable();
        while let Some(list) = entries.next() {
            let Some(next) = entries.peek() else { return };
            if let Some(rest) = self.swallowed(&list, next, schema) {
                self.moved_left(&list, next, &rest);
            }
        }
    }

    /// The first field below `next` that belongs into the last item of `list`, as `next` does.
    fn swallowed(
        &self,
        list: &Entry<'a>,
        next: &Entry<'a>,
        schema: &'s Schema,
    ) -> Option<Entry<'a>> {
        let is_block = |node: Node<'a>, kind| node.kind() == kind && !node.has_brackets();
        if !is_block(list.value, Kind::Sequence) || !is_block(next.value, Kind::Mapping) {
            return None;
        }
        let items = schema.of_field(list.key_text()).map(|field| self.catalogue.follow(field))?;
        let of_item = self.catalogue.follow(items.items.as_deref()?);
        let own = self.catalogue.follow(schema.of_field(next.key_text())?);
        let item = list.value.items().next_back().filter(|item| item.kind() == Kind::Mapping)?;
        let is_free = |entry: &Entry<'a>| {
            of_item.properties.contains_key(entry.key_text())
                && item.get(entry.key_text()).is_none()
        };
        let is_strange = |entry: &Entry<'a>| is_unknown(own, entry.key_text());
        let mut rest = next.value.own_entries().skip_while(|entry| !is_strange(entry));
        let first = rest.next().filter(|_| is_free(next))?;
        let is_of_item =
            |entry: &Entry<'a>| is_strange(entry) && is_free(entry) && self.takes(of_item, entry);
        (is_of_item(&first) && rest.all(|entry| is_of_item(&entry))).then_some(first)
    }

    fn moved_left(&mut self, list: &Entry<'a>, next: &Entry<'a>, rest: &Entry<'a>) {
        let start = next.key.location();
        let moved = Span::new(start.span.start, rest.key.span().start);
        let lines = moved.slice(next.key.document().text()).lines().map(str::trim);
        let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let lines = lines.filter(says).count();
        self.report(Slip {
            lost: Lost::Left,
            at: start,
            object: self.object.location(),
            key: next.key_text().to_owned(),
            other: Location { span: rest.key.span(), ..start },
            first: list.key_text().to_owned(),
            lines,
        });
    }
}
