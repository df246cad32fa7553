// The library in a thread of its own, so that typing never waits for it. The page sends the module first, then
// requests; the worker itself fetches nothing.

import {Library} from "./module.js";

let library = null;

self.onmessage = async ({data}) => {
  if (data.bytes) {
    library = WebAssembly.compile(data.bytes).then((module) => new Library(module));
    return;
  }
  const {id, verb, request} = data;
  try {
    const ready = await library;
    const start = performance.now();
    const answer = ready.ask(verb, request);
    self.postMessage({id, answer, took: performance.now() - start});
  } catch (error) {
    self.postMessage({id, error: String(error)});
  }
};
