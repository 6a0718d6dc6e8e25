import { type Column, columnOf, headerColumns } from '../event/column.ts';
import type { Span } from '../located.ts';
import type { ContainerKind } from './container.ts';
import { MOST_CELLS } from './csvRow.ts';
import type { TextContainer } from './eventText.ts';
import { OPEN_BRACKET, unescaped } from './jsonText.ts';
import type { JsonWalk, ValueReader } from './jsonWalk.ts';
import type { EventCollector } from './otherEvents.ts';
import type { Steps } from './steps.ts';

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
  const columnInfo = (): Steps<void> =>
    walk.elements(() =>
      walk.object((name) =>
        name === 'Name' ? walk.stringReader((span) => names.push(textOf(text, span))) : undefined,
      ),
    );
  const rows = function* (): Steps<void> {
    places.push(walk.position);
    yield* walk.skip();
  };
  yield* walk.object((name) => {
    if (name === 'ResultSetMetadata') {
      return () => walk.object((member) => (member === 'ColumnInfo' ? columnInfo : undefined));
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

function* athenaRows(text: string, walk: JsonWalk, collector: EventCollector, told: readonly string[]): Steps<void> {
  let columns: readonly (Column | undefined)[] | undefined = told.length > 0 ? told.map(columnOf) : undefined;
  let isFirst = true;
  yield* walk.elements(function* () {
    walk.peek();
    const start = walk.position;
    const cells: (Span | undefined)[] = [];
    yield* walk.object((name) => (name === 'Data' ? () => walk.elements(() => athenaCell(walk, cells)) : undefined));
    const row = { start, end: walk.position };
    const names = isFirst ? cells.map((span) => (span === undefined ? '' : textOf(text, span))) : [];
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
