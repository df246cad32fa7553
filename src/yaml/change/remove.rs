//! Keys and items that go, with their lines.

use crate::fix::Edit;
use crate::source::Span;
use crate::yaml::{Kind, Node};

use super::lines::{break_at, is_first, is_last, line_end, line_start};
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
        let members: Option<Vec<Member>> = self
            .written_entries()
            .map(|([key, value], _)| {
                Some(Member { start: key.span().start, end: key.end_with(value)? })
            })
            .collect();
        let at = self.written_entries().position(|([own, _], _)| own == key)?;
        self.without(&members?, at)
    }

    /// A list without one of its items; none for the only one.
    #[must_use]
    pub fn without_item(self, item: Node<'_>) -> Option<Edit> {
        let members: Option<Vec<Member>> = self
            .written_items()
            .map(|(item, _)| Some(Member { start: item.span().start, end: item.end_with(item)? }))
            .collect();
        let at = self.written_items().position(|(own, _)| own == item)?;
        self.without(&members?, at)
    }

    fn without(self, members: &[Member], at: usize) -> Option<Edit> {
        let member = members.get(at).filter(|_| members.len() > 1)?;
        let next = members.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| members.get(at));
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
            // The first key behind a dash: what follows takes its place.
            return next.map(|next| Span::new(head, next.start)).filter(|span| {
                self.kind() == Kind::Mapping && !span.slice(text).contains('#')
            });
        }
        let end = line_end(text, member.end);
        let behind = end + break_at(text, end).len();
        let start = line_start(text, head);
        if behind == end {
            // The last line has no break: that before it goes.
            let before = text.get(..start)?.trim_end_matches(['\n', '\r']);
            return Some(Span::new(before.len(), end));
        }
        Some(Span::new(start, behind))
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
        (!others.contains('#')).then_some(span)
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || c == '\t')
}
