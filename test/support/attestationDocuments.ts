// Attestation documents as they are once read, for what stands above reading and verifying: nothing here is signed.
import type { AttestationDocument } from '../../src/core/index.ts';
import { parseModuleId } from '../../src/core/index.ts';
import { EVENT_TIME, extended, IMAGE, INSTANCE, moduleId, ROLE } from './events.ts';

export interface DocumentMembers {
  readonly moduleId?: string;
  readonly platform?: AttestationDocument['platform'];
  /** Milliseconds since the epoch; undefined for none. */
  readonly timestamp?: number | undefined;
  readonly pcrs?: Readonly<Record<number, Buffer>>;
}

/** The document of the enclave whose calls `test/support/events.ts` makes, two seconds before its call. */
export function readDocument(members: DocumentMembers = {}): AttestationDocument {
  const id = members.moduleId ?? moduleId();
  const nothing = new Uint8Array();
  return {
    bytes: nothing,
    spelling: 'bytes',
    tagged: false,
    indefiniteMap: true,
    protectedHeader: nothing,
    payload: nothing,
    signature: nothing,
    platform: 'platform' in members ? members.platform : 'enclave',
    moduleId: id,
    parsedModuleId: parseModuleId(id),
    digest: 'SHA384',
    timestamp: 'timestamp' in members ? members.timestamp : Date.parse(EVENT_TIME) - 1_598,
    pcrs: Object.entries(members.pcrs ?? enclaveRegisters()).map(([index, value]) => ({
      index: Number(index),
      hex: value.toString('hex'),
    })),
    certificate: undefined,
    cabundle: [],
    publicKey: undefined,
    userData: undefined,
    nonce: undefined,
    profileProblems: [],
  };
}

/** The registers of an enclave, sixteen as the hypervisor lists them. */
export function enclaveRegisters(members: Readonly<Record<number, Buffer>> = {}): Readonly<Record<number, Buffer>> {
  const zeros = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [index, Buffer.alloc(48)]));
  return {
    ...zeros,
    0: IMAGE.pcr0,
    1: IMAGE.pcr1,
    2: IMAGE.pcr2,
    3: extended(ROLE),
    4: extended(INSTANCE),
    8: IMAGE.pcr8,
    ...members,
  };
}
