import { Disposable, LanguageStatusSeverity, languages, Position, type TextDocument, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import type { ActiveTrail, ActiveTrailState } from '../workspace/activeTrail.ts';
import { longLinesOf } from '../workspace/longLines.ts';
import type { StreamCut } from '../workspace/streamCuts.ts';
import type { StreamedTrails } from '../workspace/streamedTrails.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { viewAddress } from '../workspace/viewAddress.ts';
import { inMessage } from './fileText.ts';

/** Says in the language status what the active trail does not show, and why. */
export function registerLimitsStatus(active: ActiveTrail, streams: StreamedTrails): Disposable {
  const item = languages.createLanguageStatusItem('enclaveTrail.limits', []);
  item.name = 'Enclave Trail';
  const show = (): void => {
    const { current } = active;
    const cuts = current === undefined ? [] : cutsOf(current.document, streams);
    const limits = current === undefined ? [] : [...cutSentences(cuts), ...limitsOf(current)];
    const setting = cuts.find((cut) => cut.setting !== undefined)?.setting;
    item.command =
      setting === undefined
        ? { command: CommandId.showRecognised, title: 'Show What Was Recognised' }
        : { command: 'workbench.action.openSettings', title: 'Open Setting', arguments: [setting] };
    item.selector = limits.length > 0 && window.activeTextEditor ? TRAIL_SELECTOR : [];
    item.text = limits.join(' ');
    // What only shows no hints is a word beside; calls that are missing are more than that.
    const isIncomplete = cuts.some(({ isWhole }) => !isWhole) || (current?.appraised.trail.problems.length ?? 0) > 0;
    item.severity = isIncomplete ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  };
  show();
  const subscription = active.onDidChange(show);
  return Disposable.from(subscription, item);
}

/** Why not all of the file counts that a view shows. */
export function cutsOf({ uri }: TextDocument, streams: StreamedTrails): readonly StreamCut[] {
  const address = viewAddress(uri);
  const readings = address?.shown === 'every event' ? streams.events : streams.calls;
  return (address && readings.known(address.source)?.cuts) ?? [];
}

export function cutSentences(cuts: readonly StreamCut[]): readonly string[] {
  return cuts.map(({ clause, isWhole }) =>
    isWhole
      ? `There are no attested calls: ${inMessage(clause)}.`
      : `Not all of the file was read: ${inMessage(clause)}.`,
  );
}

/** Long lines that are counted. */
const MOST_LINES = 100;

/** VS Code's large-file mode begins above either. */
const LARGE_LINES = 300_000;
const LARGE_UNITS = 20 * 1024 * 1024;
const END = new Position(Number.MAX_SAFE_INTEGER, 0);

function placesInWords(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}

/** One sentence for each thing that was left out. */
export function limitsOf({ document, appraised }: ActiveTrailState): readonly string[] {
  const { trail } = appraised;
  const limits: string[] = [];
  const longLines = longLinesOf(document, trail, MOST_LINES).length;
  if (longLines > 0) {
    const lines = longLines === 1 ? 'A line' : longLines === MOST_LINES ? 'Many lines' : `${longLines} lines`;
    limits.push(`${lines} over 10,000 characters: no hints there. The formatted view has them.`);
  }
  if (document.lineCount > LARGE_LINES || document.offsetAt(END) > LARGE_UNITS) {
    limits.push('VS Code shows no lenses in files over 20 MB or 300,000 lines.');
  }
  const tooLong = trail.problems.filter(({ code }) => code === 'too-long').length;
  if (tooLong > 0) {
    limits.push(
      `${placesInWords(tooLong)} ${tooLong === 1 ? 'is' : 'are'} too long to be read: calls there are missing.`,
    );
  }
  const broken = trail.problems.length - tooLong;
  if (broken > 0) {
    limits.push(`${placesInWords(broken)} could not be read as JSON.`);
  }
  return limits;
}
