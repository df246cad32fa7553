// Asks the worker, one request after the other. Of several waiting requests of one kind only the last is answered.

/** How long one request may last before the worker is replaced, in milliseconds. */
const PATIENCE = 10_000;

export class Engine {
  #bytes;
  #worker = null;
  #waiting = new Map();
  #current = null;
  #lastId = 0;

  /** An engine whose module is fetched from `address`. */
  constructor(address) {
    this.#bytes = fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
      return response.arrayBuffer();
    });
  }

  /**
   * The answer of the library to a request. A request with the same `topic` that still waits is dropped, and its
   * promise is settled with null.
   */
  ask(topic, verb, request) {
    this.#waiting.get(topic)?.settle.resolve(null);
    return new Promise((resolve, reject) => {
      this.#waiting.set(topic, {verb, request, settle: {resolve, reject}});
      this.#next();
    });
  }

  async #next() {
    if (this.#current || this.#waiting.size === 0) return;
    const [topic, task] = this.#waiting.entries().next().value;
    this.#waiting.delete(topic);
    this.#current = {...task, id: ++this.#lastId};
    const id = this.#current.id;
    try {
      const worker = await this.#ready();
      this.#current.timer = setTimeout(() => this.#giveUp(id), PATIENCE);
      worker.postMessage({id, verb: task.verb, request: task.request});
    } catch (error) {
      this.#finish(id, (settle) => settle.reject(error));
    }
  }

  async #ready() {
    const bytes = await this.#bytes;
    if (!this.#worker) {
      this.#worker = new Worker("worker.js", {type: "module"});
      this.#worker.onmessage = ({data: {id, answer, error}}) =>
        this.#finish(id, ({resolve, reject}) => (error ? reject(new Error(error)) : resolve(answer)));
      this.#worker.onerror = (event) =>
        this.#finish(this.#current?.id, ({reject}) => reject(new Error(event.message || "the worker failed")));
      this.#worker.postMessage({bytes});
    }
    return this.#worker;
  }

  #giveUp(id) {
    this.#worker?.terminate();
    this.#worker = null;
    const error = new Error(`no answer within ${PATIENCE / 1000} seconds`);
    this.#finish(id, ({reject}) => reject(error));
  }

  #finish(id, settle) {
    if (this.#current?.id !== id) return;
    clearTimeout(this.#current.timer);
    const {settle: promise} = this.#current;
    this.#current = null;
    settle(promise);
    this.#next();
  }
}
