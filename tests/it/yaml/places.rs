//! Exact places: scalars of all styles, keys, comments, fragments, lines and columns.

use lt_lint::source::{LineIndex, Position};
use lt_lint::yaml::{Node, Style};

use super::{good, read, root, syntax};

/// The bytes and the text of the value under `key`.
fn value<'d>(document: &'d lt_lint::yaml::Document, key: &str) -> (&'d str, &'d str) {
    let entry = root(document).entry(key).unwrap();
    (entry.value.raw(), entry.value.text().unwrap())
}

#[test]
fn spans_of_plain_and_quoted_scalars() {
    let text = "a: plain text # c\n'b': 'it''s'\n\"c\": \"x\\ty\"\nd: \"é語😀\"\né: 1\n";
    let document = good(text);
    let entries: Vec<_> = root(&document).entries();
    let raws: Vec<_> = entries.iter().map(|entry| (entry.key.raw(), entry.value.raw())).collect();
    let wanted = [
        ("a", "plain text"),
        ("'b'", "'it''s'"),
        ("\"c\"", "\"x\\ty\""),
        ("d", "\"é語😀\""),
        ("é", "1"),
    ];
    assert_eq!(raws, wanted);
    let spans: Vec<_> = entries.iter().map(|entry| entry.value.span().start).collect();
    assert_eq!(spans, [3, 23, 36, 46, 62]);
    let texts: Vec<_> = entries.iter().map(|entry| entry.value.text().unwrap()).collect();
    assert_eq!(texts, ["plain text", "it's", "x\ty", "é語😀", "1"]);
    let styles: Vec<_> = entries.iter().map(|entry| entry.value.style().unwrap()).collect();
    assert_eq!(styles, [Style::Plain, Style::Quoted, Style::Quoted, Style::Quoted, Style::Plain]);
}

#[test]
fn a_plain_scalar_over_several_lines_is_one_place() {
    let document = good("a: one\n  two\n\n  three\nb: x\n");
    assert_eq!(value(&document, "a"), ("one\n  two\n\n  three", "one two\nthree"));
    let document = good("a: \"one\n  two\\\n  three\"\nb: x\n");
    assert_eq!(value(&document, "a"), ("\"one\n  two\\\n  three\"", "one twothree"));
}

#[test]
fn tags_and_anchors_are_no_part_of_the_value() {
    let document = good("a: !!str 12\nb: &anchor value\nc: !!str &both \"q\"\nd: &m\n  e: 1\n");
    assert_eq!(value(&document, "a"), ("12", "12"));
    assert_eq!(value(&document, "b"), ("value", "value"));
    assert_eq!(value(&document, "c"), ("\"q\"", "q"));
    assert_eq!(root(&document).get("b").unwrap().anchor(), Some("anchor"));
    assert_eq!(root(&document).get("c").unwrap().anchor(), Some("both"));
    assert_eq!(root(&document).get("d").unwrap().anchor(), Some("m"));
}

#[test]
fn a_block_scalar_starts_at_its_header_with_every_chomping() {
    for (header, tail) in [
        ("|", "\n"),
        ("|-", ""),
        ("|+", "\n\n"),
        ("|2", "\n"),
        ("|2-", ""),
        ("|+2", "\n\n"),
        (">", "\n"),
        (">-", ""),
        (">+", "\n\n"),
    ] {
        for comment in ["", " # why | this > here", "  #", "\t# tab"] {
            for newline in ["\n", "\r\n"] {
                let lines =
                    [&format!("k: {header}{comment}"), "  one", "", "  two", "", "next: x", ""];
                let text = lines.join(newline);
                let document = good(&text);
                let (raw, value) = value(&document, "k");
                let wanted = [&format!("{header}{comment}"), "  one", "", "  two"].join(newline);
                assert_eq!(raw, wanted, "{text:?}");
                let between = if header.starts_with('>') { "\n" } else { "\n\n" };
                assert_eq!(value, format!("one{between}two{tail}"), "{text:?}");
                assert_eq!(root(&document).get("k").unwrap().style(), Some(Style::Block));
            }
        }
    }
}

#[test]
fn block_scalars_in_odd_spots() {
    let document = good("- |\n  a\n- >-\n\n\n  b\n- &x !!str |-\n  c\n-\n  |\n  d\n");
    let raws: Vec<_> = root(&document).items().map(Node::raw).collect();
    assert_eq!(raws, ["|\n  a", ">-\n\n\n  b", "|-\n  c", "|\n  d"]);
    let document = good("a|b: |\n  x\n'c > d': >\n  y\n");
    assert_eq!(value(&document, "a|b"), ("|\n  x", "x\n"));
    assert_eq!(value(&document, "c > d"), (">\n  y", "y\n"));
}

#[test]
fn an_empty_block_scalar_is_its_header() {
    for (text, wanted, value_text) in [
        ("a: |\nb: x\n", "|", ""),
        ("a: >-\nb: x\n", ">-", ""),
        ("a: |+ # c\n\n\nb: x\n", "|+ # c", "\n\n"),
        ("a: |", "|", ""),
        ("a: |-\n\n", "|-", ""),
    ] {
        let document = good(text);
        let (raw, got) = value(&document, "a");
        assert_eq!(got, value_text, "{text:?}");
        assert_eq!(raw, wanted, "{text:?}");
    }
}

#[test]
fn a_missing_value_is_empty_and_its_key_stands_for_it() {
    let text = "a:\nb: # nothing\nc: ~\nd: {e: , f}\ng:\n  -\n  - x\nh: ''\n";
    let document = good(text);
    let root = root(&document);
    for key in ["a", "b"] {
        let entry = root.entry(key).unwrap();
        assert!(entry.value.span().is_empty() && entry.value.is_null(), "{key}");
        assert_eq!(entry.place().span.slice(text), key);
        assert_eq!(root.get(key), None);
    }
    assert_eq!(root.entry("c").unwrap().place().span.slice(text), "~");
    let flow = root.get("d").unwrap();
    assert_eq!(flow.entry("e").unwrap().place().span.slice(text), "e");
    assert_eq!(flow.entry("f").unwrap().place().span.slice(text), "f");
    assert_eq!(
        root.get("g").unwrap().items().map(Node::is_null).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(!root.entry("h").unwrap().value.is_null());
}

#[test]
fn collections_cover_what_is_in_them() {
    let text = "a:\n  b: [1, {c: d}]\n  e:\n    - f\nz: 1\n";
    let document = good(text);
    let a = root(&document).get("a").unwrap();
    assert!(a.raw().starts_with("b: [1") && a.raw().trim_end().ends_with("- f"), "{:?}", a.raw());
    assert_eq!(a.get("b").unwrap().raw(), "[1, {c: d}]");
    assert_eq!(a.get("e").unwrap().raw().trim_end(), "- f");
}

#[test]
fn fragments_are_exact_where_the_text_is_as_written() {
    for text in [
        "k: image:2.1.1\n",
        "k: \"image:2.1.1\"\n",
        "k: 'image:2.1.1'\n",
        "\u{feff}é: \"image:2.1.1\" # x\r\n",
    ] {
        let document = good(text);
        let node = root(&document).entries().first().unwrap().value;
        assert_eq!(node.fragment(6..11).span.slice(text), "2.1.1", "{text:?}");
        assert_eq!(node.fragment(0..5).span.slice(text), "image", "{text:?}");
        assert_eq!(node.fragment(0..11).span.slice(text), "image:2.1.1", "{text:?}");
    }
}

#[test]
fn fragments_of_changed_text_are_the_whole_value() {
    for text in ["k: \"a\\tb\"\n", "k: 'it''s'\n", "k: one\n  two\n", "k: >-\n  abc\n"] {
        let document = good(text);
        let node = root(&document).get("k").unwrap();
        assert_eq!(node.fragment(1..2), node.location(), "{text:?}");
    }
}

#[test]
fn parts_of_literal_blocks_are_found_in_their_lines() {
    for text in
        ["k: |\n  abc\n  de\n", "k: |-\r\n    abc\r\n    de\r\n", "- k: |+\n    abc\n    de\n\n"]
    {
        let document = good(text);
        let node = document.root().unwrap().scalars().last().unwrap();
        assert_eq!(node.fragment(1..2).span.slice(text), "b", "{text:?}");
        assert_eq!(node.fragment(4..6).span.slice(text), "de", "{text:?}");
        assert_eq!(node.fragment(1..5), node.location(), "{text:?}");
    }
}

#[test]
fn comments_keep_their_places() {
    let text = "# one\r\na: 1 #two\n  # three\tx\nb: # é😀\n  c: 2\n# last";
    let parsed = read(text);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let raws: Vec<_> =
        parsed.comments.iter().map(|comment| comment.location.span.slice(text)).collect();
    assert_eq!(raws, ["# one", "#two", "# three\tx", "# é😀", "# last"]);
    let texts: Vec<_> = parsed.comments.iter().map(|comment| comment.text(text)).collect();
    assert_eq!(texts, [" one", "two", " three\tx", " é😀", " last"]);
}

#[test]
fn any_number_of_comments_in_a_row_is_fine() {
    let comments = "# comment\n".repeat(5_000);
    for text in [
        format!("{comments}a: 1\n"),
        format!("a: 1\n{comments}"),
        format!("a:\n{comments}  b: 1\n"),
        format!("a:\n  - b\n{comments}  - c\n"),
        format!("a: [b,\n{comments} c]\n"),
        format!("a: 1\n---\n{comments}b: 2\n"),
    ] {
        let parsed = read(&text);
        assert!(parsed.problems.is_empty(), "{:?}: {:?}", text.get(..20), parsed.problems);
        assert_eq!(parsed.comments.len(), 5_000, "{:?}", text.get(..20));
    }
}

#[test]
fn lines_end_with_lf_crlf_or_a_lone_cr() {
    let text = "\u{feff}a\r\nbé😀c\rd\n\ne";
    let index = LineIndex::new(text);
    let at = |needle: &str| index.position(text, text.find(needle).unwrap());
    assert_eq!(at("a"), Position { line: 1, column: 1 });
    assert_eq!(at("c"), Position { line: 2, column: 4 });
    assert_eq!(at("d"), Position { line: 3, column: 1 });
    assert_eq!(at("e"), Position { line: 5, column: 1 });
    assert_eq!(index.position(text, 1_000), Position { line: 5, column: 2 });
    assert_eq!(index.line_span(text, 2).slice(text), "bé😀c\r");
    assert_eq!(index.lines(), 5);
}

#[test]
fn a_syntax_problem_points_at_the_offending_token() {
    for (text, start, token, reason) in [
        ("a: @home\n", 3, "@home", "so the value needs quotes"),
        ("a: [1, 2\nb: 3\n", 3, "[", "this `[` is never closed"),
        ("a: {b: 1, c: [2}\nd: 3\n", 13, "[2}", "`}` closes what `[` opened"),
        ("a: [1, 2\n", 3, "[1,", "this `[` is never closed"),
        ("a: 1\n\tb: 2\n", 5, "\t", "a tab can't indent"),
        ("# c\n\ta: 1\nb: 2\n", 4, "\t", "a tab can't indent"),
        ("x: 1\n---\n\ta: 1\nb: 2\n", 9, "\t", "a tab can't indent"),
        // Behind enough blanks the tab is allowed, and the value goes on.
        ("a: 1\nb: x y\n  \tc: 2\n", 15, "c:", "indented deeper than `b`"),
        ("a: [1}\n", 3, "[1}", "`}` closes what `[` opened"),
        ("a: *nowhere\n", 3, "*nowhere", "no anchor of this name"),
        ("a: 'open\n", 3, "'open", "this quote is never closed"),
        ("é: \"open\nb: 1\n", 4, "\"open", "this quote is never closed"),
        ("a: b: c\n", 4, ":", "two keys are on one line"),
        ("a: see b: c\n", 7, "b", "or quote the value of `a`"),
        ("key without colon\nb: 1\n", 0, "key", "no `:` after `key`"),
        ("a:\n  b: 1\n c: 2\n", 11, "c:", "expected a `key: value` here"),
        (" a: 1\nb: 2\n", 6, "b:", "belongs to nothing above it"),
        ("a: \u{1b}\n", 3, "\u{1b}", "control character"),
    ] {
        let problems = syntax(text);
        let [(span, found)] = problems.as_slice() else { panic!("{text:?}: {problems:?}") };
        assert_eq!((span.start, span.slice(text)), (start, token), "{text:?}: {found}");
        assert!(found.contains(reason), "{text:?}: {found}");
    }
}
