import { childrenOf, exactArgument, type Item, itemAt, Major } from './cborItem.ts';

/**
 * Text that two map keys share when they are the same value, however long their heads are and whether or not they come
 * in chunks. Keys that are no integers or strings, which no attestation document has, are compared by their encoding.
 */
export function keyText(bytes: Uint8Array, at: number): string {
  const item = itemAt(bytes, at);
  switch (item.major) {
    case Major.unsigned:
    case Major.negative:
      return `${item.major}:${exactArgument(bytes, at)}`;
    case Major.bytes:
    case Major.text:
      return `${item.major}:${stringUnits(bytes, item)}`;
    default:
      return `encoded:${latin1(bytes, at, item.end)}`;
  }
}

function stringUnits(bytes: Uint8Array, item: Item): string {
  if (!item.isIndefinite) {
    return latin1(bytes, item.next, item.end);
  }
  let units = '';
  for (const chunk of childrenOf(bytes, item)) {
    units += latin1(bytes, chunk.next, chunk.end);
  }
  return units;
}

/** One character a byte. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  // A call with very many arguments overflows the stack.
  for (let at = start; at < end; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 4096, end)));
  }
  return text;
}
