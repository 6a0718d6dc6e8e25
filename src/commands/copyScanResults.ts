import { commands, type Disposable, env, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { type ScanReportFormat, scanReport } from '../editor/scanReport.ts';
import type { References } from '../workspace/references.ts';
import { groupedCalls } from '../workspace/scan/appraisedScan.ts';
import type { FolderScans } from '../workspace/scan/folderScans.ts';
import { say } from './callArguments.ts';

const FORMATS: readonly { readonly label: string; readonly format: ScanReportFormat }[] = [
  { label: 'CSV', format: 'csv' },
  { label: 'JSON', format: 'json' },
  { label: 'Markdown', format: 'markdown' },
];

/** Copies what the last scan has found, judged by the references that are known now. */
export function registerCopyScanResults(scans: FolderScans, references: References): Disposable {
  return commands.registerCommand(CommandId.copyScanResults, async (argument: unknown) => {
    const current = await scans.last();
    if (current === undefined) {
      say('No folder has been scanned yet. Run "Scan Folder for Attested Calls…" first.');
      return;
    }
    const named = FORMATS.find(({ format }) => format === argument);
    const chosen = named ?? (await window.showQuickPick([...FORMATS], { title: 'Copy Results of the Scan as' }));
    if (chosen === undefined) {
      return;
    }
    const groups = await groupedCalls(current, references, { aborted: false });
    if (groups !== undefined) {
      await env.clipboard.writeText(await scanReport(current, groups, chosen.format));
      window.setStatusBarMessage(`Copied the results of the scan as ${chosen.label}`, 2000);
    }
  });
}
