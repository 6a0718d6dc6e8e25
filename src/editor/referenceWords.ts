import { type ReferenceMeasurement, referenceTitle } from '../core/index.ts';
import { codeSpan, plainInMarkdown } from './fileText.ts';

/** A reference's name and version; of one that an untrusted file brings, as that file's own words. */
export function referenceLabel(reference: ReferenceMeasurement): string {
  const title = referenceTitle(reference);
  return reference.source.trusted ? title : `"${title}" (untrusted file)`;
}

/** The same in Markdown, with its file. */
export function referenceInMarkdown(reference: ReferenceMeasurement): string {
  return `${plainInMarkdown(referenceLabel(reference))} in ${codeSpan(reference.source.label)}`;
}
