import { type Column, columnOf, headerColumns } from '../event/column.ts';
import type { Span } from '../located.ts';
import type { ContainerKind } from './container.ts';
import { MOST_CELLS } from './csvRow.ts';
import type { TextContainer } from './eventText.ts';
import { CLOSE_BRACE, OPEN_BRACKET, unescaped } from './jsonText.ts';
import { JsonWalk, type ValueReader } from './jsonWalk.ts';
import type { EventCollector } from './otherEvents.ts';
import { atOnce, type Steps } from './steps.ts';

/** A cell that is text, which is what results of queries are throughout. */
interface TextCell {
  readonly column: Column | undefined;
  readonly content: Span;
}

/** A row of CloudTrail Lake, `[{"eventName":"Decrypt"},{"eventTime":"…"}]`: each cell says which column it is of. */
export function* lakeRow(walk: JsonWalk, collector: EventCollector): Steps<void> {
  if (walk.peek() !== OPEN_BRACKET) {
    yield* walk.skip();
    return;
  }
  const start = walk.position;
  const cells: TextCell[] = [];
  const cell = (name: string): ValueReader =>
    walk.stringReader((content) => cells.push({ column: columnOf(name), content }));
  yield* walk.elements(() => walk.object(cell));
  addRow({ start, end: walk.position }, cells, collector, ['lake', 'lake-columns']);
}

function addRow(
  { start, end }: Span,
  cells: readonly TextCell[],
  collector: EventCollector,
  [ofTexts, ofColumns]: readonly [TextContainer, ContainerKind],
): void {
  if (cells.length > MOST_CELLS) {
    collector.report({ code: 'broken-row', message: 'This row has too many cells: it was not read.', start, end });
    return;
  }
  const whole = cells.filter(({ column }) => column?.kind === 'whole-event');
  for (const { content } of whole) {
    collector.addText({ ...content, container: ofTexts });
  }
  if (whole.length > 0) {
    return;
  }
  const known = cells.flatMap(({ column, content }) =>
    column === undefined
      ? []
      : [{ column, layer: 'json' as const, start: content.start - start, end: content.end - start }],
  );
  collector.add({ start, end }, { kind: 'row', cells: known }, ofColumns);
}

/**
 * What Athena's API answers. The columns are told behind the rows; the first row of the first page repeats them, and is
 * all that tells them where a tool has left out the rest.
 */
export function* athenaResult(text: string, walk: JsonWalk, collector: EventCollector): Steps<void> {
  const names: string[] = [];
  const places: number[] = [];
  const rows = function* (): Steps<void> {
    places.push(walk.position);
    yield* walk.skip();
  };
  yield* walk.object((name) => {
    if (name === 'ResultSetMetadata') {
      return metadataReader(text, walk, names);
    }
    return name === 'Rows' ? rows : undefined;
  });
  const end = walk.position;
  const [first] = places;
  if (first !== undefined) {
    walk.goTo(first);
    yield* athenaRows(text, walk, collector, names);
    walk.goTo(Math.max(walk.position, end));
  }
}

/** The names of columns that a text of Athena's API tells, wherever it does. */
export function toldNames(text: string): readonly string[] {
  const walk = new JsonWalk(text, Number.POSITIVE_INFINITY);
  const names: string[] = [];
  const result = (): Steps<void> =>
    walk.object((name) => (name === 'ResultSetMetadata' ? metadataReader(text, walk, names) : undefined));
  const document = (): Steps<void> => walk.object((name) => (name === 'ResultSet' ? result : undefined));
  atOnce(walk.values(() => (walk.peek() === OPEN_BRACKET ? walk.elements(document) : document())));
  return names;
}

/** What stands in the cells of the first of some rows; nothing where that does not end in the text. */
export function firstRowNames(rows: string): readonly string[] {
  const walk = new JsonWalk(rows, Number.POSITIVE_INFINITY);
  const cells: (Span | undefined)[] = [];
  atOnce(rowReader(walk, cells)());
  return rows.charCodeAt(walk.position - 1) === CLOSE_BRACE ? namesIn(rows, cells) : [];
}

function metadataReader(text: string, walk: JsonWalk, names: string[]): ValueReader {
  const keep = walk.stringReader((span) => names.push(textOf(text, span)));
  const column = (): Steps<void> => walk.object((name) => (name === 'Name' ? keep : undefined));
  return () => walk.object((member) => (member === 'ColumnInfo' ? () => walk.elements(column) : undefined));
}

function rowReader(walk: JsonWalk, cells: (Span | undefined)[]): ValueReader {
  return () =>
    walk.object((name) => (name === 'Data' ? () => walk.elements(() => athenaCell(walk, cells)) : undefined));
}

function namesIn(text: string, cells: readonly (Span | undefined)[]): readonly string[] {
  return cells.map((span) => (span === undefined ? '' : textOf(text, span)));
}

function* athenaRows(text: string, walk: JsonWalk, collector: EventCollector, told: readonly string[]): Steps<void> {
  let columns: readonly (Column | undefined)[] | undefined = told.length > 0 ? told.map(columnOf) : undefined;
  let isFirst = true;
  yield* walk.elements(function* () {
    walk.peek();
    const start = walk.position;
    const cells: (Span | undefined)[] = [];
    yield* rowReader(walk, cells)();
    const row = { start, end: walk.position };
    const names = isFirst ? namesIn(text, cells) : [];
    const wasFirst = isFirst;
    isFirst = false;
    if (wasFirst && columns === undefined) {
      columns = headerColumns(names);
    } else if (columns !== undefined && !(wasFirst && names.every((name, index) => name === told[index]))) {
      addAthenaRow(row, columns, cells, collector);
    }
  });
}

function addAthenaRow(
  row: Span,
  columns: readonly (Column | undefined)[],
  cells: readonly (Span | undefined)[],
  collector: EventCollector,
): void {
  if (cells.length !== columns.length) {
    collector.report({ code: 'broken-row', message: wrongWidth(cells.length, columns.length), ...row });
    return;
  }
  const known = cells.flatMap((content, index) => (content === undefined ? [] : [{ column: columns[index], content }]));
  addRow(row, known, collector, ['athena', 'athena']);
}

/** `{"VarCharValue":"…"}`, or `{}` for NULL. */
function* athenaCell(walk: JsonWalk, cells: (Span | undefined)[]): Steps<void> {
  const place = cells.push(undefined) - 1;
  const keep = (span: Span): void => {
    cells[place] = span;
  };
  yield* walk.object((name) => (name === 'VarCharValue' ? walk.stringReader(keep) : undefined));
}

function textOf(text: string, { start, end }: Span): string {
  return unescaped(text.slice(start, end));
}

export function wrongWidth(cells: number, columns: number): string {
  return `This row has ${cells} cells, and the header ${columns}: it was not read.`;
}
