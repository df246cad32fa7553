// Bundles the page into dist/, next to the module that `npm run module` puts there.

import {execFileSync} from "node:child_process";
import {cp, mkdir, readFile, writeFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

import {Library} from "./src/module.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await mkdir(here("dist"), {recursive: true});
const loader = {".yaml": "text"};

/** The library's answers to what the page asks first. */
async function firstAnswers() {
  const {outputFiles} = await build({entryPoints: [here("src/first.js")], bundle: true, format: "esm", write: false, loader});
  const {answersOf} = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return answersOf(new Library(await WebAssembly.compile(await readFile(here("dist/lt_lint.wasm")))));
}

const {metafile} = await build({
  entryPoints: {page: here("src/main.js"), worker: here("src/worker.js")},
  outdir: here("dist"),
  bundle: true,
  format: "esm",
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  metafile: true,
  loader,
  define: {FIRST_ANSWERS: JSON.stringify(await firstAnswers())},
});
for (const file of ["index.html", "style.css", "icon.svg"]) await cp(here(file), here(`dist/${file}`));

/** The names of the npm packages that are part of the bundles. */
const packages = Object.keys(metafile.inputs).flatMap((path) => {
  const [, name] = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//) ?? [];
  return name ? [name] : [];
});

/** The licence of a package, under its name. */
async function licence(name) {
  const folder = here(`node_modules/${name}`);
  const {version} = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  return `${name} ${version}:\n\n${await readFile(`${folder}/LICENSE`, "utf8")}`;
}

const crates = execFileSync("python3", [here("../.ci/notices"), "wasm32-unknown-unknown"], {cwd: here("wasm"), encoding: "utf8"});
const licences = await Promise.all([...new Set(packages)].sort().map(licence));
const line = `\n${"-".repeat(79)}\n`;
await writeFile(here("dist/licences.txt"), ["The page is made with these packages.\n", ...licences, crates].join(line));
