// Every container of events, each on one line and pretty-printed, with either line end, with and without a mark.
import type { ContainerKind } from '../../src/core/index.ts';
import { type Json, type JsonObject, type JsonStyle, writeJson } from './json.ts';

export interface ContainerSample {
  readonly name: string;
  readonly kind: ContainerKind;
  readonly text: string;
  readonly events: readonly JsonObject[];
}

interface ContainerShape {
  readonly name: string;
  readonly kind: ContainerKind;
  /** Whether it holds one event only. */
  readonly single?: true;
  /** Values at the top of the file. */
  readonly values: (events: readonly JsonObject[]) => readonly Json[];
}

export const SHAPES: readonly ContainerShape[] = [
  { name: '{"Records"}', kind: 'records', values: (events) => [{ Records: events }] },
  { name: 'a bare array', kind: 'array', values: (events) => [events] },
  { name: 'one event', kind: 'event', single: true, values: (events) => events },
  { name: 'JSON Lines', kind: 'json-lines', values: (events) => events },
  { name: 'an EventBridge envelope', kind: 'eventbridge', single: true, values: (events) => events.map(enveloped) },
  { name: 'JSON Lines of envelopes', kind: 'eventbridge-lines', values: (events) => events.map(enveloped) },
];

export function enveloped(event: JsonObject): JsonObject {
  return {
    version: '0',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.kms',
    resources: [],
    detail: event,
  };
}

export function containerSamples(events: readonly JsonObject[], style: JsonStyle = {}): readonly ContainerSample[] {
  return SHAPES.flatMap((shape) =>
    ['\n', '\r\n'].flatMap((eol) =>
      ['', '  '].flatMap((indent) =>
        ['', '\ufeff'].map((mark) => {
          const held = shape.single ? events.slice(0, 1) : events;
          const lines = shape.values(held).map((value) => writeJson(value, { ...style, indent, eol }));
          const name = [
            shape.name,
            indent === '' ? 'on one line' : 'pretty-printed',
            eol === '\n' ? 'LF' : 'CRLF',
            mark === '' ? 'no mark' : 'byte order mark',
          ];
          return { name: name.join(', '), kind: shape.kind, text: `${mark}${lines.join(eol)}${eol}`, events: held };
        }),
      ),
    ),
  );
}
