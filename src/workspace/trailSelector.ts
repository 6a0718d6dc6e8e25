import { type DocumentSelector, languages, type TextDocument } from 'vscode';
import { SAMPLE_SCHEME } from './sampleFiles.ts';
import { VIEW_SCHEME } from './viewAddress.ts';

const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web', SAMPLE_SCHEME, VIEW_SCHEME];
const LANGUAGES = ['json', 'jsonc', 'jsonl', 'plaintext', 'log', 'csv', 'markdown'];

/** Documents that may hold a trail. Others, such as the committed side of a diff, are never looked into. */
export const TRAIL_SELECTOR: DocumentSelector = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

/** Documents that may have digests in common with trails: besides those, templates with key policies in YAML. */
export const REFERENCE_SELECTOR: DocumentSelector = SCHEMES.flatMap((scheme) =>
  [...LANGUAGES, 'yaml'].map((language) => ({ scheme, language })),
);

export function mayBeTrail(document: TextDocument): boolean {
  return languages.match(TRAIL_SELECTOR, document) > 0;
}

export function mayHaveReferences(document: TextDocument): boolean {
  return languages.match(REFERENCE_SELECTOR, document) > 0;
}
