// DER (X.690) as tests need it to make certificates: what a function returns is the bytes of one value, so values nest by
// nesting calls; `value` passes anything off as one.

/** The bytes of a value. */
export type Der = Uint8Array;

/** Any identifier byte before any contents, with the shortest length. */
export function value(tag: number, ...contents: readonly (Uint8Array | readonly number[])[]): Der {
  const body = concatenated(contents);
  return concatenated([[tag], lengthOf(body.length), body]);
}

export function sequence(...items: readonly Der[]): Der {
  return value(0x30, ...items);
}

export function set(...items: readonly Der[]): Der {
  return value(0x31, ...items);
}

export function boolean(is: boolean): Der {
  return value(0x01, [is ? 0xff : 0]);
}

/** A small number that is not negative, or the bytes of one, highest first. */
export function integer(number: number | Uint8Array): Der {
  const bytes = typeof number === 'number' ? bytesOf(number) : trimmed(number);
  return value(0x02, (bytes[0] ?? 0) >= 0x80 ? [0] : [], bytes);
}

/** Of whole bytes, unless the last has unused bits. */
export function bitString(bytes: Uint8Array | readonly number[], unused = 0): Der {
  return value(0x03, [unused], bytes);
}

export function octetString(bytes: Uint8Array): Der {
  return value(0x04, bytes);
}

/** `oid('2.5.4.3')` */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, [40 * first + second, ...rest].flatMap(base128));
}

export function utf8String(text: string): Der {
  return value(0x0c, new TextEncoder().encode(text));
}

export function printableString(text: string): Der {
  return value(0x13, new TextEncoder().encode(text));
}

/** Milliseconds since the epoch, as RFC 5280 writes them: two digits of the year until 2049. */
export function time(milliseconds: number): Der {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+|[-:T]/g, '');
  const isShort = digits < '2050' && digits >= '1950';
  return value(isShort ? 0x17 : 0x18, new TextEncoder().encode(isShort ? digits.slice(2) : digits));
}

/** An explicit tag. */
export function explicit(number: number, item: Der): Der {
  return value(0xa0 | number, item);
}

function lengthOf(length: number): readonly number[] {
  return length < 0x80 ? [length] : [0x80 | bytesOf(length).length, ...bytesOf(length)];
}

function bytesOf(number: number): readonly number[] {
  return number < 0x100 ? [number] : [...bytesOf(Math.floor(number / 0x100)), number % 0x100];
}

function trimmed(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
}

function base128(arc: number): readonly number[] {
  const low = arc & 0x7f;
  const high = base128High(Math.floor(arc / 128));
  return [...high, low];
}

function base128High(arc: number): readonly number[] {
  return arc === 0 ? [] : [...base128High(Math.floor(arc / 128)), 0x80 | (arc & 0x7f)];
}

function concatenated(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
