// The state of the page in its address.

import assert from "node:assert/strict";
import {test} from "node:test";

import {pack, unpack} from "../src/state.js";

const state = {
  view: "numbers",
  files: [
    {name: "a.yaml", text: "é: 😀\n".repeat(3000)},
    {name: "b.yaml", text: ""},
  ],
  open: "b.yaml",
  pedantic: true,
  numbers: {target: "10GB/s"},
};

test("what is packed is unpacked, in characters that an address may have", async () => {
  const text = await pack(state);
  assert.match(text, /^[\w-]+$/);
  assert.ok(text.length < 1000, text.length);
  assert.deepEqual(await unpack(text), state);
});

test("what isn't a state is rejected", async () => {
  const wrong = [
    {},
    {files: []},
    {files: [{name: "a"}]},
    {files: [{name: "a", text: ""}, {name: "a", text: ""}]},
    {files: [{name: 1, text: ""}]},
    {files: "a"},
  ];
  for (const value of wrong) await assert.rejects(pack(value).then(unpack), JSON.stringify(value));
  for (const text of ["", "2abc", "1", "1!!!", "1aaaa", (await pack(state)).slice(0, -9)]) {
    await assert.rejects(unpack(text), text);
  }
  await assert.rejects(pack({files: [{name: "a", text: "x".repeat(9_000_000)}]}).then(unpack), /too much/);
});

test("what a state doesn't have is dropped", async () => {
  const strange = {files: [{name: "a", text: "b", more: 1}], open: "c", view: "x", numbers: {nodes: 4, target: "1MB/s"}, z: 1};
  const expected = {files: [{name: "a", text: "b"}], open: "a", view: "manifests", pedantic: false, numbers: {target: "1MB/s"}};
  assert.deepEqual(await unpack(await pack(strange)), expected);
});
