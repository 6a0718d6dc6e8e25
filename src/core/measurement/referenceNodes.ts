import { createScanner, findNodeAtLocation, type Node, type SyntaxKind } from 'jsonc-parser';
import { Token } from '../jsonTokens.ts';
import type { Span } from '../located.ts';
import { type Digest, readDigest } from './digest.ts';
import { type Platform, pcrOfName } from './pcr.ts';

/** What files of reference measurements have in common, whoever writes them. */

/** The values of an object such as {"PCR0": "…"}, members `besides` them left out, or why they cannot be read. */
export function readPcrValues(node: Node, platform: Platform, besides?: string): ReadonlyMap<number, Digest> | string {
  const repeated = repeatedKey(node);
  if (repeated !== undefined) {
    return `"${repeated}" is there twice`;
  }
  const highest = platform === 'enclave' ? 31 : 23;
  const pcrs = new Map<number, Digest>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key?.value === besides) {
      continue;
    }
    const index = pcrOfName(key?.value);
    if (index === undefined || index > highest) {
      return `"${String(key?.value).slice(0, 20)}" is not one of PCR0 to PCR${highest}`;
    }
    if (pcrs.has(index)) {
      return `PCR${index} is there twice`;
    }
    const digest = typeof value?.value === 'string' ? readDigest(value.value) : undefined;
    if (digest === undefined) {
      return `PCR${index} is not a string`;
    }
    if (!digest.ok) {
      return `PCR${index} is not a SHA-384 digest: ${digest.error.message}`;
    }
    pcrs.set(index, digest.value);
  }
  return pcrs;
}

/** JSON readers disagree on which of two equal keys counts, so neither does. */
export function repeatedKey(object: Node): string | undefined {
  const seen = new Set<string>();
  for (const key of keysOf(object)) {
    if (seen.has(key)) {
      return key.slice(0, 40);
    }
    seen.add(key);
  }
  return undefined;
}

export function keysOf(object: Node): readonly string[] {
  return (object.children ?? []).map((property) => String(property.children?.[0]?.value));
}

export function stringAt(object: Node, key: string): string | undefined {
  const node = object.type === 'object' ? findNodeAtLocation(object, [key]) : undefined;
  return typeof node?.value === 'string' ? node.value : undefined;
}

export function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** Of the value that a text begins with. The parser recurses once a level, so depth is bounded before it runs. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  const scanner = createScanner(text, true);
  const closing: SyntaxKind[] = [];
  for (let token = scanner.scan(); token !== Token.endOfText; token = scanner.scan()) {
    if (token === Token.openBrace || token === Token.openBracket) {
      closing.push(token === Token.openBrace ? Token.closeBrace : Token.closeBracket);
      if (closing.length > limit) {
        return true;
      }
    } else if (token === closing.at(-1)) {
      // Any other bracket closes nothing for the parser either.
      closing.pop();
      if (closing.length === 0) {
        return false;
      }
    }
  }
  return false;
}
