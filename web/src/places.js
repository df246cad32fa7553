// Places: the library counts bytes of UTF-8, JavaScript counts units of UTF-16.

/** Unpaired surrogates have no form in UTF-8; they become the replacement character, which is one unit too. */
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** A function from a byte offset of `text` to its UTF-16 offset. Offsets may be asked in any order. */
export function utf16Offsets(text) {
  // Without a character beyond ASCII both are the same.
  if (/^[\0-\x7f]*$/.test(text)) return (bytes) => Math.min(bytes, text.length);
  // Where a character of more than one byte ends: its offsets in bytes and in units.
  const bytes = [0];
  const units = [0];
  let byte = 0;
  for (let unit = 0; unit < text.length; ) {
    const code = text.codePointAt(unit);
    const [width, size] = code < 0x80 ? [1, 1] : code < 0x800 ? [2, 1] : code < 0x10000 ? [3, 1] : [4, 2];
    byte += width;
    unit += size;
    if (width > 1) {
      bytes.push(byte);
      units.push(unit);
    }
  }
  return (wanted) => {
    let [low, high] = [0, bytes.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bytes[middle] <= wanted) low = middle;
      else high = middle - 1;
    }
    return Math.min(units[low] + wanted - bytes[low], text.length);
  };
}

/** The text after edits, whose places are in bytes of the text before. */
export function changesOf(edits, text) {
  const at = utf16Offsets(text);
  return edits.map((edit) => ({from: at(edit.bytes.start), to: at(edit.bytes.end), insert: edit.text}));
}
