import { button, element } from '../toolkit/index.ts';
import { heading, type Post, textBox } from './parts.ts';
import { type Section, section } from './section.ts';

export interface Notation {
  readonly notation: string;
  readonly size: number;
}

/** The document's bytes: in CBOR's diagnostic notation, and as they are. */
export function cborNotation(post: Post): Section<Notation> {
  return section({ id: 'cbor', 'aria-labelledby': 'cbor-heading' }, ({ notation, size }) => [
    heading('cbor-heading', 'CBOR', `${size.toLocaleString('en')} bytes`),
    element(
      'details',
      { id: 'cbor-fold' },
      element('summary', {}, 'Diagnostic notation'),
      textBox('notation', 'CBOR in diagnostic notation', notation),
    ),
    element(
      'div',
      { class: 'actions' },
      button({
        id: 'save-document',
        label: 'Save Document…',
        title: 'Its bytes, as .cbor',
        onPress: () => post({ type: 'save', what: 'document' }),
      }),
      button({
        id: 'copy-document',
        label: 'Copy as Base64',
        onPress: () => post({ type: 'copy', target: { of: 'document' } }),
      }),
      button({
        id: 'copy-notation',
        label: 'Copy Notation',
        onPress: () => post({ type: 'copy', target: { of: 'notation' } }),
      }),
    ),
  ]);
}
