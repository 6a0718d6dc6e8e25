import {
  type Appraisal,
  type AttestedCall,
  appraiseCall,
  imageIdentity,
  matchReferences,
  type OutcomeKind,
  type ReferenceIndex,
  recordFindings,
  shortImageName,
  type Trail,
} from '../core/index.ts';
import { turns } from './turns.ts';

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

/** What the summary needs of a call, by the call's contents: an edit elsewhere does not change it. */
export type RememberedImages = WeakMap<object, Image>;

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
  remembered: RememberedImages = new WeakMap(),
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
  const groups = new Map<string, { readonly outcome: OutcomeKind; readonly first: number; count: number }>();
  const withFindings: number[] = [];
  const turn = turns();
  for (let index = 0; index < trail.calls.length; index++) {
    const { outcome, identity, differing, hasFindings } = imageOf(trail, index, references, remembered);
    outcomes.push(outcome);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    const key = `${outcome} ${identity} ${differing}`;
    const group = groups.get(key) ?? { outcome, first: index, count: 0 };
    group.count++;
    groups.set(key, group);
    if (hasFindings) {
      withFindings.push(index);
    }
    if (references.size === 0 && outcome === 'unknown' && identity !== undefined && !names.has(identity)) {
      names.set(identity, shortImageName(names.size));
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

function imageOf(trail: Trail, index: number, references: ReferenceIndex, remembered: RememberedImages): Image {
  const contents = trail.calls.contents(index);
  const known = contents && remembered.get(contents);
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
  remembered.set(contents, image);
  return image;
}
