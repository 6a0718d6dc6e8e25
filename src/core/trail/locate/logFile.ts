import { REACH } from './bracketPlace.ts';
import type { CodeUnits } from './codeUnits.ts';

/** What stands before the events of a log file. */
const LOG_FILE = /^\s*\{\s*"Records"\s*:\s*\[$/;

/** Whether a log file of CloudTrail's own form begins so, up to the bracket of its events. */
export function isLogFileHead(text: string): boolean {
  return LOG_FILE.test(text);
}

/** Where the array of the events begins, if what begins at `start` is a log file of CloudTrail's own form, and has one. */
export function recordsOfLogFile(units: CodeUnits, start: number): number | undefined {
  const { text } = units.decoded(start, Math.min(start + REACH, units.length));
  const bracket = text.indexOf('[');
  return isLogFileHead(text.slice(0, bracket + 1)) && isEventStart(units, start + bracket + 1)
    ? start + bracket
    : undefined;
}

/** Whether an event begins at an offset, with the member that CloudTrail writes first. */
export function isEventStart(units: CodeUnits, at: number): boolean {
  return units
    .decoded(at, at + REACH)
    .text.replace(/\s/g, '')
    .startsWith('{"eventVersion"');
}
