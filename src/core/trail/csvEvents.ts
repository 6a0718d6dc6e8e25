import type { Span } from '../located.ts';
import type { CsvHeader } from './csvHeader.ts';
import { type BrokenCsvRow, type CsvRow, readCsvRow } from './csvRow.ts';
import { COST } from './jsonWalk.ts';
import { collectEvents, type EventCollector, type OtherEvents, STEP } from './otherEvents.ts';
import { wrongWidth } from './rowsInJson.ts';
import type { TrailProblem, WantedEvents } from './scan.ts';
import type { Steps } from './steps.ts';

/** The events in the rows below a header. Yields where a host may want a turn. */
export function* csvEvents(text: string, header: CsvHeader, wanted: WantedEvents): Steps<OtherEvents> {
  const collector = collectEvents(text, wanted);
  let turn = header.next + STEP;
  for (let at = header.next; at < text.length; ) {
    const row = readCsvRow(text, at);
    if (!('cells' in row)) {
      collector.report(brokenRow(row));
      break;
    }
    if (row.kind === 'row') {
      addRow(text, header, row, collector);
    } else {
      const { start, end } = row;
      collector.report({ code: 'broken-row', message: 'This row has too many cells: it was not read.', start, end });
    }
    at = row.next;
    if (at > turn) {
      turn = at + STEP;
      yield COST * STEP;
    }
  }
  return collector.found;
}

function addRow(text: string, { names, columns }: CsvHeader, row: CsvRow, collector: EventCollector): void {
  const { start, end, cells } = row;
  const isBlank = cells.length === 1 && text.slice(start, end).trim() === '';
  if (isBlank || isHeaderAgain(text, names, cells)) {
    return;
  }
  if (cells.length !== columns.length) {
    collector.report({ code: 'broken-row', message: wrongWidth(cells.length, columns.length), start, end });
    return;
  }
  const whole = cells.filter((_, index) => columns[index]?.kind === 'whole-event');
  for (const cell of whole) {
    collector.addText({ ...cell, layer: 'csv', container: 'csv' });
  }
  if (whole.length > 0) {
    return;
  }
  const known = cells.flatMap((cell, index) => {
    const column = columns[index];
    return column === undefined
      ? []
      : [{ column, layer: 'csv' as const, start: cell.start - start, end: cell.end - start }];
  });
  collector.add({ start, end }, { kind: 'row', cells: known }, 'csv');
}

/** Files that were put together have a header each. */
function isHeaderAgain(text: string, names: readonly string[], cells: readonly Span[]): boolean {
  return (
    cells.length === names.length && cells.every(({ start, end }, index) => text.slice(start, end) === names[index])
  );
}

/** Behind wrong quotes nothing tells what stands in a cell, which a caller may have written, from what stands in none. */
export function brokenRow({ kind, start, end }: BrokenCsvRow): TrailProblem {
  switch (kind) {
    case 'broken':
      return {
        code: 'broken-row',
        message: 'The quotes of this row are wrong: it and what follows were not read.',
        start,
        end,
      };
    case 'cut-off':
      return { code: 'cut-off', message: 'The text ends inside of a cell of this row: it was not read.', start, end };
    case 'too-long':
      return {
        code: 'too-long',
        message: 'A cell of this row is too long to be read: the row and what follows were not read.',
        start,
        end,
      };
  }
}
