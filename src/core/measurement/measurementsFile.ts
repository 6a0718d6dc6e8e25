import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Span } from '../located.ts';
import type { Platform } from './pcr.ts';
import { type ReferenceMeasurement, type ReferenceSource, whyNotAReference } from './referenceMeasurement.ts';
import { keysOf, nestsDeeperThan, readPcrValues, repeatedKey, spanOf, stringAt } from './referenceNodes.ts';

/** Entries that count, and what is wrong with the rest, in the order of the file. */
export interface MeasurementsFile {
  readonly entries: readonly ReferenceMeasurement[];
  readonly problems: readonly MeasurementsFileProblem[];
}

export interface MeasurementsFileProblem extends Span {
  readonly code:
    | 'not-json'
    | 'not-a-measurements-file'
    | 'entry-not-used'
    | 'image-not-used'
    | 'statement-not-read'
    | 'statement-not-used'
    | 'too-large';
  readonly message: string;
}

/** UTF-16 units; ten thousand entries of every PCR fit. */
const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_NESTING = 32;
const MAX_NAME = 100;
const MAX_PROBLEMS = 100;

/**
 * Reads a file of reference measurements (JSON; comments and trailing commas are accepted):
 * `{"measurements": [{"name", "version"?, "description"?, "platform"?, "pcrs": {"PCR0": digest, …}}]}`.
 * One bad entry does not cost the others.
 */
export function readMeasurementsFile(text: string, source: ReferenceSource): MeasurementsFile {
  const whole = { start: 0, end: Math.min(text.length, 1) };
  if (text.length > MAX_LENGTH) {
    return refused('too-large', 'The file is too large for reference measurements: none of it is used.', whole);
  }
  if (nestsDeeperThan(text, MAX_NESTING)) {
    return refused('not-a-measurements-file', 'The file nests too deep: none of it is used.', whole);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const list = root && findNodeAtLocation(root, ['measurements']);
  const problems: MeasurementsFileProblem[] = errors.slice(0, 1).map((error) => ({
    code: 'not-json',
    message: 'The file is broken JSON from here: entries in one piece still count.',
    start: error.offset,
    end: error.offset + error.length,
  }));
  if (list?.type !== 'array') {
    const message = 'Expected {"measurements": [ … ]}: the file gives no reference measurements.';
    problems.push({ code: 'not-a-measurements-file', message, ...(root ? spanOf(root) : whole) });
    return { entries: [], problems };
  }
  if (root !== undefined && repeatedKey(root) !== undefined) {
    const message = 'A member of the file is there twice: it gives no reference measurements.';
    problems.push({ code: 'not-a-measurements-file', message, ...spanOf(root) });
    return { entries: [], problems };
  }
  const entries: ReferenceMeasurement[] = [];
  const broken = brokenNodes(list.children ?? [], errors, text.length);
  for (const [position, node] of (list.children ?? []).entries()) {
    const entry = broken.has(node) ? 'its JSON is broken' : readEntry(node, source);
    if (typeof entry !== 'string') {
      entries.push(entry);
    } else if (problems.length < MAX_PROBLEMS) {
      problems.push({ code: 'entry-not-used', message: notUsed(node, position, entry), ...spanOf(node) });
    }
  }
  return { entries, problems };
}

function refused(code: MeasurementsFileProblem['code'], message: string, span: Span): MeasurementsFile {
  return { entries: [], problems: [{ code, message, ...span }] };
}

/**
 * Entries that a syntax error reaches into. The parser reads on past errors, so such an entry could have taken in
 * measurements of the next one, or lost some to the file's end.
 */
function brokenNodes(nodes: readonly Node[], errors: readonly ParseError[], textEnd: number): ReadonlySet<Node> {
  const broken = new Set<Node>();
  const offsets = errors.map((error) => error.offset).sort((one, other) => one - other);
  let next = 0;
  for (const node of nodes) {
    const { start, end } = spanOf(node);
    while ((offsets[next] ?? textEnd) <= start && next < offsets.length) {
      next++;
    }
    if ((offsets[next] ?? textEnd) < end || end >= textEnd) {
      broken.add(node);
    }
  }
  return broken;
}

function notUsed(node: Node, position: number, reason: string): string {
  const name = stringAt(node, 'name');
  const entry = name === undefined ? `Entry ${position + 1}` : `Entry "${name.slice(0, MAX_NAME)}"`;
  return `${entry} is not used: ${reason}.`;
}

/** The entry, or the reason why it does not count. */
function readEntry(node: Node, source: ReferenceSource): ReferenceMeasurement | string {
  if (node.type !== 'object') {
    return 'it is not an object';
  }
  const repeated = repeatedKey(node);
  if (repeated !== undefined) {
    return `"${repeated}" is there twice`;
  }
  const name = stringAt(node, 'name');
  if (name === undefined || name.trim() === '') {
    return 'it has no name';
  }
  if (name.length > MAX_NAME) {
    return `its name has more than ${MAX_NAME} characters`;
  }
  const platform = readPlatform(node);
  if (platform === undefined) {
    return '"platform" is "enclave" or "nitro-tpm"';
  }
  const outside = keysOf(node).find((key) => /^PCR\d+$/i.test(key));
  if (outside !== undefined) {
    return `${outside.slice(0, 20)} stands outside of "pcrs"`;
  }
  const values = findNodeAtLocation(node, ['pcrs']);
  if (values?.type !== 'object') {
    return '"pcrs" is not an object such as {"PCR0": "…"}';
  }
  const pcrs = readPcrValues(values, platform);
  if (typeof pcrs === 'string') {
    return pcrs;
  }
  const unusable = whyNotAReference(platform, pcrs);
  if (unusable !== undefined) {
    return unusable;
  }
  const version = stringAt(node, 'version');
  const description = stringAt(node, 'description');
  return {
    name,
    platform,
    pcrs,
    source,
    place: spanOf(node),
    ...(version === undefined ? {} : { version: version.slice(0, MAX_NAME) }),
    ...(description === undefined ? {} : { description: description.slice(0, 1000) }),
  };
}

function readPlatform(entry: Node): Platform | undefined {
  const node = findNodeAtLocation(entry, ['platform']);
  if (node === undefined) {
    return 'enclave';
  }
  return node.value === 'enclave' || node.value === 'nitro-tpm' ? node.value : undefined;
}
