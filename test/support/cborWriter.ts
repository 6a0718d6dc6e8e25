// CBOR (RFC 8949) as tests need it: well-formed, and every way of being malformed. What a function returns is the bytes
// of one item, so items nest by nesting calls; `raw` passes anything off as an item.

/** The bytes of an item. */
export type Cbor = Uint8Array;

/** How many bytes hold an integer or a length: in the initial byte, or 1, 2, 4 or 8 behind it. */
export type Width = 0 | 1 | 2 | 4 | 8;

/** An unsigned integer; in as few bytes as it takes unless `width` says otherwise. */
export function uint(value: number | bigint, width?: Width): Cbor {
  return head(0, value, width);
}

/** A negative integer, given as itself: `negint(-35)`. */
export function negint(value: number | bigint, width?: Width): Cbor {
  return head(1, -1n - BigInt(value), width);
}

/** An integer of either sign. */
export function int(value: number | bigint, width?: Width): Cbor {
  return value < 0 ? negint(value, width) : uint(value, width);
}

/** A byte string. */
export function bytes(contents: Uint8Array, width?: Width): Cbor {
  return raw(head(2, contents.length, width), contents);
}

/** A text string; bytes stand for text that is no UTF-8. */
export function text(contents: string | Uint8Array, width?: Width): Cbor {
  const encoded = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
  return raw(head(3, encoded.length, width), encoded);
}

export function array(items: readonly Cbor[], width?: Width): Cbor {
  return raw(head(4, items.length, width), ...items);
}

/** A map of the entries in their order, repeated keys included. */
export function map(entries: readonly (readonly [Cbor, Cbor])[], width?: Width): Cbor {
  return raw(head(5, entries.length, width), ...entries.flat());
}

export function tag(number: number | bigint, item: Cbor, width?: Width): Cbor {
  return raw(head(6, number, width), item);
}

export function bool(value: boolean): Cbor {
  return simple(value ? 21 : 20);
}

export function nil(): Cbor {
  return simple(22);
}

export function undef(): Cbor {
  return simple(23);
}

/** A simple value; those below 32 in two bytes (`width` 1) are malformed. */
export function simple(value: number, width?: 0 | 1): Cbor {
  return head(7, value, width);
}

/** A floating-point number of 8 bytes, or 4. */
export function float(value: number, width: 4 | 8 = 8): Cbor {
  const view = new DataView(new ArrayBuffer(1 + width));
  view.setUint8(0, width === 8 ? 0xfb : 0xfa);
  if (width === 8) {
    view.setFloat64(1, value);
  } else {
    view.setFloat32(1, value);
  }
  return new Uint8Array(view.buffer);
}

/** An array of indefinite length. */
export function openArray(items: readonly Cbor[]): Cbor {
  return raw([0x9f], ...items, BREAK);
}

/** A map of indefinite length. */
export function openMap(entries: readonly (readonly [Cbor, Cbor])[]): Cbor {
  return raw([0xbf], ...entries.flat(), BREAK);
}

/** A byte string of indefinite length, made of chunks. */
export function chunkedBytes(chunks: readonly Uint8Array[]): Cbor {
  return raw([0x5f], ...chunks.map((chunk) => bytes(chunk)), BREAK);
}

/** A text string of indefinite length, made of chunks. */
export function chunkedText(chunks: readonly string[]): Cbor {
  return raw([0x7f], ...chunks.map((chunk) => text(chunk)), BREAK);
}

/** What ends an item of indefinite length; no item itself. */
export const BREAK: Cbor = Uint8Array.of(0xff);

/** Any bytes, one after the other. */
export function raw(...parts: readonly (Uint8Array | readonly number[])[]): Cbor {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Hexadecimal digits, blanks between them allowed: `fromHex('84 44 a1013822')`. */
export function fromHex(digits: string): Cbor {
  return Uint8Array.from(digits.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The initial byte of an item and its argument, nothing behind it: a length field may promise more than follows. */
export function head(majorType: number, argument: number | bigint, width: Width = shortest(argument)): Cbor {
  if (width === 0) {
    return Uint8Array.of((majorType << 5) | Number(argument));
  }
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, (majorType << 5) | (24 + Math.log2(width)));
  view.setBigUint64(1, BigInt(argument) << BigInt(8 * (8 - width)));
  return new Uint8Array(view.buffer, 0, 1 + width);
}

function shortest(argument: number | bigint): Width {
  if (argument < 24) {
    return 0;
  }
  return argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8;
}
