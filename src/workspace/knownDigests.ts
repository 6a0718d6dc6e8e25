import { type CancellationToken, type TextDocument, workspace } from 'vscode';
import type { AttestedCall, MeasuredValue, ReferenceMeasurement, WantedDigest } from '../core/index.ts';
import type { AppraisedTrails } from './appraisedTrails.ts';
import type { ReadCallsByValue } from './callsByValue.ts';
import type { References } from './references.ts';

/** A digest of a PCR that calls of open trails have, or that a reference fixes. */
export interface KnownDigest {
  readonly value: MeasuredValue;
  /** In all open trails. */
  readonly callCount: number;
  /** What the calls asked of KMS, a few of them at most. */
  readonly operations: readonly string[];
  /** `image A`, and the document in whose annotations it is called so, where all its calls have that image. */
  readonly image: { readonly name: string; readonly document: TextDocument } | undefined;
  readonly references: readonly ReferenceMeasurement[];
}

/** Calls of one digest that are looked at for what they have in common. */
const MOST_CALLS = 1000;
const MOST_OPERATIONS = 3;

/** The digests that a place may want: those that most calls have first. */
export async function knownDigests(
  { pcr, platform }: Pick<WantedDigest, 'pcr' | 'platform'>,
  document: TextDocument,
  trails: AppraisedTrails,
  references: References,
  callsByValue: ReadCallsByValue,
  token: CancellationToken,
): Promise<readonly KnownDigest[]> {
  const known = new Map<string, GatheredDigest>();
  const isWanted = (value: MeasuredValue): boolean => platform === undefined || value.platform === platform;
  const gather = (value: MeasuredValue): GatheredDigest => {
    const key = `${value.platform} ${value.hex}`;
    const digest = known.get(key) ?? { value, callCount: 0, operations: [], image: undefined, references: [] };
    known.set(key, digest);
    return digest;
  };
  for (const open of workspace.textDocuments) {
    const appraised = await trails.of(open);
    if (token.isCancellationRequested) {
      return [];
    }
    if (appraised === undefined) {
      continue;
    }
    const { trail } = appraised;
    const [byValue, summary] = await Promise.all([callsByValue(trail), appraised.summary()]);
    for (const { value, calls } of byValue.digestsOf(pcr).filter((digest) => isWanted(digest.value))) {
      const some = calls.slice(0, MOST_CALLS).flatMap((index) => trail.calls.at(index) ?? []);
      const name = common(some.map(summary.imageName));
      const image = name === undefined ? undefined : { name, document: open };
      const digest = gather(value);
      digest.callCount += calls.length;
      digest.operations = [...new Set([...digest.operations, ...operationsOf(some)])].slice(0, MOST_OPERATIONS);
      digest.image ??= image;
    }
  }
  for (const reference of (await references.indexFor(document.uri)).tiers.flatMap((tier) => tier.references)) {
    const fixed = reference.pcrs.get(pcr);
    if (fixed !== undefined) {
      const value = { kind: 'digest', platform: reference.platform, pcr, hex: fixed.hex } as const;
      if (isWanted(value)) {
        gather(value).references.push(reference);
      }
    }
  }
  return [...known.values()].sort((one, other) => other.callCount - one.callCount);
}

/** What is known so far. */
interface GatheredDigest extends KnownDigest {
  callCount: number;
  operations: readonly string[];
  image: KnownDigest['image'];
  readonly references: ReferenceMeasurement[];
}

function operationsOf(calls: readonly AttestedCall[]): readonly string[] {
  const operations = new Set(calls.map(({ operation }) => operation?.value ?? 'KMS call'));
  return [...operations].slice(0, MOST_OPERATIONS);
}

function common(names: readonly (string | undefined)[]): string | undefined {
  return names.every((name) => name === names[0]) ? names[0] : undefined;
}
