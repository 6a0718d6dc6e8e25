import { BREAK, exactArgument, type Head, headAt, INDEFINITE, Major } from '../encoding/cborItem.ts';
import { grouped } from '../encoding/count.ts';
import { cborProblem } from '../encoding/wellFormed.ts';
import { SIGN1_TAG } from './coseSign1.ts';
import { floatText } from './floatText.ts';
import { bytesNotation, textNotation } from './stringNotation.ts';

/** UTF-16 units. A document of the largest payload comes to less than half of it. */
export const LONGEST_NOTATION = 64 * 1024;

/** A document has one level, its payload; its user data may bring some more. */
const DEEPEST_EMBEDDED = 4;

/**
 * Bytes of CBOR in diagnostic notation (RFC 8949, section 8), one entry a line: `_` marks indefinite length, `_0` to `_3`
 * a head that is longer than need be, `<<…>>` CBOR inside a byte string, as the protected header and the payload of a
 * COSE_Sign1 message are, and what has tag 24 up to the fourth such level. Characters that cannot be seen are escaped.
 * Bytes that are not well-formed are given as bytes. Where it would be longer than `LONGEST_NOTATION` it is cut off, and
 * a comment at its end says from which byte on.
 */
export function diagnosticNotation(bytes: Uint8Array): string {
  const writing: Writing = { bytes, parts: [], left: LONGEST_NOTATION, cutAt: undefined };
  if (cborProblem(bytes) === undefined) {
    const isTagged = isTag(headOf(bytes, 0), SIGN1_TAG);
    const message = isTagged ? headOf(bytes, 0).next : 0;
    writeItem(writing, 0, { depth: 0, embedded: 0, sign1: isSign1(headOf(bytes, message)) ? message : undefined });
  } else {
    put(writing, 0, bytesNotation(bytes, writing.left));
    put(writing, 0, ' / no well-formed CBOR /');
  }
  if (writing.cutAt !== undefined) {
    const from = `from the item at byte ${grouped(writing.cutAt)} of ${grouped(bytes.length)} on`;
    writing.parts.push(
      `… / cut off: what follows ${from} is left out, beyond ${grouped(LONGEST_NOTATION)} characters /`,
    );
  }
  return writing.parts.join('');
}

interface Writing {
  readonly bytes: Uint8Array;
  readonly parts: string[];
  /** How many UTF-16 units may follow. */
  left: number;
  /** Where the item begins that did not fit; nothing is written behind it. */
  cutAt: number | undefined;
}

interface Place {
  /** How far it is indented. */
  readonly depth: number;
  /** How many byte strings it stands in. */
  readonly embedded: number;
  /** Where the message begins whose header and payload are CBOR themselves. */
  readonly sign1?: number | undefined;
}

/** @param at Where the item begins that the text is of. */
function put(writing: Writing, at: number, text: string): void {
  if (writing.cutAt !== undefined) {
    return;
  }
  if (text.length <= writing.left) {
    writing.left -= text.length;
    writing.parts.push(text);
    return;
  }
  // No half of a character that takes two units.
  const part = text.slice(0, writing.left);
  writing.parts.push(/[\ud800-\udbff]$/.test(part) ? part.slice(0, -1) : part);
  writing.cutAt = at;
}

/** What stands behind the end of the bytes: nothing that has anything inside. */
const NOTHING: Head = { major: Major.simple, info: 0, argument: 0, next: Number.POSITIVE_INFINITY };

function headOf(bytes: Uint8Array, at: number): Head {
  return headAt(bytes, at, bytes.length) ?? NOTHING;
}

function isTag({ major, argument }: Head, tag: number): boolean {
  return major === Major.tag && argument === tag;
}

function isSign1({ major, argument, info }: Head): boolean {
  return major === Major.array && argument === 4 && info !== INDEFINITE;
}

/** Each head is read a few times however deep it stands. Gives the byte behind the item, or, once cut off, any. */
function writeItem(writing: Writing, at: number, place: Place): number {
  const { bytes } = writing;
  const head = headOf(bytes, at);
  switch (head.major) {
    case Major.unsigned:
    case Major.negative:
      put(writing, at, integerText(bytes, at, head) + widthMark(head));
      return head.next;
    case Major.bytes:
    case Major.text:
      return head.info === INDEFINITE ? writeChunks(writing, at, head) : writeString(writing, at, at, '');
    case Major.tag:
      return writeTagged(writing, at, head, place);
    case Major.simple:
      put(writing, at, simpleText(bytes, at, head));
      return head.next;
    default:
      return writeContainer(writing, at, head, place);
  }
}

function integerText(bytes: Uint8Array, at: number, { major, argument }: Head): string {
  // Numbers are exact below 2^53, and much cheaper.
  if (Number.isSafeInteger(argument + 1)) {
    return String(major === Major.negative ? -1 - argument : argument);
  }
  const exact = exactArgument(bytes, at);
  return String(major === Major.negative ? -1n - exact : exact);
}

const EMBEDDED_TAG = 24;

function writeTagged(writing: Writing, at: number, head: Head, place: Place): number {
  put(writing, at, `${exactArgument(writing.bytes, at)}${widthMark(head)}(`);
  const isEmbedded = head.argument === EMBEDDED_TAG;
  const end = isEmbedded ? writeEmbedded(writing, head.next, place) : writeItem(writing, head.next, place);
  put(writing, at, ')');
  return end;
}

/** Writes a byte string that is CBOR as such, and anything else as it is; so also what is embedded too deep. */
function writeEmbedded(writing: Writing, at: number, place: Place): number {
  const { major, info, argument, next } = headOf(writing.bytes, at);
  const end = next + argument;
  const mayBe = major === Major.bytes && info !== INDEFINITE && argument > 0 && place.embedded < DEEPEST_EMBEDDED;
  if (!mayBe || writing.cutAt !== undefined || cborProblem(writing.bytes, next, end) !== undefined) {
    return writeItem(writing, at, place);
  }
  put(writing, at, '<<');
  writeItem(writing, next, { depth: place.depth, embedded: place.embedded + 1 });
  put(writing, at, '>>');
  return end;
}

function writeContainer(writing: Writing, start: number, head: Head, { depth, embedded, sign1 }: Place): number {
  const { bytes } = writing;
  const [open, close] = head.major === Major.array ? ['[', ']'] : ['{', '}'];
  const mark = head.info === INDEFINITE ? '_' : widthMark(head);
  const isShort = fitsOneLine(bytes, head);
  const step = isShort ? ' ' : `\n${'  '.repeat(depth + 1)}`;
  put(writing, start, open + mark + (mark !== '' && isShort ? ' ' : ''));
  let at = head.next;
  for (let index = 0; hasChild(bytes, head, at, index) && writing.cutAt === undefined; index++) {
    const isValue = head.major === Major.map && index % 2 === 1;
    const begins = index === 0 ? (isShort ? '' : step) : `,${step}`;
    put(writing, at, isValue ? ': ' : begins);
    const mayEmbed = start === sign1 && (index === 0 || index === 2);
    const place = { depth: depth + 1, embedded };
    at = mayEmbed ? writeEmbedded(writing, at, place) : writeItem(writing, at, place);
  }
  put(writing, start, isShort ? close : `\n${'  '.repeat(depth)}${close}`);
  return head.info === INDEFINITE ? at + 1 : at;
}

/** Whether another item stands at `at` inside an array or a map, behind `index` of them. */
function hasChild(bytes: Uint8Array, { major, info, argument }: Head, at: number, index: number): boolean {
  return info === INDEFINITE
    ? at < bytes.length && bytes[at] !== BREAK
    : index < (major === Major.map ? 2 * argument : argument);
}

/** Few numbers and the like, such as `{1: -35}`, of which each is no more than its head. */
function fitsOneLine(bytes: Uint8Array, head: Head): boolean {
  let at = head.next;
  for (let index = 0; hasChild(bytes, head, at, index); index++) {
    const { major, next } = headOf(bytes, at);
    if (index === 8 || (major !== Major.unsigned && major !== Major.negative && major !== Major.simple)) {
      return false;
    }
    at = next;
  }
  return true;
}

function writeChunks(writing: Writing, start: number, { major, next }: Head): number {
  const { bytes } = writing;
  let at = next;
  if (bytes[at] === BREAK) {
    put(writing, start, major === Major.bytes ? "''_" : '""_');
    return at + 1;
  }
  let before = '(_ ';
  while (at < bytes.length && bytes[at] !== BREAK && writing.cutAt === undefined) {
    at = writeString(writing, at, start, before);
    before = ', ';
  }
  put(writing, start, ')');
  return at + 1;
}

/** @param item Where the item begins that the string is, or is a chunk of. */
function writeString(writing: Writing, at: number, item: number, before: string): number {
  if (writing.cutAt !== undefined) {
    return at;
  }
  const head = headOf(writing.bytes, at);
  const end = head.next + head.argument;
  const contents = writing.bytes.subarray(head.next, end);
  const notation = head.major === Major.bytes ? bytesNotation : textNotation;
  put(writing, item, before + notation(contents, writing.left) + widthMark(head));
  return end;
}

const SIMPLE: Readonly<Record<number, string>> = { 20: 'false', 21: 'true', 22: 'null', 23: 'undefined' };

function simpleText(bytes: Uint8Array, at: number, { info, argument, next }: Head): string {
  return info >= 25 ? floatText(bytes.subarray(at + 1, next)) : (SIMPLE[argument] ?? `simple(${argument})`);
}

/** `_0` to `_3` where the argument would have fit into fewer bytes. */
function widthMark({ info, argument }: Head): string {
  const least = info === 24 ? 24 : info === 25 ? 0x100 : info === 26 ? 0x1_0000 : info === 27 ? 0x1_0000_0000 : 0;
  return argument < least ? `_${info - 24}` : '';
}
