//! The items of a completion.

use gen_lsp_types::{CompletionItem, CompletionItemKind, InsertTextFormat, Range, TextEdit};

use crate::server::edit::in_snippet;
use crate::server::markdown::content;
use crate::server::scene::Scene;

use super::context::{Context, Slot};

/// Something that may be written.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// What is written.
    pub text: String,
    /// What follows a key: the value that is likely.
    pub value: Option<String>,
    /// What it is, in a few words.
    pub detail: String,
    /// What it does, in Markdown.
    pub about: String,
}

/// The items so far.
pub(super) struct Items {
    /// The items.
    pub all: Vec<CompletionItem>,
    range: Range,
    takes_snippets: bool,
    /// Whether what is typed is a key without quotes that has no colon yet.
    needs_colon: bool,
}

impl Items {
    /// No items, for the word at the cursor.
    pub(super) fn new(scene: &Scene<'_>, context: &Context<'_>) -> Self {
        Self {
            all: Vec::new(),
            range: scene.lines.range(context.word),
            takes_snippets: scene.client.fills_in_completions,
            needs_colon: context.slot == Slot::Key
                && !context.is_quoted()
                && !context.behind.trim_start().starts_with(':'),
        }
    }

    /// A key, with a value in quotes where one is offered.
    pub(super) fn key(&mut self, offer: Offer) {
        let value = offer.value.as_deref().unwrap_or_default().replace(['"', '\\', '\n'], "");
        let (text, is_snippet) = if !self.needs_colon {
            (offer.text.clone(), false)
        } else if self.takes_snippets {
            (format!("{}: \"${{1:{}}}\"", in_snippet(&offer.text), in_snippet(&value)), true)
        } else {
            (format!("{}: \"{value}\"", offer.text), false)
        };
        self.push(offer, text, is_snippet, CompletionItemKind::Property);
    }

    /// A value, or a word of one.
    pub(super) fn value(&mut self, offer: Offer) {
        let text = offer.text.clone();
        self.push(offer, text, false, CompletionItemKind::Value);
    }

    fn push(&mut self, offer: Offer, text: String, is_snippet: bool, kind: CompletionItemKind) {
        if self.all.iter().any(|item| item.label == offer.text) {
            return;
        }
        let some = |text: String| (!text.is_empty()).then_some(text);
        let edit = TextEdit { range: self.range, new_text: text };
        self.all.push(CompletionItem {
            // In the order in which they are offered, the likeliest first.
            sort_text: Some(format!("{:04}", self.all.len())),
            filter_text: Some(offer.text.clone()),
            label: offer.text,
            kind: Some(kind),
            detail: some(offer.detail),
            documentation: some(offer.about).map(|about| content(about).into()),
            insert_text_format: is_snippet.then_some(InsertTextFormat::Snippet),
            text_edit: Some(edit.into()),
            ..CompletionItem::default()
        });
    }
}
