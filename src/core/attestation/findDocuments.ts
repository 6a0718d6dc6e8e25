import { byteCount, grouped } from '../encoding/count.ts';
import { areSameBytes } from '../encoding/sameBytes.ts';
import { failed, ok, type Result } from '../result.ts';
import type {
  AttestationDocument,
  FoundDocument,
  FoundDocuments,
  ReadProblem,
  SearchStop,
} from './attestationDocument.ts';
import { bytesLookLike } from './looksLike.ts';
import { LARGEST_DOCUMENT, readDocument } from './readDocument.ts';
import { BEGINNING, noDocument, searchedTo } from './readProblem.ts';
import { type Budget, readSpelled, type Spelled } from './spelling/spelled.ts';
import { TEXT_SPELLINGS, type TextSpelling } from './spelling/spellings.ts';
import { textAmongBytes, textInBytes } from './textInBytes.ts';
import { markedTextKind, PROSE, plainTextKind } from './textLooksLike.ts';

/** The most that is looked through: bytes, or UTF-16 units of text. */
export const LARGEST_SOURCE = 4 * 1024 * 1024;
/** The most documents that are given of one text. */
export const MOST_DOCUMENTS = 50;
/** The most runs of one spelling that are tried. */
const MOST_RUNS = 500;
/** UTF-16 units in which runs are looked for that begin otherwise than a document; several of the largest fit. */
const RUNS_WITHIN = 4 * LARGEST_DOCUMENT;
/** Bytes: runs below that are words. */
const SHORTEST_RUN = 16;

/**
 * The attestation document in text or bytes; the first of several. Text may spell it as raw bytes never could: base64 or
 * base64url (wrapped or not, padded or not), hexadecimal, a literal of Python or another language, a list of integers, a
 * PEM-like block, anywhere in other text. Bytes are one document and nothing else, or hold such a text.
 */
export function readAttestationDocument(input: string | Uint8Array): Result<AttestationDocument, ReadProblem> {
  const found = findAttestationDocuments(input);
  const [first] = found.ok ? found.value.documents : [];
  return first === undefined ? failed(found.ok ? nothing() : found.error) : ok(first.document);
}

/**
 * All attestation documents in text or bytes; where there are too many, or too much that begins as one and is none, those
 * before the place at which the search stopped, which the answer names. Spans and `textOffset` are UTF-16 units of the text, also where bytes hold the text (its byte order mark not counted);
 * `byteOffset` counts in the bytes that were decoded. It costs time and memory in proportion to the input.
 */
export function findAttestationDocuments(input: string | Uint8Array): Found {
  const search = searchSteps(input);
  for (;;) {
    const step = search.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

export interface SearchOptions {
  /** Resolves when the host has had a turn. */
  readonly yieldNow: () => Promise<void>;
  /** Milliseconds of work between two turns. */
  readonly turn: number;
}

/** The same without blocking the host for longer than a turn and one step of the search, a few milliseconds each. */
export async function searchAttestationDocuments(input: string | Uint8Array, options: SearchOptions): Promise<Found> {
  const search = searchSteps(input);
  let begun = Date.now();
  for (;;) {
    const step = search.next();
    if (step.done === true) {
      return step.value;
    }
    if (Date.now() - begun >= options.turn) {
      await options.yieldNow();
      begun = Date.now();
    }
  }
}

type Found = Result<FoundDocuments, ReadProblem>;

/** A search in steps, after each of which the host may have a turn. */
type Search<T> = Generator<void, T>;

function* searchSteps(input: string | Uint8Array): Search<Found> {
  if (input.length > LARGEST_SOURCE) {
    const looksLike = typeof input === 'string' ? undefined : bytesLookLike(input);
    const unit = typeof input === 'string' ? 'characters' : 'bytes';
    const message = `It has more than ${grouped(LARGEST_SOURCE)} ${unit}, which is too much for attestation documents.`;
    return failed(noDocument('too-large', message, { looksLike }));
  }
  const text = typeof input === 'string' ? input : textInBytes(input);
  if (text !== undefined) {
    return yield* findInText(text);
  }
  return yield* findInBytes(typeof input === 'string' ? new Uint8Array() : input);
}

/** One document, or a text that is not quite one. */
function* findInBytes(bytes: Uint8Array): Search<Found> {
  const document = readDocument(bytes, 'bytes');
  if (document.ok) {
    return ok({ documents: [{ document: document.value, start: 0, end: bytes.length }] });
  }
  const text = textAmongBytes(bytes);
  return (text === undefined ? undefined : yield* findBeginnings(text, budgetFor(text))) ?? document;
}

function nothing(): ReadProblem {
  return noDocument('empty', `There is nothing here. An attestation document is ${BEGINNING}.`);
}

function* findInText(text: string): Search<Found> {
  if (!/\S/.test(text)) {
    return failed(nothing());
  }
  const budget = budgetFor(text);
  return (yield* findBeginnings(text, budget)) ?? (yield* findRun(text, budget));
}

function budgetFor(text: string): Budget {
  return { left: 4 * text.length + 4 * LARGEST_DOCUMENT };
}

/** What begins as AWS writes documents; undefined where nothing does. */
function* findBeginnings(text: string, budget: Budget): Search<Found | undefined> {
  const seekers = TEXT_SPELLINGS.map(seekerOf);
  const documents: FoundDocument[] = [];
  let best: { readonly size: number; readonly problem: ReadProblem } | undefined;
  let stopped: SearchStop | undefined;
  let behind = 0;
  for (;;) {
    yield;
    const seeker = yield* nextPlace(text, seekers, behind);
    if (seeker === undefined) {
      break;
    }
    const { start, spelling } = seeker;
    if (budget.left <= 0) {
      stopped = { because: 'cost', at: start };
      break;
    }
    const spelled = readSpelled(text, start, spelling, LARGEST_DOCUMENT, budget);
    if (documents.some(({ document }) => areSameBytes(document.bytes, spelled.bytes))) {
      behind = spelled.end;
      continue;
    }
    const document = readDocument(spelled.bytes, spelled.spelling);
    if (document.ok && documents.length === MOST_DOCUMENTS) {
      stopped = { because: 'documents', at: start };
      break;
    }
    if (document.ok) {
      behind = spelled.end;
      documents.push({ document: document.value, start, end: spelled.end });
    } else if (best === undefined || spelled.bytes.length > best.size) {
      best = { size: spelled.bytes.length, problem: inText(document.error, spelled) };
    }
  }
  if (documents.length > 0) {
    return ok({ documents, ...(stopped === undefined ? {} : { stopped }) });
  }
  if (best === undefined) {
    return undefined;
  }
  return failed(stopped === undefined ? best.problem : searchedTo(best.problem, stopped.at));
}

/** Goes from place to place at which a document may begin in one spelling. */
interface Seeker {
  readonly spelling: TextSpelling;
  readonly pattern: RegExp;
  /** The place at which it is; undefined where it is to go on, infinite where there is none any more. */
  start: number | undefined;
}

function seekerOf(spelling: TextSpelling): Seeker {
  return { spelling, pattern: new RegExp(spelling.beginnings), start: undefined };
}

/** The next place of any spelling. Only one of each is kept: a text may begin a hundred thousand documents. */
function* nextPlace(
  text: string,
  seekers: readonly Seeker[],
  behind: number,
): Search<{ readonly start: number; readonly spelling: TextSpelling } | undefined> {
  let next: Seeker | undefined;
  let first = Number.POSITIVE_INFINITY;
  for (const seeker of seekers) {
    if (seeker.start === undefined || seeker.start < behind) {
      const { pattern } = seeker;
      pattern.lastIndex = Math.max(pattern.lastIndex, behind);
      seeker.start = pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY;
      yield;
    }
    if (seeker.start < first) {
      first = seeker.start;
      next = seeker;
    }
  }
  if (next === undefined) {
    return undefined;
  }
  next.start = undefined;
  return { start: first, spelling: next.spelling };
}

function inText(problem: ReadProblem, { offsetOf }: Spelled): ReadProblem {
  return problem.byteOffset === undefined ? problem : { ...problem, textOffset: offsetOf(problem.byteOffset) };
}

/** Where nothing begins as a document does, the largest runs of digits may still be one, or tell what they are. */
function* findRun(text: string, budget: Budget): Search<Found> {
  const marked = markedTextKind(text);
  if (marked !== undefined) {
    return failed(noDocument('no-document', marked.message, marked));
  }
  const head = text.slice(0, RUNS_WITHIN);
  const runs: Run[] = [];
  for (const spelling of TEXT_SPELLINGS) {
    const run = yield* largestRun(head, spelling);
    runs.push(...(run === undefined ? [] : [run]));
  }
  runs.sort((one, another) => another.size - one.size);
  let told: ReadProblem | undefined;
  for (const { start, spelling } of runs) {
    yield;
    const spelled = readSpelled(text, start, spelling, LARGEST_DOCUMENT, budget);
    const document = readDocument(spelled.bytes, spelled.spelling);
    if (document.ok) {
      return ok({ documents: [{ document: document.value, start, end: spelled.end }] });
    }
    told ??= document.error.looksLike === undefined ? undefined : inText(document.error, spelled);
  }
  return failed(told ?? nothingIn(text, runs[0]));
}

interface Run {
  readonly start: number;
  readonly spelling: TextSpelling;
  readonly end: number;
  /** Bytes. */
  readonly size: number;
}

function* largestRun(text: string, spelling: TextSpelling): Search<Run | undefined> {
  const pattern = new RegExp(spelling.runs);
  let largest: Run | undefined;
  for (let tried = 0; tried < MOST_RUNS; tried++) {
    yield;
    const match = pattern.exec(text);
    if (match === null) {
      break;
    }
    // Hexadecimal digits are read as such, though they are of the alphabet of base64, too.
    if (spelling.name !== 'base64' || !/^[0-9a-f]+$|^[0-9A-F]+$/.test(match[0])) {
      const start = match.index + (/^\\[nrt]/.test(match[0]) ? 2 : 0);
      const { bytes, end } = spelling.decode(text, start, LARGEST_DOCUMENT + 1);
      pattern.lastIndex = Math.max(end, pattern.lastIndex);
      const isLarger = bytes.length > (largest?.size ?? SHORTEST_RUN - 1);
      largest = isLarger ? { start, spelling, end, size: bytes.length } : largest;
    }
  }
  return largest;
}

/** How a document begins, with and without its tag; `nothingIn` knows the first few signs of it by that. */
const FIRST_SIGNS = ['hEShATgi', '0oREoQE4I', '8444a1013822', 'd28444a1013822'] as const;

function nothingIn(text: string, run: Run | undefined): ReadProblem {
  const signs = text.trim();
  if (signs.length >= 4 && FIRST_SIGNS.some((first) => first.startsWith(signs))) {
    return noDocument('not-well-formed', `The document is cut off behind its first ${signs.length} characters.`, {
      looksLike: 'the first part of an attestation document',
    });
  }
  const kind = plainTextKind(text);
  // A text that is one run and little else was meant to be a document.
  if (kind !== undefined || run === undefined || run.end - run.start < Math.min(text.length, RUNS_WITHIN) / 2) {
    const { message, looksLike } = kind ?? PROSE;
    return noDocument('no-document', message, { looksLike });
  }
  const size = run.size > LARGEST_DOCUMENT ? `more than ${byteCount(LARGEST_DOCUMENT)}` : byteCount(run.size);
  const message = `This spells ${size} that are no attestation document, which is ${BEGINNING}.`;
  return noDocument('no-document', message, {
    looksLike: 'other bytes, or the rest of a document whose beginning is missing',
  });
}
