import { type CarriedKey, carriedData, pemOf } from '../core/index.ts';
import type { Savable } from './protocol.ts';
import type { ShownDocument } from './sessionState.ts';

/** A part of an attestation document as a file of its own. */
export interface SavedPart {
  readonly label: string;
  /** The end of the suggested file name. */
  readonly suffix: string;
  /** Undefined where the document does not have it. */
  readonly contents: (shown: ShownDocument) => Uint8Array | undefined;
}

export const SAVED_PARTS: Readonly<Record<Savable, SavedPart>> = {
  document: { label: 'Attestation document (CBOR)', suffix: '.cbor', contents: ({ document }) => document.bytes },
  certificates: {
    label: 'Certificates (PEM), root first',
    suffix: '-certificates.pem',
    contents: ({ report: { certificates } }) =>
      certificates.length === 0 ? undefined : text(certificates.map(({ der }) => pemOf('CERTIFICATE', der)).join('')),
  },
  'public-key-pem': {
    label: 'Public key (PEM)',
    suffix: '-public-key.pem',
    contents: (shown) => {
      const key = keyOf(shown);
      return key && text(pemOf(key.label, key.der));
    },
  },
  'public-key-der': {
    label: 'Public key (DER)',
    suffix: '-public-key.der',
    contents: (shown) => keyOf(shown)?.der,
  },
  'public-key': {
    label: 'Public key (as it is in the document)',
    suffix: '-public-key.bin',
    contents: ({ document }) => document.publicKey,
  },
};

/** Why a part cannot be saved, in one sentence. */
export function whyNotSaved(what: Savable, { document }: ShownDocument): string {
  if ((what === 'public-key-pem' || what === 'public-key-der') && document.publicKey !== undefined) {
    return 'The public key is of no form that PEM and DER have. Save it as it is.';
  }
  return `This document carries no ${what === 'certificates' ? 'certificates' : 'public key'}.`;
}

function keyOf({ document: { publicKey } }: ShownDocument): CarriedKey | undefined {
  return publicKey && carriedData(publicKey).key;
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
