// Arbitrary JSON documents with events where events stand and look-alikes everywhere else, and an oracle that tells
// what is in them by parsing them whole.
import fc from 'fast-check';
import { type Node, parseTree } from 'jsonc-parser';
import { attestedEvent, recipient } from './events.ts';
import { escapedThroughout, type Json, type JsonObject, type JsonStyle, quoted, writeJson } from './json.ts';

const NAMES = [
  'Records',
  'detail',
  'additionalEventData',
  'recipient',
  'attestationDocumentModuleId',
  'eventSource',
  'eventName',
  'eventVersion',
  'userAgent',
  'logFiles',
  '__proto__',
  '',
  'a"{b',
  '\\',
  '😀',
];

const NASTY_TEXTS = [
  'kms.amazonaws.com',
  's3.amazonaws.com',
  'aws-nitro_enclaves-sdk-c/1',
  '"}],{[":',
  '\\"',
  '\\\\',
  'line\nfeed\r\n\u2028',
  JSON.stringify(attestedEvent()),
  '"recipient"',
  '',
];

const names = fc.constantFrom(...NAMES);
const texts = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ maxLength: 8, unit: 'binary' }));
const numbers = fc.oneof(fc.integer(), fc.constant(1e300), fc.constant(-1.5e-7), fc.constant(0.1 + 0.2));

const { junk } = fc.letrec<{ junk: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(texts, numbers, fc.constantFrom(null, true, false), fc.constant(recipient())),
  junk: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('junk'), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie('junk')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    fc.constant(attestedEvent()),
  ),
}));

function shuffled(members: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  return members.chain((object) => {
    const entries = Object.entries(object);
    return fc
      .shuffledSubarray(entries, { minLength: Math.max(entries.length - 1, 0) })
      .map((some) => Object.fromEntries(some));
  });
}

const anyRecipient = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Json>(recipient()) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, {}, [], 'x', { other: 1 }, { attestationDocument: 1 }) },
);

export const events: fc.Arbitrary<JsonObject> = shuffled(
  fc
    .record<{ [key: string]: Json }>({
      eventVersion: fc.constant('1.11'),
      eventSource: fc.constantFrom<Json[]>('kms.amazonaws.com', 'kms.amazonaws.com', 's3.amazonaws.com', null),
      eventName: fc.constant('Decrypt'),
      userAgent: texts,
      requestParameters: junk,
      resources: junk,
      additionalEventData: fc.oneof(
        shuffled(fc.record<{ [key: string]: Json }>({ keyMaterialId: texts, recipient: anyRecipient })),
        junk,
      ),
      extra: junk,
    })
    .map((event) => event as JsonObject),
);

const envelopes = shuffled(
  fc.record<{ [key: string]: Json }>({ source: texts, detail: fc.oneof(events, junk), time: texts, account: junk }),
);

const elements = fc.oneof<fc.Arbitrary<Json>[]>(events, events, envelopes, junk);

const logFiles = shuffled(
  fc.record<{ [key: string]: Json }>({ Records: fc.array(elements, { maxLength: 4 }), note: junk }),
);

const values = fc.oneof<fc.Arbitrary<Json>[]>(
  events,
  envelopes,
  logFiles,
  fc.array(fc.oneof(elements, logFiles), { maxLength: 4 }),
  junk,
);

const styles: fc.Arbitrary<JsonStyle> = fc.record({
  indent: fc.constantFrom('', '', '  ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  key: fc.constantFrom(quoted, quoted, escapedThroughout),
  text: fc.constantFrom(quoted, quoted, escapedThroughout),
});

export interface Document {
  readonly text: string;
  /** The values at the top of the text and where each begins. */
  readonly values: readonly { readonly start: number; readonly text: string }[];
}

export const documents: fc.Arbitrary<Document> = fc
  .tuple(fc.array(values, { minLength: 1, maxLength: 3 }), styles, fc.constantFrom('', '\ufeff', '\n '))
  .map(([held, style, before]) => {
    let text = before;
    const written = held.map((value) => {
      const start = text.length;
      const raw = writeJson(value, style);
      text += `${raw}${style.eol ?? '\n'}`;
      return { start, text: raw };
    });
    return { text, values: written };
  });

export interface ExpectedEvent {
  readonly start: number;
  readonly end: number;
  readonly value: JsonObject;
  readonly isKms: boolean;
  readonly isAttested: boolean;
  readonly isWorthAWord: boolean;
}

/** The events of a document, as the issue defines where they stand. */
export function expectedEvents({ values }: Document): readonly ExpectedEvent[] {
  return values.flatMap(({ start, text }) => {
    const root = parseTree(text);
    const tops = root?.type === 'array' ? (root.children ?? []) : root === undefined ? [] : [root];
    return tops.flatMap((node) => [
      ...eventNodes(node, true).map((event) => expectedAt(event, text, (offset) => start + offset)),
      ...(root?.type === 'array' && node.type === 'string' ? eventsInString(node, text, start) : []),
    ]);
  });
}

function expectedAt(node: Node, text: string, outer: (offset: number) => number): ExpectedEvent {
  const end = node.offset + node.length;
  const value = JSON.parse(text.slice(node.offset, end)) as JsonObject;
  return { start: outer(node.offset), end: outer(end), value, ...judged(value) };
}

/** A list of strings is what some tools make of a list of events. */
function eventsInString({ offset, length }: Node, text: string, start: number): readonly ExpectedEvent[] {
  const raw = text.slice(offset + 1, offset + length - 1);
  const inner = String(JSON.parse(`"${raw}"`));
  const root = /^\s*[{[]/.test(inner) && inner.includes('eventVersion') ? parseTree(inner) : undefined;
  const units = [...raw.matchAll(/\\u[\da-f]{4}|\\.|./gis)].map((unit) => start + offset + 1 + unit.index);
  units.push(start + offset + 1 + raw.length);
  return root === undefined
    ? []
    : eventNodes(root, true).map((event) => expectedAt(event, inner, (at) => units[at] ?? Number.NaN));
}

function eventNodes(node: Node, mayWrap: boolean): readonly Node[] {
  if (node.type !== 'object') {
    return [];
  }
  const held = (node.children ?? []).flatMap(({ children = [] }) => {
    const [key, value] = children;
    if (key?.value === 'detail' && value !== undefined) {
      return eventNodes(value, false);
    }
    const isList = key?.value === 'Records' && value?.type === 'array' && mayWrap;
    return isList ? (value.children ?? []).flatMap((element) => eventNodes(element, false)) : [];
  });
  return held.length > 0 || !isEvent(node) ? held : [node];
}

function isEvent(node: Node): boolean {
  const keys = (node.children ?? []).map((property) => String(property.children?.[0]?.value));
  const hasEventMembers = ['eventVersion', 'eventName', 'eventSource'].some((name) => keys.includes(name));
  return hasEventMembers || hasDocumentFields(getValue(node));
}

function getValue(node: Node): Json {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        (node.children ?? []).map(({ children: [key, value] = [] }) => [
          String(key?.value),
          value ? getValue(value) : null,
        ]),
      );
    case 'array':
      return (node.children ?? []).map(getValue);
    default:
      return node.value as Json;
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}

function hasDocumentFields(event: Json): boolean {
  const found = member(member(event, 'additionalEventData'), 'recipient');
  const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
  return isObject && Object.keys(found).some((key) => key.startsWith('attestationDocument'));
}

function judged(event: JsonObject): Pick<ExpectedEvent, 'isKms' | 'isAttested' | 'isWorthAWord'> {
  const source = member(event, 'eventSource');
  const isKms = source === 'kms.amazonaws.com';
  const isAttested = hasDocumentFields(event) && (isKms || typeof source !== 'string');
  const agent = member(event, 'userAgent');
  const claimsSdk = typeof agent === 'string' && agent.startsWith('aws-nitro_enclaves-sdk-c');
  const hasRecipient = member(member(event, 'additionalEventData'), 'recipient') !== undefined;
  // Nobody but KMS writes a recipient, so an attested event without a source counts as its own.
  return { isKms: isKms || isAttested, isAttested, isWorthAWord: isKms && !isAttested && (hasRecipient || claimsSdk) };
}
