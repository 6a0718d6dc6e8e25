import { commands, type Disposable, type Event, EventEmitter, type TextDocument, window } from 'vscode';
import type { AppraisedTrail, TrailSummary } from './appraisedTrail.ts';
import type { AppraisedTrails } from './appraisedTrails.ts';

/** The trail in the active editor, read to its end. */
export interface ActiveTrail extends Disposable {
  readonly current: ActiveTrailState | undefined;
  readonly onDidChange: Event<void>;
}

export interface ActiveTrailState {
  readonly document: TextDocument;
  readonly appraised: AppraisedTrail;
  readonly summary: TrailSummary;
}

/** For the `when` clauses of commands and menus. */
const CONTEXT_KEY = 'enclaveTrail.hasAttestedCalls';

export function activeTrail(trails: AppraisedTrails, failed: (error: unknown) => void): ActiveTrail {
  const changed = new EventEmitter<void>();
  let current: ActiveTrailState | undefined;
  let round = 0;

  const read = async (): Promise<void> => {
    round++;
    const mine = round;
    const document = window.activeTextEditor?.document;
    const version = document?.version;
    const appraised = document && (await trails.of(document));
    const summary = await appraised?.summary();
    // What has changed meanwhile is read again when it has settled; until then the last answer stands.
    if (mine !== round || document?.version !== version) {
      return;
    }
    const before = current;
    current = document && appraised && summary && { document, appraised, summary };
    if (before !== undefined || current !== undefined) {
      await commands.executeCommand('setContext', CONTEXT_KEY, (current?.appraised.trail.calls.length ?? 0) > 0);
      changed.fire();
    }
  };
  const update = (): void => {
    read().catch(failed);
  };
  update();
  const subscriptions = [
    changed,
    window.onDidChangeActiveTextEditor(update),
    trails.onDidChange((document) => {
      if (document === undefined || document === window.activeTextEditor?.document) {
        update();
      }
    }),
  ];
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}
