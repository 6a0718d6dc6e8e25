// What VS Code gets from the extension's providers, in a form that tests can compare.
import {
  type CodeLens,
  type Command,
  commands,
  type Hover,
  type InlayHint,
  MarkdownString,
  type Position,
  Range,
  type TextDocument,
} from 'vscode';

export interface Hint {
  readonly label: string;
  readonly line: number;
  readonly character: number;
  readonly tooltip: string;
}

export async function hintsOf(document: TextDocument): Promise<readonly Hint[]> {
  return await hintsIn(document, wholeOf(document));
}

export async function hintsIn(document: TextDocument, range: Range): Promise<readonly Hint[]> {
  const hints = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range);
  return hints
    .map(({ label, position: { line, character }, tooltip }) => ({
      label: typeof label === 'string' ? label : label.map((part) => part.value).join(''),
      line,
      character,
      tooltip: typeof tooltip === 'string' ? tooltip : (tooltip?.value ?? ''),
    }))
    .sort((one, other) => one.line - other.line || one.character - other.character);
}

export async function labelsOf(document: TextDocument): Promise<readonly string[]> {
  return (await hintsOf(document)).map(({ label }) => label);
}

/** The text of our hovers at a place; empty where there is none. VS Code's own for JSON never has a ⚠ or a KMS call. */
export async function hoverAt(document: TextDocument, position: Position): Promise<string> {
  return (await markdownAt(document, position)).map(({ value }) => value).join('\n\n');
}

export async function markdownAt(document: TextDocument, position: Position): Promise<readonly MarkdownString[]> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof MarkdownString ? content : new MarkdownString(String(content))));
}

/** The hover in the middle of a text's first place after another one. */
export async function hoverOn(document: TextDocument, text: string, after = ''): Promise<string> {
  return await hoverAt(document, placeOf(document, text, after));
}

export interface Lens {
  readonly title: string;
  readonly line: number;
  readonly command: Command | undefined;
}

/** The lenses that say what a call is, and those that count. */
export async function lensesOf(document: TextDocument): Promise<readonly Lens[]> {
  return (await allLensesOf(document)).filter((lens) => !isComparison(lens));
}

/** The lenses that offer to compare a call with a document. */
export async function comparisonsOf(document: TextDocument): Promise<readonly Lens[]> {
  return (await allLensesOf(document)).filter(isComparison);
}

async function allLensesOf(document: TextDocument): Promise<readonly Lens[]> {
  const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100_000);
  return lenses
    .map(({ command, range }) => ({ title: command?.title ?? '', line: range.start.line, command }))
    .sort((one, other) => one.line - other.line || Number(isCount(one)) - Number(isCount(other)));
}

/** The lines that have lenses, none of which is resolved. */
export async function lensLinesOf(document: TextDocument): Promise<readonly number[]> {
  const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
  return [...new Set(lenses.map(({ range }) => range.start.line))].sort((one, other) => one - other);
}

function isComparison({ command }: { readonly command?: Command | undefined }): boolean {
  return command?.command === 'enclaveTrail.compareWithDocument';
}

/** VS Code hands lenses out as they are resolved; which stands first on a line can be seen in its window alone. */
function isCount({ title }: Lens): boolean {
  return /^\d/.test(title);
}

export async function titlesOf(document: TextDocument): Promise<readonly string[]> {
  return (await lensesOf(document)).map(({ title }) => title);
}

/** The middle of a text's first place after another one. */
export function placeOf(document: TextDocument, text: string, after = ''): Position {
  const whole = document.getText();
  const from = whole.indexOf(after);
  const start = from < 0 ? -1 : whole.indexOf(text, from + after.length);
  if (start < 0) throw new Error(`The document does not hold ${text}.`);
  return document.positionAt(start + Math.floor(text.length / 2));
}

export function lineOf(document: TextDocument, text: string, after = ''): number {
  return placeOf(document, text, after).line;
}

export function wholeOf(document: TextDocument): Range {
  const last = document.lineAt(document.lineCount - 1);
  return new Range(0, 0, last.lineNumber, last.text.length);
}
