import type { Node } from 'jsonc-parser';
import { isMap, isScalar, isSeq, parseAllDocuments, type Range, Scalar } from 'yaml';
import { failed, ok, type Result } from '../../result.ts';

/** A text of YAML as the tree that JSON has, so that both are read alike. */
export interface YamlTree {
  readonly root: Node;
  /** Where the parser stumbled. */
  readonly errors: readonly { readonly offset: number; readonly length: number }[];
}

/**
 * Reads YAML, as templates of CloudFormation are written. What stands for something else, a tag such as `!Sub`, an alias,
 * or a block of text, is a `null` here, and so is not guessed. The tree's strings begin and end with a quote, or as if
 * they did. The error is a clause.
 */
export function readYaml(text: string): Result<YamlTree, string> {
  try {
    // Keys that are there twice are told by those who read the tree.
    const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
    const list = 'empty' in documents ? [] : documents;
    const errors = list.flatMap((document) =>
      document.errors.map(({ pos: [start, end] }) => ({ offset: start, length: Math.max(end - start, 1) })),
    );
    const children = list.flatMap((document) => (document.contents === null ? [] : [nodeOf(document.contents)]));
    return ok({ root: { type: 'array', offset: 0, length: text.length, children }, errors });
  } catch {
    // The parser goes deeper with every bracket, and ends the stack on some that nobody writes by hand.
    return failed('it nests too deep, or is no YAML');
  }
}

function nodeOf(value: unknown): Node {
  if (isMap(value)) {
    const children = value.items.map((pair) => property(nodeOf(pair.key), nodeOf(pair.value)));
    return { ...placed('object', value.range), children };
  }
  if (isSeq(value)) {
    return { ...placed('array', value.range), children: value.items.map(nodeOf) };
  }
  return isScalar(value) ? scalar(value) : placed('null', undefined);
}

function property(key: Node, value: Node): Node {
  // A key without a value has a value without a place.
  const end = Math.max(key.offset + key.length, value.offset + value.length);
  return { type: 'property', offset: key.offset, length: end - key.offset, children: [key, value] };
}

function scalar({ value, type, tag, range }: Scalar): Node {
  const isPlain = type === Scalar.PLAIN;
  const isText = isPlain || type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  if (tag !== undefined || !isText || range === undefined || range === null) {
    return placed('null', range);
  }
  if (typeof value === 'string') {
    const node = { ...placed('string', range), value };
    return isPlain ? { ...node, offset: node.offset - 1, length: node.length + 2 } : node;
  }
  if (typeof value === 'boolean' || typeof value === 'number') {
    return { ...placed(typeof value === 'boolean' ? 'boolean' : 'number', range), value };
  }
  return placed('null', range);
}

function placed(type: Node['type'], range: Range | null | undefined): Node {
  const [start, end] = range ?? [0, 0];
  return { type, offset: start, length: end - start };
}
