// The page: its state, and what happens when it changes.

import {arrowKeys, byId, count} from "./dom.js";
import {Editor, safeFix} from "./editor.js";
import {Engine} from "./engine.js";
import {inOrder, showReport} from "./findings.js";
import {requestOf, requestOfNumbers} from "./first.js";
import {onNumbers, readNumbers, showNumbers, writeNumbers} from "./numbers.js";
import {hidePicture, showPicture} from "./picture.js";
import {utf16Offsets, wellFormed} from "./places.js";
import {startFiles, startNumbers} from "./start.js";
import {pack, unpack} from "./state.js";
import {freshName, prepareTabs, showTabs} from "./tabs.js";

/** How long after the last change the address is written, in milliseconds. */
const PAUSE = 300;

const fresh = () => {
  const files = startFiles();
  return {view: "manifests", files, open: files[0].name, pedantic: false, numbers: startNumbers()};
};

const engine = new Engine();
let state = fresh();
let report = null;
let timer = null;

const fileOf = (name) => state.files.find((file) => file.name === name);
const current = () => fileOf(state.open);
const findings = () => (report ? inOrder(report) : []);
const request = () => requestOf(state);

const editor = new Editor(byId("editor"), {
  onChange: (text) => {
    const file = current();
    if (file.text === text) return;
    file.text = wellFormed(text);
    changed();
  },
  onFix: (finding) => applyFix(finding, safeFix(finding)),
  keys: [{key: "Mod-.", run: () => (fixAtCursor(), true)}],
});

/** Tells the user something that isn't a finding. */
function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

/** The answer of the library, or null where a newer request has made it useless. Failures are shown. */
async function ask(topic, verb, body) {
  try {
    return await engine.ask(topic, verb, body);
  } catch (error) {
    notice(`lt-lint could not answer: ${error.message}. What you wrote is still here: change it to try again, or reload the page.`);
    return null;
  }
}

/** Lints and plans the files, and shows both. */
async function judge() {
  const start = performance.now();
  const [linted, planned] = [ask("lint", "lint", request()), ask("plan", "plan", request())];
  const answer = await linted;
  if (answer) {
    report = answer;
    showReport(report, {onShow: show, onFix: applyFix});
    refreshTabs();
    underline();
    byId("version").textContent = `lt-lint ${report.tool.version}`;
    performance.measure("lt-lint: answer", {start});
  }
  const plan = await planned;
  if (plan) showPlan(plan);
}

function showPlan(answer) {
  const {plan, errors} = answer;
  const image = byId("plan-picture");
  const isEmpty = errors || (plan.workloads.length === 0 && plan.goals.length === 0);
  byId("plan-note").textContent = isEmpty ? "No workload here generates load." : "";
  if (isEmpty) hidePicture(image);
  else showPicture(image, answer);
}

async function calculate() {
  const answer = await ask("numbers", "plan", requestOfNumbers(readNumbers()));
  if (answer) showNumbers(answer);
}

/** Findings of the open file, if the report is about its very text. */
function underline() {
  if (wellFormed(editor.text) !== current().text) return;
  editor.underline(findings().filter((finding) => finding.primary.path === state.open));
}

const refreshTabs = () => showTabs(state.files, state.open, findings(), open);

/** Something of the files changed: judges them again and remembers them in the address. */
function changed() {
  notice("");
  judge();
  remember();
}

function remember() {
  clearTimeout(timer);
  timer = setTimeout(writeAddress, PAUSE);
}

async function writeAddress() {
  clearTimeout(timer);
  history.replaceState(null, "", `#${await pack(state)}`);
}

function open(name) {
  state.open = name;
  byId("file-name").value = name;
  editor.open(name, current().text);
  refreshTabs();
  underline();
  remember();
}

function show(label) {
  if (!fileOf(label.path)) return;
  if (state.open !== label.path) open(label.path);
  editor.show(label);
}

/** Makes the edits of one fix, in every file that they are in. */
function applyFix(finding, fix) {
  const edits = (path) => fix.edits.filter((edit) => edit.path === path);
  const others = new Set(fix.edits.map((edit) => edit.path).filter((path) => path !== state.open));
  for (const path of others) {
    open(path);
    editor.edit(edits(path));
  }
  if (state.open !== finding.primary.path) open(finding.primary.path);
  if (edits(state.open).length > 0 && !others.has(state.open)) editor.edit(edits(state.open));
  editor.focus();
}

async function fixAll() {
  const before = state.files.map(({text}) => text);
  const answer = await ask("fix", "fix", request());
  if (!answer || answer.errors) return;
  // What was typed meanwhile is kept instead.
  if (state.files.some(({text}, at) => text !== before[at])) return;
  const opened = state.open;
  for (const {name, text} of answer.files) {
    if (fileOf(name).text === text) continue;
    if (state.open !== name) open(name);
    editor.replace(text);
  }
  if (state.open !== opened) open(opened);
  const undone = answer.undone.map(({title, reason}) => `not applied: ${title}, since ${reason}`);
  notice([`${count(answer.fixed, "finding")} fixed`, ...undone].join("; "));
}

/** The finding at the cursor, by its range in the text. */
function atCursor() {
  const at = utf16Offsets(editor.text);
  const here = findings().filter(({primary}) => primary.path === state.open);
  return here.find(({primary}) => at(primary.bytes.start) <= editor.cursor && editor.cursor <= at(primary.bytes.end));
}

function fixAtCursor() {
  const finding = atCursor();
  const fix = finding && safeFix(finding);
  if (fix) applyFix(finding, fix);
  else notice(finding ? "This finding has no safe fix." : "There is no finding at the cursor; F8 moves to the next one.");
}

/** Moves to the next finding, or the one before. */
function step(by) {
  const all = findings();
  if (all.length === 0) return notice("No findings.");
  const at = all.indexOf(atCursor());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  show(all[next].primary);
}

function setView(view) {
  state.view = view;
  for (const name of ["manifests", "numbers"]) {
    byId(name).hidden = name !== view;
    byId(`to-${name}`).setAttribute("aria-selected", String(name === view));
    byId(`to-${name}`).tabIndex = name === view ? 0 : -1;
  }
}

function choose(view) {
  setView(view);
  remember();
}

/** A name as reports have it: without characters that can't be seen. */
const plainName = (name) => name.replace(/\p{C}/gu, "").trim();

function rename(name) {
  const taken = state.files.some((file) => file.name === name && file !== current());
  if (name === "" || taken) {
    notice(taken ? `There is a file ${name} already.` : "A file needs a name.");
    byId("file-name").value = state.open;
    return;
  }
  current().name = name;
  state.open = name;
  editor.rename(name);
  refreshTabs();
  changed();
}

function add(files) {
  for (const file of files) {
    const known = fileOf(file.name);
    if (known) known.text = file.text;
    else state.files.push(file);
  }
  open(files.at(-1).name);
  changed();
}

async function addPicked(list) {
  const read = async (file) => ({name: plainName(file.name), text: wellFormed((await file.text()).replace(/\r\n?/g, "\n"))});
  const files = await Promise.all([...list].map(read));
  if (files.length > 0) add(files);
}

function remove() {
  const at = state.files.indexOf(current());
  state.files.splice(at, 1);
  if (state.files.length === 0) state.files.push({name: "file-1.yaml", text: ""});
  open(state.files[Math.min(at, state.files.length - 1)].name);
  changed();
}

/** Shows a whole state. */
function load(next) {
  state = next;
  report = null;
  editor.forget();
  byId("pedantic").checked = state.pedantic;
  writeNumbers(state.numbers);
  setView(state.view);
  open(state.open);
  clearTimeout(timer);
  judge();
  calculate();
}

/** Shows the state of the address, or the templates. */
async function loadAddress() {
  const text = location.hash.slice(1);
  try {
    load(text === "" ? fresh() : await unpack(text));
  } catch (error) {
    load(fresh());
    notice(`The link could not be read: ${error.message}. These are the templates.`);
  }
}

async function copyLink() {
  await writeAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    notice("The link is in the clipboard.");
  } catch {
    notice("The link is in the address bar: copy it from there.");
  }
}

function onKey(event) {
  if (state.view !== "manifests" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F8") step(event.shiftKey ? -1 : 1);
  else if (event.key === "F9" && !event.shiftKey) fixAll();
  else return;
  event.preventDefault();
}

function wire() {
  const click = (id, action) => byId(id).addEventListener("click", action);
  prepareTabs();
  arrowKeys(document.querySelector(".views"));
  click("to-manifests", () => choose("manifests"));
  click("to-numbers", () => choose("numbers"));
  click("copy-link", copyLink);
  click("fix-all", fixAll);
  click("add-file", () => add([{name: freshName(state.files), text: ""}]));
  click("open-files", () => byId("picked-files").click());
  click("remove-file", remove);
  click("start-again", () => {
    load({...fresh(), numbers: state.numbers});
    remember();
  });
  byId("picked-files").addEventListener("change", (event) => addPicked(event.target.files));
  byId("file-name").addEventListener("change", (event) => rename(plainName(event.target.value)));
  byId("pedantic").addEventListener("change", (event) => {
    state.pedantic = event.target.checked;
    changed();
  });
  onNumbers(() => {
    state.numbers = readNumbers();
    calculate();
    remember();
  });
  byId("editor").addEventListener("dragover", (event) => event.preventDefault());
  byId("editor").addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    addPicked(event.dataTransfer.files);
  }, {capture: true});
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", loadAddress);
  byId("numbers-form").addEventListener("submit", (event) => event.preventDefault());
}

wire();
loadAddress();
