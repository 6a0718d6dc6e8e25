import type { CertificatePart, CertificateRow, CertificatesView } from '../../src/panel/protocol.ts';
import { button, type Child, element, linkButton } from '../toolkit/index.ts';
import { allGroups, hexParts, shortGroups } from './hexDifference.ts';
import { copyButton, heading, hexText, type Post } from './parts.ts';
import { type Section, section } from './section.ts';
import { timeLine } from './timeLine.ts';

/** The chain: when each certificate is valid, and what it says. */
export function certificates(post: Post): Section<CertificatesView> {
  return section({ id: 'certificates', 'aria-labelledby': 'certificates-heading' }, (view) => [
    heading('certificates-heading', 'Certificates', 'times near the document are drawn wider'),
    timeLine(view),
    element(
      'details',
      { id: 'certificate-details' },
      element('summary', {}, 'Names, times and fingerprints'),
      element(
        'ol',
        { class: 'certificates', role: 'list' },
        ...view.rows.map((row, index) => certificate(row, index, post)),
      ),
    ),
    element(
      'div',
      { class: 'actions' },
      button({
        id: 'save-certificates',
        label: 'Save Certificates…',
        title: 'All of them, as PEM',
        onPress: () => post({ type: 'save', what: 'certificates' }),
      }),
    ),
  ]);
}

function certificate(row: CertificateRow, index: number, post: Post): HTMLElement {
  const copy = (part: CertificatePart, name: string): HTMLElement =>
    copyButton(`copy-certificate-${index}-${part}`, `${name} of ${row.role}`, { of: 'certificate', index, part }, post);
  const serial =
    row.serial === '' ? [] : [hexText(hexParts(row.serial, allGroups([row.serial]))), copy('serial', 'serial number')];
  const facts: readonly (readonly [string, readonly Child[]])[] = [
    [
      'Valid',
      [
        row.validity,
        row.span === '' ? undefined : element('span', { class: 'dim' }, `, ${row.span}`),
        row.notBefore === undefined ? undefined : copy('validity', 'validity'),
      ],
    ],
    ['When made', [validWhenMade(row.validWhenMade)]],
    [
      'Subject',
      row.subject === '' ? [] : [element('code', { class: 'value' }, row.subject), copy('subject', 'subject')],
    ],
    ['Serial', serial],
    [
      'SHA-256',
      [hexText(hexParts(row.fingerprint, shortGroups([row.fingerprint]))), copy('fingerprint', 'fingerprint')],
    ],
    [
      'PEM',
      [
        linkButton({
          id: `copy-certificate-${index}-pem`,
          label: 'copy',
          title: `Copy ${row.role} certificate as PEM`,
          onPress: () => post({ type: 'copy', target: { of: 'certificate', index, part: 'pem' } }),
        }),
      ],
    ],
  ];
  return element(
    'li',
    { 'data-certificate': index, 'data-role': row.role },
    element('h3', {}, row.role),
    element(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([label, value]) =>
        value.length === 0 ? [] : [element('dt', {}, label), element('dd', {}, ...value)],
      ),
    ),
  );
}

function validWhenMade(valid: boolean | undefined): string {
  return valid === undefined ? 'not known' : valid ? 'valid' : 'not valid';
}
