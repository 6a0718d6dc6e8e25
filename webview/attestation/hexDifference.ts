/** Hexadecimal digits that are shown together; two make a byte. */
const GROUP = 8;

/** What is shown of a long value. */
export interface HexShape {
  /** Hexadecimal digits of a group. */
  readonly digits: number;
  /** Groups that are shown. */
  readonly groups: number;
  /** Whether dots touch the digits beside them. */
  readonly close: boolean;
}

const USUAL: HexShape = { digits: GROUP, groups: 3, close: false };

export const DOTS = '…';

/** A run of digits, or the dots that stand for digits left out. */
export interface HexPart {
  readonly text: string;
  /** Whether it differs from the other value, or stands for digits of which one does. */
  readonly differs: boolean;
}

/**
 * The groups to show of values that stand beside each other: the first two and the last one, or the first and the last
 * where two are shown, unless they differ elsewhere. Then the first and the last group that differ are among them.
 * Ascending, counted from 0.
 */
export function shortGroups(values: readonly string[], shape = USUAL): readonly number[] {
  const all = allGroups(values, shape.digits);
  const count = all.length;
  if (count <= shape.groups + 1) {
    return all;
  }
  const different = all.filter((index) =>
    values.some((value) => group(value, index, shape.digits) !== group(values[0] ?? '', index, shape.digits)),
  );
  const wanted = [different.at(0), different.at(-1), 0, count - 1, 1];
  const chosen = new Set<number>();
  for (const index of wanted) {
    if (index !== undefined && chosen.size < shape.groups) {
      chosen.add(index);
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Every group of the longest of some values. */
export function allGroups(values: readonly string[], digits = GROUP): readonly number[] {
  const longest = Math.max(0, ...values.map((value) => value.length));
  return Array.from({ length: Math.ceil(longest / digits) }, (_, index) => index);
}

/**
 * A value in groups of digits, as lists of parts: what is between two groups that are shown is dots.
 *
 * @param groups ascending, those to show
 * @param other what it is compared with; undefined for nothing
 * @param size digits of a group
 */
export function hexParts(
  value: string,
  groups: readonly number[],
  other?: string,
  size = GROUP,
): readonly (readonly HexPart[])[] {
  const made: (readonly HexPart[])[] = [];
  let next = 0;
  const leaveOut = (end: number): void => {
    const [left, right] = [value.slice(next * size, end * size), other?.slice(next * size, end * size)];
    if (left !== '') {
      made.push([{ text: DOTS, differs: right !== undefined && left !== right }]);
    }
  };
  for (const index of groups) {
    const digits = group(value, index, size);
    if (digits === '') {
      continue;
    }
    leaveOut(index);
    made.push(runs(digits, other === undefined ? undefined : group(other, index, size)));
    next = index + 1;
  }
  leaveOut(Math.ceil(value.length / size));
  return made;
}

function group(value: string, index: number, digits: number): string {
  return value.slice(index * digits, (index + 1) * digits);
}

/** Digits next to each other that are all equal, or all different. */
function runs(digits: string, other: string | undefined): readonly HexPart[] {
  const parts: HexPart[] = [];
  for (let at = 0; at < digits.length; at++) {
    const differs = other !== undefined && digits[at] !== other[at];
    const last = parts.at(-1);
    if (last !== undefined && last.differs === differs) {
      parts[parts.length - 1] = { text: last.text + digits[at], differs };
    } else {
      parts.push({ text: digits[at] ?? '', differs });
    }
  }
  return parts;
}
