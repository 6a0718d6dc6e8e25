import type { Span } from '../located.ts';
import { type Digest, isZero } from './digest.ts';
import type { Platform } from './pcr.ts';

/** An image that somebody knows, by the PCRs that they fix for it ("reference value" in RFC 9334). */
export interface ReferenceMeasurement {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly platform: Platform;
  readonly pcrs: ReadonlyMap<number, Digest>;
  readonly source: ReferenceSource;
  /** Where the entry stands in its source. */
  readonly place: Span;
}

/** Where a reference measurement comes from; every match names it. */
export interface ReferenceSource {
  readonly kind: 'measurements-file' | 'sample' | 'tool-output' | 'settings' | 'eif' | 'key-policy';
  /** Opaque to the core; the editor opens it. */
  readonly uri: string;
  /** What people call the source, such as a path inside the workspace. */
  readonly label: string;
  /** False in an untrusted workspace: such a reference names an image but never earns a ✓. */
  readonly trusted: boolean;
}

/** Name and version, as annotations show them. */
export function referenceTitle(reference: ReferenceMeasurement): string {
  const name = referenceName(reference);
  return reference.version === undefined ? name : `${name} ${harmless(reference.version)}`;
}

export function referenceName(reference: ReferenceMeasurement): string {
  return harmless(reference.name);
}

/**
 * Text from a file without what could change the words around it: line ends, marks that turn the direction of text,
 * halves of characters, what is drawn as nothing, and ticks, which only a match may show.
 */
export function harmless(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u221a\u237b\u2611\u2705\u2713\u2714\u{10102}\u{1f5f8}\u{1f5f9}\u{1fbb1}]/gu,
    '\ufffd',
  );
}

/** What an entry without a name is called: `payments`, from `build/payments.json`. */
export function sourceName({ label }: ReferenceSource): string {
  const name = label.slice(label.lastIndexOf('/') + 1);
  return name.replace(/(.)\.[^.]*$/, '$1') || 'image';
}

/** PCRs of which a reference has to fix at least one in order to name an image. */
export function identifyingPcrs(platform: Platform): readonly number[] {
  return platform === 'enclave' ? [0] : [4, 7];
}

/**
 * Why these PCRs cannot name an image, or undefined where they can. Zeros are what debug mode reports for every
 * image; on NitroTPM single registers may rightly be zero, so only a reference of nothing but zeros is refused.
 */
export function whyNotAReference(platform: Platform, pcrs: ReadonlyMap<number, Digest>): string | undefined {
  const identifying = identifyingPcrs(platform);
  const fixed = identifying.filter((index) => pcrs.has(index));
  if (fixed.length === 0) {
    const needed = identifying.map((index) => `PCR${index}`).join(' or ');
    return `it does not fix ${needed}, which names the image`;
  }
  const identities = fixed.flatMap((index) => pcrs.get(index) ?? []);
  if (identities.every(isZero)) {
    return platform === 'enclave'
      ? 'its PCR0 is zero, as it is for every image in debug mode'
      : 'the PCRs that name the image are zero';
  }
  return undefined;
}
