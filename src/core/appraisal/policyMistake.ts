import type { Span } from '../located.ts';

export type PolicyMistakeCode =
  | 'unknown-condition-key'
  | 'bypass'
  | 'root-delegation'
  | 'passes-without-attestation'
  | 'negated-operator'
  | 'not-hex'
  | 'not-a-digest'
  | 'upper-case'
  | 'zeros'
  | 'unknown-operator'
  | 'not-readable';

/** What in a policy does not do what it seems to, and where. */
export interface PolicyMistake extends Span {
  readonly code: PolicyMistakeCode;
  readonly message: string;
  /** Where it is clear what was meant. */
  readonly correction?: PolicyCorrection;
}

export interface PolicyCorrection {
  readonly title: string;
  readonly edits: readonly PolicyEdit[];
}

/** What to write in the place of a span; it needs no escapes, however many strings it stands in. */
export interface PolicyEdit extends Span {
  readonly text: string;
}

export function correctionOf({ start, end }: Span, text: string): PolicyCorrection {
  return { title: `Write ${text.length > 60 ? `${text.slice(0, 8)}…` : text}`, edits: [{ start, end, text }] };
}
