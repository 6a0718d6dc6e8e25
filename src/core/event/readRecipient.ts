import { type Placing, placedSpan, type Span } from '../located.ts';
import { readDigest } from '../measurement/digest.ts';
import type { Platform } from '../measurement/pcr.ts';
import type { CallProblem, CallProblemCode, Recipient, RecordedModuleId, RecordedPcr } from './attestedCall.ts';
import type { EventField } from './eventFields.ts';
import { parseModuleId } from './moduleId.ts';

export interface RecipientReading {
  readonly recipient: Recipient;
  readonly problems: readonly CallProblem[];
}

/** Members that nobody documents may come by the thousand. */
const MAX_PROBLEMS = 100;

/**
 * What KMS logged of the attestation document, or undefined where the event has no such thing.
 * A measurement that stands there twice, or in a recipient that does, is not read: readers of JSON disagree on which
 * of two equal members counts, and a verdict must not depend on that.
 */
export function readRecipient(fields: readonly EventField[], placing: Placing): RecipientReading | undefined {
  const container = fields.filter((field) => field.name === 'recipient').at(-1);
  const members = fields.filter((field) => field.name === 'recipientMember');
  if (container === undefined || !members.some((member) => member.key.startsWith('attestationDocument'))) {
    return undefined;
  }
  const problems = new RecipientProblems(placing);
  const repeated = repeatedKeys(members);
  const ambiguous = isRepeated(fields, 'recipient') || isRepeated(fields, 'additionalEventData');
  if (ambiguous) {
    problems.add(
      'repeated-member',
      'The event has more than one recipient: none of its measurements counts.',
      container,
    );
  }
  const reader = { placing, problems, ambiguous, repeated };

  let moduleId: RecordedModuleId | undefined;
  let document: Recipient['document'];
  const pcrs = new Map<number, RecordedPcr>();
  const platforms = new Set<Platform>();
  for (const member of members) {
    const role = memberRole(member.key);
    switch (role.kind) {
      case 'module-id':
        moduleId = readModuleId(member, reader);
        break;
      case 'pcr':
        platforms.add(role.platform);
        pcrs.set(role.index, readPcr(member, role.index, reader));
        break;
      case 'document':
        document = member.content.type === 'string' ? locate(member, member.content.value, reader) : undefined;
        break;
      case 'unknown':
        problems.add('unknown-member', 'KMS does not document this member of a recipient.', member.keySpan);
    }
  }
  if (moduleId === undefined) {
    const message = 'The recipient has no module id that can be read: which enclave or instance this was is not known.';
    problems.add('missing-module-id', message, container);
  }
  if (pcrs.size === 0) {
    problems.add('missing-measurements', 'The recipient has no measurements.', container);
  }
  if (moduleId?.parsed !== undefined) {
    platforms.add(moduleId.parsed.platform);
  }
  if (platforms.size > 1) {
    const message = 'The recipient has fields of an enclave and of NitroTPM: it is read as neither.';
    problems.add('contradicting-platforms', message, container);
  }
  const [platform, ...contradicting] = platforms;
  const recipient = {
    ...placedSpan(container, placing),
    platform: contradicting.length === 0 ? platform : undefined,
    moduleId,
    pcrs: [...pcrs.values()].sort((one, other) => one.index - other.index),
    document,
  };
  return { recipient, problems: problems.list };
}

/** What is wrong with a recipient that holds no fields of an attestation document; nothing where there is none. */
export function brokenRecipientProblems(fields: readonly EventField[], placing: Placing): readonly CallProblem[] {
  const container = fields.filter((field) => field.name === 'recipient').at(-1);
  if (container === undefined) {
    return [];
  }
  const span = placedSpan(container, placing);
  const { type } = container.content;
  return type === 'object'
    ? [{ code: 'missing-measurements', message: 'The recipient has no field of an attestation document.', ...span }]
    : [{ code: 'not-an-object', message: `An object was expected here, not ${typeInWords(type)}.`, ...span }];
}

type MemberRole =
  | { readonly kind: 'module-id' | 'document' | 'unknown' }
  | { readonly kind: 'pcr'; readonly platform: Platform; readonly index: number };

/** The members that KMS documents: there is no `…EnclavePCR0`, the image digest is PCR0. */
function memberRole(key: string): MemberRole {
  switch (key) {
    case 'attestationDocumentModuleId':
      return { kind: 'module-id' };
    case 'attestationDocument':
      return { kind: 'document' };
    case 'attestationDocumentEnclaveImageDigest':
      return { kind: 'pcr', platform: 'enclave', index: 0 };
  }
  const enclave = /^attestationDocumentEnclavePCR([12348])$/.exec(key)?.[1];
  if (enclave !== undefined) {
    return { kind: 'pcr', platform: 'enclave', index: Number(enclave) };
  }
  const tpm = /^attestationDocumentNitroTPMPCR(\d|1\d|2[0-3])$/.exec(key)?.[1];
  return tpm === undefined ? { kind: 'unknown' } : { kind: 'pcr', platform: 'nitro-tpm', index: Number(tpm) };
}

interface RecipientReader {
  readonly placing: Placing;
  readonly problems: RecipientProblems;
  /** Whether the event has more than one recipient. */
  readonly ambiguous: boolean;
  /** Names that more than one member has. */
  readonly repeated: ReadonlySet<string>;
}

function readModuleId(member: EventField, reader: RecipientReader): RecordedModuleId | undefined {
  const text = readText(member, reader);
  if (text === undefined) {
    return undefined;
  }
  const counts = !reader.ambiguous && !reader.repeated.has(member.key);
  const parsed = counts ? parseModuleId(text) : undefined;
  if (counts && parsed === undefined) {
    const message = 'This is not a module id such as i-0123456789abcdef0-enc0123456789abcdef.';
    reader.problems.add('not-a-module-id', message, member);
  }
  return { ...locate(member, text, reader), keySpan: placedSpan(member.keySpan, reader.placing), parsed };
}

function readPcr(member: EventField, index: number, reader: RecipientReader): RecordedPcr {
  const text = readText(member, reader);
  const digest = text === undefined ? undefined : readDigest(text);
  if (digest !== undefined && !digest.ok) {
    reader.problems.add('not-a-digest', `This is not a SHA-384 digest: ${digest.error.message}.`, member);
  }
  const counts = digest?.ok === true && !reader.ambiguous && !reader.repeated.has(member.key);
  return {
    ...placedSpan(member, reader.placing),
    index,
    field: member.key,
    keySpan: placedSpan(member.keySpan, reader.placing),
    text,
    digest: counts ? digest.value : undefined,
  };
}

function readText(member: EventField, reader: RecipientReader): string | undefined {
  if (reader.repeated.has(member.key)) {
    reader.problems.add('repeated-member', 'This member is there more than once: it does not count.', member.keySpan);
  }
  if (member.content.type === 'string') {
    return member.content.value;
  }
  reader.problems.add('not-text', `Text was expected here, not ${typeInWords(member.content.type)}.`, member);
  return undefined;
}

function typeInWords(type: EventField['content']['type']): string {
  switch (type) {
    case 'unreadable':
      return 'something broken';
    case 'null':
      return 'null';
    case 'string':
      return 'text';
    case 'object':
    case 'array':
      return `an ${type}`;
    default:
      return `a ${type}`;
  }
}

function repeatedKeys(members: readonly EventField[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { key } of members) {
    (seen.has(key) ? repeated : seen).add(key);
  }
  return repeated;
}

function isRepeated(fields: readonly EventField[], name: EventField['name']): boolean {
  return fields.filter((field) => field.name === name).length > 1;
}

function locate(member: EventField, value: string, { placing }: RecipientReader) {
  return { ...placedSpan(member, placing), value, layers: member.layers ?? placing.layers };
}

class RecipientProblems {
  readonly list: CallProblem[] = [];
  private readonly placing: Placing;

  constructor(placing: Placing) {
    this.placing = placing;
  }

  add(code: CallProblemCode, message: string, span: Span): void {
    if (this.list.length < MAX_PROBLEMS) {
      this.list.push({ code, message, ...placedSpan(span, this.placing) });
    }
  }
}
