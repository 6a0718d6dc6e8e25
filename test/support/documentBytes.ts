// Attestation documents as bytes, with a signature that nobody made: for what only reads them.

import { enclaveRegisters } from './attestationDocuments.ts';
import * as cbor from './cborWriter.ts';
import { EVENT_TIME, moduleId } from './events.ts';

export interface DocumentForm {
  /** Fields in place of the usual ones, or besides them; undefined leaves one out. */
  readonly fields?: Readonly<Record<string, cbor.Cbor | undefined>>;
  /** Entries behind all fields. */
  readonly more?: readonly (readonly [cbor.Cbor, cbor.Cbor])[];
  /** The map as of a length that stands in front; real ones are of indefinite length since mid-2025. */
  readonly definite?: boolean;
  /** In place of the four elements of the envelope. */
  readonly protectedHeader?: cbor.Cbor;
  readonly unprotectedHeader?: cbor.Cbor;
  readonly payload?: cbor.Cbor;
  readonly signature?: cbor.Cbor;
}

export const MODULE_ID = moduleId();
export const TIMESTAMP = Date.parse(EVENT_TIME) - 1598;
export const ES384 = cbor.map([[cbor.uint(1), cbor.negint(-35)]]);

/** Bytes that look like nothing in particular, the same for the same seed. */
export function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

export const CERTIFICATE = noise(640, 2);
export const CABUNDLE = [noise(533, 3), noise(707, 4), noise(791, 5), noise(706, 6)] as const;

/** The fields of a real document, in its order. */
export function usualFields(): Readonly<Record<string, cbor.Cbor>> {
  return {
    module_id: cbor.text(MODULE_ID),
    digest: cbor.text('SHA384'),
    timestamp: cbor.uint(TIMESTAMP, 8),
    pcrs: registers(enclaveRegisters()),
    certificate: cbor.bytes(CERTIFICATE),
    cabundle: cbor.array(CABUNDLE.map((certificate) => cbor.bytes(certificate))),
    public_key: cbor.nil(),
    user_data: cbor.nil(),
    nonce: cbor.nil(),
  };
}

export function registers(values: Readonly<Record<number, Uint8Array>>): cbor.Cbor {
  return cbor.map(Object.entries(values).map(([index, value]) => [cbor.uint(Number(index)), cbor.bytes(value)]));
}

export function payloadBytes({ fields = {}, more = [], definite = false }: DocumentForm = {}): cbor.Cbor {
  const all: Readonly<Record<string, cbor.Cbor | undefined>> = { ...usualFields(), ...fields };
  const entries = [
    ...Object.entries(all).flatMap(([name, item]) => (item === undefined ? [] : [[cbor.text(name), item] as const])),
    ...more,
  ];
  return definite ? cbor.map(entries) : cbor.openMap(entries);
}

export function documentBytes(form: DocumentForm = {}): cbor.Cbor {
  return cbor.array([
    form.protectedHeader ?? cbor.bytes(ES384),
    form.unprotectedHeader ?? cbor.map([]),
    form.payload ?? cbor.bytes(payloadBytes(form)),
    form.signature ?? cbor.bytes(noise(96, 7)),
  ]);
}

/** A NitroTPM document: its registers are in a field of another name. */
export function tpmDocumentBytes(): cbor.Cbor {
  const pcrs = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [index, noise(48, 100 + index)]));
  return documentBytes({
    fields: {
      module_id: cbor.text('i-0a1b2c3d4e5f60718-tpm0000000000000000'),
      pcrs: undefined,
      nitrotpm_pcrs: registers(pcrs),
    },
  });
}
