import { comment, indented } from './sqlText.ts';

/** What a row has to be like: SQL of one line, or all or any of some conditions, with a word of comment on them. */
export type Condition = string | Combined;

export interface Combined {
  readonly operator: 'AND' | 'OR';
  readonly of: readonly Condition[];
  readonly note?: string;
}

export function all(...of: readonly Condition[]): Combined {
  return { operator: 'AND', of };
}

export function any(...of: readonly Condition[]): Combined {
  return { operator: 'OR', of };
}

/** The lines of a condition that stands among others joined by `around`, in parentheses where it is joined otherwise. */
export function conditionLines(condition: Condition, around: Combined['operator']): readonly string[] {
  if (typeof condition === 'string') {
    return [condition];
  }
  const { operator, of, note } = condition;
  const [only, ...others] = of;
  if (only !== undefined && others.length === 0 && note === undefined) {
    return conditionLines(only, around);
  }
  const lines = of.flatMap((part, index) => {
    const [first = '', ...rest] = conditionLines(part, operator);
    return [index === 0 ? first : `${operator} ${first}`, ...rest];
  });
  const noted = note === undefined ? lines : [...comment([note]), ...lines];
  return operator === around ? noted : ['(', ...indented(noted), ')'];
}
