// Bundles the page into dist/, next to the module that `npm run module` puts there.

import {cp, mkdir} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await mkdir(here("dist"), {recursive: true});
await build({
  entryPoints: {page: here("src/main.js"), worker: here("src/worker.js")},
  outdir: here("dist"),
  bundle: true,
  format: "esm",
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  legalComments: "eof",
  loader: {".yaml": "text"},
});
for (const file of ["index.html", "style.css", "icon.svg"]) await cp(here(file), here(`dist/${file}`));
