import { Disposable, StatusBarAlignment, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { describeContainer, OUTCOME_COUNT_WORDS } from '../core/index.ts';
import type { ActiveTrail } from '../workspace/activeTrail.ts';
import type { TrailSummary } from '../workspace/appraisedTrail.ts';

/** Counts the attested calls of the active trail by outcome; nothing where there are none. */
export function registerStatusBar(active: ActiveTrail): Disposable {
  const item = window.createStatusBarItem('enclaveTrail.calls', StatusBarAlignment.Right, 100);
  item.name = 'Attested Calls';
  item.command = CommandId.goToCall;

  const show = (): void => {
    const { current } = active;
    const count = current?.appraised.trail.calls.length ?? 0;
    if (current === undefined || count === 0) {
      item.hide();
      return;
    }
    const calls = `${count} attested ${count === 1 ? 'call' : 'calls'}`;
    const attention = countWords(current.summary).filter((word) => !word.endsWith('✓'));
    item.text = [`$(shield) ${calls}`, ...attention].join(' · ');
    const all = countWords(current.summary).join(', ');
    item.tooltip = `${describeContainer(current.appraised.trail.container)}: ${calls} (${all}). Select to list them.`;
    item.accessibilityInformation = { label: `${calls}: ${all}`, role: 'button' };
    item.show();
  };
  show();
  const subscription = active.onDidChange(show);
  return Disposable.from(subscription, item);
}

/** `2 unknown`, in the order in which they want attention. */
export function countWords(summary: TrailSummary): readonly string[] {
  return OUTCOME_COUNT_WORDS.flatMap(([kind, word]) => {
    const count = summary.counts.get(kind) ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  });
}
