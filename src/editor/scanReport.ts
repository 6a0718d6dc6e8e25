import type { Uri } from 'vscode';
import { appraisedClause, measurementAt, utcTime } from '../core/index.ts';
import type { AppraisedScannedCall, ImageGroup } from '../workspace/scan/appraisedScan.ts';
import type { FolderScan } from '../workspace/scan/folderScans.ts';
import { turns } from '../workspace/turns.ts';
import { codeCell, markdownOf, plainInMarkdown, visible } from './fileText.ts';
import { markdownTable } from './markdownTable.ts';
import { filesNotRead, filesTellingNothing, pathInScan, scanSummary } from './scanWords.ts';

export type ScanReportFormat = 'csv' | 'json' | 'markdown';

/** Calls of a table that people read; the other forms have all. */
const MOST_ROWS = 1000;
const HEAD = ['time', 'operation', 'outcome', 'moduleId', 'pcrs', 'key', 'region', 'caller', 'error', 'file', 'byte'];

/** The results of a scan as text, made in turns with the host. */
export async function scanReport(
  scan: FolderScan,
  groups: readonly ImageGroup[],
  format: ScanReportFormat,
): Promise<string> {
  switch (format) {
    case 'csv':
      return await csv(scan.root, groups);
    case 'json':
      return await json(scan, groups);
    case 'markdown':
      return markdown(scan, groups);
  }
}

function* every(groups: readonly ImageGroup[]): Generator<AppraisedScannedCall, void> {
  for (const { enclaves } of groups) {
    for (const { calls } of enclaves) {
      yield* calls;
    }
  }
}

/** What is written of each call, with something between; joined some at a time, as millions of units together take long. */
async function inTurns(
  groups: readonly ImageGroup[],
  of: (call: AppraisedScannedCall) => string,
  between: string,
): Promise<string> {
  const turn = turns();
  const parts: string[] = [];
  let some: string[] = [];
  for (const call of every(groups)) {
    some.push(of(call));
    if (turn.isDue()) {
      parts.push(some.join(between));
      some = [];
      await turn.take();
    }
  }
  return [...parts, ...(some.length === 0 ? [] : [some.join(between)])].join(between);
}

/** RFC 4180, of cells that are visible text already. Spreadsheets take cells that begin like a formula for one: an apostrophe makes them text. */
async function csv(root: Uri, groups: readonly ImageGroup[]): Promise<string> {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = await inTurns(groups, (found) => `${cellsOf(found, root).map(cell).join(',')}\r\n`, '');
  return `${HEAD.join(',')}\r\n${lines}`;
}

async function json(scan: FolderScan, groups: readonly ImageGroup[]): Promise<string> {
  const line = ({ call, file, appraised }: AppraisedScannedCall): string =>
    JSON.stringify({
      eventTime: call.eventTime === undefined ? undefined : new Date(call.eventTime).toISOString(),
      operation: call.operation,
      outcome: appraised.outcome.kind,
      inWords: appraisedClause(appraised),
      moduleId: call.moduleId,
      platform: call.measurements.platform,
      pcrs: Object.fromEntries(
        call.measurements.pcrs.map(({ index, digest }) => [`PCR${index}`, digest === undefined ? null : digest.hex]),
      ),
      key: call.key,
      region: call.region,
      caller: call.caller,
      errorCode: call.errorCode,
      file: file.uri,
      start: call.start,
      end: call.end,
    });
  const calls = await inTurns(groups, line, ',\n    ');
  const notRead = [
    ...filesNotRead(scan).map(({ uri, problem }) => ({ file: uri, ...problem })),
    ...scan.leftOut.map(({ uri, problem }) => ({ file: uri, ...problem })),
  ];
  const tellNothing = filesTellingNothing(scan).map(({ uri, problem }) => ({ file: uri, ...problem }));
  const scannedAt = new Date(scan.at).toISOString();
  const head = {
    folder: scan.root.toString(),
    scannedAt,
    state: scan.state,
    files: scan.files.length,
    notRead,
    tellNothing,
  };
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "calls": [\n    ${calls}\n  ]\n}\n`;
}

function markdown(scan: FolderScan, groups: readonly ImageGroup[]): string {
  const rows: (readonly string[])[] = [];
  for (const found of every(groups)) {
    if (rows.length === MOST_ROWS) {
      break;
    }
    const [time = '', operation = '', outcome = '', moduleId = ''] = cellsOf(found, scan.root);
    const file = pathInScan(found.file.uri, scan.root);
    rows.push([time, codeCell(operation), markdownOf(outcome), codeCell(moduleId), codeCell(file)]);
  }
  const more = scan.calls > rows.length ? `\n\n${scan.calls - rows.length} more calls are left out here.` : '';
  const notRead = [
    ...filesNotRead(scan).map(({ uri, problem }) => [uri, problem?.message ?? '']),
    ...scan.leftOut.map(({ uri, problem }) => [uri, problem.message]),
  ];
  const shown = notRead
    .slice(0, MOST_ROWS)
    .map(([uri = '', reason = '']) => [codeCell(pathInScan(uri, scan.root)), plainInMarkdown(reason)]);
  const rest = notRead.length > MOST_ROWS ? `\n\n${notRead.length - MOST_ROWS} more are left out here.` : '';
  const silent = filesTellingNothing(scan)
    .slice(0, MOST_ROWS)
    .map(({ uri, problem }) => [codeCell(pathInScan(uri, scan.root)), plainInMarkdown(problem?.message ?? '')]);
  return [
    plainInMarkdown(`${scanSummary(scan)}.`),
    ...(rows.length === 0
      ? []
      : [`${markdownTable(['Time', 'Operation', 'Outcome', 'Module id', 'File'], rows)}${more}`]),
    ...(notRead.length === 0 ? [] : [`Not read, or in part:`, `${markdownTable(['File', 'Reason'], shown)}${rest}`]),
    ...(silent.length === 0 ? [] : [`Without attestation data:`, markdownTable(['File', 'Reason'], silent)]),
    '',
  ].join('\n\n');
}

/** Treacherous characters spelled out; the words of an outcome keep their ✓. */
function cellsOf({ call, file, appraised }: AppraisedScannedCall, root: Uri): readonly string[] {
  const { pcrs } = call.measurements;
  const values = pcrs.map(({ index }) => {
    const digest = measurementAt(call.measurements, index);
    return `PCR${index}=${digest === undefined ? '' : digest.hex}`;
  });
  const own = (text: string | undefined): string => (text === undefined ? '' : visible(text));
  return [
    call.eventTime === undefined ? '' : utcTime(call.eventTime),
    own(call.operation),
    appraisedClause(appraised),
    own(call.moduleId),
    values.join(' '),
    own(call.key),
    own(call.region),
    own(call.caller),
    own(call.errorCode),
    pathInScan(file.uri, root),
    String(call.start),
  ];
}
