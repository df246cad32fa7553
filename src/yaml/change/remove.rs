//! Keys and items that go, with their lines.

use crate::fix::Edit;
use crate::line;
use crate::source::Span;
use crate::yaml::{Kind, Node};

use super::lines::{is_first, is_last, with_break};
use super::place::Form;

/// A member of a collection, from its first byte to its last.
#[derive(Debug, Clone, Copy)]
struct Member {
    start: usize,
    end: usize,
}

impl Node<'_> {
    /// A mapping without one of its entries; none for the only one.
    #[must_use]
    pub fn without_entry(self, key: Node<'_>) -> Option<Edit> {
        let at = self.entry_number(key)?;
        let near = self.written_entries_from(at.saturating_sub(1)).map(|(pair, _)| pair);
        let near: Vec<[Node<'_>; 2]> = near.take(3).collect();
        near.iter().all(|[key, _]| key.is_simple_key()).then_some(())?;
        self.without(&near, at)
    }

    /// A list without one of its items; none for the only one.
    #[must_use]
    pub fn without_item(self, item: Node<'_>) -> Option<Edit> {
        let at = self.item_number(item)?;
        let near = self.written_items_from(at.saturating_sub(1)).map(|(item, _)| [item, item]);
        let near: Vec<[Node<'_>; 2]> = near.take(3).collect();
        self.without(&near, at)
    }

    /// A collection without a key or an item; where that is the only one, without the collection, and so on outward.
    #[must_use]
    pub fn removing(self, member: Node<'_>) -> Option<Edit> {
        let edit = match self.kind() {
            Kind::Mapping => self.without_entry(member),
            Kind::Sequence => self.without_item(member),
            Kind::Scalar => None,
        };
        let count = self.pairs().len() + self.items().len();
        if edit.is_some() || count != 1 {
            return edit;
        }
        let holder = self.document().holder_of(self)?;
        let key = holder.written_entries().find(|([_, value], _)| *value == self);
        holder.removing(key.map_or(self, |([key, _], _)| key))
    }

    /// The collection without its member of a number; `near` are those from the one before on, with where each starts and
    /// ends.
    fn without(self, near: &[[Node<'_>; 2]], number: usize) -> Option<Edit> {
        let member = |[first, last]: &[Node<'_>; 2]| {
            Some(Member { start: first.span().start, end: first.end_with(*last)? })
        };
        let near = near.iter().map(member).collect::<Option<Vec<Member>>>()?;
        let at = number.min(1);
        let member = near.get(at).filter(|_| near.len() > 1)?;
        let next = near.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| near.get(at));
        let span = match self.form() {
            Form::Block => self.lines_of(*member, next)?,
            Form::Flow | Form::Json => self.between_brackets(*member, next, before)?,
        };
        Some(self.edit(span, ""))
    }

    /// The lines of a member, with their last break.
    fn lines_of(self, member: Member, next: Option<&Member>) -> Option<Span> {
        let text = self.document().text();
        let head = match self.kind() {
            // The dash belongs to the item.
            Kind::Sequence => {
                let before = text.get(..member.start)?;
                before.rfind('-').filter(|dash| before.get(dash + 1..).is_some_and(is_blank))?
            }
            _ => member.start,
        };
        if !is_last(text, member.end) {
            return None;
        }
        if !is_first(text, head) {
            // The first key after a dash: what follows takes its place.
            return next
                .map(|next| Span::new(head, next.start))
                .filter(|span| self.kind() == Kind::Mapping && !span.slice(text).contains('#'));
        }
        with_break(text, Span::new(line::start_of(text, head), line::end_of(text, member.end)))
    }

    /// A member with the comma that it leaves.
    fn between_brackets(
        self,
        member: Member,
        next: Option<&Member>,
        before: Option<&Member>,
    ) -> Option<Span> {
        let span = match (next, before) {
            (Some(next), _) => Span::new(member.start, next.start),
            (None, Some(before)) => Span::new(before.end, member.end),
            (None, None) => return None,
        };
        let others = Span::new(span.start, member.start).slice(self.document().text()).to_owned()
            + Span::new(member.end, span.end).slice(self.document().text());
        let is_clean = others.chars().all(|c| c.is_whitespace() || c == ',');
        is_clean.then_some(span)
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || c == '\t')
}
