import { shortened } from '../core/index.ts';

/**
 * Text from a file on its way to people. Anybody may have written it, so it must not act: not as Markdown, not as an
 * icon, not as a line break, not by turning the direction of what follows.
 */

/**
 * Characters that control, are invisible, change the direction of text, or are a tick: only a match may show one. Letters
 * and marks that are drawn as nothing are default-ignorable; U+2800 is a blank that no category has among blanks.
 */
const TREACHEROUS =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u221a\u237b\u2611\u2705\u2713\u2714\u{10102}\u{1f5f8}\u{1f5f9}\u{1fbb1}]/gu;

/** Whether a text holds what nobody sees, line ends and tabs apart: pasted somewhere else, it is not what was shown. */
export function hidesSomething(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(
    text.replace(/\r\n|[\n\t]/g, ''),
  );
}

/** The text on one line, treacherous characters spelled out, at most `length` UTF-16 units. */
export function visible(text: string, length = 300): string {
  // Cut first: escaping a megabyte to show a line of it is work for nothing.
  const spelled = shortened(text, length).replace(
    TREACHEROUS,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return shortened(spelled, length);
}

/** The text with its lines kept, for places that draw lines; at most `length` UTF-16 units. */
export function visibleLines(text: string, length = 20_000): string {
  return shortened(
    shortened(text, length)
      .split(/\r\n|\n/)
      .map((line) => visible(line.replaceAll('\t', '  '), length))
      .join('\n'),
    length,
  );
}

/** For labels in which VS Code would show `$(name)` as an icon: status bar, lenses, lists. */
export function inLabel(text: string, length = 100): string {
  return withoutIcons(visible(text, length));
}

/** For labels of words of our own, in which the name of a reference may stand; it has lost its ticks already. */
export function withoutIcons(words: string): string {
  return words.replaceAll('$(', '\\$(');
}

/** For notifications, in which VS Code would show `[words](command:…)` as a link. */
export function inMessage(text: string, length = 200): string {
  return visible(text, length).replaceAll('](', '] (');
}

/** As a code span, in which Markdown has no meaning and nothing becomes a link. */
export function codeSpan(text: string, length = 300): string {
  const content = visible(text, length);
  const longestRun = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  if (content.trim() === '') {
    return '(empty)';
  }
  // Markdown takes one blank off each end, so that content may begin and end with a backtick or a blank.
  const blank = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return `${fence}${blank}${content}${blank}${fence}`;
}

/**
 * As a code span in a cell of a table, where a bar would end the cell, and with it the code span. Behind a backslash of
 * the text's own no escape keeps it from doing so: such a bar is spelled out.
 */
export function codeCell(text: string, length = 300): string {
  return codeSpan(visible(text, length).replaceAll('\\|', '\\\\u{7c}'), length).replaceAll('|', '\\|');
}

/** As plain words inside Markdown. */
export function plainInMarkdown(text: string, length = 300): string {
  return markdownOf(visible(text, length));
}

/** Words of our own as plain words inside Markdown; the name of a reference may stand in them. */
export function markdownOf(words: string): string {
  return words
    .replace(/[\\`*_{}[\]()#+\-.!|~<>&$:/@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/www/gi, (letters) => `${letters.slice(0, 1)}&#${letters.charCodeAt(1)};${letters.slice(2)}`);
}

/**
 * Words of our own, in which names from files may stand, for Markdown that is read as text as well: only what would act
 * is escaped. They stand behind other words: what a line may begin with is left alone.
 */
export function readableMarkdown(words: string): string {
  return words
    .replace(/[\\`*_[\]<>|~$&@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/:\/\//g, ':&#47;/')
    .replace(/(\S)\.(?=\p{L})/gu, '$1&#46;');
}
