// Byte offsets of the library as offsets of JavaScript.

import assert from "node:assert/strict";
import {test} from "node:test";

import {changesOf, utf16Offsets, wellFormed} from "../src/places.js";

const bytes = (text) => new TextEncoder().encode(text).length;

test("every offset of a text is that of its prefix", () => {
  for (const text of ["", "a: b\n", "é: 𝄞x\u0301€\n# ümlaut 😀😀\nz: \u{10ffff}\n", "\ufeffa: ß", "x".repeat(9) + "é"]) {
    const at = utf16Offsets(text);
    let unit = 0;
    for (const character of text) {
      assert.equal(at(bytes(text.slice(0, unit))), unit, JSON.stringify(text));
      unit += character.length;
    }
    assert.equal(at(bytes(text)), text.length);
    assert.equal(at(bytes(text) + 5), text.length);
  }
});

test("half a surrogate pair becomes a character that keeps all offsets", () => {
  const text = wellFormed("a\ud83d: 😀\udc00b");
  assert.equal(text, "a\ufffd: 😀\ufffdb");
  assert.equal(utf16Offsets(text)(bytes(text) - 1), text.length - 1);
});

test("edits are placed in UTF-16 units", () => {
  const text = "# 😀\nmemory: 150M\n";
  const start = bytes("# 😀\nmemory: ");
  const changes = changesOf([{bytes: {start, end: start + 4}, text: "150Mi"}], text);
  assert.deepEqual(changes, [{from: 13, to: 17, insert: "150Mi"}]);
});
