// The editor of the open file, with findings underlined. It lives in a shadow root, where CodeMirror adds its styles
// without an element that the page's policy would block.

import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {yaml} from "@codemirror/lang-yaml";
import {bracketMatching, indentOnInput, syntaxHighlighting} from "@codemirror/language";
import {lintGutter, linter, setDiagnostics} from "@codemirror/lint";
import {EditorState} from "@codemirror/state";
import {EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers} from "@codemirror/view";
import {classHighlighter} from "@lezer/highlight";

import {element, prose} from "./dom.js";
import {changesOf, utf16Offsets} from "./places.js";

const wavy = (color) => ({
  backgroundImage: "none",
  textDecoration: "underline wavy",
  textDecorationColor: `var(${color})`,
  textDecorationThickness: "1.5px",
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
  paddingBottom: "0",
  backgroundColor: `color-mix(in srgb, var(${color}) 16%, transparent)`,
});

const theme = EditorView.theme({
  "&": {height: "100%", fontSize: "13px", color: "var(--text)", backgroundColor: "var(--editor)"},
  "&.cm-focused": {outline: "none"},
  ".cm-scroller": {fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto"},
  ".cm-content": {caretColor: "var(--text)", paddingBottom: "2em"},
  ".cm-cursor": {borderLeftColor: "var(--text)"},
  ".cm-gutters": {backgroundColor: "var(--editor)", color: "var(--quiet)", border: "none"},
  ".cm-activeLine, .cm-activeLineGutter": {backgroundColor: "var(--line)"},
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-lintRange-error": wavy("--error"),
  ".cm-lintRange-warning": wavy("--warning"),
  ".cm-lintRange-info": wavy("--info"),
  ".cm-lintRange-active": {backgroundColor: "var(--marked)"},
  ".cm-lintPoint-error::after": {borderBottomColor: "var(--error)"},
  ".cm-lintPoint-warning::after": {borderBottomColor: "var(--warning)"},
  ".cm-lintPoint-info::after": {borderBottomColor: "var(--info)"},
  ".cm-lint-marker": {content: "none !important", width: "0.6em", height: "0.6em", marginTop: "0.35em", borderRadius: "50%"},
  ".cm-lint-marker-error": {backgroundColor: "var(--error)"},
  ".cm-lint-marker-warning": {backgroundColor: "var(--warning)"},
  ".cm-lint-marker-info": {backgroundColor: "var(--info)"},
  ".cm-tooltip": {backgroundColor: "var(--raised)", border: "1px solid var(--edge)", maxWidth: "min(36em, 90vw)"},
  ".cm-diagnostic": {whiteSpace: "normal", fontFamily: "var(--sans)", padding: "6px 10px"},
  ".cm-diagnostic code": {fontFamily: "var(--mono)"},
  ".cm-diagnostic p": {margin: "0 0 4px"},
  ".cm-diagnosticAction": {backgroundColor: "var(--accent)", color: "var(--on-accent)", margin: "2px 8px 4px 0", padding: "3px 8px"},
  ".cm-diagnostic-error": {borderLeftColor: "var(--error)"},
  ".cm-diagnostic-warning": {borderLeftColor: "var(--warning)"},
  ".cm-diagnostic-info": {borderLeftColor: "var(--info)"},
  ".tok-propertyName": {color: "var(--key)"},
  ".tok-string": {color: "var(--string)"},
  ".tok-number, .tok-bool, .tok-keyword, .tok-atom": {color: "var(--literal)"},
  ".tok-comment": {color: "var(--quiet)"},
  ".tok-meta, .tok-punctuation": {color: "var(--quiet)"},
});

/** What the hover of a finding shows. */
const card = (finding) => () =>
  element(
    "div",
    {},
    element("p", {}, element("strong", {}, ...prose(finding.message))),
    element("p", {}, ...prose(finding.why)),
    element("p", {}, ...prose(finding.help)),
  );

/** The fix that is applied without a further question. */
export const safeFix = (finding) => finding.fixes?.find((fix) => fix.applicability === "safe");

/** The editor in `parent`. `onChange` gets the text after each change; `keys` are bound in it. */
export class Editor {
  #view;
  #onChange;
  #onFix;
  #states = new Map();
  #name = null;

  constructor(parent, {onChange, onFix, keys}) {
    this.#onChange = onChange;
    this.#onFix = onFix;
    const root = parent.attachShadow({mode: "open"});
    this.extensions = [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      indentOnInput(),
      bracketMatching(),
      yaml(),
      syntaxHighlighting(classHighlighter),
      linter(null),
      keymap.of([...keys, ...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({"aria-label": "Text of the file", spellcheck: "false"}),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.#onChange(update.state.doc.toString());
      }),
      theme,
    ];
    this.#view = new EditorView({parent: root, root, state: this.#fresh("")});
  }

  #fresh(text) {
    return EditorState.create({doc: text, extensions: this.extensions});
  }

  /** Shows a file; each file keeps its own history and selection until `forget`. */
  open(name, text) {
    if (this.#name !== null) this.#states.set(this.#name, this.#view.state);
    const known = this.#states.get(name);
    this.#name = name;
    this.#view.setState(known?.doc.toString() === text ? known : this.#fresh(text));
  }

  /** Drops what it remembers of all files. */
  forget() {
    this.#states.clear();
    this.#name = null;
  }

  /** Follows a file to its new name. */
  rename(name) {
    this.#name = name;
  }

  /** The text that is shown. */
  get text() {
    return this.#view.state.doc.toString();
  }

  /** Byte places of a text as ranges of the editor. */
  #range(label, at) {
    const [from, to] = [at(label.bytes.start), at(label.bytes.end)];
    return {from, to};
  }

  /** Underlines findings, all of which are about the text that is shown. */
  underline(findings) {
    const at = utf16Offsets(this.text);
    const diagnostics = findings.map((finding) => {
      const fix = safeFix(finding);
      const actions = fix ? [{name: `Fix: ${fix.title.replaceAll("`", "")}`, apply: () => this.#onFix(finding)}] : [];
      return {
        ...this.#range(finding.primary, at),
        severity: finding.severity,
        source: finding.rule,
        message: finding.message,
        renderMessage: card(finding),
        actions,
      };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Moves the cursor to a place, scrolls to it and takes the focus. */
  show(label) {
    const {from} = this.#range(label, utf16Offsets(this.text));
    const effects = EditorView.scrollIntoView(from, {y: "center"});
    this.#view.dispatch({selection: {anchor: from}, effects});
    this.#view.focus();
  }

  /** Replaces the text as one change that can be undone, and keeps what both have at their ends. */
  replace(text) {
    const before = this.text;
    let start = 0;
    const most = Math.min(before.length, text.length);
    while (start < most && before[start] === text[start]) start++;
    let end = 0;
    while (end < most - start && before.at(-1 - end) === text.at(-1 - end)) end++;
    if (start === before.length && start === text.length) return;
    const insert = text.slice(start, text.length - end);
    this.#view.dispatch({changes: {from: start, to: before.length - end, insert}});
  }

  /** Makes the edits of a fix. */
  edit(edits) {
    this.#view.dispatch({changes: changesOf(edits, this.text)});
  }

  /** Where the cursor is, as a position in UTF-16 units. */
  get cursor() {
    return this.#view.state.selection.main.head;
  }

  focus() {
    this.#view.focus();
  }
}
