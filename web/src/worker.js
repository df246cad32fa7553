// The library in a thread of its own, so that typing never waits for it. The worker fetches the module and nothing
// else, then answers requests.

import {Library} from "./module.js";

/** The module, compiled while it arrives, or afterwards where the server doesn't name its type. */
async function compiled() {
  const response = await fetch("lt_lint.wasm");
  if (!response.ok) throw new Error(`lt_lint.wasm: ${response.status} ${response.statusText}`);
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

const library = compiled().then((module) => new Library(module));
library.then(
  () => self.postMessage({ready: true}),
  // The reason is the answer to each request.
  () => {},
);

self.onmessage = async ({data: {id, verb, request}}) => {
  try {
    self.postMessage({id, answer: (await library).ask(verb, request)});
  } catch (error) {
    self.postMessage({id, error: error.message ?? String(error)});
  }
};
