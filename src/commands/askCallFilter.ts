import { type QuickPickItem, type TextDocument, window } from 'vscode';
import { type CallFilter, type TimeRange, utcTime } from '../core/index.ts';
import type { AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { turns } from '../workspace/turns.ts';
import { filtersAt } from './filtersAtCaret.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface TimeItem extends QuickPickItem {
  readonly time: TimeRange;
}

/** Asks which calls are looked for, beginning with what the caret is on, and when. Undefined where an answer is missing. */
export async function askCallFilter(trails: AppraisedTrails, title: string): Promise<CallFilter | undefined> {
  const editor = window.activeTextEditor;
  const document = editor?.document;
  const trail = document && (await trails.of(document));
  const filters = filtersAt(
    trail,
    editor === undefined ? undefined : editor.document.offsetAt(editor.selection.active),
  );
  const picked = await window.showQuickPick(filters, {
    title: `${title} (1/2)`,
    placeHolder: 'Which calls of the whole organisation?',
    matchOnDescription: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  const times = timeItems(document && trail && (await timeOf(trail, document)), Date.now());
  const when = await window.showQuickPick(times, {
    title: `${title} (2/2)`,
    placeHolder: 'When? The engine charges for what it reads: a short time costs less',
    matchOnDescription: true,
  });
  return when && { ...picked.filter, time: when.time };
}

function timeItems(ofTrail: TimeRange | undefined, now: number): readonly TimeItem[] {
  const last = (days: number): TimeItem => {
    const from = now - days * DAY;
    return { label: `Last ${days} days`, description: `from ${utcTime(from)}`, time: { from, to: now } };
  };
  const any = { label: 'Any time', description: 'reads, and charges for, everything that is stored', time: {} };
  const { from, to } = ofTrail ?? {};
  const around =
    from === undefined || to === undefined
      ? []
      : [
          {
            label: 'The time of this file, and an hour around it',
            description: `${utcTime(from)} to ${utcTime(to)}`,
            time: { from, to },
          },
        ];
  const lasting = [last(7), last(30), last(90)];
  return around.length > 0 ? [...around, ...lasting, any] : [...lasting.reverse(), any];
}

/** From the earliest to the latest of the file's calls. Undefined where none has a time, or the text has changed. */
async function timeOf({ trail }: AppraisedTrail, document: TextDocument): Promise<TimeRange | undefined> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const { version } = document;
  const turn = turns();
  for (const calls of [trail.calls, trail.unattested]) {
    for (let index = 0; index < calls.length && document.version === version; index++) {
      const time = calls.at(index)?.eventTime?.value;
      if (time !== undefined) {
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
      if (turn.isDue()) {
        await turn.take();
      }
    }
  }
  // The last call belongs to the range, whose end does not.
  return first <= last ? { from: Math.max(first - HOUR, 0), to: last + HOUR } : undefined;
}
