import type { FactView } from '../../src/panel/protocol.ts';
import { factList } from './facts.ts';
import { heading, type Post } from './parts.ts';
import { type Section, section } from './section.ts';

/** Who made the document, and when. */
export function identity(post: Post): Section<readonly FactView[]> {
  return section({ id: 'identity', 'aria-labelledby': 'identity-heading' }, (facts) => [
    heading('identity-heading', 'Document'),
    factList('identity', facts, post),
  ]);
}
