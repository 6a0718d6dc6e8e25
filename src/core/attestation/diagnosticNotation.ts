import { childrenOf, contentsOf, exactArgument, headAt, type Item, itemAt, Major } from './cborItem.ts';
import { SIGN1_TAG } from './coseSign1.ts';
import { byteCount } from './count.ts';
import { floatText } from './floatText.ts';
import { toHex } from './hex.ts';
import { cborProblem } from './wellFormed.ts';

export interface NotationOptions {
  /** The most characters of one string, beyond which it is cut and its size is told. */
  readonly longest?: number;
}

/** UTF-16 units; an attestation document comes to twice its bytes and a little. */
const LONGEST_NOTATION = 512 * 1024;

/**
 * Bytes of CBOR in diagnostic notation (RFC 8949, section 8), one entry a line: `_` marks indefinite length, `_0` to `_3`
 * a head that is longer than need be, `<<…>>` CBOR inside a byte string, as the protected header and the payload of a
 * COSE_Sign1 message are. Characters that cannot be seen are escaped. Bytes that are not well-formed are given as bytes.
 */
export function diagnosticNotation(
  bytes: Uint8Array,
  { longest = Number.POSITIVE_INFINITY }: NotationOptions = {},
): string {
  const writing: Writing = { bytes, longest, parts: [], left: LONGEST_NOTATION };
  if (cborProblem(bytes) === undefined) {
    const whole = itemAt(bytes, 0);
    const isTagged = whole.major === Major.tag && whole.argument === SIGN1_TAG;
    const message = isTagged ? itemAt(bytes, whole.next) : whole;
    writeItem(writing, whole, 0, isSign1(message) ? message.start : undefined);
  } else {
    put(writing, `${cutHex(bytes, longest)} / no well-formed CBOR /`);
  }
  return writing.parts.join('');
}

interface Writing {
  readonly bytes: Uint8Array;
  readonly longest: number;
  readonly parts: string[];
  /** How many UTF-16 units may follow. */
  left: number;
}

function put(writing: Writing, text: string): void {
  if (writing.left <= 0) {
    return;
  }
  writing.left -= text.length;
  writing.parts.push(
    writing.left > 0 ? text : `${text.slice(0, Math.max(text.length + writing.left, 0))}… / cut off /`,
  );
}

function isSign1({ major, argument, isIndefinite }: Item): boolean {
  return major === Major.array && argument === 4 && !isIndefinite;
}

/** @param sign1 Where the message begins whose header and payload are CBOR themselves. */
function writeItem(writing: Writing, item: Item, depth: number, sign1?: number): void {
  const { bytes } = writing;
  switch (item.major) {
    case Major.unsigned:
      put(writing, `${exactArgument(bytes, item.start)}${widthMark(bytes, item)}`);
      break;
    case Major.negative:
      put(writing, `${-1n - exactArgument(bytes, item.start)}${widthMark(bytes, item)}`);
      break;
    case Major.bytes:
    case Major.text:
      writeString(writing, item);
      break;
    case Major.tag:
      put(writing, `${exactArgument(bytes, item.start)}${widthMark(bytes, item)}(`);
      writeTagged(writing, item, depth, sign1);
      put(writing, ')');
      break;
    case Major.simple:
      put(writing, simpleText(bytes, item));
      break;
    default:
      writeContainer(writing, item, depth, sign1);
  }
}

const EMBEDDED_TAG = 24;

function writeTagged(writing: Writing, tag: Item, depth: number, sign1: number | undefined): void {
  const child = itemAt(writing.bytes, tag.next);
  if (tag.argument !== EMBEDDED_TAG || !writeEmbedded(writing, child, depth)) {
    writeItem(writing, child, depth, sign1);
  }
}

/** Writes a byte string that is CBOR as such, and whether it is. */
function writeEmbedded(writing: Writing, item: Item, depth: number): boolean {
  const { bytes } = writing;
  const isCbor =
    item.major === Major.bytes &&
    !item.isIndefinite &&
    item.argument > 0 &&
    cborProblem(bytes, item.next, item.end) === undefined;
  if (isCbor) {
    put(writing, '<<');
    writeItem(writing, itemAt(bytes, item.next), depth);
    put(writing, '>>');
  }
  return isCbor;
}

function writeContainer(writing: Writing, item: Item, depth: number, sign1: number | undefined): void {
  const [open, close] = item.major === Major.array ? ['[', ']'] : ['{', '}'];
  const mark = item.isIndefinite ? '_' : widthMark(writing.bytes, item);
  const isShort = fitsOneLine(writing.bytes, item);
  const step = isShort ? ' ' : `\n${'  '.repeat(depth + 1)}`;
  put(writing, open + mark + (mark !== '' && isShort ? ' ' : ''));
  let index = 0;
  for (const child of childrenOf(writing.bytes, item)) {
    if (writing.left <= 0) {
      return;
    }
    const isValue = item.major === Major.map && index % 2 === 1;
    const begins = index === 0 ? (isShort ? '' : step) : `,${step}`;
    put(writing, isValue ? ': ' : begins);
    const mayEmbed = item.start === sign1 && (index === 0 || index === 2);
    if (!mayEmbed || !writeEmbedded(writing, child, depth + 1)) {
      writeItem(writing, child, depth + 1);
    }
    index++;
  }
  put(writing, isShort ? close : `\n${'  '.repeat(depth)}${close}`);
}

/** Few numbers and the like, such as `{1: -35}`. */
function fitsOneLine(bytes: Uint8Array, item: Item): boolean {
  let count = 0;
  for (const { major } of childrenOf(bytes, item)) {
    count++;
    if (count > 8 || (major !== Major.unsigned && major !== Major.negative && major !== Major.simple)) {
      return false;
    }
  }
  return true;
}

function writeString(writing: Writing, item: Item): void {
  if (!item.isIndefinite) {
    put(writing, stringText(writing, item));
  } else if (item.end === item.next + 1) {
    put(writing, item.major === Major.bytes ? "''_" : '""_');
  } else {
    let before = '(_ ';
    for (const chunk of childrenOf(writing.bytes, item)) {
      put(writing, before + stringText(writing, chunk));
      before = ', ';
    }
    put(writing, ')');
  }
}

function stringText({ bytes, longest }: Writing, item: Item): string {
  const contents = contentsOf(bytes, item);
  const text = item.major === Major.bytes ? cutHex(contents, longest) : quoted(contents, longest);
  return text + widthMark(bytes, item);
}

function cutHex(bytes: Uint8Array, longest: number): string {
  return 2 * bytes.length <= longest
    ? `h'${toHex(bytes)}'`
    : `h'${toHex(bytes.subarray(0, Math.floor(longest / 2)))}…' / ${byteCount(bytes.length)} /`;
}

function quoted(bytes: Uint8Array, longest: number): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const escaped = (part: string): string => `"${part.replace(UNSEEN, escapeOf)}"`;
  return text.length <= longest
    ? escaped(text)
    : `${escaped(text.slice(0, longest)).slice(0, -1)}…" / ${byteCount(bytes.length)} /`;
}

/** Quotes, backslashes, controls, marks of direction, characters without width, line ends of any kind. */
const UNSEEN = /["\\\p{C}\p{Zl}\p{Zp}]/gu;

function escapeOf(character: string): string {
  if (character === '"' || character === '\\') {
    return `\\${character}`;
  }
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}

const SIMPLE: Readonly<Record<number, string>> = { 20: 'false', 21: 'true', 22: 'null', 23: 'undefined' };

function simpleText(bytes: Uint8Array, { info, argument, next, start }: Item): string {
  return info >= 25 ? floatText(bytes.subarray(start + 1, next)) : (SIMPLE[argument] ?? `simple(${argument})`);
}

/** `_0` to `_3` where the argument would have fit into fewer bytes. */
function widthMark(bytes: Uint8Array, { start, info, argument }: Item): string {
  const head = headAt(bytes, start, bytes.length);
  const least = info === 24 ? 24 : info === 25 ? 0x100 : info === 26 ? 0x1_0000 : info === 27 ? 0x1_0000_0000 : 0;
  return head !== undefined && argument < least ? `_${info - 24}` : '';
}
