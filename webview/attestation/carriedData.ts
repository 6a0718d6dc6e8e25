import type { CarriedView, CopyTarget, Savable } from '../../src/panel/protocol.ts';
import { button, type Child, element, linkButton } from '../toolkit/index.ts';
import { allGroups, hexParts, shortGroups } from './hexDifference.ts';
import { heading, hexText, type Post, textBox } from './parts.ts';
import { type Section, section } from './section.ts';

type Form = Extract<CopyTarget, { of: 'carried' }>['form'];

/** Whether the public key can be saved as it is, and as PEM and DER. */
export interface CanSaveKey {
  readonly asItIs: boolean;
  readonly converted: boolean;
}

export interface CarriedData {
  readonly fields: readonly CarriedView[];
  readonly canSave: CanSaveKey;
}

/** What the enclave put into the document: public key, user data and nonce. */
export function carriedData(post: Post): Section<CarriedData> {
  return section({ id: 'carried', 'aria-labelledby': 'carried-heading' }, ({ fields, canSave }) => [
    heading('carried-heading', 'Carried data'),
    element('dl', { class: 'facts carried' }, ...fields.flatMap((field) => carriedField(field, canSave, post))),
  ]);
}

function carriedField(view: CarriedView, canSave: CanSaveKey, post: Post): readonly HTMLElement[] {
  const { field, label, bytes } = view;
  return [
    element('dt', {}, label),
    element('dd', { 'data-field': field }, ...(bytes === undefined ? [absent()] : present(view, bytes, canSave, post))),
  ];
}

function absent(): HTMLElement {
  return element('span', { class: 'dim' }, 'absent');
}

function present(view: CarriedView, bytes: number, canSave: CanSaveKey, post: Post): readonly Child[] {
  const { field, label, hex, text, structure } = view;
  const copy = (form: Form, name: string): HTMLElement =>
    linkButton({
      id: `copy-${field}-${form}`,
      label: name,
      title: `Copy ${label} as ${name}`,
      onPress: () => post({ type: 'copy', target: { of: 'carried', field, form } }),
    });
  return [
    element(
      'p',
      { class: 'summary-line' },
      structure === undefined ? undefined : element('span', { class: 'kind' }, structure.kind),
      element('span', { class: 'dim' }, `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`),
      ...(bytes === 0
        ? []
        : [
            element('span', { class: 'dim' }, 'copy as'),
            copy('hex', 'hex'),
            copy('base64', 'base64'),
            text === undefined ? undefined : copy('text', 'text'),
            structure === undefined ? undefined : copy('structure', 'structure'),
          ]),
    ),
    text === undefined || text === '' ? undefined : textBox(`${field}-text`, `${label} as text`, text),
    structure === undefined
      ? undefined
      : fold(`${field}-structure`, 'Structure', `${label}, structure`, structure.text),
    bytes === 0 ? undefined : hexFold(field, hex),
    field === 'publicKey' && canSave.asItIs ? saveKey(canSave.converted, post) : undefined,
  ];
}

function fold(id: string, title: string, label: string, text: string): HTMLElement {
  return element('details', { id: `${id}-fold` }, element('summary', {}, title), textBox(id, label, text));
}

/** The beginning and the end; unfolded, all of it. */
function hexFold(field: string, hex: string): HTMLElement {
  const short = hexText(hexParts(hex, shortGroups([hex])));
  const all = allGroups([hex]);
  return all.length <= 4
    ? element('div', {}, short)
    : element(
        'details',
        { id: `${field}-hex` },
        element('summary', { 'aria-label': 'Hexadecimal' }, short),
        element('div', { class: 'text-box' }, hexText(hexParts(hex, all))),
      );
}

/** A key in PEM or DER is saved as either; anything else has one form alone. */
function saveKey(converted: boolean, post: Post): HTMLElement {
  const save = (what: Savable, label: string): HTMLElement =>
    button({ id: `save-${what}`, label, onPress: () => post({ type: 'save', what }) });
  return element(
    'div',
    { class: 'actions' },
    ...(converted
      ? [save('public-key-pem', 'Save Key as PEM…'), save('public-key-der', 'Save Key as DER…')]
      : [save('public-key', 'Save Key as It Is…')]),
  );
}
