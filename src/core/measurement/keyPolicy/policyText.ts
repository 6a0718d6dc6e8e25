import type { Node } from 'jsonc-parser';
import type { Layer, Located, Span } from '../../located.ts';
import { spanOf } from '../referenceNodes.ts';

/** A text of JSON that holds policies: a file, or a string in one. Nodes have offsets in it, results in the file. */
export interface PolicySource {
  readonly layers: readonly Layer[];
  /** UTF-16 units of the text. */
  readonly length: number;
  /** Where the parser stumbled, in ascending order. */
  readonly errors: readonly number[];
  outerOffset(offset: number): number;
}

export function sourceOf(
  length: number,
  errors: readonly { readonly offset: number }[],
  layers: readonly Layer[],
  outerOffset: PolicySource['outerOffset'],
): PolicySource {
  const offsets = errors.map(({ offset }) => offset).sort((one, other) => one - other);
  return { layers, length, errors: offsets, outerOffset };
}

export function placeOf(node: Node, source: PolicySource): Span {
  const { start, end } = spanOf(node);
  return { start: source.outerOffset(start), end: source.outerOffset(end) };
}

/** Of a string, what stands between its quotes; of a literal, all of it. */
export function located(node: Node, source: PolicySource): Located<string> {
  const quote = node.type === 'string' ? 1 : 0;
  return {
    start: source.outerOffset(node.offset + quote),
    end: source.outerOffset(node.offset + node.length - quote),
    value: String(node.value),
    layers: source.layers,
  };
}

/**
 * Whether a syntax error reaches into a node. The parser reads on past errors, so such a node could have taken in
 * parts of the next one, or lost some to the text's end.
 */
export function isBroken(node: Node, { errors, length }: PolicySource): boolean {
  const { start, end } = spanOf(node);
  let low = 0;
  let high = errors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((errors[middle] ?? length) <= start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return end >= length || (errors[low] ?? end) < end;
}

/** The value of a member; of two, neither is meant. Callers refuse objects with repeated members before. */
export function memberOf(object: Node, name: string): Node | undefined {
  return (object.children ?? []).find(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

/** What stands for "one or several": the entries of a list, or the value itself. */
export function entriesOf(node: Node): readonly Node[] {
  return node.type === 'array' ? (node.children ?? []) : [node];
}
