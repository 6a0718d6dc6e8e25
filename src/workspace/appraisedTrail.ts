import {
  type Appraisal,
  type AttestedCall,
  appraiseCall,
  type CallsTogether,
  imageIdentity,
  matchReferences,
  type OutcomeKind,
  type ReferenceIndex,
  recordFindings,
  shortImageName,
  type Trail,
} from '../core/index.ts';
import { type Turns, turns } from './turns.ts';

/** A trail with the references that apply to it: what every annotation shows comes from here. */
export interface AppraisedTrail {
  readonly trail: Trail;
  readonly references: ReferenceIndex;
  /** Undefined for an index that no call has. */
  readonly at: (index: number) => AppraisedCall | undefined;
  /** Counts of all calls; reads them in turns with the host and is made once. */
  readonly summary: () => Promise<TrailSummary>;
}

export interface AppraisedCall {
  readonly index: number;
  readonly call: AttestedCall;
  readonly appraisal: Appraisal;
}

export interface TrailSummary {
  /** The outcome of each call, in the order of the text. */
  readonly outcomes: readonly OutcomeKind[];
  readonly counts: ReadonlyMap<OutcomeKind, number>;
  /** `image A` for every call of the same image, while no reference is known; undefined otherwise. */
  readonly imageName: (call: AttestedCall) => string | undefined;
  /** Calls that have outcome, image and differing PCRs in common, in the order of their first ones. */
  readonly groups: readonly CallGroup[];
  /** Indexes of the calls whose record has findings of its own. */
  readonly withFindings: readonly number[];
}

export interface CallGroup {
  readonly outcome: OutcomeKind;
  /** The index of the first call, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** What the summary needs of calls, by their contents: an edit elsewhere does not change it. */
export interface RememberedImages {
  readonly ofCalls: WeakMap<object, Image>;
  readonly ofParts: WeakMap<object, PartSummary>;
}

export function noImages(): RememberedImages {
  return { ofCalls: new WeakMap(), ofParts: new WeakMap() };
}

/** Of calls that stand together, by their order among each other. */
interface PartSummary {
  readonly outcomes: readonly OutcomeKind[];
  /** By what the calls of a group have in common. */
  readonly groups: ReadonlyMap<string, CallGroup>;
  /** Identities of images that no reference knows, in the order in which they come. */
  readonly unknown: readonly string[];
  readonly withFindings: readonly number[];
}

interface Image {
  readonly outcome: OutcomeKind;
  readonly identity: string | undefined;
  /** The PCRs in which it differs from the reference by which it was judged. */
  readonly differing: string;
  readonly hasFindings: boolean;
}

export function appraisedTrail(
  trail: Trail,
  references: ReferenceIndex,
  remembered: RememberedImages = noImages(),
): AppraisedTrail {
  const appraisals = new Map<number, Appraisal>();
  const at = (index: number): AppraisedCall | undefined => {
    const call = trail.calls.at(index);
    if (call === undefined) {
      return undefined;
    }
    const appraisal = appraisals.get(index) ?? appraiseCall(call, references);
    appraisals.set(index, appraisal);
    return { index, call, appraisal };
  };
  let summary: Promise<TrailSummary> | undefined;
  return {
    trail,
    references,
    at,
    summary: () => {
      summary ??= summarize(trail, references, remembered);
      return summary;
    },
  };
}

async function summarize(
  trail: Trail,
  references: ReferenceIndex,
  remembered: RememberedImages,
): Promise<TrailSummary> {
  const outcomes: OutcomeKind[] = [];
  const counts = new Map<OutcomeKind, number>();
  const names = new Map<string, string>();
  const groups = new Map<string, CallGroup>();
  const withFindings: number[] = [];
  const turn = turns();
  for (const part of trail.calls.parts) {
    const summary =
      remembered.ofParts.get(part.contents) ?? (await summarizePart(trail, part, references, remembered, turn));
    remembered.ofParts.set(part.contents, summary);
    for (const outcome of summary.outcomes) {
      outcomes.push(outcome);
    }
    for (const [key, { outcome, first, count }] of summary.groups) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
      const known = groups.get(key);
      groups.set(key, { outcome, first: known?.first ?? part.first + first, count: (known?.count ?? 0) + count });
    }
    for (const index of summary.withFindings) {
      withFindings.push(part.first + index);
    }
    for (const identity of references.size === 0 ? summary.unknown : []) {
      names.set(identity, names.get(identity) ?? shortImageName(names.size));
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return {
    outcomes,
    counts,
    imageName: (call) => names.get(imageIdentity(call.recipient) ?? ''),
    groups: [...groups.values()],
    withFindings,
  };
}

async function summarizePart(
  trail: Trail,
  part: CallsTogether,
  references: ReferenceIndex,
  remembered: RememberedImages,
  turn: Turns,
): Promise<PartSummary> {
  const outcomes: OutcomeKind[] = [];
  const groups = new Map<string, CallGroup>();
  const unknown = new Set<string>();
  const withFindings: number[] = [];
  for (let index = 0; index < part.length; index++) {
    const { outcome, identity, differing, hasFindings } = imageOf(trail, part.first + index, references, remembered);
    outcomes.push(outcome);
    const key = `${outcome} ${identity} ${differing}`;
    const { first, count } = groups.get(key) ?? { first: index, count: 0 };
    groups.set(key, { outcome, first, count: count + 1 });
    if (hasFindings) {
      withFindings.push(index);
    }
    if (outcome === 'unknown' && identity !== undefined) {
      unknown.add(identity);
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return { outcomes, groups, unknown: [...unknown], withFindings };
}

function imageOf(trail: Trail, index: number, references: ReferenceIndex, remembered: RememberedImages): Image {
  const contents = trail.calls.contents(index);
  const known = contents && remembered.ofCalls.get(contents);
  if (known !== undefined) {
    return known;
  }
  const call = trail.calls.at(index);
  if (contents === undefined || call === undefined) {
    return { outcome: 'unreadable', identity: undefined, differing: '', hasFindings: false };
  }
  const { outcome } = matchReferences(call.recipient, references);
  const image = {
    outcome: outcome.kind,
    identity: imageIdentity(call.recipient),
    differing: outcome.kind === 'different' ? outcome.by.different.join() : '',
    hasFindings: recordFindings(call).length > 0,
  };
  remembered.ofCalls.set(contents, image);
  return image;
}
