import { select } from '../toolkit/index.ts';
import { heading, type Post } from './parts.ts';
import { type Section, section } from './section.ts';

export interface DocumentChoice {
  readonly choices: readonly string[];
  readonly chosen: number;
  /** What of the text they are. */
  readonly choicesAre: string;
}

/** Which document of a text that holds several is shown. */
export function documentChoice(post: Post): Section<DocumentChoice> {
  return section({ id: 'documents', 'aria-labelledby': 'documents-heading' }, ({ choices, chosen, choicesAre }) => [
    heading('documents-heading', 'Documents', choicesAre),
    select({
      id: 'document-choice',
      label: 'Document',
      options: choices.map((label, index) => ({ value: String(index), label })),
      chosen: String(chosen),
      placeholder: 'Choose a document…',
      onChoose: (value) => post({ type: 'chooseDocument', index: Number(value) }),
    }),
  ]);
}
