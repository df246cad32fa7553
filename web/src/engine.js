// Asks the worker, one request after the other. Of several waiting requests of one kind only the last is answered.

import {firstAnswer} from "./first.js";

/** How long one request may last before the worker is replaced, in milliseconds. */
const PATIENCE = 10_000;

export class Engine {
  #isReady = false;
  #worker = null;
  #waiting = new Map();
  #current = null;
  #lastId = 0;

  /**
   * The answer of the library to a request. A request with the same `topic` that still waits is dropped, and its
   * promise is settled with null. What is known is answered at once; the worker starts when that is shown, and gets it
   * too, to be ready for the next.
   */
  ask(topic, verb, request) {
    this.#waiting.get(topic)?.settle.resolve(null);
    return new Promise((resolve, reject) => {
      this.#waiting.set(topic, {verb, request, settle: {resolve, reject}});
      const known = firstAnswer(verb, request);
      if (!known) return this.#next();
      resolve(known);
      requestAnimationFrame(() => setTimeout(() => this.#next()));
    });
  }

  #next() {
    if (this.#current || this.#waiting.size === 0) return;
    const [topic, {verb, request, settle}] = this.#waiting.entries().next().value;
    this.#waiting.delete(topic);
    const id = ++this.#lastId;
    this.#current = {id, settle};
    if (this.#isReady) this.#watch();
    this.#worker ??= this.#started();
    this.#worker.postMessage({id, verb, request});
  }

  /** Limits the time of the current request; loading the module may last as long as the network makes it. */
  #watch() {
    if (!this.#current) return;
    const {id} = this.#current;
    this.#current.timer = setTimeout(() => this.#giveUp(id), PATIENCE);
  }

  #started() {
    const worker = new Worker("worker.js", {type: "module"});
    this.#isReady = false;
    worker.onmessage = ({data: {id, answer, error, ready}}) => {
      if (ready) {
        this.#isReady = true;
        this.#watch();
      } else {
        this.#finish(id, ({resolve, reject}) => (error ? reject(new Error(error)) : resolve(answer)));
      }
    };
    worker.onerror = (event) => this.#replace(event.message || "the worker failed");
    return worker;
  }

  /** Ends a request that lasts too long, with its worker. */
  #giveUp(id) {
    if (this.#current?.id === id) this.#replace(`no answer within ${PATIENCE / 1000} seconds`);
  }

  #replace(reason) {
    this.#worker.terminate();
    this.#worker = this.#started();
    this.#finish(this.#current?.id, ({reject}) => reject(new Error(reason)));
  }

  #finish(id, settle) {
    if (!this.#current || this.#current.id !== id) return;
    clearTimeout(this.#current.timer);
    const {settle: promise} = this.#current;
    this.#current = null;
    settle(promise);
    this.#next();
  }
}
