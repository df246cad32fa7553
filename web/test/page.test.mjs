// The page in Chromium, as a person uses it.

import assert from "node:assert/strict";
import {mkdirSync} from "node:fs";
import {after, before, test} from "node:test";

import {start} from "./browser.mjs";

let chromium;
before(async () => (chromium = await start()));
after(() => chromium.stop());

/** Opens the page, runs the steps and checks that it asked for nothing else and complained of nothing. */
const used = (name, steps, options) =>
  test(name, async () => {
    const {page, faults, context} = await chromium.open(options);
    await steps(page, context);
    assert.deepEqual(faults, []);
    await context.close();
  });

/** The text of the underlined places. */
const underlined = (page) => page.locator(".cm-lintRange").allTextContents();
const rules = (page) => page.locator("#findings .where code").allTextContents();
const text = (page) => page.evaluate(() => [...document.querySelector("#editor").shadowRoot.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
/** Puts the cursor after a text of the shown lines. */
async function cursorAfter(page, words) {
  const line = page.locator(".cm-line", {hasText: words}).first();
  await line.scrollIntoViewIfNeeded();
  await line.click();
  await page.keyboard.press("End");
}
const summary = (page, words) => page.locator("#summary", {hasText: words}).waitFor();

used("begins with the templates and the planted mistake, which its fix removes", async (page) => {
  assert.deepEqual(await page.locator("#file-tabs [role=tab] > span:first-child").allTextContents(), [
    "scalyr-sidecar.yaml",
    "configmap.yaml",
    "scalyr-service-account.yaml",
  ]);
  assert.deepEqual(await rules(page), ["low-memory-limit"]);
  await page.locator("#findings .place").first().click();
  assert.deepEqual(await underlined(page), ["M"]);
  for (const part of [".what", ".why", ".help"]) assert.notEqual(await page.locator(`#findings ${part}`).innerText(), "");
  await page.locator("#findings button.fix.safe").click();
  await summary(page, "no findings");
  assert.deepEqual(await underlined(page), []);
  assert.match(await text(page), /memory: 150Mi\n/);
});

/** What is shown of the findings and of the plan. */
const shown = async (page) => [await page.locator("#findings").innerText(), await page.locator("#plan-picture").getAttribute("alt")];

used("what is shown at first is what the library answers", async (page) => {
  await page.locator("#plan-picture").waitFor();
  const first = await shown(page);
  await page.evaluate(() => performance.clearMeasures());
  await cursorAfter(page, "kind: Deployment");
  // A blank more is another request, which only the library answers.
  await page.keyboard.type(" ");
  await page.waitForFunction(() => performance.getEntriesByName("lt-lint: answer").length > 0);
  assert.deepEqual(await shown(page), first);
});

test("the first answer is there before the library is, and a change says that there is none", async () => {
  const context = await chromium.browser.newContext();
  const page = await context.newPage();
  await page.route("**/lt_lint.wasm", (route) => route.abort());
  await page.goto(chromium.address);
  await page.locator("#findings .finding").waitFor();
  assert.deepEqual(await rules(page), ["low-memory-limit"]);
  await cursorAfter(page, "kind: Deployment");
  await page.keyboard.type("s");
  await page.locator("#notice", {hasText: "lt-lint could not answer"}).waitFor();
  await context.close();
});

used("typing a mistake shows it at its characters, after other than ASCII too", async (page) => {
  await page.keyboard.press("F9");
  await summary(page, "no findings");
  await page.locator(".cm-line").first().click();
  await page.keyboard.press("Home");
  await page.keyboard.type("# Größe 😀 € ");
  await cursorAfter(page, "imagePullPolicy: IfNotPresent");
  await page.keyboard.type("s");
  await summary(page, "1 error");
  assert.deepEqual(await underlined(page), ["IfNotPresents"]);
  await page.keyboard.press("Control+z");
  await summary(page, "no findings");
  await cursorAfter(page, "- name: flog");
  await page.keyboard.type(" # é😀");
  await page.keyboard.press("Enter");
  await page.keyboard.type("imag: x # 😀");
  await page.locator("#findings .finding", {hasText: "has no field imag"}).first().waitFor();
  assert.ok((await underlined(page)).includes("imag"), String(await underlined(page)));
});

used("the keyboard finds and fixes: F8, Ctrl+., F9 and undo", async (page) => {
  await page.keyboard.press("F8");
  assert.deepEqual(await underlined(page), ["M"]);
  await page.keyboard.press("Control+.");
  await summary(page, "no findings");
  await page.keyboard.press("Control+z");
  await summary(page, "1 error");
  await page.keyboard.press("F9");
  await summary(page, "no findings");
  await page.locator("#notice", {hasText: "1 finding fixed"}).waitFor();
  await page.keyboard.press("Control+z");
  await summary(page, "1 error");
});

used("everything can be reached with the keyboard alone", async (page) => {
  await page.locator("#to-manifests").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("#numbers").isVisible());
  await page.keyboard.press("ArrowLeft");
  assert.ok(await page.locator("#manifests").isVisible());
  const reached = new Set();
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.textContent));
  }
  for (const one of ["copy-link", "file-name", "add-file", "open-files", "remove-file", "editor", "fix-all", "place", "fix safe", "pedantic"]) {
    assert.ok(reached.has(one), `${one}: ${[...reached]}`);
  }
  await page.locator("#file-tabs [role=tab]").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator("#file-name").inputValue(), "configmap.yaml");
  assert.match(await text(page), /kind: ConfigMap/);
});

used("the plan changes with the files", async (page) => {
  const picture = page.locator("#plan-picture");
  await picture.waitFor();
  assert.match(await picture.getAttribute("alt"), /400 × 5 MB\/s = 2 GB\/s/);
  await cursorAfter(page, "replicas: 400");
  for (const key of ["Backspace", "Backspace", "Backspace", "3", "0", "0"]) await page.keyboard.press(key);
  await page.locator('#plan-picture[alt*="300 × 5 MB/s = 1.5 GB/s"]').waitFor();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
  assert.ok((await rules(page)).length > 0);
});

used("the second view tells how many pods reach a target", async (page) => {
  await page.locator("#to-numbers").click();
  const answer = page.locator("#numbers-answer");
  await answer.filter({hasText: "1677 pods of 6 MB/s, 39 on each of 43 nodes"}).waitFor();
  const pods = () => page.locator("#numbers-table tbody tr td:first-child").allTextContents();
  assert.deepEqual(await pods(), ["3354", "2537", "2021", "1677"]);
  await page.locator("#n-rate").fill("5MB/s");
  await answer.filter({hasText: "needs 2000 pods"}).waitFor();
  await page.locator("#n-rate").fill("5 apples");
  await page.locator("#numbers-error:not(:empty)").waitFor();
  assert.equal(await page.locator("#n-rate").getAttribute("aria-invalid"), "true");
  assert.equal(await page.locator("#numbers-table").isVisible(), false);
  await page.locator("#n-rate").fill("7MB/s");
  await answer.filter({hasText: "above the limit of 6 MiB/s"}).waitFor();
  await page.locator("#n-rate").fill("");
  await page.locator("#n-nodes").fill("2");
  await answer.filter({hasText: "out of reach"}).waitFor();
  await page.locator("#n-target").fill("");
  await answer.filter({hasText: "Write a target."}).waitFor();
});

used("the address restores files, view and figures", async (page, context) => {
  await page.locator("#add-file").click();
  await page.locator("#file-name").fill("größe 😀.yaml");
  await page.locator("#file-name").press("Enter");
  await page.locator(".cm-content").click();
  await page.keyboard.type("a: é😀\n# <b>bold</b>");
  await page.locator("#to-numbers").click();
  await page.locator("#n-nodes").fill("44");
  await page.waitForFunction(() => location.hash.length > 100);
  await page.waitForTimeout(500);
  const address = await page.evaluate(() => location.href);
  const other = await context.newPage();
  await other.goto(address);
  await other.locator("#numbers-answer", {hasText: "44 nodes"}).waitFor();
  assert.equal(await other.locator("#n-nodes").inputValue(), "44");
  await other.locator("#to-manifests").click();
  assert.equal(await other.locator("#file-name").inputValue(), "größe 😀.yaml");
  assert.equal(await text(other), "a: é😀\n# <b>bold</b>");
  assert.equal(await other.locator("#file-tabs [role=tab]").count(), 4);
});

used("a broken link shows the templates and says why", async (page) => {
  await page.locator("#notice", {hasText: "The link could not be read"}).waitFor();
  assert.deepEqual(await rules(page), ["low-memory-limit"]);
}, {hash: "#1broken"});

used("text from files is never read as HTML", async (page) => {
  const bad = `apiVersion: v1\nkind: Pod\nmetadata: {name: "<img src=x onerror=alert(1)>"}\nspec: {containers: [{name: a, imagePullPolicy: "<b onclick=x>Always</b>"}]}\n`;
  await page.locator("#add-file").click();
  await page.locator("#file-name").fill("<i>x</i>.yaml");
  await page.locator("#file-name").press("Enter");
  await page.locator(".cm-content").click();
  await page.keyboard.insertText(bad);
  await page.locator("#findings", {hasText: "<b onclick=x>"}).waitFor();
  const made = "#findings img, #findings b, #findings i, #file-tabs i, #remarks img, .cm-diagnostic img";
  assert.equal(await page.locator(made).count(), 0);
});

used("the deepest nesting that is read fits the stack of the browser", async (page) => {
  const open = async (name, depth) => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;
    await page.locator("#picked-files").setInputFiles({name, mimeType: "text/yaml", buffer: Buffer.from(text)});
    await page.locator("#findings", {hasText: name}).waitFor();
    assert.equal(await page.locator("#notice").isVisible(), false);
  };
  await open("deep.yaml", 195);
  await open("deeper.yaml", 50_000);
  await page.locator("#findings", {hasText: "nested deeper than"}).waitFor();
});

used("files can be opened, renamed and removed", async (page) => {
  await page.locator("#picked-files").setInputFiles({name: "own.yaml", mimeType: "text/yaml", buffer: Buffer.from("kind: Pod\r\nspec: 1\r\n")});
  await page.locator("#file-tabs", {hasText: "own.yaml"}).waitFor();
  assert.equal(await text(page), "kind: Pod\nspec: 1\n");
  await page.locator("#file-name").fill("configmap.yaml");
  await page.locator("#file-name").press("Enter");
  await page.locator("#notice", {hasText: "There is a file configmap.yaml already."}).waitFor();
  for (let left = 4; left > 0; left -= 1) await page.locator("#remove-file").click();
  await summary(page, "no Kubernetes objects here");
  await page.locator("#start-again").click();
  await summary(page, "1 error");
});

for (const [name, options] of Object.entries({
  light: {colorScheme: "light"},
  dark: {colorScheme: "dark"},
  phone: {colorScheme: "light", viewport: {width: 375, height: 760}, deviceScaleFactor: 2},
  "phone-dark": {colorScheme: "dark", viewport: {width: 375, height: 760}, deviceScaleFactor: 2},
})) {
  used(`nothing is wider than the window: ${name}`, async (page) => {
    const folder = process.env.SCREENSHOTS;
    if (folder) mkdirSync(folder, {recursive: true});
    const check = async (view) => {
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= width, `${view}: ${content} > ${width}`);
      if (folder) await page.screenshot({path: `${folder}/${name}-${view}.png`, fullPage: true});
    };
    await page.locator("#plan-picture").waitFor();
    await page.keyboard.press("F8");
    const [editor, findings] = await Promise.all(["#editor", "#findings"].map((one) => page.locator(one).boundingBox()));
    const isBeside = findings.x >= editor.x + editor.width;
    const isBelow = findings.y >= editor.y + editor.height;
    assert.ok(name.startsWith("phone") ? isBelow : isBeside, JSON.stringify([editor, findings]));
    await check("manifests");
    await page.locator("#to-numbers").click();
    await page.locator("#numbers-table tbody tr").first().waitFor();
    await check("numbers");
  }, options);
}

test("answers fast", async () => {
  const {page, context} = await chromium.open();
  const answers = () => page.evaluate(() => performance.getEntriesByName("lt-lint: answer").map(({startTime, duration}) => [startTime, duration]));
  const [[start, duration]] = await answers();
  const first = start + duration;
  await cursorAfter(page, "revisionHistoryLimit: 10");
  const times = [];
  for (let at = 0; at < 30; at += 1) {
    const before = (await answers()).length;
    await page.keyboard.type("0");
    await page.waitForFunction((before) => performance.getEntriesByName("lt-lint: answer").length > before, before);
    times.push((await answers()).at(-1)[1]);
  }
  times.sort((a, b) => a - b);
  console.log(`first answer ${first.toFixed()} ms after navigation; keystroke to findings: median ${times[15].toFixed(1)} ms, most ${times[29].toFixed(1)} ms`);
  // Far above the aims of 200 and 30 ms, so that a busy machine fails no test.
  assert.ok(first < 10_000 && times[15] < 500, `${first} ${times}`);
  await context.close();
});
