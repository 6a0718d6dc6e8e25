// Parses SQL of Trino, the dialect of Athena and of CloudTrail Lake.
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';

export interface ParsedQuery {
  /** What the parser does not understand, as `line:column message`. */
  readonly problems: readonly string[];
  /** What the string literals say, their quotes undone. */
  readonly literals: readonly string[];
  readonly comments: readonly string[];
  /** The query without comments, a blank between tokens. */
  readonly code: string;
}

export function parseQuery(sql: string): ParsedQuery {
  const parser = new TrinoSQL();
  const problems = parser
    .validate(sql)
    .map(({ startLine, startColumn, message }) => `${startLine}:${startColumn} ${message}`);
  const tokens = parser.getAllTokens(sql).map(({ text }) => text ?? '');
  const isComment = (token: string): boolean => token.startsWith('--') || token.startsWith('/*');
  return {
    problems,
    literals: tokens.filter((token) => token.startsWith("'")).map(literalText),
    comments: tokens.filter(isComment),
    code: tokens.filter((token) => token.trim() !== '' && !isComment(token)).join(' '),
  };
}

/** What a literal says. */
export function literalText(token: string): string {
  return token.slice(1, -1).replaceAll("''", "'");
}
