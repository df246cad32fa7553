// Chromium with the page in it, for the tests.

import {fileURLToPath} from "node:url";
import {chromium} from "playwright-core";

import {serve} from "../serve.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The page's files; a request for anything else is a mistake. */
const FILES = ["", "page.js", "worker.js", "style.css", "lt_lint.wasm", "icon.svg"];

/** Starts a server and a browser; `open` gives a page that records what it asks for and complains of. */
export async function start() {
  const server = await serve(fileURLToPath(new URL("../dist", import.meta.url)));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({executablePath, args: FLAGS});
  const address = `http://127.0.0.1:${server.address().port}/`;
  const allowed = FILES.map((name) => address + name);

  async function open({hash = "", ...options} = {}) {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
    const page = await context.newPage();
    const faults = [];
    page.on("request", (request) => {
      const url = request.url().split("#")[0];
      if (!allowed.includes(url) && !url.startsWith(`blob:${address}`)) faults.push(`request ${url}`);
    });
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.goto(address + hash);
    await page.waitForFunction(() => document.getElementById("version").textContent !== "");
    return {page, faults, context};
  }

  async function stop() {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
  return {browser, open, stop, address};
}
