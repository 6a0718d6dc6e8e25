import { childrenOf, type Item, Major } from '../encoding/cborItem.ts';
import { byteCount } from '../encoding/count.ts';
import { type CborValue, decodeCbor } from '../encoding/decodeCbor.ts';
import { toHex } from '../encoding/hex.ts';
import { parseModuleId } from '../event/moduleId.ts';
import { agreedBytes, agreedInteger, agreedText } from './agreedValue.ts';
import type { AttestationDocument, DocumentPcr, ProfileProblem } from './attestationDocument.ts';
import { type Field, type PayloadFields, type Report, reportTo } from './payloadFields.ts';

type Contents = Pick<
  AttestationDocument,
  | 'platform'
  | 'moduleId'
  | 'parsedModuleId'
  | 'digest'
  | 'timestamp'
  | 'pcrs'
  | 'certificate'
  | 'cabundle'
  | 'publicKey'
  | 'userData'
  | 'nonce'
>;

/** Milliseconds: the last time that a `Date` can hold. */
const LAST_TIME = 8.64e15;
const DIGEST_SIZES: readonly number[] = [32, 48, 64];
const HIGHEST_PCR = 31;

/**
 * The fields of a payload, held against the profile of real documents, which is wider than AWS's prose: absent optional
 * fields may be null, and `user_data` and `nonce` reach 1,024 bytes. Sizes as in AWS's CDDL.
 */
export function readContents(
  bytes: Uint8Array,
  fields: PayloadFields,
  decode: (bytes: Uint8Array) => CborValue = decodeCbor,
): { readonly contents: Contents; readonly problems: readonly ProfileProblem[] } {
  const problems: ProfileProblem[] = [...fields.problems];
  const reading: Reading = { bytes, fields, decode, report: reportTo(problems) };
  const moduleId = readText(reading, 'module_id');
  if (moduleId === '') {
    reportValue(reading, 'module_id', 'is empty');
  }
  const digest = readText(reading, 'digest');
  if (digest !== undefined && digest !== 'SHA384') {
    reportValue(reading, 'digest', 'is not SHA384');
  }
  const contents: Contents = {
    moduleId,
    parsedModuleId: moduleId === undefined ? undefined : parseModuleId(moduleId),
    digest,
    timestamp: readTimestamp(reading),
    ...readMeasurements(reading),
    certificate: readRequiredBytes(reading, 'certificate'),
    cabundle: readBundle(reading),
    publicKey: readOptionalBytes(reading, 'public_key', 1),
    userData: readOptionalBytes(reading, 'user_data', 0),
    nonce: readOptionalBytes(reading, 'nonce', 0),
  };
  return { contents, problems };
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly fields: PayloadFields;
  readonly decode: (bytes: Uint8Array) => CborValue;
  readonly report: Report;
}

function requiredItem({ fields, report }: Reading, field: Field): Item | undefined {
  const item = fields.values.get(field);
  if (item === undefined) {
    report('missing-field', field, `The field ${field} is missing.`, fields.start);
  }
  return item;
}

function reportValue({ fields, report }: Reading, field: Field, what: string): void {
  report('wrong-value', field, `The field ${field} ${what}.`, fields.values.get(field)?.start ?? fields.start);
}

/** Whether the item is of the type that is wanted, without a tag and in one piece. */
function isOfType({ report }: Reading, item: Item, major: number, name: string): boolean {
  if (item.major === Major.tag) {
    report('tag-inside', name, `The field ${name} has a tag.`, item.start);
    return false;
  }
  if (item.major !== major) {
    report('wrong-type', name, `The field ${name} is no ${TYPE_NAMES[major]}.`, item.start);
    return false;
  }
  if (item.isIndefinite && (major === Major.bytes || major === Major.text)) {
    report('chunked-string', name, `The field ${name} comes in chunks.`, item.start);
    return false;
  }
  return true;
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [Major.unsigned]: 'unsigned integer',
  [Major.bytes]: 'byte string',
  [Major.text]: 'text string',
  [Major.array]: 'array',
  [Major.map]: 'map',
};

/** What the library makes of an item, where we read the same ourselves; a document that is read in two ways is told. */
function decoded<T>(
  { bytes, decode, report }: Reading,
  item: Item,
  name: string,
  agreed: (bytes: Uint8Array, item: Item, value: CborValue) => T | undefined,
): T | undefined {
  const value = agreed(bytes, item, decode(bytes.subarray(item.start, item.end)));
  if (value === undefined) {
    report('wrong-value', name, `The field ${name} could not be decoded without doubt.`, item.start);
  }
  return value;
}

function readText(reading: Reading, field: Field): string | undefined {
  const item = requiredItem(reading, field);
  return item && isOfType(reading, item, Major.text, field) ? decoded(reading, item, field, agreedText) : undefined;
}

function readTimestamp(reading: Reading): number | undefined {
  const item = requiredItem(reading, 'timestamp');
  if (item === undefined || !isOfType(reading, item, Major.unsigned, 'timestamp')) {
    return undefined;
  }
  const value = decoded(reading, item, 'timestamp', agreedInteger);
  if (value === undefined) {
    return undefined;
  }
  const time = Number(value);
  if (!(time > 0 && time <= LAST_TIME)) {
    reportValue(reading, 'timestamp', 'is no time in milliseconds');
    return undefined;
  }
  return time;
}

function readRequiredBytes(reading: Reading, field: Field): Uint8Array | undefined {
  const item = requiredItem(reading, field);
  return item && readBytes(reading, item, field, 1);
}

function readOptionalBytes(reading: Reading, field: Field, fewest: number): Uint8Array | undefined {
  const item = reading.fields.values.get(field);
  return item === undefined || isNull(item) ? undefined : readBytes(reading, item, field, fewest);
}

function isNull({ major, info }: Item): boolean {
  return major === Major.simple && info === 22;
}

/** A byte string of `fewest` to 1,024 bytes; of another size it is told as well as given. */
function readBytes(reading: Reading, item: Item, name: string, fewest: number): Uint8Array | undefined {
  const value = isOfType(reading, item, Major.bytes, name) ? decoded(reading, item, name, agreedBytes) : undefined;
  if (value === undefined) {
    return undefined;
  }
  if (value.length < fewest || value.length > MOST_BYTES) {
    const message = `The field ${name} has ${byteCount(value.length)}, and may have ${fewest} to 1,024.`;
    reading.report('wrong-size', name, message, item.start);
  }
  return value;
}

const MOST_BYTES = 1024;

/** Root first. A bundle with an entry that is no byte string is none: what is left of it would be another chain. */
function readBundle(reading: Reading): readonly Uint8Array[] {
  const item = requiredItem(reading, 'cabundle');
  if (item === undefined || !isOfType(reading, item, Major.array, 'cabundle')) {
    return [];
  }
  const certificates: Uint8Array[] = [];
  let count = 0;
  for (const entry of childrenOf(reading.bytes, item)) {
    const certificate = readBytes(reading, entry, `cabundle[${count}]`, 1);
    if (certificate !== undefined) {
      certificates.push(certificate);
    }
    count++;
  }
  if (count === 0) {
    reading.report('wrong-size', 'cabundle', 'The field cabundle is empty.', item.start);
  }
  return certificates.length === count ? certificates : [];
}

function readMeasurements(reading: Reading): Pick<Contents, 'platform' | 'pcrs'> {
  const { values } = reading.fields;
  const other = values.get('nitrotpm_pcrs');
  if (other !== undefined && values.has('pcrs')) {
    const message = 'The fields pcrs and nitrotpm_pcrs are both there: a document has one of them.';
    reading.report('unknown-field', 'nitrotpm_pcrs', message, other.start);
    return { platform: undefined, pcrs: [] };
  }
  const field = other === undefined ? 'pcrs' : 'nitrotpm_pcrs';
  const item = requiredItem(reading, field);
  if (item === undefined) {
    return { platform: undefined, pcrs: [] };
  }
  return { platform: field === 'pcrs' ? 'enclave' : 'nitro-tpm', pcrs: readPcrs(reading, item, field) };
}

function readPcrs(reading: Reading, item: Item, field: Field): readonly DocumentPcr[] {
  if (!isOfType(reading, item, Major.map, field)) {
    return [];
  }
  const pcrs: DocumentPcr[] = [];
  let key: Item | undefined;
  let count = 0;
  for (const child of childrenOf(reading.bytes, item)) {
    if (key === undefined) {
      key = child;
      continue;
    }
    const pcr = readPcr(reading, key, child, `${field}[${count}]`);
    if (pcr !== undefined) {
      pcrs.push(pcr);
    }
    key = undefined;
    count++;
  }
  if (count === 0) {
    reading.report('wrong-size', field, `The field ${field} is empty.`, item.start);
  }
  return pcrs.sort((one, another) => one.index - another.index);
}

/** @param name Tells the entry by its position, as its key may be anything. */
function readPcr(reading: Reading, key: Item, value: Item, name: string): DocumentPcr | undefined {
  if (key.major !== Major.unsigned || key.argument > HIGHEST_PCR) {
    reading.report('wrong-value', name, `The entry ${name} has no index from 0 to ${HIGHEST_PCR}.`, key.start);
    return undefined;
  }
  const digest = isOfType(reading, value, Major.bytes, name) ? decoded(reading, value, name, agreedBytes) : undefined;
  if (digest === undefined) {
    return undefined;
  }
  if (!DIGEST_SIZES.includes(digest.length)) {
    const message = `The entry ${name} has ${byteCount(digest.length)}, and may have 32, 48 or 64.`;
    reading.report('wrong-size', name, message, value.start);
    return undefined;
  }
  return { index: key.argument, hex: toHex(digest) };
}
