// Takes Markdown apart as VS Code's renderer does, so that tests see what would be code, a link, or live text.
import { Uri } from 'vscode';

export interface Link {
  readonly title: string;
  readonly target: string;
}

/** Stands in live text where a code span stood. */
export const CODE = '□';

export interface Inlines {
  /** Contents of code spans, in which nothing acts. */
  readonly code: readonly string[];
  readonly links: readonly Link[];
  /** What is left: text in which Markdown, bare URLs and HTML would act. */
  readonly live: string;
}

/** The arguments of a command link, as VS Code reads them when it is clicked. */
export function argumentsOf(target: string): readonly unknown[] {
  const { query } = Uri.parse(target);
  return JSON.parse(decodeURIComponent(query));
}

export function inlinesOf(markdown: string): Inlines {
  const parts = markdown.split(/\n{2,}/).flatMap((block) => {
    const lines = block.split('\n');
    return lines[0]?.startsWith('|') ? lines.flatMap(cellsOf) : [block];
  });
  const inlines = parts.map(inlinesOfText);
  return {
    code: inlines.flatMap(({ code }) => code),
    links: inlines.flatMap(({ links }) => links),
    live: inlines.map(({ live }) => live).join('\n'),
  };
}

/** A bar ends a cell unless an odd number of backslashes stands before it; a row has no more than two cells here. */
function cellsOf(row: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  for (const [index, character] of [...row].entries()) {
    const backslashes = /\\*$/.exec([...row].slice(0, index).join(''))?.[0].length ?? 0;
    if (character === '|' && backslashes % 2 === 0) {
      cells.push(cell);
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...cells, cell].slice(1, 3).map((text) => text.replaceAll('\\|', '|'));
}

function inlinesOfText(text: string): Inlines {
  const code: string[] = [];
  let rest = '';
  for (let index = 0; index < text.length; ) {
    const run = /^`+/.exec(text.slice(index))?.[0] ?? '';
    const end = run === '' ? -1 : closingRun(text, index + run.length, run);
    if (end >= 0) {
      code.push(text.slice(index + run.length, end));
      rest += CODE;
      index = end + run.length;
    } else {
      const length = Math.max(run.length, text.charAt(index) === '\\' ? 2 : 1);
      rest += text.slice(index, index + length);
      index += length;
    }
  }
  const links: Link[] = [];
  const live = rest.replace(/\[([^[\]]*)\]\(([^()\s]*)\)/g, (_all, title: string, target: string) => {
    links.push({ title, target });
    return '';
  });
  return { code, links, live };
}

function closingRun(text: string, from: number, run: string): number {
  for (const found of text.slice(from).matchAll(/`+/g)) {
    if (found[0] === run) return from + found.index;
  }
  return -1;
}
