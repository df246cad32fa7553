// The state of the page in the part of the address after `#`, compressed: a link shows what its author saw.

/** The most that a link may expand to, so that none fills the memory. */
const MOST = 8_000_000;

const toBase64 = (bytes) => {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

/** The state as text for an address. */
export async function pack(state) {
  const stream = new Blob([JSON.stringify(state)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return `1${toBase64(new Uint8Array(await new Response(stream).arrayBuffer()))}`;
}

/** The state of an address; throws where it isn't one. */
export async function unpack(text) {
  if (!text.startsWith("1")) throw new Error("the link is of another version of this page");
  const stream = new Blob([fromBase64(text.slice(1))]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MOST) throw new Error("the link holds too much");
    parts.push(part.value);
  }
  return checked(JSON.parse(await new Blob(parts).text()));
}

/** The same with only what a state has, each of its type. */
function checked(state) {
  const isText = (value) => typeof value === "string";
  if (!Array.isArray(state.files) || !state.files.every((file) => isText(file?.name) && isText(file.text))) {
    throw new Error("the link has no files");
  }
  const names = new Set(state.files.map(({name}) => name));
  if (names.size === 0 || names.size < state.files.length) throw new Error("the link's files have no distinct names");
  const numbers = Object.entries(state.numbers ?? {}).filter(([, value]) => isText(value));
  return {
    view: state.view === "numbers" ? "numbers" : "manifests",
    files: state.files.map(({name, text}) => ({name, text})),
    open: names.has(state.open) ? state.open : state.files[0].name,
    pedantic: state.pedantic === true,
    numbers: Object.fromEntries(numbers),
  };
}
