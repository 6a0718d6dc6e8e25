/** The major types of CBOR (RFC 8949, section 3.1). */
export const Major = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const;

/** The additional information that says `indefinite length`, or `break` for major type 7. */
export const INDEFINITE = 31;
export const BREAK = 0xff;

/** The initial byte of an item and the argument behind it. */
export interface Head {
  readonly major: number;
  /** 0..23 the argument itself, 24..27 its width, 28..30 reserved, 31 indefinite. */
  readonly info: number;
  /** Exact up to 2^53; beyond that no length fits anyway, and `exactArgument` tells integers. */
  readonly argument: number;
  /** The byte behind the head. */
  readonly next: number;
}

/** The head at `at`; undefined where the bytes end inside it. */
export function headAt(bytes: Uint8Array, at: number, end: number): Head | undefined {
  const initial = bytes[at];
  if (initial === undefined || at >= end) {
    return undefined;
  }
  const major = initial >> 5;
  const info = initial & 31;
  const width = widthOf(info);
  const next = at + 1 + width;
  if (next > end) {
    return undefined;
  }
  let argument = width === 0 ? info : 0;
  for (let index = at + 1; index < next; index++) {
    argument = argument * 256 + (bytes[index] ?? 0);
  }
  return { major, info, argument, next };
}

/** How many bytes behind the initial byte hold the argument. */
function widthOf(info: number): number {
  return info < 24 || info > 27 ? 0 : 1 << (info - 24);
}

/** The argument of the head at `at`, which is whole. */
export function exactArgument(bytes: Uint8Array, at: number): bigint {
  const info = (bytes[at] ?? 0) & 31;
  let argument = info < 24 ? BigInt(info) : 0n;
  for (let index = at + 1; index <= at + widthOf(info); index++) {
    argument = argument * 256n + BigInt(bytes[index] ?? 0);
  }
  return argument;
}

/** An item of bytes that are well-formed, and where it stands. */
export interface Item extends Head {
  readonly start: number;
  /** Exclusive; with the break that ends an item of indefinite length. */
  readonly end: number;
  readonly isIndefinite: boolean;
}

/** The item at `at` of bytes that are well-formed. It costs its length. */
export function itemAt(bytes: Uint8Array, at: number): Item {
  const head = headAt(bytes, at, bytes.length) ?? NOTHING;
  const { major, info, argument, next } = head;
  return { major, info, argument, next, start: at, end: endOf(bytes, head), isIndefinite: info === INDEFINITE };
}

/** What stands behind the end: nothing that could be taken for something. */
const NOTHING: Head = { major: Major.simple, info: 0, argument: 0, next: Number.POSITIVE_INFINITY };

/** The items inside: elements, keys and values in turn, chunks, or what is tagged. Embedded CBOR is not looked into. */
export function* childrenOf(bytes: Uint8Array, item: Item): Generator<Item, void> {
  let left = item.isIndefinite ? Number.POSITIVE_INFINITY : countOf(item);
  let at = item.next;
  while (left > 0 && at < bytes.length && !(item.isIndefinite && bytes[at] === BREAK)) {
    const child = itemAt(bytes, at);
    yield child;
    at = child.end;
    left--;
  }
}

/** The contents of a string of definite length, as a view. */
export function contentsOf(bytes: Uint8Array, item: Item): Uint8Array {
  return bytes.subarray(item.next, item.end);
}

/** How many items stand inside an item of definite length. */
function countOf({ major, argument }: Head): number {
  switch (major) {
    case Major.array:
      return argument;
    case Major.map:
      return 2 * argument;
    case Major.tag:
      return 1;
    default:
      return 0;
  }
}

/** Walks without recursion: the items that are still to come are counted, per open item of indefinite length. */
function endOf(bytes: Uint8Array, first: Head): number {
  if (first.major < Major.bytes) {
    return first.next;
  }
  if (first.major < Major.array && first.info !== INDEFINITE) {
    return Math.min(first.next + first.argument, bytes.length);
  }
  const open: number[] = [];
  let left = 1;
  let head: Head | undefined = first;
  let at = first.next;
  while (head !== undefined) {
    if (head.major === Major.simple && head.info === INDEFINITE) {
      left = open.pop() ?? 0;
    } else if (head.info === INDEFINITE) {
      open.push(left - 1);
      left = Number.POSITIVE_INFINITY;
    } else {
      at += head.major === Major.bytes || head.major === Major.text ? head.argument : 0;
      left += countOf(head) - 1;
    }
    if (left === 0 && open.length === 0) {
      break;
    }
    head = headAt(bytes, at, bytes.length);
    at = head?.next ?? bytes.length;
  }
  return Math.min(at, bytes.length);
}
