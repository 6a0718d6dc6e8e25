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
 * or a block of text, is a `null` here, and so is not guessed. Of a tag, that `null` has the child that its long form in JSON has, for
 * those who ask for it. The tree's strings begin and end with a quote, or as if they did. The error is a clause.
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
    const map: Node = { ...placed('object', value.range), children };
    return value.tag === undefined ? map : tagged(value.tag, map);
  }
  if (isSeq(value)) {
    const list: Node = { ...placed('array', value.range), children: value.items.map(nodeOf) };
    return value.tag === undefined ? list : tagged(value.tag, list);
  }
  return isScalar(value) ? scalar(value) : placed('null', undefined);
}

/** What a tag of CloudFormation stands for: `!Sub x` for `{ "Fn::Sub": "x" }`. */
function tagged(tag: string, argument: Node): Node {
  const { offset, length } = argument;
  const name = tag === '!Ref' ? 'Ref' : `Fn::${tag.replace(/^!/, '')}`;
  const key: Node = { type: 'string', offset, length: 0, value: name };
  return { type: 'null', offset, length, children: [property(key, argument)] };
}

function property(key: Node, value: Node): Node {
  // A key without a value has a value without a place.
  const end = Math.max(key.offset + key.length, value.offset + value.length);
  return { type: 'property', offset: key.offset, length: end - key.offset, children: [key, value] };
}

function scalar({ value, type, tag, range }: Scalar): Node {
  const isPlain = type === Scalar.PLAIN;
  const isText = isPlain || type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  if (!isText || range === undefined || range === null) {
    return placed('null', range);
  }
  if (typeof value === 'string') {
    const node = { ...placed('string', range), value };
    const quoted = isPlain ? { ...node, offset: node.offset - 1, length: node.length + 2 } : node;
    return tag === undefined ? quoted : { ...tagged(tag, quoted), ...placed('null', range) };
  }
  if (tag === undefined && (typeof value === 'boolean' || typeof value === 'number')) {
    return { ...placed(typeof value === 'boolean' ? 'boolean' : 'number', range), value };
  }
  return placed('null', range);
}

function placed(type: Node['type'], range: Range | null | undefined): Node {
  const [start, end] = range ?? [0, 0];
  return { type, offset: start, length: end - start };
}
