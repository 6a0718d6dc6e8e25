import { readCsvCell } from '../csvCell.ts';
import { readEmbedded } from '../jsonInString.ts';
import type { Layer, Placing, Span } from '../located.ts';
import { BACKSLASH, isBlank, OPEN_BRACE, OPEN_BRACKET } from './jsonText.ts';
import { ESCAPED_LETTER } from './needle.ts';

/** Who puts events into strings, by the member that holds them. Events of the trail itself are no such strings. */
export type TextContainer =
  | 'lookup-events'
  | 'cloudwatch-logs'
  | 'sns-sqs'
  | 'splunk'
  | 'lake'
  | 'strings'
  | 'elastic'
  | 'athena'
  | 'csv';

/** What stands between the quotes of a string, or of a cell of CSV. */
export interface HeldSpan extends Span {
  /** What has to be undone on it; the escapes of JSON where nothing is said. */
  readonly layer?: Layer;
}

/** A string that holds events as text. */
export interface EventText extends HeldSpan {
  readonly container: TextContainer;
}

/** UTF-16 units of a string. An event has 256 KB at most, and a message of a queue as well. */
export const LONGEST_TEXT = 4 * 1024 * 1024;
/** UTF-16 units before a value in which the name of its member stands. */
const REACH = 80;
/** UTF-16 units before a place that have a say in what is read behind it. */
export const LOOK_BACK = REACH + 1;

const CONTAINERS: ReadonlyMap<string, TextContainer> = new Map([
  ['CloudTrailEvent', 'lookup-events'],
  ['message', 'cloudwatch-logs'],
  ['@message', 'cloudwatch-logs'],
  ['Message', 'sns-sqs'],
  ['Body', 'sns-sqs'],
  ['body', 'sns-sqs'],
  ['_raw', 'splunk'],
  ['eventJson', 'lake'],
  ['eventjson', 'lake'],
]);

/** The member whose value begins behind a text; as Insights prints rows, the field that it is the value of. */
const MEMBER = /"(\w+|@message)"\s*:\s*$/;
const FIELD = /"field"\s*:\s*"(@message)"\s*,\s*"value"\s*:\s*$/;

/** Whether a unit may be the first of a text of events: most strings are told apart by it. */
export function mayBeginEvents(unit: number): boolean {
  return unit === OPEN_BRACE || unit === OPEN_BRACKET || unit === BACKSLASH || isBlank(unit);
}

/**
 * What holds the string between two quotes, if it may hold events. Strings of any other name may be what a caller chose,
 * such as a user agent that a tool has taken out of an event.
 *
 * @param isElement whether it stands in an array at the top of the text
 */
export function eventTextAt(text: string, { start, end }: Span, isElement: boolean): EventText | undefined {
  // What is too long to be read is not searched either: it is told.
  if (!mayBeEvents(text.slice(start, Math.min(end, start + LONGEST_TEXT)), end - start > LONGEST_TEXT)) {
    return undefined;
  }
  if (isElement) {
    return { start, end, container: 'strings' };
  }
  const before = text.slice(Math.max(start - 1 - REACH, 0), start - 1);
  const name = (FIELD.exec(before) ?? MEMBER.exec(before))?.[1];
  const container = name === undefined ? undefined : CONTAINERS.get(name);
  return container === undefined ? undefined : { start, end, container };
}

/** By how it begins, and the member that every event has; a name or a bracket spelled as escapes hides neither. */
function mayBeEvents(raw: string, isTooLong: boolean): boolean {
  const begins = /^(?:\s|\\[nrt])*(?:[{[]|\\u00[57]b)/i.test(raw);
  return begins && (isTooLong || raw.includes('eventVersion') || ESCAPED_LETTER.test(raw));
}

/** A text inside of strings inside of a file. */
export interface NestedText extends Placing {
  readonly value: string;
}

/** Undoes the strings around a text, the outermost first, each by its place in the text around; undefined where one is broken. */
export type NestedTexts = (strings: readonly HeldSpan[]) => NestedText | undefined;

/**
 * The texts in the strings of a file. Strings that were asked for last are not undone again: events that stand in one string
 * ask for it one after the other, and undoing it for each of them would cost its length squared.
 */
export function nestedTexts(file: string): NestedTexts {
  const whole: NestedText = { value: file, layers: ['json'], outerOffset: (offset) => offset };
  const undone: { readonly string: HeldSpan; readonly nested: NestedText | undefined }[] = [];
  return (strings) => {
    let nested: NestedText | undefined = whole;
    for (const [level, string] of strings.entries()) {
      const known = undone[level];
      if (known === undefined || !areSameStrings(known.string, string)) {
        undone.length = level;
        undone.push({ string, nested: nested && textIn(nested, string) });
      }
      nested = undone[level]?.nested;
    }
    return nested;
  };
}

function areSameStrings(one: HeldSpan, other: HeldSpan): boolean {
  return one.start === other.start && one.end === other.end && one.layer === other.layer;
}

function textIn(around: NestedText, { start, end, layer = 'json' }: HeldSpan): NestedText | undefined {
  const raw = around.value.slice(start, end);
  const embedded = layer === 'csv' ? readCsvCell(raw, start) : readEmbedded(raw, start);
  return (
    embedded && {
      value: embedded.value,
      layers: [...around.layers.slice(0, -1), layer, 'json'],
      outerOffset: (offset) => around.outerOffset(embedded.outerOffset(offset)),
    }
  );
}
