/** What is evaluated inside the workbench's page: each function stands alone, since only its text gets there. */

export interface Row {
  readonly number: number;
  readonly top: number;
  readonly text: string;
}

/** With the spaces that were typed in place of those that are drawn, and without the marks that VS Code puts in between. */
export function plain(text: string): string {
  return text.replace(/\u00a0/g, ' ').replace(/[\u200b\u200c\u2060\ufeff]/g, '');
}

/** The lines of an editor that are drawn, from top to bottom. */
export function rowsOfLines(editor: Element): readonly Row[] {
  const numbers = [...editor.querySelectorAll('.margin .line-numbers')].map((element) => ({
    number: Number(element.textContent),
    top: element.getBoundingClientRect().top,
  }));
  return [...editor.querySelectorAll('.view-lines > .view-line')]
    .map((element) => {
      const { top } = element.getBoundingClientRect();
      const text = (element.textContent ?? '').replace(/\u00a0/g, ' ').replace(/[\u200b\u200c\u2060\ufeff]/g, '');
      return { number: numbers.find((line) => Math.abs(line.top - top) < 4)?.number ?? 0, top, text };
    })
    .sort((one, other) => one.top - other.top);
}

/** Where the first occurrence of a text is drawn in an editor. */
export function pointOfText(
  editor: Element,
  { text, where }: { readonly text: string; readonly where: 'middle' | 'end' },
): { readonly x: number; readonly y: number } | null {
  const lines = [...editor.querySelectorAll('.view-lines > .view-line')].sort(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  for (const line of lines) {
    const index = (line.textContent ?? '').replace(/\u00a0/g, ' ').indexOf(text);
    if (index < 0) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let offset = 0;
    let begun = false;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (!begun && index < offset + length) {
        range.setStart(node, index - offset);
        begun = true;
      }
      if (begun && index + text.length <= offset + length) {
        range.setEnd(node, index + text.length - offset);
        break;
      }
      offset += length;
    }
    const box = range.getBoundingClientRect();
    return { x: where === 'end' ? box.right : box.left + box.width / 2, y: box.top + box.height / 2 };
  }
  return null;
}
