// Answers what the extension asks the user. A test and the extension that it tests share VS Code's API object.
import { type QuickPickItem, type Uri, window } from 'vscode';

export interface Answers {
  /** One for each input box. */
  readonly inputs?: readonly (string | undefined)[];
  /** Chooses in every list. */
  readonly pick?: (items: readonly QuickPickItem[]) => QuickPickItem | undefined;
  /** The button that is pressed in every message that has it. */
  readonly button?: string;
  /** Where files are saved, and what is opened. */
  readonly file?: Uri;
}

export interface Asked {
  readonly messages: readonly string[];
  readonly lists: readonly (readonly QuickPickItem[])[];
  /** What the checks of the input boxes said of their answers. */
  readonly complaints: readonly string[];
}

type Replaceable =
  | 'showInputBox'
  | 'showQuickPick'
  | 'showInformationMessage'
  | 'showWarningMessage'
  | 'showErrorMessage'
  | 'showSaveDialog'
  | 'showOpenDialog';

/** Runs something while these answers are given, and tells what was asked and said. */
export async function answering(answers: Answers, run: () => unknown): Promise<Asked> {
  const messages: string[] = [];
  const lists: (readonly QuickPickItem[])[] = [];
  const complaints: string[] = [];
  const inputs = [...(answers.inputs ?? [])];
  const message = async (text: string, ...items: readonly unknown[]) => {
    messages.push(text);
    return items.find((item) => item === answers.button);
  };
  const replacements: Readonly<Record<Replaceable, (...args: never[]) => unknown>> = {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showInputBox: async (options?: { readonly validateInput?: (text: string) => unknown }) => {
      const answer = inputs.shift();
      const complaint = answer === undefined ? undefined : options?.validateInput?.(answer);
      if (complaint !== undefined) complaints.push(String(complaint));
      return answer;
    },
    showSaveDialog: async () => answers.file,
    showOpenDialog: async () => answers.file && [answers.file],
    showQuickPick: async (items: readonly QuickPickItem[]) => {
      lists.push(items);
      return answers.pick?.(items);
    },
  };
  const originals = { ...window };
  Object.assign(window, replacements);
  try {
    await run();
    return { messages, lists, complaints };
  } finally {
    for (const name of Object.keys(replacements) as Replaceable[]) Object.assign(window, { [name]: originals[name] });
  }
}
