// The module of WebAssembly by itself: what it needs, its size, and that 32 bits change no figure.

import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {existsSync, readFileSync, readdirSync} from "node:fs";
import {test} from "node:test";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {gzipSync} from "node:zlib";

import {Library} from "../src/module.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bytes = readFileSync(here("../dist/lt_lint.wasm"));
const module = await WebAssembly.compile(bytes);
// The most bytes of the module that a visitor loads: a sixteenth above what they are.
const MOST = 1_530_000;

const text = (path) => readFileSync(here(`../../${path}`), "utf8");

test("the module imports nothing and is small", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const exported = WebAssembly.Module.exports(module).map(({name}) => name);
  for (const name of ["memory", "alloc", "free", "lint", "fix", "plan"]) assert.ok(exported.includes(name), name);
  const size = gzipSync(bytes, {level: 9}).length;
  console.log(`module: ${bytes.length} bytes, ${size} with gzip`);
  assert.ok(size <= MOST, String(size));
});

test("loads above 4 GB/s, and volumes above 2^53, are the same as in 64 bits", () => {
  const library = new Library(module);
  const goal = (load) => library.ask("plan", {options: {load}}).plan.goals[0];
  const wide = goal({target: "10GB/s", nodes: "43"});
  assert.equal(wide.target.bytes_per_second, 10_000_000_000);
  assert.equal(wide.target.terabytes_per_day, "864");
  assert.deepEqual(wide.choices.map(({replicas}) => replicas), [3354, 2537, 2021, 1677]);
  assert.equal(goal({target: "900TB/s", rate: "5MB/s"}).needed, 180_000_000);
  const sidecar = text("k8s/scalyr-sidecar.yaml").replace("replicas: 400", "replicas: 2000000");
  const load = {target: "10TB/s", nodes: "1000000", duration: "1000h"};
  const {plan} = library.ask("plan", {files: [{name: "a.yaml", text: sidecar}], options: {load}});
  assert.equal(plan.total.bytes_per_second, 10_000_000_000_000);
  assert.equal(plan.total.terabytes_per_day, "864000");
  assert.equal(plan.workloads[0].nodes.most_pods, 2);
  assert.equal(plan.workloads[0].test.volume, "10000 GB/s × 1000h = 36000 PB");
});

test("the deepest nesting that is read, and more, is answered", () => {
  const library = new Library(module);
  for (const depth of [150, 199, 200, 5000]) {
    for (const nested of ["[".repeat(depth) + "]".repeat(depth), "{a: ".repeat(depth) + "1" + "}".repeat(depth)]) {
      const files = [{name: "a.yaml", text: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${nested}\n`}];
      for (const verb of ["lint", "fix", "plan"]) assert.equal(library.ask(verb, {files}).errors?.[0], undefined);
    }
  }
});

test("after a trap a new instance answers", () => {
  const library = new Library(module);
  const files = [{name: "a.yaml", text: text("k8s/configmap.yaml")}];
  const before = library.ask("lint", {files});
  assert.throws(() => library.ask("none", {files}));
  // More than a module can address: the allocation fails, which ends the instance.
  const instance = new WebAssembly.Instance(module, {});
  assert.throws(() => instance.exports.alloc(-1), WebAssembly.RuntimeError);
  assert.deepEqual(library.ask("lint", {files}), before);
});

const binary = process.env.LT_LINT ?? here("../../target/debug/lt-lint");
const withBinary = {skip: existsSync(binary) ? false : `no ${binary}; LT_LINT names another one`};

/** What the command line writes as JSON; null where it has nothing to write. */
async function commandLine(...words) {
  const all = [...words, "--format", "json", "--no-config", "--no-context"];
  const options = {cwd: here("../.."), maxBuffer: 1 << 27};
  // An exit code of 1 means findings.
  const {stdout} = await promisify(execFile)(binary, all, options).catch((error) => error);
  return stdout === "" ? null : JSON.parse(stdout);
}

test("targets alone are planned as on the command line", withBinary, async () => {
  const library = new Library(module);
  for (const load of [
    {target: "10GB/s", nodes: "43"},
    {target: "4294967296B/s", rate: "5MiB/s"},
    {target: "8GiB/s", nodes: "1000", rate: "100kB/s"},
    {target: "9000TB/s", nodes: "4294967297", "node-pods": "250"},
    {target: "18000000TB/s", rate: "6MB/s"},
  ]) {
    const flags = Object.entries(load).flatMap(([key, value]) => [`--${key}`, value]);
    const plan = await commandLine("plan", ...flags);
    assert.equal(plan.goals.length, 1);
    assert.deepEqual(library.ask("plan", {options: {load}}).plan, plan, JSON.stringify(load));
  }
});

test("reports and plans are those of the command line, for every fixture", withBinary, async () => {
  const library = new Library(module);
  const names = readdirSync(here("../../fixtures")).filter((name) => name.endsWith(".yaml"));
  assert.ok(names.length > 80, String(names.length));
  for (const path of names.map((name) => `fixtures/${name}`)) {
    const request = {files: [{name: path, text: text(path)}]};
    assert.deepEqual(library.ask("lint", request), await commandLine(path), path);
    const plan = await commandLine("plan", path);
    if (plan) assert.deepEqual(library.ask("plan", request).plan, plan, path);
  }
});
