import { Uri } from 'vscode';
import {
  type Appraised,
  imageIdentity,
  inOrder,
  type Measurements,
  matchReferences,
  OUTCOME_COUNT_WORDS,
  type OutcomeKind,
  outcomeLabel,
  type ReferenceIndex,
  type Steps,
} from '../../core/index.ts';
import type { References } from '../references.ts';
import { inTurnsWithHost, turns } from '../turns.ts';
import type { FolderScan } from './folderScans.ts';
import type { ScannedCall } from './scannedCall.ts';
import type { ScannedFile } from './scannedFile.ts';

/** A call of a scan, judged by the references that apply to its file. */
export interface AppraisedScannedCall {
  readonly call: ScannedCall;
  readonly file: ScannedFile;
  readonly appraised: Appraised;
}

/** Calls of one image that came to the same. */
export interface ImageGroup {
  /** Tells it from other groups, and stays the same as long as references do. */
  readonly id: string;
  readonly outcome: OutcomeKind;
  /** In the order of their first calls. */
  readonly enclaves: readonly EnclaveGroup[];
  readonly count: number;
  /** Of its calls. */
  readonly first: AppraisedScannedCall;
}

/** Calls of one enclave or instance, in the order of time. */
export interface EnclaveGroup {
  readonly id: string;
  /** Undefined where the records name none. */
  readonly moduleId: string | undefined;
  readonly calls: readonly AppraisedScannedCall[];
}

/** UTF-16 units of a scan that a group costs as much as. */
const GROUP_COST = 100;
/** UTF-16 units of a label: groups are told apart by what people see of them. */
const LONGEST_LABEL = 120;

/** In turns with the host; undefined once the signal is aborted. */
export async function groupedCalls(
  { files }: FolderScan,
  references: References,
  signal: { readonly aborted: boolean },
): Promise<readonly ImageGroup[] | undefined> {
  const turn = turns();
  const appraised = new Map<ReferenceIndex, Map<Measurements, Appraised>>();
  const groups = new Map<string, Map<string, AppraisedScannedCall[]>>();
  for (const file of files) {
    if (file.calls.length === 0) {
      continue;
    }
    const index = await references.indexFor(Uri.parse(file.uri));
    const known = appraised.get(index) ?? new Map<Measurements, Appraised>();
    appraised.set(index, known);
    for (const call of file.calls) {
      const { measurements } = call;
      const judged = known.get(measurements) ?? matchReferences(measurements, index);
      known.set(measurements, judged);
      const { outcome } = judged;
      const name = `${outcome.kind} ${outcomeLabel(outcome, LONGEST_LABEL)} ${imageIdentity(measurements)}`;
      const enclaves = groups.get(name) ?? new Map<string, AppraisedScannedCall[]>();
      groups.set(name, enclaves);
      const calls = enclaves.get(call.moduleId ?? '') ?? [];
      enclaves.set(call.moduleId ?? '', calls);
      calls.push({ call, file, appraised: judged });
      if (turn.isDue()) {
        await turn.take();
      }
      if (signal.aborted) {
        return undefined;
      }
    }
  }
  const ordered = await inTurnsWithHost(orderedGroups(groups));
  return signal.aborted ? undefined : ordered;
}

type Calls = readonly AppraisedScannedCall[];

function* orderedGroups(groups: ReadonlyMap<string, ReadonlyMap<string, Calls>>): Steps<readonly ImageGroup[]> {
  const images: ImageGroup[] = [];
  for (const [name, enclaves] of groups) {
    const image = yield* imageGroup(name, enclaves);
    images.push(...(image === undefined ? [] : [image]));
  }
  return yield* inOrder(images, byUrgency);
}

function* imageGroup(id: string, calls: ReadonlyMap<string, Calls>): Steps<ImageGroup | undefined> {
  const unordered: EnclaveGroup[] = [];
  let count = 0;
  for (const [moduleId, own] of calls) {
    unordered.push({
      id: `${id} ${moduleId}`,
      moduleId: moduleId === '' ? undefined : moduleId,
      calls: yield* inOrder(own, byTime),
    });
    count += own.length;
    yield GROUP_COST;
  }
  const enclaves = yield* inOrder(unordered, byFirst);
  const first = enclaves[0]?.calls[0];
  return first && { id, outcome: first.appraised.outcome.kind, enclaves, count, first };
}

function byFirst({ calls: [one] }: EnclaveGroup, { calls: [other] }: EnclaveGroup): number {
  return one && other ? byTime(one, other) : 0;
}

/** Calls without a time come first: somebody should look at them. */
function byTime(one: AppraisedScannedCall, other: AppraisedScannedCall): number {
  const time = (one.call.eventTime ?? 0) - (other.call.eventTime ?? 0);
  return time !== 0 ? time : byName(one.file.uri, other.file.uri) || one.call.index - other.call.index;
}

function byName(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What wants attention first, then what there is most of. */
function byUrgency(one: ImageGroup, other: ImageGroup): number {
  const rank = ({ outcome }: ImageGroup): number => OUTCOME_COUNT_WORDS.findIndex(([kind]) => kind === outcome);
  return rank(one) - rank(other) || other.count - one.count || byName(one.id, other.id);
}
