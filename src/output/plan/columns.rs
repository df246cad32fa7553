//! Tables and sentences for a terminal, which keep to its width as far as they can.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::text::printable;

/// Where a table starts.
const INDENT: usize = 2;
/// Where words start that have no room next to their row.
const BENEATH: &str = "    ";
/// The narrowest column in which words read well.
const NARROWEST_WORDS: usize = 24;
/// The longest name; longer ones lose their middle.
const LONGEST_NAME: usize = 32;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Names, which start at the same place.
    Name,
    /// Figures, which end at the same place.
    Number,
    /// Figures that are omitted where there is no room for them.
    Extra,
    /// Words, as the last column: wrapped where they are long.
    Words,
}

/// A table within `width` columns, if that can be.
pub(super) fn columns<const N: usize>(
    heads: [&str; N],
    rows: &[[String; N]],
    kinds: [Column; N],
    width: usize,
) -> String {
    let cells =
        |row: &[String; N]| row.iter().zip(kinds).map(|(cell, kind)| shown(cell, kind)).collect();
    let rows: Vec<Vec<String>> =
        std::iter::once(&heads.map(str::to_owned)).chain(rows).map(cells).collect();
    let [roomy, close, short] = [(2, true), (1, true), (1, false)]
        .map(|(gap, extras)| Layout::new(&rows, &kinds, gap, extras));
    let layout = [roomy, close].into_iter().find(|layout| layout.total() <= width).unwrap_or(short);
    rows.iter().map(|row| layout.row(row, width)).collect()
}

/// A sentence in lines of the width; words stay whole.
pub(super) fn filled(text: &str, first: &str, others: &str, width: usize) -> String {
    let options =
        Options::new(width).initial_indent(first).subsequent_indent(others).break_words(false);
    let options = options
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

fn shown(cell: &str, kind: Column) -> String {
    let cell = printable(cell);
    let length = cell.chars().count();
    if kind != Column::Name || length <= LONGEST_NAME {
        return cell;
    }
    let head = cell.chars().take(LONGEST_NAME / 2 - 1);
    let tail = cell.chars().skip(length + 2 - LONGEST_NAME / 2);
    head.chain("...".chars()).chain(tail).collect()
}

/// The columns that are shown, each with its width.
struct Layout {
    columns: Vec<(Column, Option<usize>)>,
    gap: usize,
}

impl Layout {
    fn new(rows: &[Vec<String>], kinds: &[Column], gap: usize, extras: bool) -> Self {
        let width = |at: usize| {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| display_width(cell)).max()
        };
        let is_shown = |kind: Column| kind != Column::Words && (extras || kind != Column::Extra);
        let columns = kinds.iter().enumerate();
        let columns = columns.map(|(at, kind)| (*kind, width(at).filter(|_| is_shown(*kind))));
        Self { columns: columns.collect(), gap }
    }

    /// How many columns of the terminal the figures take.
    fn total(&self) -> usize {
        let widths = self.columns.iter().filter_map(|(_, width)| *width);
        widths.map(|width| width + self.gap).sum::<usize>() + INDENT - self.gap
    }

    fn figures(&self, cells: &[String]) -> Vec<String> {
        let figures = cells.iter().zip(&self.columns).filter_map(|(cell, (kind, width))| {
            let spaces = " ".repeat((*width)?.saturating_sub(display_width(cell)));
            let is_name = *kind == Column::Name;
            Some(if is_name { format!("{cell}{spaces}") } else { format!("{spaces}{cell}") })
        });
        figures.collect()
    }

    fn row(&self, cells: &[String], width: usize) -> String {
        let line = " ".repeat(INDENT) + &self.figures(cells).join(&" ".repeat(self.gap));
        let mut words =
            cells.iter().zip(&self.columns).filter(|(_, (kind, _))| *kind == Column::Words);
        let Some((words, _)) = words.next().filter(|(words, _)| !words.is_empty()) else {
            return line.trim_end().to_owned() + "\n";
        };
        let start = display_width(&line) + self.gap;
        let room = width.saturating_sub(start);
        let longest = words.split(' ').map(display_width).max().unwrap_or_default();
        let needed = longest.max(NARROWEST_WORDS.min(display_width(words)));
        if needed <= room {
            return filled(words, &(line + &" ".repeat(self.gap)), &" ".repeat(start), width);
        }
        line.trim_end().to_owned() + "\n" + &filled(words, BENEATH, BENEATH, width)
    }
}
