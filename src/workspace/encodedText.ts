import { joinedBytes } from './joinedBytes.ts';
import { turns } from './turns.ts';

/** Bytes, or UTF-16 units, that are decoded or encoded at a time. */
const PIECE = 1024 * 1024;

/** The text of UTF-8, as `TextDecoder` reads it, in turns with the host. */
export async function decodedInTurns(bytes: Uint8Array, piece = PIECE): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  const turn = turns();
  for (let start = 0; start < bytes.length; start += piece) {
    parts.push(decoder.decode(bytes.subarray(start, start + piece), { stream: true }));
    if (turn.isDue()) {
      await turn.take();
    }
  }
  parts.push(decoder.decode());
  return parts.join('');
}

/** A text as UTF-8, in turns with the host. */
export async function encodedInTurns(text: string, piece = PIECE): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const turn = turns();
  for (let start = 0; start < text.length; ) {
    const most = start + piece;
    // A character of two units is encoded as a whole.
    const end = isSurrogate(text, most - 1, 0xd800) && isSurrogate(text, most, 0xdc00) ? most + 1 : most;
    parts.push(encoder.encode(text.slice(start, end)));
    start = end;
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return joinedBytes(...parts);
}

/** Whether the unit at an offset is one of those from `first` on, high ones or low ones. */
function isSurrogate(text: string, offset: number, first: number): boolean {
  return (text.charCodeAt(offset) & 0xfc00) === first;
}
