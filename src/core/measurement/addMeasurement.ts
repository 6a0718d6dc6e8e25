import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { Span } from '../located.ts';
import { failed, ok, type Result } from '../result.ts';
import type { Digest } from './digest.ts';
import { readMeasurementsFile } from './measurementsFile.ts';
import type { Platform } from './pcr.ts';

export interface NewMeasurement {
  readonly name: string;
  readonly version: string | undefined;
  readonly platform: Platform;
  readonly pcrs: ReadonlyMap<number, Digest>;
}

/** A replacement in the file's text; offsets count in the text before all edits. */
export interface FileEdit extends Span {
  readonly text: string;
}

/**
 * The edits that add an entry to the text of a measurements file, keeping its formatting and comments. An empty text
 * becomes a file of one entry; a text that cannot be read as a measurements file is left alone, with the reason.
 */
export function addMeasurement(text: string, measurement: NewMeasurement): Result<readonly FileEdit[], string> {
  const entry = entryOf(measurement);
  if (text.trim() === '') {
    return ok([{ start: 0, end: text.length, text: `${JSON.stringify({ measurements: [entry] }, undefined, 2)}\n` }]);
  }
  const nowhere = { kind: 'measurements-file', uri: '', label: '', trusted: false } as const;
  const unusable = readMeasurementsFile(text, nowhere).problems.find((problem) => problem.code !== 'entry-not-used');
  if (unusable !== undefined) {
    return failed(unusable.message);
  }
  const list = measurementsIn(text);
  return list === undefined ? failed('The file holds no list of measurements.') : ok([insertion(text, list, entry)]);
}

function measurementsIn(text: string): Node | undefined {
  const root = parseTree(text.replace(/^\ufeff/, ' '), [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, ['measurements']);
}

/** Behind the last entry, indented as that is; nothing that stands in the file already is touched. */
function insertion(text: string, list: Node, entry: object): FileEdit {
  const { unit, eol } = layoutOf(text);
  const last = list.children?.at(-1);
  const place = last ?? list;
  const before = text.slice(text.lastIndexOf('\n', place.offset) + 1, place.offset);
  const outer = /^[ \t]*/.exec(before)?.[0] ?? '';
  const indent = last === undefined ? outer + unit : outer;
  const lines = JSON.stringify(entry, undefined, unit)
    .split('\n')
    .join(eol + indent);
  if (last !== undefined) {
    const end = last.offset + last.length;
    return { start: end, end, text: `,${eol}${indent}${lines}` };
  }
  const start = list.offset + 1;
  const rest = text.slice(start, list.offset + list.length - 1);
  const isBlank = rest.trim() === '';
  return {
    start,
    end: isBlank ? start + rest.length : start,
    text: `${eol}${indent}${lines}${isBlank ? eol + outer : ''}`,
  };
}

function entryOf({ name, version, platform, pcrs }: NewMeasurement): Readonly<Record<string, unknown>> {
  const values = [...pcrs].sort(([one], [other]) => one - other).map(([index, { hex }]) => [`PCR${index}`, hex]);
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(platform === 'enclave' ? {} : { platform }),
    pcrs: Object.fromEntries(values),
  };
}

/** As the file does it already: tabs or so many blanks, and its line ends. */
function layoutOf(text: string): { readonly unit: string; readonly eol: string } {
  return { unit: /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
