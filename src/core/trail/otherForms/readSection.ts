import { decodeUtf8 } from '../../encoding/decodeUtf8.ts';
import { type Column, isMemberColumn } from '../../event/column.ts';
import type { ByteWindow } from '../byteWindow.ts';
import { eventAt } from '../eventAt.ts';
import { nestedTexts } from '../eventText.ts';
import { notUtf8 } from '../locate/section.ts';
import { ownText } from '../ownText.ts';
import { TrailScanner } from '../scan.ts';
import type { Steps } from '../steps.ts';
import type { StreamedCall, StreamProblem } from '../stream.ts';
import { type FoundEvents, jsonScan, rowsScan } from '../wholeScan.ts';
import type { RowsOf } from './elementList.ts';
import { CALL_WORDS, MEMBER_WORDS } from './formWords.ts';
import type { StreamSection } from './streamSection.ts';
import type { WordsSearch } from './wordsSearch.ts';

/** UTF-16 units of a scan after which the host may take a turn. */
const STEP = 16 * 1024;

export interface SectionContents {
  readonly calls: readonly StreamedCall[];
  readonly problems: readonly StreamProblem[];
}

/** The calls of a section, with their places in the stream. Values in which none can be are passed over. */
export function* readSection(section: StreamSection, window: ByteWindow): Steps<SectionContents> {
  const words = section.kind === 'csv' ? wordsOfCsv(section.header.columns, section.isEven) : wordsOf(section.rows);
  if (words === undefined) {
    return yield* readPart(section, window);
  }
  const calls: StreamedCall[] = [];
  const problems: StreamProblem[] = [];
  for (const part of partsWith(words, section, window)) {
    const found = yield* readPart(part, window);
    calls.push(...found.calls);
    problems.push(...found.problems);
    yield part.end - part.start;
  }
  return { calls, problems };
}

/** What a call in rows of CSV has in it; undefined where any row may be one. */
function wordsOfCsv(columns: readonly (Column | undefined)[], isEven: boolean): WordsSearch | undefined {
  return isEven && !columns.some(isMemberColumn) ? MEMBER_WORDS : undefined;
}

function wordsOf(rows: RowsOf): WordsSearch | undefined {
  switch (rows.kind) {
    case 'none':
      return CALL_WORDS;
    case 'athena':
      return rows.columns.some(isMemberColumn) ? undefined : MEMBER_WORDS;
    case 'lake':
      return MEMBER_WORDS;
    case 'unknown':
      return undefined;
  }
}

/** Values with such a word in them, or with escapes that may hide one; those that follow one another together. */
function partsWith(words: WordsSearch, section: StreamSection, window: ByteWindow): readonly StreamSection[] {
  const { start, ends, escaped } = section;
  const bytes = window.slice(start, section.end);
  const names = section.kind === 'json' && section.rows.kind === 'lake' ? section.rows.names : undefined;
  const parts: StreamSection[] = [];
  let firstOfPart = 0;
  let last = -1;
  let nextEscaped = 0;
  let word = words.next(bytes, 0);
  const take = (): void => {
    if (last >= 0) {
      parts.push(partOf(section, firstOfPart, last));
    }
  };
  for (let index = 0; index < ends.length; index++) {
    const valueStart = (ends[index - 1] ?? start) - start;
    const end = (ends[index] ?? 0) - start;
    const isEscaped = escaped[nextEscaped] === index;
    nextEscaped += isEscaped ? 1 : 0;
    if (word < end) {
      word = words.next(bytes, end);
    } else if (!isEscaped && names?.hasMembers(bytes, valueStart, end) !== true) {
      continue;
    }
    if (last !== index - 1 || last < 0) {
      take();
      firstOfPart = index;
    }
    last = index;
  }
  take();
  return parts;
}

/** The values of a section from one index to another. */
function partOf(section: StreamSection, first: number, last: number): StreamSection {
  const ends = section.ends.slice(first, last + 1);
  const start = section.ends[first - 1] ?? section.start;
  return { ...section, start, end: ends[ends.length - 1] ?? section.end, ends, escaped: [] };
}

function* readPart(section: StreamSection, window: ByteWindow): Steps<SectionContents> {
  const { start: from, end: to, kind, ends } = section;
  const { text, invalid, outerOffset } = decodeUtf8(window.slice(from, to), 0, to - from);
  const prefix = kind === 'json' ? section.prefix : '';
  const whole = kind === 'json' ? `${prefix}${text}${section.closers}` : text;
  const found = kind === 'json' ? yield* scanned(whole) : yield* rowsScan(whole, section.header);
  if (found.isBroken && ends.length > 1) {
    // Behind what is broken no other form is read: each value on its own.
    return yield* readEach(section, window);
  }
  const place = (offset: number): number => from + outerOffset(Math.max(offset - prefix.length, 0));
  const problems: StreamProblem[] = [];
  if (invalid !== undefined) {
    problems.push(notUtf8(from + invalid));
  }
  for (const { code, message, start, end } of found.problems) {
    if (start >= prefix.length && start < prefix.length + text.length) {
      problems.push({ code, message, start: place(start), end: place(end) });
    }
  }
  const calls: StreamedCall[] = [];
  const textIn = nestedTexts(whole);
  for (const record of found.records) {
    if (record.kind === 'attested' && record.start >= prefix.length) {
      const { start, end, text: event } = eventAt(whole, record, textIn);
      calls.push({ start: place(start), end: place(end), text: ownText(event) });
      yield end - start;
    } else if (record.kind === 'attested') {
      const message = 'This call is too long to be an event: it was not read.';
      problems.push({ code: 'too-long', message, start: from, end: to });
    }
  }
  return { calls, problems };
}

function* scanned(text: string): Steps<FoundEvents> {
  const scanner = new TrailScanner(text);
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  return yield* jsonScan(text, scanner.finish());
}

function* readEach(section: StreamSection, window: ByteWindow): Steps<SectionContents> {
  const calls: StreamedCall[] = [];
  const problems: StreamProblem[] = [];
  for (let index = 0; index < section.ends.length; index++) {
    const found = yield* readPart(partOf(section, index, index), window);
    calls.push(...found.calls);
    problems.push(...found.problems);
  }
  return { calls, problems };
}
