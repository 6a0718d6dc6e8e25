import { childrenOf, contentsOf, type Item, itemAt, Major } from '../encoding/cborItem.ts';
import { grouped } from '../encoding/count.ts';
import type { ProfileProblem } from './attestationDocument.ts';

/** The fields of the payload of an attestation document (AWS, "Attestation document specification"). */
export const FIELDS = [
  'module_id',
  'digest',
  'timestamp',
  'pcrs',
  'nitrotpm_pcrs',
  'certificate',
  'cabundle',
  'public_key',
  'user_data',
  'nonce',
] as const;

export type Field = (typeof FIELDS)[number];

/** A payload with two of these means to be an attestation document, whatever else is in it. */
const TELLING: readonly Field[] = ['module_id', 'pcrs', 'nitrotpm_pcrs', 'certificate', 'cabundle'];

/** The fields of a payload by name, and what else is in it. */
export interface PayloadFields {
  readonly values: ReadonlyMap<Field, Item>;
  /** Where the payload begins. */
  readonly start: number;
  readonly problems: readonly ProfileProblem[];
}

/** The most problems that are told of one document. */
export const MOST_PROBLEMS = 100;

/** Collects problems, up to a bound. */
export type Report = (code: ProfileProblem['code'], field: string, message: string, byteOffset: number) => void;

export function reportTo(problems: ProfileProblem[]): Report {
  return (code, field, message, byteOffset) => {
    if (problems.length < MOST_PROBLEMS) {
      problems.push({ code, field, message, byteOffset });
    }
  };
}

/** The entries of the map at `start` of bytes that are well-formed. */
export function payloadFields(bytes: Uint8Array, start: number): PayloadFields {
  const values = new Map<Field, Item>();
  const problems: ProfileProblem[] = [];
  const report = reportTo(problems);
  let key: Item | undefined;
  let position = 0;
  for (const item of childrenOf(bytes, itemAt(bytes, start))) {
    if (key === undefined) {
      key = item;
      continue;
    }
    const field = fieldOf(bytes, key);
    if (field !== undefined) {
      values.set(field, item);
    } else {
      reportUnknown(report, key, position);
    }
    key = undefined;
    position++;
  }
  return { values, start, problems };
}

function reportUnknown(report: Report, key: Item, position: number): void {
  const place = `payload[${position}]`;
  if (key.major === Major.text && key.isIndefinite) {
    report('chunked-string', place, `Entry ${grouped(position + 1)} of the payload has a name in chunks.`, key.start);
  } else {
    report(
      'unknown-field',
      place,
      `Entry ${grouped(position + 1)} of the payload is no field of the format.`,
      key.start,
    );
  }
}

function fieldOf(bytes: Uint8Array, key: Item): Field | undefined {
  if (key.major !== Major.text || key.isIndefinite) {
    return undefined;
  }
  // No field has a name that long.
  const name = String.fromCharCode(...contentsOf(bytes, key).subarray(0, 20));
  return FIELDS.find((field) => field === name);
}

export function meansToBeADocument({ values }: PayloadFields): boolean {
  return TELLING.filter((field) => values.has(field)).length >= 2;
}

/** Whether the map at `start` has integers for keys, as the claims of a CBOR Web Token do (RFC 8392). */
export function hasIntegerKeys(bytes: Uint8Array, start: number): boolean {
  const [key] = childrenOf(bytes, itemAt(bytes, start));
  return key?.major === Major.unsigned || key?.major === Major.negative;
}
