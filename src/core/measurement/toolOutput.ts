import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Span } from '../located.ts';
import type { MeasurementsFile, MeasurementsFileProblem } from './measurementsFile.ts';
import type { Platform } from './pcr.ts';
import {
  type ReferenceMeasurement,
  type ReferenceSource,
  sourceName,
  whyNotAReference,
} from './referenceMeasurement.ts';
import { keysOf, nestsDeeperThan, readPcrValues, repeatedKey, spanOf, stringAt } from './referenceNodes.ts';

/** UTF-16 units; what a tool prints of an image has a few thousand. */
const MAX_LENGTH = 2 * 1024 * 1024;
const MAX_NESTING = 32;
const MAX_NAME = 100;
const MAX_PROBLEMS = 100;

/**
 * Where JSON begins in what a terminal or a log has kept: on a line of its own, or behind the tool's words. A quote before it
 * is that of a member, inside of another output.
 */
const OUTPUT_START = /^[^{["\n]*(?=\{\s*"|\[\s*[{\]])/gm;
/** Broken outputs behind which others are looked for, each of which is read once more. */
const MOST_BROKEN = 16;

/** Whether a text holds what the tools print of an image, and no measurements file of ours, which lists its entries. */
export function looksLikeToolOutput(text: string): boolean {
  return !/"measurements"\s*:\s*\[/.test(text) && /"(?:measurements"\s*:\s*\{|PCR8?"\s*:\s*")/i.test(text);
}

/**
 * Reads what `nitro-cli build-enclave`, `describe-eif`, `describe-enclaves` and `pcr` print, and
 * `nitro-tpm-pcr-compute`: one output or several, with the tool's lines of text around them. Each image is an entry;
 * an output that is cut off, or says that the image failed its own check, does not count.
 */
export function readToolOutput(text: string, source: ReferenceSource): MeasurementsFile {
  if (text.length > MAX_LENGTH) {
    const message = 'The file is too large for the output of a tool: none of it is used.';
    return { entries: [], problems: [{ code: 'too-large', message, start: 0, end: 1 }] };
  }
  const from: ReferenceSource = { ...source, kind: 'tool-output' };
  const entries: ReferenceMeasurement[] = [];
  const problems: MeasurementsFileProblem[] = [];
  const notUsed = (reason: string, span: Span): void => {
    if (problems.length < MAX_PROBLEMS) {
      problems.push({ code: 'entry-not-used', message: `The measurements here are not used: ${reason}.`, ...span });
    }
  };
  for (const output of outputsIn(text)) {
    if (output.kind === 'broken') {
      notUsed(output.reason, output);
      continue;
    }
    for (const node of output.images) {
      const entry = readImage(node, from);
      if (typeof entry === 'string') {
        notUsed(entry, moved(spanOf(node), output.base));
      } else {
        entries.push({ ...entry, place: moved(entry.place, output.base) });
      }
    }
  }
  if (entries.length + problems.length === 0) {
    const start = Math.max(text.search(/"(?:measurements|PCR\d*)"/i), 0);
    notUsed('the JSON has something in front of its lines; keep what the tool printed as it was', {
      start,
      end: start + 1,
    });
  }
  return { entries, problems };
}

type Output =
  /** Objects that each tell of one image; their offsets count from `base`. */
  | { readonly kind: 'images'; readonly images: readonly Node[]; readonly base: number }
  | ({ readonly kind: 'broken'; readonly reason: string } & Span);

function* outputsIn(text: string): Generator<Output> {
  const starts = new RegExp(OUTPUT_START);
  let broken = 0;
  for (let found = starts.exec(text); found !== null; found = starts.exec(text)) {
    const base = found.index + found[0].length;
    const output = text.slice(base);
    if (nestsDeeperThan(output, MAX_NESTING)) {
      yield { kind: 'broken', reason: 'the JSON nests too deep', start: base, end: base + 1 };
      return;
    }
    const errors: ParseError[] = [];
    const root = parseTree(output, errors);
    const end = root === undefined ? 1 : root.offset + root.length;
    if (root === undefined || errors.some(({ offset }) => offset < end) || !/[}\]]$/.test(output.slice(0, end))) {
      yield { kind: 'broken', reason: 'the JSON is broken, or cut off', start: base, end: base + end };
      broken++;
      if (broken === MOST_BROKEN) {
        return;
      }
      // Another output may begin on a later line, also inside of what the parser took in.
      starts.lastIndex = base + 1;
      continue;
    }
    yield { kind: 'images', images: root.type === 'array' ? (root.children ?? []) : [root], base };
    starts.lastIndex = base + end;
  }
}

/** The entry, or the reason why it does not count. */
function readImage(node: Node, source: ReferenceSource): ReferenceMeasurement | string {
  if (node.type !== 'object') {
    return 'an object was expected';
  }
  const measurements = findNodeAtLocation(node, ['Measurements']) ?? findNodeAtLocation(node, ['measurements']) ?? node;
  if (measurements.type !== 'object') {
    return '"Measurements" is no object';
  }
  const repeated = repeatedKey(node);
  if (repeated !== undefined) {
    return `"${repeated}" is there twice`;
  }
  const failed = ['CheckCRC', 'SignatureCheck'].find((check) => findNodeAtLocation(node, [check])?.value === false);
  if (failed !== undefined) {
    return `the tool found that the image fails its ${failed}`;
  }
  if (measurements === node && !keysOf(node).every((key) => /^(?:PCR\d*|HashAlgorithm)$/i.test(key))) {
    return 'there are none';
  }
  const algorithm = stringAt(measurements, 'HashAlgorithm');
  if (algorithm !== undefined && !/^sha-?384\b/i.test(algorithm)) {
    return 'their hash is not SHA-384';
  }
  if (keysOf(measurements).some((key) => /^PCR$/i.test(key))) {
    return 'the tool does not print which PCR it is';
  }
  const platform = platformOf(measurements);
  const pcrs = readPcrValues(measurements, platform, 'HashAlgorithm');
  if (typeof pcrs === 'string') {
    return pcrs;
  }
  const description = descriptionOf(node);
  const version = stringAt(node, 'ImageVersion');
  return (
    whyNotAReference(platform, pcrs) ?? {
      name: (stringAt(node, 'ImageName') ?? stringAt(node, 'EnclaveName') ?? sourceName(source)).slice(0, MAX_NAME),
      platform,
      pcrs,
      source,
      place: spanOf(node),
      ...(version === undefined ? {} : { version: version.slice(0, MAX_NAME) }),
      ...(description === undefined ? {} : { description }),
    }
  );
}

/** An enclave's measurements always have PCR0, those that are computed for NitroTPM never. */
function platformOf(measurements: Node): Platform {
  const has = (name: string): boolean => keysOf(measurements).some((key) => key.toUpperCase() === name);
  return !has('PCR0') && (has('PCR4') || has('PCR7')) ? 'nitro-tpm' : 'enclave';
}

/** `describe-enclaves` prints the image's measurements in debug mode too, in which the enclave attests zeros. */
function descriptionOf(image: Node): string | undefined {
  const flags = stringAt(image, 'Flags');
  return flags !== undefined && /\bDEBUG_MODE\b/.test(flags)
    ? 'this enclave ran in debug mode, in which KMS sees zeros in place of these measurements'
    : undefined;
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
