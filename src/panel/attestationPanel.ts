import { commands, Disposable, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { bytesOfBase64, toBase64Text } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import type { AttestationSession } from './attestationSession.ts';
import { copyTarget, revealPcr } from './pageActions.ts';
import { newNonce, pageFolder, panelHtml } from './panelHtml.ts';
import {
  EXPECTED_FIELDS,
  type HostMessage,
  type PageMessage,
  type PageState,
  pageMessage,
  pageState,
} from './protocol.ts';
import type { CallReference } from './sessionState.ts';
import { callId } from './view/callView.ts';
import { panelView } from './view/panelView.ts';

const VIEW_TYPE = 'enclaveTrail.attestation';

/** The page beside the trail. There is one: it shows the session, and a second one would show the same. */
export interface AttestationPanel extends Disposable {
  /** Shows the page; `ask` puts the focus where a document is pasted. */
  readonly show: (options?: { readonly ask?: boolean }) => void;
}

export function attestationPanel(
  session: AttestationSession,
  platform: HostPlatform,
  extensionUri: Uri,
  failed: (error: unknown) => void,
): AttestationPanel {
  let open: OpenPanel | undefined;

  const adopt = (panel: WebviewPanel, restored?: Promise<void>): OpenPanel => {
    const adopted = openPanel(panel, restored, session, platform, extensionUri, failed);
    open = adopted;
    panel.onDidDispose(() => {
      adopted.dispose();
      if (open === adopted) {
        open = undefined;
      }
    });
    return adopted;
  };
  const create = (): OpenPanel =>
    adopt(
      window.createWebviewPanel(
        VIEW_TYPE,
        'Attestation Document',
        { viewColumn: ViewColumn.Beside },
        {
          ...webviewOptions(extensionUri),
          enableFindWidget: true,
        },
      ),
    );
  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      open?.panel.dispose();
      panel.webview.options = webviewOptions(extensionUri);
      const restored = restore(session, pageState(state)).catch(failed);
      adopt(panel, restored);
      await restored;
    },
  });
  return {
    show: ({ ask = false } = {}) => {
      open?.panel.reveal(undefined, false);
      open ??= create();
      if (ask) {
        open.ask();
      }
    },
    dispose: () => {
      serializer.dispose();
      open?.panel.dispose();
    },
  };
}

function webviewOptions(extensionUri: Uri): {
  readonly enableScripts: true;
  readonly localResourceRoots: readonly Uri[];
} {
  return { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
}

interface OpenPanel extends Disposable {
  readonly panel: WebviewPanel;
  readonly ask: () => void;
}

function openPanel(
  panel: WebviewPanel,
  restored: Promise<void> | undefined,
  session: AttestationSession,
  platform: HostPlatform,
  extensionUri: Uri,
  failed: (error: unknown) => void,
): OpenPanel {
  /** A page that has not loaded, or was hidden and is gone, is told what to show when it says that it is ready. */
  let isReady = false;
  let toAsk = false;
  const post = (message: HostMessage): void => {
    if (isReady) {
      panel.webview.postMessage(message).then(undefined, failed);
    }
  };
  const update = (): void => post({ type: 'view', view: panelView(session.current), state: stateOf(session) });
  const ask = (): void => {
    toAsk = !isReady;
    post({ type: 'ask' });
  };
  const receive = async (message: PageMessage): Promise<void> => {
    if (message.type !== 'ready') {
      await act(message, session);
      return;
    }
    // An empty view in between would make the page forget what it kept.
    await restored;
    isReady = true;
    update();
    if (toAsk) {
      ask();
    }
  };
  const subscription = Disposable.from(
    session.onDidChange(update),
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = pageMessage(data);
      if (message === undefined) {
        failed(new Error('The attestation page sent a message that is none.'));
        return;
      }
      receive(message).catch(failed);
    }),
    panel.onDidChangeViewState(() => {
      // A hidden page is thrown away, and loads anew when it is shown again.
      isReady &&= panel.visible;
    }),
  );
  panel.webview.html = panelHtml(panel.webview, extensionUri, newNonce(platform.randomBytes));
  return { panel, ask, dispose: () => subscription.dispose() };
}

async function act(
  message: Exclude<PageMessage, { readonly type: 'ready' }>,
  session: AttestationSession,
): Promise<void> {
  switch (message.type) {
    case 'decode':
      return await session.decode({ content: message.text });
    case 'decodeFile':
      return await session.decode({ content: message.bytes, origin: message.name });
    case 'chooseDocument':
      return await session.chooseDocument(message.index);
    case 'chooseCall': {
      const call = callReference(message.id);
      return call && (await session.chooseCall(call));
    }
    case 'expect':
      return session.expect(message.field, message.text);
    case 'copy':
      return await copyTarget(session, message.target);
    case 'revealCall':
      return await revealPcr(session, undefined);
    case 'revealPcr':
      return await revealPcr(session, message.index);
    default:
      return await commands.executeCommand(COMMANDS[message.type], ...argumentsOf(message));
  }
}

/** What the page asks for that is a command of its own, for those who do without the page. */
const COMMANDS = {
  chooseFile: CommandId.decodeFile,
  openReference: CommandId.openDocumentReference,
  copyReport: CommandId.copyReport,
  showReport: CommandId.showReport,
  save: CommandId.saveFromDocument,
  addReference: CommandId.addReferenceFromDocument,
} as const;

function argumentsOf(message: PageMessage): readonly string[] {
  switch (message.type) {
    case 'copyReport':
      return [message.format];
    case 'save':
      return [message.what];
    default:
      return [];
  }
}

/** Ids come back from the page as they were given; what is none names no call. */
function callReference(id: string): CallReference | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(id);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) {
    return undefined;
  }
  const [uri, index, mark]: readonly unknown[] = parsed;
  return typeof uri === 'string' && typeof index === 'number' && typeof mark === 'string'
    ? { uri, index, mark }
    : undefined;
}

/** What the page keeps over a reload of the window. */
function stateOf({ current }: AttestationSession): PageState {
  const { input, shown, expected } = current;
  return {
    text: typeof input.content === 'string' ? input.content : '',
    draft: undefined,
    origin: input.origin,
    shown: shown === undefined ? '' : toBase64Text(shown.document.bytes),
    expected,
    call: shown?.call && shown.callChosen === 'by-user' ? callId(shown.call) : undefined,
  };
}

async function restore(session: AttestationSession, state: PageState | undefined): Promise<void> {
  if (state === undefined) {
    return;
  }
  const shown = state.shown === '' ? undefined : bytesOfBase64(state.shown);
  if (shown !== undefined) {
    await session.decode({ content: shown, origin: state.origin });
  }
  if (state.text !== '') {
    await session.decode({ content: state.text, origin: state.origin, prefer: shown });
  }
  // Last: what was chosen for an earlier document is no choice for a later one.
  const call = state.call === undefined ? undefined : callReference(state.call);
  if (call !== undefined) {
    await session.chooseCall(call);
  }
  for (const field of EXPECTED_FIELDS) {
    session.expect(field, state.expected[field] ?? '');
  }
}
