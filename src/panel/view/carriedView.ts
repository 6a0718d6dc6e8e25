import { type AttestationDocument, carriedData, toHex } from '../../core/index.ts';
import { visibleLines } from '../../editor/fileText.ts';
import { type CarriedView, EXPECTED_FIELDS, type ExpectedField } from '../protocol.ts';

export const FIELD_LABELS: Readonly<Record<ExpectedField, string>> = {
  publicKey: 'Public key',
  userData: 'User data',
  nonce: 'Nonce',
};

/** What the document carries for others: public key, user data, nonce. */
export function carriedView(document: AttestationDocument): readonly CarriedView[] {
  return EXPECTED_FIELDS.map((field) => {
    const label = FIELD_LABELS[field];
    const bytes = document[field];
    if (bytes === undefined) {
      return { field, label, bytes: undefined, hex: '', text: undefined, structure: undefined };
    }
    const { text, structure } = carriedData(bytes);
    return {
      field,
      label,
      bytes: bytes.length,
      hex: toHex(bytes),
      text: text === undefined ? undefined : visibleLines(text),
      structure: structure && { kind: structure.kind, text: visibleLines(structure.text) },
    };
  });
}
