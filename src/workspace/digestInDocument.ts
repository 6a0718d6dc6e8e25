import type { TextDocument } from 'vscode';
import {
  digestPlace,
  type KeyPolicies,
  type MeasuredValue,
  pcrAt,
  type ReferenceMeasurement,
  readDigest,
  type Span,
  touches,
} from '../core/index.ts';
import { referencesIn } from './documentReferences.ts';
import { policiesInDocument } from './keyPolicies.ts';
import type { ReferenceFiles } from './referenceFiles.ts';
import { identifyingPcr } from './referencePlaces.ts';

/** A digest that a file of references or a key policy has, and of what it is. */
export interface DigestInDocument extends Span {
  readonly value: MeasuredValue;
}

/** The digest at an offset; in an entry of references, of a PCR whose name is there as well. */
export async function digestAt(
  document: TextDocument,
  offset: number,
  files: ReferenceFiles,
): Promise<DigestInDocument | undefined> {
  const policies = policiesInDocument(document);
  if (policies !== undefined) {
    return digestInPolicies(policies, offset);
  }
  const found = await entryAt(document, offset, files);
  const pcr = found && pcrAt(found.text, offset - found.entry.place.start);
  return found && pcr !== undefined ? digestOf(found, pcr) : undefined;
}

/** The digest by which the entry of references at an offset names its image. */
export async function identifyingDigestAt(
  document: TextDocument,
  offset: number,
  files: ReferenceFiles,
): Promise<DigestInDocument | undefined> {
  const found = await entryAt(document, offset, files);
  return found && digestOf(found, identifyingPcr(found.entry));
}

function digestInPolicies({ policies }: KeyPolicies, offset: number): DigestInDocument | undefined {
  for (const { about, values } of policies.flatMap(({ statements }) => statements.flatMap((one) => one.conditions))) {
    const value = about.kind === 'attestation' ? values.find((candidate) => touches(candidate, offset)) : undefined;
    const digest = value?.kind === 'text' ? readDigest(value.value) : undefined;
    if (about.kind === 'attestation' && value !== undefined && digest?.ok === true) {
      const { platform, pcr } = about;
      const { start, end } = value;
      return { value: { kind: 'digest', platform, pcr, hex: digest.value.hex }, start, end };
    }
  }
  return undefined;
}

interface FoundEntry {
  readonly entry: ReferenceMeasurement;
  /** The entry's own part of the document. */
  readonly text: string;
}

async function entryAt(document: TextDocument, offset: number, files: ReferenceFiles): Promise<FoundEntry | undefined> {
  const { version } = document;
  const entries = (await referencesIn(document, files)).filter(({ place }) => touches(place, offset));
  // Of what a list of enclaves holds inside of one another, the innermost is meant.
  const [entry] = entries.sort((one, other) => lengthOf(one.place) - lengthOf(other.place));
  if (entry === undefined || document.version !== version) {
    return undefined;
  }
  return { entry, text: document.getText().slice(entry.place.start, entry.place.end) };
}

function digestOf({ entry, text }: FoundEntry, pcr: number): DigestInDocument | undefined {
  const { platform, pcrs, place } = entry;
  const digest = pcrs.get(pcr);
  const inside = digestPlace(text, pcr);
  return digest === undefined || inside === undefined
    ? undefined
    : {
        value: { kind: 'digest', platform, pcr, hex: digest.hex },
        start: place.start + inside.start,
        end: place.start + inside.end,
      };
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}
