import { BREAK, type Head, headAt, INDEFINITE, Major } from './cborItem.ts';
import { keyText } from './cborKey.ts';
import { byteCount, grouped } from './count.ts';
import { firstInvalidUtf8 } from './utf8.ts';

/** Why bytes are no well-formed CBOR, in words of ours alone. */
export interface CborProblem {
  readonly code:
    | 'cut-off'
    | 'malformed'
    | 'invalid-utf8'
    | 'duplicate-key'
    | 'too-deep'
    | 'too-many-entries'
    | 'trailing-bytes';
  /** A clause: what is wrong, and at which byte. */
  readonly message: string;
  /** The first byte that is not as it must be; the end of the bytes where some are missing. */
  readonly byteOffset: number;
  /** What should have stood there. */
  readonly expected: string;
}

/** An attestation document nests three deep, its envelope included. */
export const DEEPEST = 16;
/** The largest map of an attestation document has 32. */
export const MOST_ENTRIES = 1024;

/**
 * What is wrong with the bytes from `start` to `end`, which must be one well-formed item of CBOR (RFC 8949, section 3 and
 * appendix F) whose text is UTF-8 and whose maps have no key twice; undefined where all is well. It takes time in
 * proportion to the bytes, trusts no length and allocates for map keys alone.
 */
export function cborProblem(bytes: Uint8Array, start = 0, end = bytes.length): CborProblem | undefined {
  const pass: Pass = { bytes, end, problem: undefined };
  const behind = passItem(pass, start, 0, undefined, 0);
  if (behind === undefined || behind === end) {
    return pass.problem;
  }
  const rest = end - behind;
  const message = `${byteCount(rest)} ${rest === 1 ? 'follows' : 'follow'} behind its end, from byte ${grouped(behind)} on`;
  return { code: 'trailing-bytes', message, byteOffset: behind, expected: 'the end' };
}

interface Pass {
  readonly bytes: Uint8Array;
  readonly end: number;
  problem: CborProblem | undefined;
}

interface Container {
  readonly major: number;
  readonly start: number;
  readonly depth: number;
  /** Where each key stands that was seen in a map. */
  readonly keys: Map<string, number> | undefined;
  /** How many items are inside; undefined for indefinite length. */
  readonly count: number | undefined;
}

/** The byte behind an item, or undefined once there is a problem. It recurses no deeper than `DEEPEST`. */
function passItem(
  pass: Pass,
  at: number,
  depth: number,
  parent: Container | undefined,
  index: number,
): number | undefined {
  const head = headAt(pass.bytes, at, pass.end);
  if (head === undefined) {
    return cutOff(pass, 1, at < pass.end ? headFrom(at) : expectedAt(parent, index));
  }
  const wrong = whatIsWrong(head);
  if (wrong !== undefined) {
    return malformed(pass, at, wrong, expectedAt(parent, index));
  }
  switch (head.major) {
    case Major.bytes:
    case Major.text:
      return head.info === INDEFINITE ? passChunks(pass, head, at) : passString(pass, head, at);
    case Major.array:
    case Major.map:
    case Major.tag:
      return passContainer(pass, head, at, depth);
    default:
      return head.next;
  }
}

function whatIsWrong({ major, info, argument }: Head): string | undefined {
  if (info > 27 && info < INDEFINITE) {
    return `the additional information ${info} is reserved`;
  }
  if (info === INDEFINITE && (major === Major.unsigned || major === Major.negative || major === Major.tag)) {
    return major === Major.tag ? 'a tag has no indefinite length' : 'an integer has no indefinite length';
  }
  if (major !== Major.simple) {
    return undefined;
  }
  if (info === INDEFINITE) {
    return 'a break stands where none may';
  }
  return info === 24 && argument < 32 ? 'a simple value below 32 has one byte, not two' : undefined;
}

function passString(pass: Pass, { major, argument, next }: Head, at: number): number | undefined {
  const left = pass.end - next;
  if (argument > left) {
    return cutOff(pass, argument - left, `${byteCount(argument)} of ${nameOf(major, at)}`);
  }
  const invalid = major === Major.text ? firstInvalidUtf8(pass.bytes, next, next + argument) : undefined;
  if (invalid !== undefined) {
    const message = `${nameOf(major, at)} is no UTF-8 from byte ${grouped(invalid)} on`;
    return fail(pass, { code: 'invalid-utf8', message, byteOffset: invalid, expected: 'UTF-8' });
  }
  return next + argument;
}

/** A string of indefinite length: chunks of the same kind and of definite length, then a break. */
function passChunks(pass: Pass, { major, next }: Head, start: number): number | undefined {
  let at = next;
  while (pass.bytes[at] !== BREAK || at >= pass.end) {
    const chunk = headAt(pass.bytes, at, pass.end);
    if (chunk === undefined) {
      return cutOff(pass, 1, at < pass.end ? headFrom(at) : chunkOf(major, start));
    }
    const wrong = whatIsWrong(chunk);
    if (wrong !== undefined || chunk.major !== major || chunk.info === INDEFINITE) {
      return malformed(pass, at, wrong ?? 'this is no chunk of the string around it', chunkOf(major, start));
    }
    const behind = passString(pass, chunk, at);
    if (behind === undefined) {
      return undefined;
    }
    at = behind;
  }
  return at + 1;
}

function passContainer(
  pass: Pass,
  { major, info, argument, next }: Head,
  start: number,
  depth: number,
): number | undefined {
  if (depth >= DEEPEST) {
    const message = `it nests deeper than ${DEEPEST} levels at byte ${grouped(start)}`;
    return fail(pass, { code: 'too-deep', message, byteOffset: start, expected: `at most ${DEEPEST} levels` });
  }
  const count = major === Major.map ? 2 * argument : major === Major.tag ? 1 : argument;
  const left = pass.end - next;
  // Each item has at least one byte, so nobody has to walk up to the end to see that some are missing.
  if (info !== INDEFINITE && count > left) {
    return cutOff(
      pass,
      count - left,
      `${count === 1 ? '1 item' : `${grouped(count)} items`} of ${nameOf(major, start)}`,
    );
  }
  const keys = major === Major.map ? new Map<string, number>() : undefined;
  return passChildren(pass, next, { major, start, depth, keys, count: info === INDEFINITE ? undefined : count });
}

function passChildren(pass: Pass, first: number, container: Container): number | undefined {
  const { keys, count, depth } = container;
  let at = first;
  for (let index = 0; index !== count; index++) {
    if (mayEnd(container, index) && at < pass.end && pass.bytes[at] === BREAK) {
      return at + 1;
    }
    const behind = passItem(pass, at, depth + 1, container, index);
    const isKey = keys !== undefined && index % 2 === 0;
    if (behind === undefined || (isKey && !passKey(pass, keys, at))) {
      return undefined;
    }
    at = behind;
  }
  return at;
}

/** Whether a break may stand in the place of this item. */
function mayEnd({ count, keys }: Container, index: number): boolean {
  return count === undefined && (keys === undefined || index % 2 === 0);
}

/** Whether the key at `at` is new to its map. */
function passKey(pass: Pass, keys: Map<string, number>, at: number): boolean {
  if (keys.size >= MOST_ENTRIES) {
    const message = `a map has more than ${grouped(MOST_ENTRIES)} entries, from byte ${grouped(at)} on`;
    fail(pass, { code: 'too-many-entries', message, byteOffset: at, expected: `at most ${grouped(MOST_ENTRIES)}` });
    return false;
  }
  const key = keyText(pass.bytes, at);
  const before = keys.get(key);
  if (before !== undefined) {
    const message = `a map has the same key twice, at byte ${grouped(before)} and again at byte ${grouped(at)}`;
    fail(pass, { code: 'duplicate-key', message, byteOffset: at, expected: 'another key' });
    return false;
  }
  keys.set(key, at);
  return true;
}

const NAMES: Readonly<Record<number, string>> = {
  [Major.bytes]: 'byte string',
  [Major.text]: 'text string',
  [Major.array]: 'array',
  [Major.map]: 'map',
  [Major.tag]: 'tag',
};

function nameOf(major: number, start: number): string {
  return `the ${NAMES[major]} that begins at byte ${grouped(start)}`;
}

function chunkOf(major: number, start: number): string {
  return `a chunk of ${nameOf(major, start)}, or its end`;
}

function headFrom(at: number): string {
  return `the rest of the head that begins at byte ${grouped(at)}`;
}

function expectedAt(parent: Container | undefined, index: number): string {
  if (parent === undefined) {
    return 'an item';
  }
  const role = parent.keys === undefined ? 'an item' : index % 2 === 0 ? 'a key' : 'the value of a key';
  return `${role} of ${nameOf(parent.major, parent.start)}${mayEnd(parent, index) ? ', or its end' : ''}`;
}

function cutOff(pass: Pass, missing: number, expected: string): undefined {
  const amount = missing === 1 ? '1 byte is' : `${byteCount(missing)} are`;
  const message = `it ends at byte ${grouped(pass.end)}, where ${expected} should stand, and at least ${amount} missing`;
  return fail(pass, { code: 'cut-off', message, byteOffset: pass.end, expected });
}

function malformed(pass: Pass, at: number, what: string, expected: string): undefined {
  const message = `${what} (byte ${grouped(at)})`;
  return fail(pass, { code: 'malformed', message, byteOffset: at, expected });
}

function fail(pass: Pass, problem: CborProblem): undefined {
  pass.problem = problem;
  return undefined;
}
