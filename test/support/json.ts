// Writes JSON in the spellings that files have, so that tests own every byte of what they read.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface JsonStyle {
  /** Of one level; without it everything stands on one line. */
  readonly indent?: string;
  readonly eol?: string;
  /** The raw text of a string, with its quotes. */
  readonly key?: (text: string) => string;
  readonly text?: (text: string) => string;
}

export function writeJson(value: Json, style: JsonStyle = {}, level = 0): string {
  const { indent = '', eol = '\n', key = quoted, text = quoted } = style;
  if (typeof value === 'string') {
    return text(value);
  }
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value);
  }
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? '[]' : '{}';
  const colon = indent === '' ? ':' : ': ';
  const items = Object.entries(value).map(([name, item]) => {
    const written = writeJson(item, style, level + 1);
    return isArray ? written : `${key(name)}${colon}${written}`;
  });
  if (items.length === 0 || indent === '') {
    return `${open}${items.join(',')}${close}`;
  }
  const line = `${eol}${indent.repeat(level + 1)}`;
  return `${open}${line}${items.join(`,${line}`)}${eol}${indent.repeat(level)}${close}`;
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `\/` for every slash and `\u003d` for every equals sign, as some serializers write them. */
export function escapedForHtml(text: string): string {
  return JSON.stringify(text).replaceAll('/', '\\/').replaceAll('=', '\\u003d');
}

/** Every letter, digit and sign as `\uXXXX`, the digits in both cases. */
export function escapedThroughout(text: string): string {
  const escapes = Array.from({ length: text.length }, (_, index) => {
    const digits = text.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${index % 2 === 0 ? digits : digits.toUpperCase()}`;
  });
  return `"${escapes.join('')}"`;
}
