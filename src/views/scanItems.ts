import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Uri } from 'vscode';
import { CommandId } from '../commandIds.ts';
import {
  appraisedClause,
  grouped,
  identifyingPcrs,
  type Measurements,
  measurementAt,
  type OutcomeKind,
  outcomeClause,
  outcomeLabel,
  parseModuleId,
  utcTime,
} from '../core/index.ts';
import { countOfCalls, shortHex } from '../editor/callWords.ts';
import { visible } from '../editor/fileText.ts';
import { countOf, pathInScan, scanSummary } from '../editor/scanWords.ts';
import type { AppraisedScannedCall, EnclaveGroup, ImageGroup } from '../workspace/scan/appraisedScan.ts';
import type { FolderScan } from '../workspace/scan/folderScans.ts';
import type { NotReadFile, ScanNode } from './scanNodes.ts';

/** Labels and tooltips of a tree are plain text: nothing in them acts. Words of outcomes stand as they are, with their ✓. */
export function scanItem(node: ScanNode, root: Uri): TreeItem {
  switch (node.kind) {
    case 'summary':
      return summaryItem(node.scan, root);
    case 'image':
      return imageItem(node.group);
    case 'enclave':
      return enclaveItem(node.group);
    case 'call':
      return callItem(node.found, root);
    case 'not-read':
      return notReadItem(node.files);
    case 'tells-nothing':
      return tellsNothingItem(node.files);
    case 'not-read-file':
      return notReadFileItem(node.file, root);
    case 'range': {
      const item = new TreeItem(`${node.first} to ${node.last}`, TreeItemCollapsibleState.Collapsed);
      item.accessibilityInformation = { label: `Entries ${node.first} to ${node.last}` };
      return item;
    }
  }
}

const ICONS: Readonly<Record<OutcomeKind, readonly [icon: string, color: string]>> = {
  match: ['pass', 'testing.iconPassed'],
  partial: ['question', 'editorOverviewRuler.infoForeground'],
  'named-by-untrusted': ['unverified', 'editorOverviewRuler.infoForeground'],
  different: ['warning', 'editorOverviewRuler.warningForeground'],
  unknown: ['question', 'editorOverviewRuler.infoForeground'],
  debug: ['debug-alt', 'editorOverviewRuler.warningForeground'],
  unreadable: ['circle-slash', 'editorOverviewRuler.infoForeground'],
};

function summaryItem(scan: FolderScan, root: Uri): TreeItem {
  const summary = scanSummary(scan);
  const item = new TreeItem(summary, TreeItemCollapsibleState.None);
  const icons = { running: 'loading~spin', done: 'shield', cancelled: 'circle-slash', 'too-many-calls': 'warning' };
  item.iconPath = new ThemeIcon(icons[scan.state]);
  item.tooltip = `${visible(root.scheme === 'file' ? root.fsPath : root.path)}: ${summary}`;
  item.accessibilityInformation = { label: `Scan of ${visible(root.path)}: ${summary}` };
  return item;
}

function imageItem({ id, outcome, enclaves, count, first }: ImageGroup): TreeItem {
  const { appraised, call } = first;
  const label = outcomeLabel(appraised.outcome, 100);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const counts = `${countOfCalls(count)}, ${countOf(enclaves.length, enclaveWord(call.measurements))}`;
  const image = imageInWords(call.measurements);
  item.id = id;
  item.description = image === undefined ? counts : `${image} · ${counts}`;
  item.tooltip = [outcomeClause(appraised.outcome), image, counts].filter(Boolean).join('\n');
  item.iconPath = iconOf(outcome);
  item.accessibilityInformation = {
    label: [outcomeClause(appraised.outcome), counts, image].filter(Boolean).join(', '),
  };
  return item;
}

function enclaveItem({ id, moduleId, calls }: EnclaveGroup): TreeItem {
  const launched = moduleId === undefined ? undefined : parseModuleId(moduleId)?.instanceId;
  const name = moduleId === undefined ? 'no module id' : visible(moduleId, 100);
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const [first] = calls;
  const since = first?.call.eventTime === undefined ? undefined : `from ${utcTime(first.call.eventTime)}`;
  item.id = id;
  item.description = [countOfCalls(calls.length), since].filter(Boolean).join(' ');
  item.tooltip = [name, launched && `instance ${launched}`, item.description].filter(Boolean).join('\n');
  item.iconPath = new ThemeIcon('server-process');
  item.accessibilityInformation = { label: `Enclave ${name}, ${item.description}` };
  return item;
}

function callItem({ call, file, appraised }: AppraisedScannedCall, root: Uri): TreeItem {
  const operation = visible(call.operation ?? 'KMS call', 40);
  const time = call.eventTime === undefined ? 'no time' : utcTime(call.eventTime);
  const path = pathInScan(file.uri, root);
  const clause = appraisedClause(appraised);
  const item = new TreeItem(`${time} ${operation}`, TreeItemCollapsibleState.None);
  const facts = [call.errorCode, call.key, call.caller, call.region].flatMap((fact) =>
    fact === undefined ? [] : [visible(fact, 200)],
  );
  item.description = `${outcomeLabel(appraised.outcome, 60)} · ${path}`;
  item.tooltip = [`${operation} at ${time}: ${clause}`, ...facts, path].join('\n');
  item.iconPath = iconOf(appraised.outcome.kind);
  item.accessibilityInformation = { label: `${operation} at ${time}, ${clause}, in ${path}` };
  item.command = {
    command: CommandId.showScannedCall,
    title: 'Show Call',
    arguments: [file.uri, call.index],
  };
  return item;
}

function notReadItem(files: readonly NotReadFile[]): TreeItem {
  const item = new TreeItem('Not read', TreeItemCollapsibleState.Collapsed);
  const inPart = files.filter(({ calls }) => calls > 0).length;
  item.id = 'not-read';
  const entries = `${grouped(files.length)} ${files.length === 1 ? 'entry' : 'entries'}`;
  item.description = inPart === 0 ? entries : `${entries}, ${grouped(inPart)} of them in part`;
  item.iconPath = new ThemeIcon('warning');
  item.accessibilityInformation = { label: `Not read, or in part: ${item.description}` };
  return item;
}

function tellsNothingItem(files: readonly NotReadFile[]): TreeItem {
  const item = new TreeItem('Without attestation data', TreeItemCollapsibleState.Collapsed);
  item.id = 'tells-nothing';
  item.description = countOf(files.length, 'file');
  item.iconPath = new ThemeIcon('info');
  item.accessibilityInformation = { label: `Read, and cannot tell of an attestation: ${item.description}` };
  return item;
}

function notReadFileItem({ uri, problem, calls }: NotReadFile, root: Uri): TreeItem {
  const path = pathInScan(uri, root);
  const item = new TreeItem(path, TreeItemCollapsibleState.None);
  const reason = visible(problem.message);
  const found = calls === 0 ? '' : `; ${countOfCalls(calls)} found in it`;
  item.id = `not-read ${uri}`;
  item.description = `${reason}${found}`;
  item.tooltip = `${path}: ${reason}${found}`;
  const what = problem.code === 'tells-nothing' ? 'tells of no attestation' : 'was not read, or in part';
  item.accessibilityInformation = { label: `${path} ${what}: ${reason}${found}` };
  return item;
}

function iconOf(outcome: OutcomeKind): ThemeIcon {
  const [icon, color] = ICONS[outcome];
  return new ThemeIcon(icon, new ThemeColor(color));
}

/** What an image is told apart by, where it can be read. */
function imageInWords(measurements: Measurements): string | undefined {
  const { platform } = measurements;
  const named = platform && identifyingPcrs(platform).find((pcr) => measurementAt(measurements, pcr) !== undefined);
  const digest = named === undefined ? undefined : measurementAt(measurements, named);
  return digest && `PCR${named} ${shortHex(digest.hex)}`;
}

function enclaveWord({ platform }: Measurements): string {
  return platform === 'nitro-tpm' ? 'instance' : 'enclave';
}
