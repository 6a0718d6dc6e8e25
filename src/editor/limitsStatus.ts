import { Disposable, LanguageStatusSeverity, languages, Position, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { ActiveTrail, ActiveTrailState } from '../workspace/activeTrail.ts';
import { longLinesOf } from '../workspace/longLines.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';

/** Says in the language status what the active trail does not show, and why. */
export function registerLimitsStatus(active: ActiveTrail): Disposable {
  const item = languages.createLanguageStatusItem('enclaveTrail.limits', []);
  item.name = 'Enclave Trail';
  item.command = { command: CommandId.showRecognised, title: 'Show What Was Recognised' };
  const show = (): void => {
    const { current } = active;
    const limits = current === undefined ? [] : limitsOf(current);
    item.selector = limits.length > 0 && window.activeTextEditor ? TRAIL_SELECTOR : [];
    item.text = limits.join(' ');
    item.severity = LanguageStatusSeverity.Information;
  };
  show();
  const subscription = active.onDidChange(show);
  return Disposable.from(subscription, item);
}

/** VS Code's large-file mode begins above either. */
const LARGE_LINES = 300_000;
const LARGE_UNITS = 20 * 1024 * 1024;
const END = new Position(Number.MAX_SAFE_INTEGER, 0);

/** One sentence for each thing that was left out. */
export function limitsOf({ document, appraised }: ActiveTrailState): readonly string[] {
  const { trail } = appraised;
  const limits: string[] = [];
  const longLines = longLinesOf(document, trail, Number.POSITIVE_INFINITY).length;
  if (longLines > 0) {
    const lines = longLines === 1 ? 'A line' : `${longLines} lines`;
    limits.push(`${lines} over 10,000 characters: no hints there. The formatted view has them.`);
  }
  if (document.lineCount > LARGE_LINES || document.offsetAt(END) > LARGE_UNITS) {
    limits.push('VS Code shows no lenses in files over 20 MB or 300,000 lines.');
  }
  if (trail.problems.length > 0) {
    const places = trail.problems.length === 1 ? '1 place' : `${trail.problems.length} places`;
    limits.push(`${places} could not be read as JSON.`);
  }
  return limits;
}
