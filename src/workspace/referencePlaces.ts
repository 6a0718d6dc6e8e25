import { Range, Uri, workspace } from 'vscode';
import { digestPlace, identifyingPcrs, isZero, type ReferenceMeasurement, type Span } from '../core/index.ts';
import type { ReferenceFiles } from './referenceFiles.ts';
import { SAMPLE_MEASUREMENTS } from './sampleFiles.ts';
import { textPositions } from './textPositions.ts';

/** Where a reference measurement stands in its file. */
export interface ReferencePlace {
  readonly uri: Uri;
  readonly entry: Range;
  /** The digest that was asked for, inside the entry. */
  readonly digest: Range;
}

/**
 * Where references stand, each with its digest of `pcr`, or else with the one that names its image. Those of the user's
 * settings and of enclave images are left out: they stand in no text that an editor could open.
 */
export async function referencePlaces(
  references: readonly ReferenceMeasurement[],
  pcr: number | undefined,
  files: ReferenceFiles,
): Promise<readonly ReferencePlace[]> {
  const texts = new Map(files.files().map(({ uri, text }) => [uri.toString(), text]));
  if (references.some(({ source }) => source.kind === 'sample')) {
    const bytes = await workspace.fs.readFile(SAMPLE_MEASUREMENTS);
    texts.set(SAMPLE_MEASUREMENTS.toString(), new TextDecoder().decode(bytes));
  }
  const readers = new Map([...texts].map(([uri, text]) => [uri, { text, positionAt: textPositions(text) }]));
  return references.flatMap((reference) => {
    const file = readers.get(reference.source.uri);
    if (file === undefined || reference.source.kind === 'eif') {
      return [];
    }
    const { place } = reference;
    const rangeOf = ({ start, end }: Span): Range => new Range(file.positionAt(start), file.positionAt(end));
    // An entry from a key policy is the digest itself.
    const isDigest = reference.source.kind === 'key-policy';
    const entryText = file.text.slice(place.start, place.end);
    const digest = isDigest
      ? { start: 0, end: entryText.length }
      : digestPlace(entryText, pcr ?? identifyingPcr(reference));
    const start = place.start + (digest?.start ?? 0);
    const end = place.start + (digest?.end ?? 0);
    return [{ uri: Uri.parse(reference.source.uri), entry: rangeOf(place), digest: rangeOf({ start, end }) }];
  });
}

/** The first PCR by which a reference names its image. */
export function identifyingPcr({ platform, pcrs }: ReferenceMeasurement): number {
  const identifying = identifyingPcrs(platform);
  const named = identifying.find((pcr) => {
    const digest = pcrs.get(pcr);
    return digest !== undefined && !isZero(digest);
  });
  return named ?? identifying[0] ?? 0;
}
