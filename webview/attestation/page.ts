import { hostMessage, type PageMessage, type PageState, pageState } from '../../src/panel/protocol.ts';
import { registerToolkit } from '../toolkit/index.ts';
import { attestationPage } from './attestationPage.ts';
import { draftOver, withDraft } from './keptState.ts';

/** What VS Code gives a page, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

/** How long a pause in typing is before the text is kept, in milliseconds. */
const PAUSE = 300;

connect();

/** The entry: draws what the extension sends, and tells it what the user does. */
function connect(): void {
  const place = document.getElementById('page');
  if (place === null) {
    return;
  }
  registerToolkit();
  const code = acquireVsCodeApi();
  let kept = pageState(code.getState());
  let state: PageState | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const page = attestationPage(
    place,
    (message) => code.postMessage(message),
    () => {
      clearTimeout(pause);
      pause = setTimeout(keep, PAUSE);
    },
  );

  function keep(): void {
    clearTimeout(pause);
    // Before the first view the field is empty, and what was kept stays.
    if (state !== undefined) {
      code.setState(withDraft(state, page.input.text(), page.input.said()));
    }
  }

  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = hostMessage(data);
    if (message?.type === 'ask') {
      page.input.ask();
    } else if (message?.type === 'view') {
      page.show(message.view, draftOver(kept, message.state.text));
      kept = undefined;
      state = message.state;
      keep();
    }
  });
  addEventListener('pagehide', keep);
  code.postMessage({ type: 'ready' });
}
