import { commands, type Disposable, type QuickPickItem, QuickPickItemKind, type TextDocument, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { describeContainer, type EventRecord, indexTrail, type Trail } from '../core/index.ts';
import { inLabel, inMessage } from '../editor/fileText.ts';
import { cutSentences, cutsOf, limitsOf } from '../editor/limitsStatus.ts';
import { revealOffset } from '../editor/revealCall.ts';
import { countWords } from '../editor/statusBar.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { isEnabled } from '../workspace/settings.ts';
import type { StreamedTrails } from '../workspace/streamedTrails.ts';
import { mayBeTrail } from '../workspace/trailSelector.ts';
import { turns, yieldNow } from '../workspace/turns.ts';
import { say } from './callArguments.ts';

interface Line extends QuickPickItem {
  /** Where choosing the line leads. */
  readonly offset?: number;
}

/** Names the container of the active document, counts what is in it, and says why anything was left out. */
export function registerShowRecognised(trails: AppraisedTrails, streams: StreamedTrails): Disposable {
  return commands.registerCommand(CommandId.showRecognised, async () => {
    const document = window.activeTextEditor?.document;
    if (document === undefined) {
      const open = window.tabGroups.activeTabGroup.activeTab;
      say(
        open === undefined
          ? 'Open a file first: there is no editor to look at.'
          : `VS Code gives extensions no text of “${inMessage(open.label)}”: it is over 50 MB, or not shown as text.`,
      );
      return;
    }
    const lines = mayBeTrail(document)
      ? await linesFor(document, trails, streams)
      : [
          {
            label: `Files of language “${inLabel(document.languageId)}” or from “${inLabel(document.uri.scheme)}” are not looked into`,
          },
        ];
    const picked = await window.showQuickPick<Line>(lines, {
      title: 'What Was Recognised Here',
      placeHolder: 'Choose a line to go to its place',
    });
    if (picked?.offset !== undefined) {
      await revealOffset(document, picked.offset);
    }
  });
}

async function linesFor(
  document: TextDocument,
  trails: AppraisedTrails,
  streams: StreamedTrails,
): Promise<readonly Line[]> {
  const appraised = await trails.of(document);
  const text = document.getText();
  const trail =
    appraised?.trail ?? (await indexTrail(text, { signal: { aborted: false }, yieldNow, evenWithoutCalls: true }));
  if (trail === undefined) {
    return [];
  }
  const summary = await appraised?.summary();
  const lines: Line[] = [{ label: sentence(describeContainer(trail.container)) }];
  if (trail.eventCount > 0) {
    lines.push({ label: `${counted(trail.eventCount, 'event')}, ${trail.kmsEventCount} from KMS` });
    const outcomes = summary === undefined ? '' : countWords(summary).join(', ');
    lines.push({ label: counted(trail.calls.length, 'attested call'), description: outcomes, ...firstCall(trail) });
    const references = appraised?.references.size ?? 0;
    if (trail.calls.length > 0) {
      lines.push({ label: `${counted(references, 'reference measurement')} for this file` });
    }
  }
  lines.push({ label: 'Left out', kind: QuickPickItemKind.Separator }, ...(await leftOut(trail, text)));
  lines.push(...cutSentences(cutsOf(document, streams)).map((label) => ({ label })));
  if (appraised !== undefined && summary !== undefined) {
    lines.push(...limitsOf({ document, appraised, summary }).map((label) => ({ label })));
  }
  if (!isEnabled('inlayHints')) {
    lines.push({ label: 'Inline annotations are switched off in the settings' });
  }
  lines.push(
    ...trail.problems.map((problem) => ({
      label: problem.message,
      description: `line ${document.positionAt(problem.start).line + 1}`,
      offset: problem.start,
    })),
  );
  return lines;
}

function firstCall(trail: Trail): { readonly offset?: number } {
  const span = trail.calls.record(0);
  return span === undefined ? {} : { offset: span.start };
}

async function leftOut(trail: Trail, text: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const plainKms = trail.kmsEventCount - trail.calls.length - trail.unattested.length;
  if (plainKms > 0) {
    lines.push({ label: `${counted(plainKms, 'KMS event')} without a recipient: no attestation recorded` });
  }
  if (trail.unattested.length > 0) {
    const offset = trail.unattested.record(0)?.start ?? 0;
    const label = `${counted(trail.unattested.length, 'KMS event')} with a broken recipient, or a user agent that claims the Nitro Enclaves SDK`;
    lines.push({ label, offset });
  }
  const others = trail.eventCount - trail.kmsEventCount;
  if (others > 0) {
    lines.push({ label: `${counted(others, 'event')} of other services` });
  }
  const inStrings = await countInStrings(trail);
  const escaped = (await occurrences(text, /\\"recipient\\+"/g)) - inStrings;
  if (escaped > 0) {
    lines.push({
      label: `${counted(escaped, 'recipient')} in text in strings that no container of events has: not read, as callers may have written it`,
    });
  }
  const inPlace = trail.calls.length - inStrings;
  const spelled = await occurrences(text, /"attestationDocumentModuleId"/g);
  // Elastic's integration keeps a copy beside the event that it was taken from.
  if (spelled > inPlace && trail.container !== 'elastic') {
    lines.push({
      label: `${counted(spelled - inPlace, 'module id')} that ${spelled - inPlace === 1 ? 'belongs' : 'belong'} to no attested call`,
    });
  }
  return lines;
}

/** UTF-16 units that are searched at a time, and of what is searched for. */
const PIECE = 1024 * 1024;
const REACH = 64;

async function occurrences(text: string, pattern: RegExp): Promise<number> {
  let count = 0;
  const turn = turns();
  for (let start = 0; start < text.length; start += PIECE) {
    for (const { index } of text.slice(start, start + PIECE + REACH).matchAll(pattern)) {
      count += index < PIECE ? 1 : 0;
    }
    if (turn.isDue()) {
      await turn.take();
    }
  }
  return count;
}

async function countInStrings({ calls, unattested }: Trail): Promise<number> {
  let count = 0;
  const turn = turns();
  for (const list of [calls, unattested]) {
    for (let index = 0; index < list.length; index++) {
      const record = list.record(index);
      count += record !== undefined && isInString(record) ? 1 : 0;
      if (turn.isDue()) {
        await turn.take();
      }
    }
  }
  return count;
}

/** Whether its quotes are escaped as those in strings of JSON are. */
function isInString({ inner, form }: EventRecord): boolean {
  const isTextInJson = inner !== undefined && inner.strings[0]?.layer !== 'csv';
  return isTextInJson || (form?.kind === 'row' && form.cells.some(({ layer }) => layer === 'json'));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
