const DEEPEST = 32;

/**
 * JSON with one member or element a line, each token as it was written: parsing and printing would change numbers and drop
 * repeated members. Undefined for what is no JSON object or array, or nests deep.
 */
export function prettyJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? laidOut(text) : undefined;
  } catch {
    return undefined;
  }
}

function laidOut(text: string): string | undefined {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  let laid = '';
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const isEmpty = isOpening(before) && isClosing(token);
    depth -= isClosing(token) ? 1 : 0;
    const isNewLine = (isOpening(before) || before === ',' || isClosing(token)) && !isEmpty;
    laid += (isNewLine ? `\n${'  '.repeat(depth)}` : '') + token + (token === ':' ? ' ' : '');
    depth += isOpening(token) ? 1 : 0;
    if (depth > DEEPEST) {
      return undefined;
    }
  }
  return laid;
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function isClosing(token: string): boolean {
  return token === '}' || token === ']';
}
