/** A text as a literal of standard SQL, which knows no escape but the doubled quote. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Lines of a comment. A line end in a line of it would end the comment. */
export function comment(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `-- ${line.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, ' ')}`.trimEnd());
}

/** Lines moved to the right. */
export function indented(lines: readonly string[], indent = '  '): readonly string[] {
  return lines.map((line) => `${indent}${line}`);
}

/** `2026-01-01T00:00:07Z`, whole seconds, from milliseconds since the epoch. */
export function isoSecond(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
