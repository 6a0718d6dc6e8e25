import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, isBlank, OPEN_BRACE } from '../jsonText.ts';
import { blanksBefore, isMemberStart, stringEnd } from './bracketPlace.ts';
import type { CodeUnits } from './codeUnits.ts';

/** An object behind a comma is an element: a member begins with a quote. */
export function isElementStart(units: CodeUnits, at: number): boolean {
  const before = units.at(blanksBefore(units, at) - 1);
  return (before === COMMA || before === CLOSE_BRACE) && isMemberStart(units, at);
}

/** A string behind a comma that holds an object, and has no colon behind it. */
export function isTextElementStart(units: CodeUnits, at: number, limit: number): boolean {
  if (units.at(at + 1) !== OPEN_BRACE || units.at(at + 2) !== BACKSLASH) {
    return false;
  }
  if (units.at(blanksBefore(units, at) - 1) !== COMMA) {
    return false;
  }
  let next = stringEnd(units, at + 1, limit);
  while (next < limit && isBlank(units.at(next))) {
    next++;
  }
  return next < limit && units.at(next) !== COLON;
}
