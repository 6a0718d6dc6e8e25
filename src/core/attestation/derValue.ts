/** A value in DER (X.690) and where it stands. */
export interface DerValue {
  /** The identifier byte. */
  readonly tag: number;
  /** Where its contents begin. */
  readonly contents: number;
  /** Exclusive. */
  readonly end: number;
}

/** The value at `at`, if it is whole before `end` and its length is in the shortest form. Only tags of one byte. */
export function derValueAt(bytes: Uint8Array, at: number, end: number): DerValue | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || at + 2 > end) {
    return undefined;
  }
  const width = first < 0x80 ? 0 : first - 0x80;
  const contents = at + 2 + width;
  // Three bytes tell more than any input has.
  if ((first >= 0x80 && width === 0) || width > 3 || contents > end) {
    return undefined;
  }
  let length = width === 0 ? first : 0;
  for (let index = at + 2; index < contents; index++) {
    length = length * 256 + (bytes[index] ?? 0);
  }
  const isShortest = width === 0 || (length >= 0x80 && bytes[at + 2] !== 0);
  return isShortest && length <= end - contents ? { tag, contents, end: contents + length } : undefined;
}

/** The values inside one, if they fill it; at most `most`. */
export function derChildren(bytes: Uint8Array, parent: DerValue, most: number): readonly DerValue[] | undefined {
  const children: DerValue[] = [];
  let at = parent.contents;
  while (at < parent.end) {
    const child = derValueAt(bytes, at, parent.end);
    if (child === undefined || children.length === most) {
      return undefined;
    }
    children.push(child);
    at = child.end;
  }
  return children;
}
