// Runs a query on rows as Trino would, as far as the extension's own queries go; whatever is beyond them throws.
import {
  AndContext,
  ArrayConstructorContext,
  BasicStringLiteralContext,
  CastContext,
  ComparisonContext,
  DereferenceContext,
  FunctionCallContext,
  InListContext,
  LambdaContext,
  LikeContext,
  NonReservedContext,
  NullPredicateContext,
  OrContext,
  ParenthesizedExpressionContext,
  PredicatedContext,
  QualifiedNameContext,
  QuerySpecificationContext,
  SelectItemContext,
  UnquotedIdentifierContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser';
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';
import { literalText } from './trinoQuery.ts';

/** Columns and fields by their names in lower case. */
export interface Row {
  readonly [name: string]: SqlValue;
}

export type SqlValue =
  | null
  | string
  | boolean
  | Json
  | Lambda
  | Row
  | readonly SqlValue[]
  | ReadonlyMap<string, SqlValue>;

type Lambda = (value: SqlValue) => SqlValue;

/** A value of type JSON. */
class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

interface Tree {
  getText(): string;
  readonly children?: readonly Tree[] | null;
}

/** The rows of the result, columns by their names as the query spells them. */
export function runQuery(sql: string, table: readonly Row[]): readonly Readonly<Record<string, string | null>>[] {
  const query = find(new TrinoSQL().parse(sql));
  const where = query.whereClause()?.children?.[1];
  const selected = table.filter((row) => where === undefined || evaluate(where, row) === true);
  const columns = selectedColumns(query);
  return selected.map((row) =>
    Object.fromEntries(
      columns.map(([name, expression]) => {
        const value = evaluate(expression, row);
        if (value !== null && typeof value !== 'string') throw new Error(`${name} is no text`);
        return [name, value];
      }),
    ),
  );
}

function find(tree: Tree): QuerySpecificationContext {
  if (tree instanceof QuerySpecificationContext) return tree;
  for (const child of tree.children ?? []) {
    if (child.children) return find(child);
  }
  throw new Error('no SELECT');
}

function selectedColumns(query: QuerySpecificationContext): readonly (readonly [string, Tree])[] {
  const items = (query.selectList().children ?? []).filter(
    (child: Tree) => child instanceof SelectItemContext || child.children,
  );
  return items.map((item: Tree) => {
    const [expression, as, name] = item.children ?? [];
    if (expression === undefined || (as !== undefined && name === undefined)) throw new Error(item.getText());
    return [(name ?? expression).getText(), expression];
  });
}

function evaluate(tree: Tree, scope: Row): SqlValue {
  const children = tree.children ?? [];
  const [first, second] = children;
  if (tree instanceof BasicStringLiteralContext) return literalText(tree.getText());
  if (
    tree instanceof UnquotedIdentifierContext ||
    tree instanceof NonReservedContext ||
    tree instanceof QualifiedNameContext ||
    tree instanceof DereferenceContext
  ) {
    return field(tree.getText(), scope);
  }
  if (tree instanceof FunctionCallContext) return call(tree, scope);
  if (first === undefined) throw new Error(`cannot run ${tree.getText()}`);
  if (children.length === 1) return evaluate(first, scope);
  if (second === undefined) throw new Error(`cannot run ${tree.getText()}`);
  if (tree instanceof ParenthesizedExpressionContext) return evaluate(second, scope);
  if (tree instanceof AndContext || tree instanceof OrContext) {
    const values = [first, children[2] ?? first].map((side) => evaluate(side, scope));
    const decisive = tree instanceof OrContext;
    return values.includes(decisive) ? decisive : values.includes(null) ? null : !decisive;
  }
  if (tree instanceof PredicatedContext) return predicate(evaluate(first, scope), second, scope);
  if (tree instanceof LambdaContext) {
    return (value) => evaluate(tree.expression(), { ...scope, [first.getText().toLowerCase()]: value });
  }
  if (tree instanceof CastContext && tree.type().getText() === 'JSON')
    return toJson(evaluate(tree.expression(), scope));
  if (tree instanceof ArrayConstructorContext) return tree.expression().map((part) => evaluate(part, scope));
  throw new Error(`cannot run ${tree.getText()}`);
}

/** A column, or a field of a row; of a row that is null, every field is. */
function field(path: string, scope: Row): SqlValue {
  let value: SqlValue = scope;
  for (const name of path.toLowerCase().split('.')) {
    if (value === null) return null;
    const held: SqlValue | undefined = isRow(value) ? value[name] : undefined;
    if (held === undefined) throw new Error(`no column ${path}`);
    value = held;
  }
  return value;
}

function isRow(value: SqlValue): value is Row {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Json)
  );
}

function predicate(value: SqlValue, tree: Tree, scope: Row): SqlValue {
  const children = tree.children ?? [];
  if (tree instanceof NullPredicateContext) return (value === null) !== (children.length === 3);
  if (value === null) return null;
  if (tree instanceof ComparisonContext) {
    const [operator, right] = children;
    const [one, other] = [text(value), text(evaluate(right ?? tree, scope))];
    if (operator?.getText() === '=') return one === other;
    if (operator?.getText() === '>=') return one >= other;
    if (operator?.getText() === '<') return one < other;
  }
  if (tree instanceof LikeContext && children.length === 2) {
    const pattern = text(evaluate(children[1] ?? tree, scope));
    const source = [...pattern].map((unit) => (unit === '%' ? '.*' : unit === '_' ? '.' : unit.replace(/\W/g, '\\$&')));
    return new RegExp(`^${source.join('')}$`, 's').test(text(value));
  }
  if (tree instanceof InListContext && tree.KW_NOT() === null) {
    return tree.expression().some((expression) => evaluate(expression, scope) === value);
  }
  throw new Error(`cannot run ${tree.getText()}`);
}

function call(tree: FunctionCallContext, scope: Row): SqlValue {
  const name = tree.functionName().getText().toLowerCase();
  const args = tree.expression();
  if (name === 'try') {
    try {
      return evaluate(args[0] ?? tree, scope);
    } catch {
      return null;
    }
  }
  const [one = null, other = null] = args.map((argument) => evaluate(argument, scope));
  if (one === null) return null;
  switch (name) {
    case 'lower':
      return text(one).toLowerCase();
    case 'starts_with':
      return text(one).startsWith(text(other));
    case 'json_parse':
      return new Json(JSON.parse(text(one)));
    case 'json_format':
      if (!(one instanceof Json)) throw new Error('no JSON');
      return JSON.stringify(sorted(one.value));
    case 'json_extract_scalar':
      return scalar(text(one), text(other));
    case 'map':
      return mapOf(list(one).map(text), list(other));
    case 'transform':
      return list(one).map(lambda(other));
    case 'any_match':
      return list(one).map(lambda(other)).includes(true);
  }
  throw new Error(`cannot run ${name}`);
}

function text(value: SqlValue): string {
  if (typeof value !== 'string') throw new Error('no text');
  return value;
}

function list(value: SqlValue): readonly SqlValue[] {
  if (!Array.isArray(value)) throw new Error('no array');
  return value;
}

function lambda(value: SqlValue): Lambda {
  if (typeof value !== 'function') throw new Error('no lambda');
  return value;
}

function mapOf(keys: readonly string[], values: readonly SqlValue[]): ReadonlyMap<string, SqlValue> {
  if (new Set(keys).size !== keys.length || keys.length !== values.length) throw new Error('no map');
  return new Map(keys.map((key, index) => [key, values[index] ?? null]));
}

function toJson(value: SqlValue): SqlValue {
  return value === null ? null : new Json(plain(value));
}

function plain(value: SqlValue): unknown {
  if (value instanceof Json) return value.value;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, held]) => [key, plain(held)]));
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error('what a row becomes as JSON differs between versions');
}

/** Broken text has no members, and a member that is no scalar is null, as Trino has it. */
function scalar(json: string, path: string): string | null {
  if (!/^\$(?:\.\w+)+$/.test(path)) throw new Error(`cannot run ${path}`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  for (const name of path.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null) return null;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Trino writes members in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, held]) => [key, sorted(held)]),
  );
}
