/** Bytes by which UTF-16 is told. */
const ENOUGH_TO_TELL = 64;

/** Whether a text begins as UTF-16 does: with its mark, or with zeros in the place of every other byte. */
export function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return true;
  }
  const pairs = Math.min(bytes.length, ENOUGH_TO_TELL) >> 1;
  let halves = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    halves += (bytes[at] === 0) !== (bytes[at + 1] === 0) ? 1 : 0;
  }
  return pairs >= 4 && halves > pairs / 2;
}
