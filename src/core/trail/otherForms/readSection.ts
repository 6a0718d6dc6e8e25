import { decodeUtf8 } from '../../encoding/decodeUtf8.ts';
import { eventAt } from '../eventAt.ts';
import { nestedTexts } from '../eventText.ts';
import { notUtf8 } from '../locate/section.ts';
import { ESCAPED_LETTER } from '../needle.ts';
import { ownText } from '../ownText.ts';
import { TrailScanner } from '../scan.ts';
import type { Steps } from '../steps.ts';
import type { StreamedCall, StreamProblem } from '../stream.ts';
import { type FoundEvents, jsonScan, rowsScan } from '../wholeScan.ts';
import type { ByteWindow } from './byteWindow.ts';
import { haveMembers, type RowsOf } from './elementList.ts';
import type { JsonSection, StreamSection } from './streamSection.ts';

/** UTF-16 units of a scan after which the host may take a turn. */
const STEP = 64 * 1024;

export interface SectionContents {
  readonly calls: readonly StreamedCall[];
  readonly problems: readonly StreamProblem[];
}

const NOTHING: SectionContents = { calls: [], problems: [] };

/** The calls of a section, with their places in the stream. */
export function* readSection(section: StreamSection, window: ByteWindow): Steps<SectionContents> {
  const { text, invalid, outerOffset } = decodeUtf8(window.slice(section.start, section.end), 0, lengthOf(section));
  if (!mayHoldCalls(section, text)) {
    return NOTHING;
  }
  const prefix = section.kind === 'json' ? section.prefix : '';
  const whole = section.kind === 'json' ? `${prefix}${text}${section.closers}` : text;
  const found = section.kind === 'json' ? yield* scanned(whole) : yield* rowsScan(whole, section.header);
  if (section.kind === 'json' && found.isBroken && section.ends.length > 1) {
    // Behind what is broken no other form is read: each value on its own.
    return yield* readEach(section, window);
  }
  const place = (offset: number): number => section.start + outerOffset(Math.max(offset - prefix.length, 0));
  const problems: StreamProblem[] = [];
  if (invalid !== undefined) {
    problems.push(notUtf8(section.start + invalid));
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
    } else if (record.kind === 'attested') {
      const message = 'This call is too long to be an event: it was not read.';
      problems.push({ code: 'too-long', message, start: section.start, end: section.end });
    }
  }
  return { calls, problems };
}

function lengthOf({ start, end }: StreamSection): number {
  return end - start;
}

function* scanned(text: string): Steps<FoundEvents> {
  const scanner = new TrailScanner(text);
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  return yield* jsonScan(text, scanner.finish());
}

function* readEach(section: JsonSection, window: ByteWindow): Steps<SectionContents> {
  const calls: StreamedCall[] = [];
  const problems: StreamProblem[] = [];
  let { start } = section;
  for (const end of section.ends) {
    const found = yield* readSection({ ...section, start, end, ends: [end] }, window);
    calls.push(...found.calls);
    problems.push(...found.problems);
    start = end;
  }
  return { calls, problems };
}

const MEMBER = 'attestationDocument';
const ROWS = ['"QueryResultRows"', '"VarCharValue"'] as const;

/** Whether a call may be in it: a member of its recipient has a name, or is in a column that has. */
function mayHoldCalls(section: StreamSection, text: string): boolean {
  const isTold =
    section.kind === 'csv' ? !section.isEven || haveMembers(section.header.columns) : mayBeRows(section.rows, text);
  return isTold || text.includes(MEMBER) || ESCAPED_LETTER.test(text);
}

function mayBeRows(rows: RowsOf, text: string): boolean {
  switch (rows.kind) {
    case 'none':
      return ROWS.some((word) => text.includes(word));
    case 'athena':
      return haveMembers(rows.columns);
    default:
      return true;
  }
}
