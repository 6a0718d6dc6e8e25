// Results of queries as the engines write them into files.
import { writeJson } from '../json.ts';

export type ResultRows = readonly Readonly<Record<string, string | null>>[];

/** Every cell between quotes, nothing for null, names in lower case. */
export function athenaCsv(rows: ResultRows): string {
  return csv(rows, (name) => name.toLowerCase(), quotedCell);
}

/** Of `aws athena get-query-results`: the first row has the names, and null has no value. */
export function athenaResultSet(rows: ResultRows): string {
  const names = columnsOf(rows);
  const data = (cells: readonly (string | null)[]) => ({
    Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
  });
  const held = rows.map((row) => data(names.map((name) => row[name] ?? null)));
  return writeJson({ ResultSet: { Rows: [data(names.map((name) => name.toLowerCase())), ...held] } }, { indent: '  ' });
}

/** Of `aws cloudtrail get-query-results`: each cell is an object of its own. */
export function lakeResults(rows: ResultRows): string {
  const cells = rows.map((row) => Object.entries(row).map(([name, value]) => ({ [name]: value ?? '' })));
  return writeJson({ QueryStatus: 'FINISHED', QueryResultRows: cells }, { indent: '    ' });
}

/** Saved results: only cells that need quotes have them. */
export function lakeCsv(rows: ResultRows): string {
  return csv(
    rows,
    (name) => name,
    (text) => (/[",\r\n]/.test(text) ? quotedCell(text) : text),
  );
}

function csv(rows: ResultRows, nameOf: (name: string) => string, cellOf: (text: string) => string): string {
  const names = columnsOf(rows);
  const lines = rows.map((row) =>
    names.map((name) => row[name] ?? null).map((cell) => (cell === null ? '' : cellOf(cell))),
  );
  return `${[names.map((name) => cellOf(nameOf(name))), ...lines].map((line) => line.join(',')).join('\n')}\n`;
}

function quotedCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function columnsOf(rows: ResultRows): readonly string[] {
  return Object.keys(rows[0] ?? {});
}
