import { visible } from '../../editor/fileText.ts';
import type { FactView } from '../protocol.ts';

/** A fact before it is made visible: copying it copies the value as it is. */
export interface CopyableFact {
  readonly label: string;
  readonly value: string;
  /** A part of the value that is enough to know it by. */
  readonly short?: string | undefined;
  readonly note?: string | undefined;
  readonly code?: boolean;
}

export function factViews(facts: readonly CopyableFact[], list: 'identity' | 'call'): readonly FactView[] {
  return facts.map(({ label, value, short = '', note, code = false }, index) => ({
    label,
    value: code ? visible(value) : value,
    short: short === '' || short === value ? undefined : visible(short),
    note,
    code,
    copy: { of: 'fact', list, index },
  }));
}
