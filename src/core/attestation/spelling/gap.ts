/** The longest run of blanks and quotes between two digits of one document, in UTF-16 units. */
const LONGEST_GAP = 1000;

/**
 * The unit behind what may stand between two digits of one document: blanks and line ends, escaped ones too (`\n`), a
 * backslash that continues a line or escapes a slash, and the seam of two string literals (`" +` line end `"`). `at`
 * itself where there is nothing of that, or too much.
 */
export function behindGap(text: string, at: number): number {
  let end = at;
  while (end - at <= LONGEST_GAP) {
    const step = gapAt(text, end);
    if (step === 0) {
      return end;
    }
    end += step;
  }
  return at;
}

function gapAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (isBlank(unit)) {
    return 1;
  }
  if (unit === BACKSLASH) {
    const escaping = /^\\+(?:[nrt\r\n]|(?=\/))/.exec(text.slice(at, at + 12))?.[0].length ?? 0;
    return escaping > 0 ? escaping : seamAt(text, at);
  }
  return unit === 0x22 || unit === 0x27 || unit === 0x60 ? seamAt(text, at) : 0;
}

/** How long the seam of two string literals is that begins with the quote at `at`; 0 where there is none. */
export function seamAt(text: string, at: number): number {
  return SEAM.exec(text.slice(at, at + LONGEST_GAP))?.[0].length ?? 0;
}

/** Languages join literals with nothing, `+`, `.`, `..`, `&`, or a backslash at the end of the line. */
const SEAM = /^(\\{0,3}["'`])(?:\s|\\[nr]){0,400}(?:[+.&\\]{1,2}(?:\s|\\[nr]){0,400})?[bBrRuUfFL@]{0,2}\1/;

function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0xfeff;
}

export const BACKSLASH = 0x5c;
