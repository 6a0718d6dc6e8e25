import type { AttestedCall, CallProblem } from '../event/attestedCall.ts';
import type { Span } from '../located.ts';
import { pcrOfText } from '../measurement/extend.ts';
import { measuredPcr, measurementAt } from '../measurement/measurements.ts';
import { identifyingPcrs } from '../measurement/referenceMeasurement.ts';
import type { Outcome } from './outcome.ts';
import { outcomeClause } from './wording.ts';

/** Something about a call that somebody may have to do something about, and where it stands. */
export interface CallFinding extends Span {
  readonly code: CallFindingCode;
  /** Words of ours, and at most the name of a reference measurement. */
  readonly message: string;
}

export type CallFindingCode =
  | 'debug-mode'
  | 'different-measurement'
  | 'unknown-image'
  | 'unreadable-measurement'
  | 'unreadable-record'
  | 'unknown-member'
  | 'inconsistent-record';

/** What the call's outcome is worth saying in a list of problems; undefined for a match and what comes near one. */
export function outcomeFinding(call: AttestedCall, outcome: Outcome): CallFinding | undefined {
  const message = sentence(outcomeClause(outcome));
  const { platform } = call.recipient;
  const image =
    platform === undefined ? undefined : identifyingPcrs(platform).map((pcr) => measuredPcr(call.recipient, pcr));
  const atImage = image?.find((pcr) => pcr !== undefined) ?? call.recipient;
  switch (outcome.kind) {
    case 'debug':
      return { code: 'debug-mode', message: `${message} Every image gives these zeros.`, ...spanOf(atImage) };
    case 'different': {
      const [first = 0] = [...outcome.by.different].sort((one, other) => one - other);
      const differing = measuredPcr(call.recipient, first) ?? atImage;
      return { code: 'different-measurement', message, ...spanOf(differing) };
    }
    case 'unknown':
      return { code: 'unknown-image', message, ...spanOf(atImage) };
    case 'unreadable':
      return { code: 'unreadable-measurement', message, ...spanOf(atImage) };
    case 'match':
    case 'named-by-untrusted':
    case 'partial':
      return undefined;
  }
}

/** What is wrong with the record itself, whatever its image is. */
export function recordFindings(call: AttestedCall): readonly CallFinding[] {
  const findings = call.problems.map((problem) => ({
    code: codeOf(problem),
    message: sentence(problem.message),
    ...spanOf(problem),
  }));
  return [...findings, ...instanceFinding(call)];
}

/** PCR3 is left out: callers may rightly use another role than the instance's. */
function instanceFinding(call: AttestedCall): readonly CallFinding[] {
  const { recipient } = call;
  const instanceId = recipient.moduleId?.parsed?.instanceId;
  const recorded = measuredPcr(recipient, 4);
  if (recipient.platform !== 'enclave' || instanceId === undefined || recorded === undefined) {
    return [];
  }
  const measured = measurementAt(recipient, 4);
  if (measured === undefined || measured.hex === pcrOfText(instanceId).hex) {
    return [];
  }
  const message = 'PCR4 is not the measurement of the instance id in the module id: the record is not consistent.';
  return [{ code: 'inconsistent-record', message, ...spanOf(recorded) }];
}

function codeOf({ code }: CallProblem): CallFindingCode {
  return code === 'unknown-member' ? 'unknown-member' : 'unreadable-record';
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function sentence(words: string): string {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return begun.endsWith('.') ? begun : `${begun}.`;
}
