import type { Span } from '../../located.ts';

/** How an operator compares; `other` ones are IAM's, but not for text, and `unknown` ones nobody's. */
export type Comparison = 'equals' | 'equals-ignore-case' | 'like' | 'null' | 'other' | 'unknown';

/** For condition keys with several values. Attestation keys have one, for which only an absent key differs. */
export type Qualifier = 'none' | 'ForAnyValue' | 'ForAllValues';

/** An operator of a condition block; the span is its name, between the quotes. */
export interface ConditionOperator extends Span {
  /** As it is written. */
  readonly text: string;
  /** In IAM's spelling, without qualifier and `IfExists`; undefined where IAM has none of that name. */
  readonly base: string | undefined;
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly qualifier: Qualifier;
}

interface Base {
  readonly name: string;
  readonly comparison: Comparison;
  readonly negated: boolean;
}

const TEXT_OPERATORS: readonly Base[] = [
  { name: 'StringEquals', comparison: 'equals', negated: false },
  { name: 'StringNotEquals', comparison: 'equals', negated: true },
  { name: 'StringEqualsIgnoreCase', comparison: 'equals-ignore-case', negated: false },
  { name: 'StringNotEqualsIgnoreCase', comparison: 'equals-ignore-case', negated: true },
  { name: 'StringLike', comparison: 'like', negated: false },
  { name: 'StringNotLike', comparison: 'like', negated: true },
];

const ORDERED = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

const OTHER_OPERATORS: readonly string[] = [
  ...ORDERED.flatMap((name) => [`Numeric${name}`, `Date${name}`]),
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
];

const BASES: ReadonlyMap<string, Base> = new Map(
  [
    ...TEXT_OPERATORS,
    { name: 'Null', comparison: 'null' as const, negated: false },
    ...OTHER_OPERATORS.map((name) => ({ name, comparison: 'other' as const, negated: /^Not|Not/.test(name) })),
  ].map((base) => [base.name.toLowerCase(), base]),
);

/** Names of the operators that compare text, for what somebody may have meant. */
export const TEXT_OPERATOR_NAMES: readonly string[] = TEXT_OPERATORS.map(({ name }) => name);

/** Reads the name of an operator, in whatever case. `Null` takes neither qualifier nor `IfExists`. */
export function readOperator(text: string, place: Span): ConditionOperator {
  const parts = text.length > 64 ? null : /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/i.exec(text);
  const found = BASES.get(parts?.[2]?.toLowerCase() ?? '');
  const qualifier = readQualifier(parts?.[1]);
  const ifExists = parts?.[3] !== undefined;
  const base = found?.comparison === 'null' && (ifExists || qualifier !== 'none') ? undefined : found;
  return {
    start: place.start,
    end: place.end,
    text,
    base: base?.name,
    comparison: base?.comparison ?? 'unknown',
    negated: base?.negated ?? false,
    ifExists,
    qualifier,
  };
}

function readQualifier(text: string | undefined): Qualifier {
  switch (text?.toLowerCase()) {
    case 'foranyvalue':
      return 'ForAnyValue';
    case 'forallvalues':
      return 'ForAllValues';
    default:
      return 'none';
  }
}
