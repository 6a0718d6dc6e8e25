import type { ScanError, SyntaxKind } from 'jsonc-parser';

/**
 * jsonc-parser's token kinds as values. It declares them as ambient const enums, which a file-by-file compiler cannot
 * read; the annotations let the type checker hold each number against the declaration.
 */
const openBrace: SyntaxKind.OpenBraceToken = 1;
const closeBrace: SyntaxKind.CloseBraceToken = 2;
const openBracket: SyntaxKind.OpenBracketToken = 3;
const closeBracket: SyntaxKind.CloseBracketToken = 4;
const comma: SyntaxKind.CommaToken = 5;
const colon: SyntaxKind.ColonToken = 6;
const nullKeyword: SyntaxKind.NullKeyword = 7;
const trueKeyword: SyntaxKind.TrueKeyword = 8;
const falseKeyword: SyntaxKind.FalseKeyword = 9;
const string: SyntaxKind.StringLiteral = 10;
const number: SyntaxKind.NumericLiteral = 11;
const unknown: SyntaxKind.Unknown = 16;
const endOfText: SyntaxKind.EOF = 17;

export const Token = {
  openBrace,
  closeBrace,
  openBracket,
  closeBracket,
  comma,
  colon,
  nullKeyword,
  trueKeyword,
  falseKeyword,
  string,
  number,
  unknown,
  endOfText,
} as const;

export const NO_SCAN_ERROR: ScanError.None = 0;
