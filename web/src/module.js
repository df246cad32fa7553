// The library: a module of WebAssembly without imports. Texts are passed by address and length.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", {ignoreBOM: true});

/** Answers requests with the library. After a trap it makes a new instance, since the old one may be broken. */
export class Library {
  #module;
  #instance = null;

  constructor(module) {
    this.#module = module;
  }

  /** The answer of `verb` (`lint`, `fix` or `plan`) to a request; throws where the library traps. */
  ask(verb, request) {
    this.#instance ??= new WebAssembly.Instance(this.#module, {});
    try {
      return JSON.parse(call(this.#instance.exports, verb, encoder.encode(JSON.stringify(request))));
    } catch (error) {
      this.#instance = null;
      throw error;
    }
  }
}

function call(library, verb, request) {
  const address = library.alloc(request.length) >>> 0;
  new Uint8Array(library.memory.buffer, address, request.length).set(request);
  const answer = BigInt.asUintN(64, library[verb](address, request.length));
  const [start, length] = [Number(answer >> 32n), Number(answer & 0xffffffffn)];
  // The memory may have grown, so it is looked up again.
  const text = decoder.decode(new Uint8Array(library.memory.buffer, start, length));
  library.free(start, length);
  return text;
}
