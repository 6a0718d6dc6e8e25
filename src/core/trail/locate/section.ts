import { nestedTexts } from '../eventText.ts';
import { openTrail } from '../trail.ts';
import type { CodeUnits } from './codeUnits.ts';
import type { Judgement } from './elementWalk.ts';

/** A value of a text that stands in others which are longer than any event; what is around it is told by a few words. */
export interface Section {
  /** What stands before it, from the top of the text to where it begins, without the elements before it. */
  readonly prefix: string;
  /** What closes the brackets of the prefix; nothing for a section with which the text breaks off. */
  readonly closers: string;
  readonly start: number;
  readonly end: number;
  readonly judgement: Judgement;
}

export interface LocatedCall {
  readonly start: number;
  readonly end: number;
  /** Where the event as text differs from what stands there, as in a string; else undefined. */
  readonly text: string | undefined;
}

export interface LocatedProblem {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface SectionContents {
  readonly calls: readonly LocatedCall[];
  readonly problems: readonly LocatedProblem[];
}

/** A bracket before it is wrong: it may be a part of an event, in which callers write what they like. */
export const MEMBER_OF_NONE = 'This is a member of no object: brackets before it are wrong, and it was not read.';

/** What a trail of the section and what is around it says. */
export function readSection(units: CodeUnits, { prefix, closers, start, end }: Section): SectionContents {
  const { text, invalid, outerOffset } = units.decoded(start, end);
  const whole = `${prefix}${text}${closers}`;
  const trail = openTrail(whole);
  const calls: LocatedCall[] = [];
  const problems: LocatedProblem[] = [];
  const textIn = nestedTexts(whole);
  const outer = (offset: number): number => outerOffset(Math.max(offset - prefix.length, 0));
  if (invalid !== undefined) {
    problems.push(notUtf8(invalid));
  }
  for (let index = 0; index < trail.calls.length; index++) {
    const record = trail.calls.record(index);
    if (record === undefined || record.start < prefix.length) {
      const message = 'This call is too long to be an event: it was not read.';
      problems.push({ code: 'too-long', message, start, end });
      continue;
    }
    const { inner } = record;
    calls.push({
      start: outer(record.start),
      end: outer(record.end),
      text: inner && (textIn(inner.strings)?.value.slice(inner.start, inner.end) ?? ''),
    });
  }
  for (const problem of trail.problems) {
    if (problem.start >= prefix.length && problem.start < prefix.length + text.length) {
      const { code, message } = problem;
      problems.push({ code, message, start: outer(problem.start), end: outer(problem.end) });
    }
  }
  return { calls, problems };
}

export function notUtf8(at: number): LocatedProblem {
  return { code: 'not-utf-8', message: 'This byte is no UTF-8.', start: at, end: at + 1 };
}

/** The shortest event that is an attested call. */
const PROBE = '{"eventVersion":"1","additionalEventData":{"recipient":{"attestationDocument":1}}}';

/** Whether an object between these is an event of the text's own. */
export function takesEvents(prefix: string, closers: string): boolean {
  const { calls } = openTrail(`${prefix}${PROBE}${closers}`);
  // What stands around may be an attested call itself, of which the probe is a part.
  return calls.length === 1 && calls.record(0)?.start === prefix.length;
}
