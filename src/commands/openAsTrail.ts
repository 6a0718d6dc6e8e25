import { commands, type Disposable, TabInputText, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { grouped } from '../core/index.ts';
import { inMessage } from '../editor/fileText.ts';
import { revealOffset } from '../editor/revealCall.ts';
import type { FormattedViews } from '../workspace/formattedViews.ts';
import { isStreamed } from '../workspace/isStreamed.ts';
import type { StreamedTrail } from '../workspace/readingTrail.ts';
import type { StreamedTrails } from '../workspace/streamedTrails.ts';

/**
 * Opens the attested calls of a file that VS Code does not show as text, compressed or too large for it, and shows the
 * first of them while the file is still read. Of a file that it does show, the formatted view.
 */
export function registerOpenAsTrail(views: FormattedViews, streams: StreamedTrails): Disposable {
  return commands.registerCommand(CommandId.openAsTrail, async (argument: unknown, wanted: unknown) => {
    const uri = argument instanceof Uri ? argument : (activeFile() ?? (await chooseFile()));
    if (uri === undefined) {
      return;
    }
    try {
      const streamed = (await isStreamed(uri)) ? await streams.calls.readAgain(uri) : undefined;
      await streamed?.first;
      const start = startIn(wanted);
      await (start === undefined ? undefined : streamed?.done);
      const place = await views.placeOf(uri, 'attested calls', start ?? 0);
      if (place !== undefined) {
        await revealOffset(await workspace.openTextDocument(place.uri), place.offset);
      } else if (streamed === undefined || streamed.cuts.length === 0) {
        offerEveryEvent(uri);
      }
      await sayCuts(uri, streamed);
    } catch (error) {
      void window.showErrorMessage(`${nameOf(uri)} could not be opened as a trail: ${inMessage(String(error))}`);
    }
  });
}

/** Whoever does not answer must not keep the command from ending. */
function offerEveryEvent(uri: Uri): void {
  void window.showInformationMessage(`${nameOf(uri)} holds no attested calls.`, 'Show Every Event').then((answer) => {
    if (answer !== undefined) {
      void commands.executeCommand(CommandId.showEveryEvent, uri);
    }
  });
}

/** Where a call begins in the file, decompressed: what a list of calls asks for. */
function startIn(wanted: unknown): number | undefined {
  const start: unknown = typeof wanted === 'object' && wanted !== null && 'start' in wanted ? wanted.start : undefined;
  return typeof start === 'number' ? start : undefined;
}

/** Of what VS Code does not show as text there is a tab, and no editor. */
function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText ? input.uri : undefined;
}

async function chooseFile(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'Open as Trail',
    openLabel: 'Open as Trail',
    filters: { 'CloudTrail files': ['gz', 'json', 'jsonl', 'ndjson', 'log', 'txt', 'csv'], 'All files': ['*'] },
  });
  return chosen?.[0];
}

async function sayCuts(uri: Uri, streamed: StreamedTrail | undefined): Promise<void> {
  await streamed?.done;
  const cuts = streamed?.cuts ?? [];
  if (streamed === undefined || cuts.length === 0) {
    return;
  }
  if (cuts.every(({ isWhole }) => isWhole)) {
    const reasons = cuts.map(({ clause }) => inMessage(clause)).join('; ');
    void window.showInformationMessage(`${nameOf(uri)} holds no attested calls: ${reasons}.`);
    return;
  }
  const count = streamed.calls.length;
  const counts =
    count === 0
      ? 'No attested calls were found'
      : `${grouped(count)} attested ${count === 1 ? 'call counts' : 'calls count'}`;
  const clauses = cuts.map(({ clause }) => inMessage(clause)).join('; ');
  const setting = cuts.find((cut) => cut.setting !== undefined)?.setting;
  const message = `Not all of ${nameOf(uri)} was read: ${clauses}. ${counts}.`;
  // Whoever does not answer must not keep the command from ending.
  void window.showWarningMessage(message, ...(setting === undefined ? [] : ['Open Setting'])).then((answer) => {
    if (answer !== undefined) {
      void commands.executeCommand('workbench.action.openSettings', setting);
    }
  });
}

function nameOf(uri: Uri): string {
  return inMessage(workspace.asRelativePath(uri));
}
