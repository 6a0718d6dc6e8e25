import { childrenOf, contentsOf, type Item, itemAt, Major } from '../encoding/cborItem.ts';
import { byteCount, grouped } from '../encoding/count.ts';
import { type CborProblem, cborProblem } from '../encoding/wellFormed.ts';
import { failed, ok, type Result } from '../result.ts';
import type { AttestationDocument, ProfileProblem, ReadProblem, Spelling } from './attestationDocument.ts';
import { ELEMENTS, isPlainBytes, promisedSize, SIGN1_TAG, SIGNATURE_BYTES } from './coseSign1.ts';
import { BARE_PAYLOAD, bytesLookLike, itemLooksLike } from './looksLike.ts';
import { hasIntegerKeys, MOST_PROBLEMS, meansToBeADocument, payloadFields, reportTo } from './payloadFields.ts';
import { readContents } from './payloadProfile.ts';
import { brokenCbor, noDocument } from './readProblem.ts';
import { isES384Header } from './signature.ts';

/** Bytes. The format ends below 17,000; what is a little off is still read, to say what. */
export const LARGEST_DOCUMENT = 64 * 1024;
/** Bytes (AWS, "Attestation document specification"). */
const LARGEST_PAYLOAD = 16_384;

/** Reads bytes that are to be one attestation document and nothing else. Offsets are bytes of `input`. */
export function readDocument(input: Uint8Array, spelling: Spelling): Result<AttestationDocument, ReadProblem> {
  if (input.length > LARGEST_DOCUMENT) {
    const message = `It has more than ${grouped(LARGEST_DOCUMENT)} bytes, and an attestation document far fewer.`;
    return failed(noDocument('too-large', message, { looksLike: bytesLookLike(input) }));
  }
  // A copy: what was read stays as it is, holds no more memory than it needs, and is a plain array in every host.
  const bytes = new Uint8Array(input);
  const broken = cborProblem(bytes);
  if (broken !== undefined) {
    return failed(whatBroke(bytes, broken));
  }
  const whole = itemAt(bytes, 0);
  const tagged = whole.major === Major.tag && whole.argument === SIGN1_TAG;
  const message = tagged ? itemAt(bytes, whole.next) : whole;
  const envelope = readEnvelope(bytes, message);
  return envelope.ok ? readPayload({ ...envelope.value, bytes, spelling, tagged }) : envelope;
}

/** Bytes that only happen to be read as CBOR are told by what they look like. */
function whatBroke(bytes: Uint8Array, broken: CborProblem): ReadProblem {
  const promised = promisedSize(bytes);
  if (promised !== undefined) {
    const isCut = broken.code === 'cut-off';
    const looksLike = isCut ? 'the first part of an attestation document' : undefined;
    return brokenCbor('The document', broken, { least: isCut ? promised.size : undefined, looksLike });
  }
  const looksLike = bytesLookLike(bytes);
  if (looksLike !== undefined && looksLike !== BARE_PAYLOAD) {
    return noDocument('no-document', `This is no attestation document: it begins as ${looksLike} does.`, { looksLike });
  }
  const beginsAsMessage = bytes[0] === 0x84 || bytes[0] === 0x9f || bytes[0] === 0xc0 + SIGN1_TAG;
  if (beginsAsMessage || looksLike !== undefined) {
    return brokenCbor(looksLike === undefined ? 'The document' : 'The payload', broken, { looksLike });
  }
  const { byteOffset, expected } = broken;
  const message = `This is no attestation document, and no CBOR: ${broken.message}.`;
  return noDocument('no-document', message, { byteOffset, expected });
}

interface Envelope {
  readonly protectedHeader: Item;
  readonly unprotectedHeader: Item;
  readonly payload: Item;
  readonly signature: Item;
}

const NAMES = ['protected header', 'unprotected header', 'payload', 'signature'] as const;

function readEnvelope(bytes: Uint8Array, message: Item): Result<Envelope, ReadProblem> {
  const isArray = message.major === Major.array;
  const elements = isArray ? firstOf(childrenOf(bytes, message), ELEMENTS + 1) : [];
  const [protectedHeader, unprotectedHeader, payload, signature] = elements;
  if (
    elements.length !== ELEMENTS ||
    protectedHeader === undefined ||
    unprotectedHeader === undefined ||
    payload === undefined ||
    signature === undefined
  ) {
    return failed(notAnEnvelope(bytes, message, isArray));
  }
  if (payload.major === Major.simple && payload.info === 22) {
    const text =
      'This is a COSE_Sign1 message whose payload was sent apart from it: an attestation document holds its own.';
    return failed(notSign1(text, 'COSE_Sign1 with a detached payload', payload, 'a byte string'));
  }
  if (signature.major === Major.array) {
    const text = 'This is a message with a list of signatures: an attestation document has one signature.';
    return failed(notSign1(text, 'a COSE_Sign message', signature, 'a byte string'));
  }
  const wrong = elements.findIndex((item, index) => (index === 1 ? item.major !== Major.map : !isPlainBytes(item)));
  if (wrong >= 0) {
    const expected = wrong === 1 ? 'a map' : 'a byte string in one piece';
    const text = `This is no COSE_Sign1 message: its ${NAMES[wrong]} is not ${expected}.`;
    return failed(notSign1(text, undefined, elements[wrong] ?? message, expected));
  }
  return ok({ protectedHeader, unprotectedHeader, payload, signature });
}

function notAnEnvelope(bytes: Uint8Array, message: Item, isArray: boolean): ReadProblem {
  const looksLike = itemLooksLike(bytes, message.start);
  const text = isArray
    ? 'This is no COSE_Sign1 message, which is an array of 4: protected header, unprotected header, payload and signature.'
    : `This is ${looksLike}: the COSE_Sign1 message around an attestation document is missing, and with it the signature.`;
  return notSign1(text, isArray ? 'another COSE message, or another CBOR array' : looksLike, message, 'an array of 4');
}

function notSign1(message: string, looksLike: string | undefined, at: Item, expected: string): ReadProblem {
  return noDocument('not-cose-sign1', message, { looksLike, byteOffset: at.start, expected });
}

function firstOf<T>(items: Iterable<T>, count: number): readonly T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) {
      break;
    }
    first.push(item);
  }
  return first;
}

interface Message extends Envelope {
  readonly bytes: Uint8Array;
  readonly spelling: Spelling;
  readonly tagged: boolean;
}

function readPayload(message: Message): Result<AttestationDocument, ReadProblem> {
  const { bytes, spelling, tagged, payload, signature } = message;
  const start = payload.next;
  const isMap = (bytes[start] ?? 0) >> 5 === Major.map && payload.argument > 0;
  const broken = cborProblem(bytes, start, payload.end);
  if (broken !== undefined && isMap) {
    return failed(brokenCbor('The payload', broken));
  }
  if (broken !== undefined || !isMap) {
    return failed(notADocument(bytes, payload, broken !== undefined));
  }
  const fields = payloadFields(bytes, start);
  if (!meansToBeADocument(fields)) {
    const looksLike = hasIntegerKeys(bytes, start) ? 'a CBOR Web Token' : 'a COSE_Sign1 message of something else';
    const text =
      'The payload is a map without the fields of an attestation document, such as module_id, pcrs and cabundle.';
    return failed(
      noDocument('not-an-attestation-document', text, {
        looksLike,
        byteOffset: start,
        expected: 'the field module_id',
      }),
    );
  }
  const header = headerProblems(message);
  if (!header.ok) {
    return header;
  }
  const { contents, problems } = readContents(bytes, fields);
  return ok({
    bytes,
    spelling,
    tagged,
    indefiniteMap: itemAt(bytes, start).isIndefinite,
    protectedHeader: contentsOf(bytes, message.protectedHeader),
    payload: contentsOf(bytes, payload),
    signature: contentsOf(bytes, signature),
    ...contents,
    profileProblems: [...header.value, ...problems].slice(0, MOST_PROBLEMS),
  });
}

function notADocument(bytes: Uint8Array, payload: Item, isBroken: boolean): ReadProblem {
  const text = isBroken
    ? 'This is a COSE_Sign1 message whose payload is no CBOR: that of an attestation document is a CBOR map.'
    : 'This is a COSE_Sign1 message whose payload is no map: that of an attestation document is.';
  const contents = isBroken ? undefined : `a COSE_Sign1 message of ${itemLooksLike(bytes, payload.next)}`;
  return noDocument('not-an-attestation-document', text, {
    looksLike: contents ?? 'a COSE_Sign1 message of something else',
    byteOffset: payload.next,
    expected: 'a map',
  });
}

function headerProblems({
  bytes,
  protectedHeader,
  unprotectedHeader,
  payload,
  signature,
}: Message): Result<readonly ProfileProblem[], ReadProblem> {
  const problems: ProfileProblem[] = [];
  const report = reportTo(problems);
  const isEmpty = protectedHeader.argument === 0;
  const broken = isEmpty ? undefined : cborProblem(bytes, protectedHeader.next, protectedHeader.end);
  if (broken !== undefined) {
    return failed(brokenCbor('The protected header', broken));
  }
  if (!isES384Header(contentsOf(bytes, protectedHeader))) {
    const text = 'The protected header does not say ES384 and nothing else.';
    report('unexpected-header', 'protected header', text, protectedHeader.start);
  }
  if (unprotectedHeader.end - unprotectedHeader.next > (unprotectedHeader.isIndefinite ? 1 : 0)) {
    const text = 'The unprotected header is not empty.';
    report('unexpected-header', 'unprotected header', text, unprotectedHeader.start);
  }
  if (payload.argument > LARGEST_PAYLOAD) {
    const text = `The payload has ${byteCount(payload.argument)}, and may have 1 to ${grouped(LARGEST_PAYLOAD)}.`;
    report('wrong-size', 'payload', text, payload.start);
  }
  if (signature.argument !== SIGNATURE_BYTES) {
    const text = `The signature has ${byteCount(signature.argument)}, and must have ${SIGNATURE_BYTES}.`;
    report('wrong-size', 'signature', text, signature.start);
  }
  return ok(problems);
}
