//! A page of Markdown, set for a terminal.

use textwrap::{Options as Wrap, WordSplitter};

/// Prose is hard to read in wider lines than this.
const WIDEST: usize = 100;
/// Narrower terminals scroll.
const NARROWEST: usize = 40;

/// The page with bold headings and wrapped paragraphs; what is in fences is indented and stays as it is.
pub(super) fn set(page: &str, width: usize, color: bool) -> String {
    let mut out = String::new();
    let mut is_fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else {
            out.push_str(&text(line, width, color));
            out.push('\n');
        }
    }
    out
}

fn text(line: &str, width: usize, color: bool) -> String {
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        return bold(heading.trim(), color);
    }
    filled(line, width, if line.starts_with("- ") { "  " } else { "" })
}

/// Text in bold, where there are colours.
pub(super) fn bold(text: &str, color: bool) -> String {
    if color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Text in lines of the width.
pub(super) fn filled(text: &str, width: usize, indent: &str) -> String {
    let wrap = Wrap::new(width.clamp(NARROWEST, WIDEST))
        .subsequent_indent(indent)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, wrap)
}
