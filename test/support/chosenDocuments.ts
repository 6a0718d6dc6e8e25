// Small documents in many shapes, each made of a row of choices: a hundred thousand of them take seconds, and what fails
// shrinks to few choices.
import fc from 'fast-check';
import { escapedThroughout, type Json, type JsonStyle, quoted, writeJson } from './json.ts';

/** What a row of bytes chooses, one after another; after the last, always the first. */
class Choices {
  private next = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  upTo(count: number): number {
    return (this.bytes[this.next++] ?? 0) % count;
  }

  of<T>(first: T, ...others: readonly T[]): T {
    const choice = this.upTo(others.length + 1);
    return choice === 0 ? first : (others[choice - 1] ?? first);
  }

  some<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: this.upTo(most + 1) }, make);
  }
}

const RECIPIENT: Json = { attestationDocumentModuleId: 'i' };
const ATTESTED: Json = {
  eventVersion: '1',
  eventSource: 'kms.amazonaws.com',
  additionalEventData: { recipient: RECIPIENT },
};

/** What could be taken for the end of a string, for brackets outside of one, or for an event. */
const TEXTS = [
  'x',
  '',
  '"',
  '\\',
  '\\"',
  ':[',
  '":[',
  'a":[{"b',
  ', [',
  '],[',
  '}],{["',
  ']',
  ']}',
  '}],"a',
  '{"eventVersion',
  '[{"a":"b"},',
  '[x]',
  'é😀',
  '\n',
  'attestationDocument',
  '"attestationDocument',
  'a,"attestationDocument',
  '","eventSource":"kms.amazonaws.com',
  '\\u0061',
] as const;

const NAMES = [
  'x',
  'items',
  'detail',
  'Records',
  'eventVersion',
  'eventSource',
  'additionalEventData',
  'recipient',
  'attestationDocument',
  'attestationDocumentModuleId',
  'message',
  '',
  '":[',
  'a"',
] as const;

function text(from: Choices): string {
  return from.of(...TEXTS);
}

function junk(from: Choices, depth = 2): Json {
  switch (from.upTo(depth > 0 ? 9 : 4)) {
    case 1:
      return 12;
    case 2:
      return null;
    case 3:
      return RECIPIENT;
    case 4:
      return from.some(3, () => junk(from, depth - 1));
    case 5:
      return Object.fromEntries(from.some(3, () => [from.of(...NAMES), junk(from, depth - 1)]));
    case 6:
      return ATTESTED;
    case 7:
      return [junk(from, depth - 1), ATTESTED];
    case 8:
      return writeJson(ATTESTED);
    default:
      return text(from);
  }
}

function event(from: Choices): Json {
  const data = from.of<() => Json>(
    () => ({ recipient: RECIPIENT }),
    () => ({ keyMaterialId: text(from), recipient: { attestationDocument: 1, x: junk(from, 0) } }),
    () => ({ recipient: { x: {}, attestationDocumentModuleId: text(from) }, y: [junk(from, 1)] }),
    () => ({ recipient: junk(from, 1) }),
    () => junk(from, 1),
  );
  const members: [string, Json][] = [
    ['eventVersion', '1.11'],
    ['eventSource', from.of<Json>('kms.amazonaws.com', 'kms.amazonaws.com', 's3.amazonaws.com', null, text(from))],
    [from.of('requestParameters', ...NAMES), junk(from)],
    ['additionalEventData', data()],
    ['resources', [{ ARN: text(from) }]],
  ];
  const turn = from.upTo(members.length);
  const turned = [...members.slice(turn), ...members.slice(0, turn)];
  return Object.fromEntries(from.of(turned, turned, turned.slice(1)));
}

function element(from: Choices): Json {
  switch (from.upTo(9)) {
    case 0:
      return junk(from);
    case 1:
      return { 'detail-type': text(from), detail: event(from), note: junk(from, 1) };
    case 2:
      return { CloudTrailEvent: writeJson(event(from)), note: text(from) };
    case 3:
      return writeJson(event(from));
    case 4:
      return { Body: writeJson({ Message: writeJson(event(from)) }) };
    default:
      return event(from);
  }
}

const STYLES: readonly JsonStyle[] = [
  {},
  {},
  {},
  { indent: ' ' },
  { indent: '\t', eol: '\r\n' },
  { key: escapedThroughout },
  { text: escapedThroughout },
  { key: (name) => `${quoted(name)} \n ` },
];

export interface ChosenDocument {
  readonly text: string;
  /** UTF-16 units of the longest value that is no list of events. */
  readonly longest: number;
}

function chosenDocument(bytes: Uint8Array, most: number): ChosenDocument {
  const from = new Choices(bytes);
  const style = from.of({}, ...STYLES);
  const count = Math.max(most, 1);
  const elements = [element(from), ...from.some(count, () => element(from))];
  const longest = Math.max(...elements.map((value) => writeJson(value, style, 2).length));
  const document = from.of<() => string>(
    () => writeJson({ Records: elements }, style),
    () => writeJson(elements, style),
    () => elements.map((value) => writeJson(value, style)).join(from.of('\n', '\r\n', '', '\t', '\n\n')),
    () => writeJson({ note: text(from), Records: elements, NextToken: text(from) }, style),
    () => writeJson({ Events: elements, NextToken: 'n' }, style),
    () => `${writeJson({ Records: elements }, style)}\n${writeJson({ Records: elements.slice(1) }, style)}`,
    () => elements.map((value) => `2026-01-01T00:00:00Z ${writeJson(value, style)}`).join('\n'),
  );
  return { text: `${from.of('', '', '\ufeff', '\n ')}${document()}${from.of('', '\n')}`, longest };
}

/** @param most elements, besides the first */
export function chosenDocuments(most: number, choices: number): fc.Arbitrary<ChosenDocument> {
  return fc.uint8Array({ maxLength: choices, size: 'max' }).map((bytes) => chosenDocument(bytes, most));
}
