//! A field that moved left: one of an item to the level of the list, where what followed it in the item is below it now;
//! or one of an inner mapping to the level of an outer one, which has a field of that name already.

use crate::kube::schema::Schema;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Kind, Node};

use super::{Lost, Search, Slip, is_unknown, lines_in, region};

impl<'s, 'a> Search<'s, 'a> {
    /// Looks for a field after a list that has fields of the list's items below it, which it rejects, and for one that
    /// appears twice since the second belongs at the end of the first.
    pub(super) fn left(&mut self, node: Node<'a>, schema: &'s Schema) {
        let mut entries = node.own_entries().peekable();
        while let Some(before) = entries.next() {
            let Some(next) = entries.peek() else { return };
            if let Some(rest) = self.swallowed(&before, next, schema) {
                self.moved_left(&before, next, &rest);
            } else if let Some(inner) = self.inner_of(&before, next, schema) {
                let lines = region(next, next).1;
                self.moved(Lost::Inner, next, inner.key.location(), &inner, lines);
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
        if !is_block(list.value, Kind::Sequence) || !is_block(next.value, Kind::Mapping) {
            return None;
        }
        let items = schema.of_field(list.key_text()).map(|field| self.catalogue.follow(field))?;
        let of_item = self.catalogue.follow(items.items.as_deref()?);
        let item = list.value.items().next_back().filter(|item| item.kind() == Kind::Mapping)?;
        let is_of_item = |entry: &Entry<'a>| {
            of_item.properties.contains_key(entry.key_text())
                && item.get(entry.key_text()).is_none()
                && self.takes(of_item, entry)
        };
        if !of_item.properties.contains_key(next.key_text()) || item.get(next.key_text()).is_some()
        {
            return None;
        }
        let mut rest = self.strange_end(next, schema)?;
        let first = rest.next()?;
        (is_of_item(&first) && rest.all(|entry| is_of_item(&entry))).then_some(first)
    }

    /// The fields of a mapping, or of the last one in it, from the first on that it rejects.
    fn strange_end(
        &self,
        holder: &Entry<'a>,
        schema: &'s Schema,
    ) -> Option<impl Iterator<Item = Entry<'a>> + use<'a>> {
        let (mut holder, mut schema) = (*holder, schema);
        loop {
            if !is_block(holder.value, Kind::Mapping) {
                return None;
            }
            schema = self.catalogue.follow(schema.of_field(holder.key_text())?);
            let is_strange = |entry: &Entry<'a>| {
                let is_known = schema.of_field(entry.key_text()).is_some();
                if is_known { !self.takes(schema, entry) } else { schema.is_closed() }
            };
            if let Some(at) = holder.value.own_entries().position(|entry| is_strange(&entry)) {
                return Some(holder.value.own_entries().skip(at));
            }
            holder = holder.value.own_entries().next_back()?;
        }
    }

    /// The last mapping within `before` that lacks the field of the same name which comes `next`, and which doesn't fit
    /// where it is.
    fn inner_of(
        &self,
        before: &Entry<'a>,
        next: &Entry<'a>,
        schema: &'s Schema,
    ) -> Option<Entry<'a>> {
        let name = next.key_text();
        if before.key_text() != name || !is_block(next.value, Kind::Mapping) {
            return None;
        }
        let mut schema = self.catalogue.follow(schema.of_field(name)?);
        let is_strange = |entry: &Entry<'_>| is_unknown(schema, entry.key_text());
        if !next.value.own_entries().any(|entry| is_strange(&entry)) {
            return None;
        }
        let mut inner = *before;
        loop {
            inner = inner.value.own_entries().next_back()?;
            if !is_block(inner.value, Kind::Mapping) {
                return None;
            }
            schema = self.catalogue.follow(schema.of_field(inner.key_text())?);
            if inner.value.get(name).is_none() && self.takes_whole(schema, next) {
                return Some(inner);
            }
        }
    }

    /// Whether a mapping has a field of that name which takes all that is in it.
    fn takes_whole(&self, schema: &Schema, entry: &Entry<'a>) -> bool {
        let field = schema.properties.get(entry.key_text());
        let field = field.map(|field| self.catalogue.follow(field));
        field.is_some_and(|field| entry.value.own_entries().all(|part| self.takes(field, &part)))
    }

    fn moved_left(&mut self, list: &Entry<'a>, next: &Entry<'a>, rest: &Entry<'a>) {
        let start = next.key.location();
        let moved = Span::new(start.span.start, rest.key.span().start);
        let lines = lines_in(moved.slice(next.key.document().text()));
        let other = Location { span: rest.key.span(), ..start };
        self.moved(Lost::Left, next, other, list, lines);
    }

    fn moved(
        &mut self,
        lost: Lost,
        field: &Entry<'a>,
        other: Location,
        goal: &Entry<'a>,
        lines: usize,
    ) {
        self.report(Slip {
            lost,
            at: field.key.location(),
            object: self.object.location(),
            key: field.key_text().to_owned(),
            other,
            first: goal.key_text().to_owned(),
            lines,
        });
    }
}

/// Whether it is a mapping or a list with its parts in lines of their own.
fn is_block(node: Node<'_>, kind: Kind) -> bool {
    node.kind() == kind && !node.has_brackets()
}
