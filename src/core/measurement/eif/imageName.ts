import { parseTree } from 'jsonc-parser';
import { nestsDeeperThan, stringAt } from '../referenceNodes.ts';

const MOST_NESTING = 32;
const MOST_UNITS = 100;

export interface ImageName {
  readonly name?: string;
  readonly version?: string;
}

/** What an image calls itself in its metadata section, which is JSON; nothing where that cannot be read. */
export function imageName(section: Uint8Array): ImageName {
  const text = new TextDecoder().decode(section);
  const root = nestsDeeperThan(text, MOST_NESTING) ? undefined : parseTree(text);
  const name = root && stringAt(root, 'ImageName');
  const version = root && stringAt(root, 'ImageVersion');
  return {
    ...(name === undefined || name.trim() === '' ? {} : { name: name.slice(0, MOST_UNITS) }),
    ...(version === undefined || version.trim() === '' ? {} : { version: version.slice(0, MOST_UNITS) }),
  };
}
