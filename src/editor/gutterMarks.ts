import {
  Disposable,
  OverviewRulerLane,
  Range,
  TabInputTextDiff,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
} from 'vscode';
import type { OutcomeKind } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { isEnabled } from '../workspace/settings.ts';
import { turns } from '../workspace/turns.ts';

interface Mark {
  /** In `media/gutter`, one for light themes and one for dark ones. */
  readonly icon: string;
  /** Of the overview ruler. */
  readonly color: string;
}

const MARKS: Readonly<Record<OutcomeKind, Mark>> = {
  match: { icon: 'match', color: 'testing.iconPassed' },
  partial: { icon: 'partial', color: 'editorOverviewRuler.infoForeground' },
  'named-by-untrusted': { icon: 'untrusted', color: 'editorOverviewRuler.infoForeground' },
  different: { icon: 'different', color: 'editorOverviewRuler.warningForeground' },
  unknown: { icon: 'unknown', color: 'editorOverviewRuler.infoForeground' },
  debug: { icon: 'debug', color: 'editorOverviewRuler.warningForeground' },
  unreadable: { icon: 'unreadable', color: 'editorOverviewRuler.infoForeground' },
};

/** Marks the recipient of each attested call in the gutter and the overview ruler, by the call's outcome. */
export function registerGutterMarks(
  trails: AppraisedTrails,
  extensionUri: Uri,
  failed: (error: unknown) => void,
): Disposable {
  const types = decorationTypes(Uri.joinPath(extensionUri, 'media', 'gutter'));

  /** The last look at each editor: what an earlier one finds out meanwhile is old. */
  const looks = new WeakMap<TextEditor, symbol>();

  const mark = async (editor: TextEditor): Promise<void> => {
    const { document } = editor;
    const { version } = document;
    const mine = Symbol(document.uri.toString());
    looks.set(editor, mine);
    const appraised = isSideOfDiff(editor) ? undefined : await trails.of(document);
    const outcomes = (await appraised?.summary())?.outcomes ?? [];
    const isOld = (): boolean => document.version !== version || looks.get(editor) !== mine;
    if (isOld()) {
      return;
    }
    const ranges = new Map<OutcomeKind, Range[]>([...types.keys()].map((outcome) => [outcome, []]));
    const turn = turns();
    for (const [index, outcome] of outcomes.entries()) {
      if (turn.isDue()) {
        await turn.take();
        if (isOld()) {
          return;
        }
      }
      const record = appraised?.trail.calls.record(index);
      if (record !== undefined) {
        const start = document.positionAt(record.recipientStart ?? record.start);
        ranges.get(outcome)?.push(new Range(start, start));
      }
    }
    for (const [outcome, type] of types) {
      editor.setDecorations(type, ranges.get(outcome) ?? []);
    }
  };
  const markAll = (editors: readonly TextEditor[]): void => {
    for (const editor of editors) {
      mark(editor).catch(failed);
    }
  };
  markAll(window.visibleTextEditors);
  const subscriptions = [
    window.onDidChangeVisibleTextEditors(markAll),
    trails.onDidChange((document) =>
      markAll(window.visibleTextEditors.filter((editor) => document === undefined || editor.document === document)),
    ),
    ...types.values(),
  ];
  return Disposable.from(...subscriptions);
}

function decorationTypes(icons: Uri): ReadonlyMap<OutcomeKind, TextEditorDecorationType> {
  const gutter = isEnabled('gutter');
  const ruler = isEnabled('overviewRuler');
  const themed = (name: string): { gutterIconPath: Uri; gutterIconSize: string } | object =>
    gutter ? { gutterIconPath: Uri.joinPath(icons, `${name}.svg`), gutterIconSize: 'contain' } : {};
  const types = new Map<OutcomeKind, TextEditorDecorationType>();
  for (const [outcome, { icon, color }] of Object.entries(MARKS)) {
    const type = window.createTextEditorDecorationType({
      light: themed(`${icon}-light`),
      dark: themed(`${icon}-dark`),
      ...(ruler ? { overviewRulerColor: new ThemeColor(color), overviewRulerLane: OverviewRulerLane.Right } : {}),
    });
    types.set(outcome as OutcomeKind, type);
  }
  return types;
}

/** In a diff the text is compared, not read. */
function isSideOfDiff(editor: TextEditor): boolean {
  const uri = editor.document.uri.toString();
  const active = window.tabGroups.all
    .filter((group) => group.viewColumn === editor.viewColumn || editor.viewColumn === undefined)
    .map((group) => group.activeTab?.input);
  return active.some(
    (input) =>
      input instanceof TabInputTextDiff && (input.original.toString() === uri || input.modified.toString() === uri),
  );
}
