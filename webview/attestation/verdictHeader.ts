import type { ReportFormat, VerdictView } from '../../src/panel/protocol.ts';
import { button, element, menuButton } from '../toolkit/index.ts';
import { shield } from './icons.ts';
import { copyButton, type Post } from './parts.ts';
import { type Section, section } from './section.ts';

/** The verdict in one sentence, and what can be done with the whole. */
export function verdictHeader(post: Post, newDocument: () => void): Section<VerdictView> {
  return section({ id: 'verdict', 'aria-labelledby': 'verdict-sentence' }, ({ tone, sentence, detail }) => [
    element('span', { class: `shield ${tone}` }, shield(tone)),
    element(
      'div',
      { class: 'sentence' },
      element(
        'div',
        { class: 'with-copy' },
        // The focus comes here when a document was read, so that its verdict is the next thing that is read out.
        element('h1', { id: 'verdict-sentence', 'data-tone': tone, tabindex: -1 }, sentence),
        copyButton('copy-verdict', 'verdict', { of: 'verdict' }, post),
      ),
      element('p', { id: 'verdict-detail', class: 'dim' }, detail),
    ),
    element(
      'div',
      { class: 'actions' },
      menuButton({
        id: 'copy-report',
        label: 'Copy Report',
        items: [copyItem('markdown', 'As Markdown', post), copyItem('json', 'As JSON', post)],
      }),
      button({ id: 'open-report', label: 'Open Report', onPress: () => post({ type: 'showReport' }) }),
      button({ id: 'new-document', label: 'New Document', primary: true, onPress: newDocument }),
    ),
  ]);
}

function copyItem(format: ReportFormat, label: string, post: Post): { id: string; label: string; onPress: () => void } {
  return { id: `copy-report-${format}`, label, onPress: () => post({ type: 'copyReport', format }) };
}
