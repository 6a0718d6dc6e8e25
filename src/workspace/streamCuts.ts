import { bytesProblemClause, grouped, type StreamProblem, type StreamStop, TELLS_NOTHING } from '../core/index.ts';
import type { TrailBytes } from './trailBytes.ts';

/** Why not all of a file counts that was read as a stream. */
export interface StreamCut {
  /** One clause without a full stop. */
  readonly clause: string;
  /** The setting that allows more. */
  readonly setting: string | undefined;
  readonly isCancelled: boolean;
  /** Whether nothing is missing: the file is one that cannot tell of an attestation. */
  readonly isWhole: boolean;
}

/** How the reading of a stream ended. */
interface StreamEnd {
  readonly stopped: StreamStop | undefined;
  readonly problems: readonly StreamProblem[];
}

/** What stopped the bytes, or else what stopped the reading of them, and what stands between them. */
export function cutsOf(bytes: TrailBytes, { stopped, problems }: StreamEnd, mostCalls: number): readonly StreamCut[] {
  const cuts: StreamCut[] = [];
  const problem = bytes.problem();
  if (problem !== undefined) {
    cuts.push(cut(bytesProblemClause(problem), problem.code));
  } else if (stopped?.code === 'too-many-calls') {
    cuts.push(cut(`only its first ${grouped(mostCalls)} attested calls are held`, stopped.code));
  } else if (stopped !== undefined) {
    cuts.push(cut(`${withoutStop(stopped.message)} (after ${grouped(stopped.at)} bytes)`, stopped.code));
  }
  const [first] = problems;
  if (first?.code === TELLS_NOTHING) {
    cuts.push({ ...cut(clauseOf(first.message), first.code), isWhole: true });
  } else if (first !== undefined) {
    const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more places`;
    cuts.push(cut(`at byte ${grouped(first.start)}: ${withoutStop(first.message)}${more}`, first.code));
  }
  return cuts;
}

/** Of what nobody expects. */
export function cutByError(error: unknown): StreamCut {
  return cut(String(error), 'unreadable');
}

function cut(clause: string, code: string): StreamCut {
  return { clause, setting: SETTINGS.get(code), isCancelled: code === 'cancelled', isWhole: false };
}

/** Settings by what stops a reading. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['too-large', 'enclaveTrail.limits.decompressedSize'],
  ['too-high-ratio', 'enclaveTrail.limits.compressionRatio'],
  ['too-many-calls', 'enclaveTrail.limits.calls'],
]);

/** A sentence as a clause. */
export function clauseOf(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${withoutStop(sentence.slice(1))}`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
