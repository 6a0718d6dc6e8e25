import {
  type CancellationToken,
  Disposable,
  EventEmitter,
  InlayHint,
  InlayHintLabelPart,
  type LogOutputChannel,
  languages,
  MarkdownString,
  Position,
  type Range,
  type TextDocument,
} from 'vscode';
import { CommandId, commandLink, onCall } from '../commandIds.ts';
import { appraisedClause, type Outcome, outcomeLabel, type Span, shortened } from '../core/index.ts';
import type { AppraisedCall, AppraisedTrail, TrailSummary } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { firstBehindLine, LONGEST_HINTED_LINE } from '../workspace/longLines.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { turns } from '../workspace/turns.ts';
import { markdownOf } from './fileText.ts';
import { type CallHint, callHints } from './hintTexts.ts';
import { safely } from './safely.ts';

/** Characters that VS Code shows for all hints of a line, before it cuts. */
const LINE_BUDGET = 43;

export function registerInlayHints(trails: AppraisedTrails, log: LogOutputChannel): Disposable {
  const changed = new EventEmitter<void>();
  const registration = languages.registerInlayHintsProvider(TRAIL_SELECTOR, {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range, token) =>
      safely(log, 'Inlay hints', token, [], async () => {
        const appraised = await trails.of(document);
        if (appraised === undefined) {
          return [];
        }
        const { version } = document;
        const summary = await appraised.summary();
        return document.version === version ? await hintsInRange(appraised, summary, document, range, token) : [];
      }),
  });
  const subscription = trails.onDidChange(() => changed.fire());
  return Disposable.from(registration, subscription, changed);
}

async function hintsInRange(
  appraised: AppraisedTrail,
  summary: TrailSummary,
  document: TextDocument,
  range: Range,
  token: CancellationToken,
): Promise<InlayHint[]> {
  const { calls } = appraised.trail;
  const { version } = document;
  const turn = turns();
  const end = document.offsetAt(range.end);
  const byLine = new Map<number, LineHint[]>();
  for (let index = calls.firstAfter(document.offsetAt(range.start)), next = index; index < calls.length; index = next) {
    const record = calls.record(index);
    if (record === undefined || record.start > end) {
      break;
    }
    if (turn.isDue()) {
      await turn.take();
      if (token.isCancellationRequested || document.version !== version) {
        return [];
      }
    }
    next = index + 1;
    // An export on one line can hold thousands of calls: none of them is looked at for hints that nobody can see.
    if (isOnTooLongLine(document, record)) {
      next = Math.max(firstBehindLine(document, calls, document.positionAt(record.start).line), next);
      continue;
    }
    const call = appraised.at(index);
    if (call === undefined) {
      continue;
    }
    for (const hint of hintsOfCall(call, summary.imageName(call.call), document)) {
      if (range.start.line <= hint.position.line && hint.position.line <= range.end.line) {
        byLine.set(hint.position.line, [...(byLine.get(hint.position.line) ?? []), hint]);
      }
    }
  }
  return [...byLine.values()].flatMap((hints) => {
    const shown = hints.slice(0, LINE_BUDGET);
    return shown.map((hint) => inlayHint(hint, shown.length, document));
  });
}

interface LineHint {
  readonly position: Position;
  readonly hint: CallHint;
  readonly call: AppraisedCall;
}

/**
 * One hint a value; one for the whole call, before its event, where several values share a line. Hints stand before the
 * values: a digest is so long that what stands behind it is out of sight in most windows.
 */
function hintsOfCall(call: AppraisedCall, imageName: string | undefined, document: TextDocument): readonly LineHint[] {
  const { recipient } = call.call;
  const values = [recipient.moduleId, ...recipient.pcrs].filter((value) => value !== undefined);
  const lines = values.map((value) => document.positionAt(value.start).line);
  const shared = lines.find((line, position) => lines.indexOf(line) !== position);
  if (shared === undefined) {
    return callHints(call, imageName)
      .map((hint) => ({ position: beforeValue(document, hint.start), hint, call }))
      .filter(({ position }) => !isTooLong(document, position.line));
  }
  const start = document.positionAt(call.call.start);
  const position = start.line === shared ? start : document.positionAt(recipient.start);
  const hint: CallHint = { kind: 'outcome', start: call.call.start, outcome: call.appraisal.outcome, imageName };
  return isTooLong(document, position.line) ? [] : [{ position, hint, call }];
}

function isOnTooLongLine(document: TextDocument, { start, end }: Span): boolean {
  const { line } = document.positionAt(start);
  return line === document.positionAt(end).line && isTooLong(document, line);
}

function isTooLong(document: TextDocument, line: number): boolean {
  return document.lineAt(line).text.length > LONGEST_HINTED_LINE;
}

/** Before the opening quote of a text, before anything else as it is. */
function beforeValue(document: TextDocument, start: number): Position {
  const { line, character } = document.positionAt(start);
  const quoted = document.lineAt(line).text.charAt(character - 1) === '"';
  return new Position(line, quoted ? character - 1 : character);
}

function inlayHint({ position, hint, call }: LineHint, onLine: number, document: TextDocument): InlayHint {
  const room = Math.floor(LINE_BUDGET / onLine) - 1;
  const part = new InlayHintLabelPart(shortened(labelOf(hint, room), Math.max(room, 1)));
  const command = commandOf(hint, call, document);
  if (command !== undefined) {
    part.command = command;
  }
  const inlay = new InlayHint(position, [part]);
  inlay.paddingRight = true;
  inlay.tooltip = tooltipOf(hint, call, document);
  return inlay;
}

/** Where many calls share a line, their signs alone. */
function labelOf(hint: CallHint, room: number): string {
  if (hint.kind === 'text') {
    return hint.text;
  }
  const label = outcomeLabel(hint.outcome, Math.max(room, 8), hint.imageName);
  return room < 8 ? label.slice(0, 1) : label;
}

function commandOf(hint: CallHint, call: AppraisedCall, document: TextDocument) {
  if (hint.kind === 'text') {
    return undefined;
  }
  if (namesReference(hint.outcome)) {
    return onCall(CommandId.openReference, 'Open reference measurement', document.uri, call.index);
  }
  return hint.outcome.kind === 'unknown' && canHaveReferences(document.uri)
    ? onCall(CommandId.addReference, 'Add as reference measurement', document.uri, call.index)
    : undefined;
}

function namesReference(outcome: Outcome): boolean {
  return 'by' in outcome;
}

function tooltipOf(hint: CallHint, call: AppraisedCall, document: TextDocument): MarkdownString {
  const text = new MarkdownString(hint.kind === 'text' ? hint.tooltip : outcomeTooltip(call, document));
  text.isTrusted = { enabledCommands: [CommandId.openReference, CommandId.addReference] };
  return text;
}

function outcomeTooltip(call: AppraisedCall, document: TextDocument): string {
  const { outcome } = call.appraisal;
  const clause = markdownOf(appraisedClause(call.appraisal));
  const args = [document.uri.toString(), call.index] as const;
  if (namesReference(outcome)) {
    return `${clause}\n\n${commandLink('Open the reference measurement', CommandId.openReference, ...args)}`;
  }
  return outcome.kind === 'unknown' && canHaveReferences(document.uri)
    ? `${clause}\n\n${commandLink('Add as reference measurement…', CommandId.addReference, ...args)}`
    : clause;
}
