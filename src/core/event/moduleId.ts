import type { Platform } from '../measurement/pcr.ts';

/** The identity that an attestation document carries: which instance, and on it which enclave. */
export interface ModuleId {
  readonly platform: Platform;
  /** Such as `i-0123456789abcdef0`. */
  readonly instanceId: string;
  /** Such as `enc0123456789abcdef`; NitroTPM has none. */
  readonly enclaveId?: string;
  /**
   * When the enclave was launched, in milliseconds since the epoch, as its id tells. AWS does not document this
   * (the first 12 of 16 hexadecimal digits, seen in every genuine document), so it is an inference.
   */
  readonly inferredLaunch?: number;
}

/**
 * Reads `i-<hex>-enc<hex>` and `i-<hex>-tpm<hex>`. Other counts of digits than AWS's still name an instance and an
 * enclave, but tell no launch time. `nitro-cli` prints the enclave's id without its leading zero, which is put back.
 */
export function parseModuleId(text: string): ModuleId | undefined {
  const [, instanceId, kind, digits] = /^(i-[0-9a-f]{8,20})-(enc|tpm)([0-9a-f]{1,20})$/.exec(text) ?? [];
  if (instanceId === undefined || digits === undefined) {
    return undefined;
  }
  if (kind === 'tpm') {
    return { platform: 'nitro-tpm', instanceId };
  }
  if (digits.length !== 15 && digits.length !== 16) {
    return { platform: 'enclave', instanceId, enclaveId: `enc${digits}` };
  }
  const padded = digits.padStart(16, '0');
  const inferredLaunch = Number.parseInt(padded.slice(0, 12), 16);
  return { platform: 'enclave', instanceId, enclaveId: `enc${padded}`, inferredLaunch };
}

/** The day of the AWS Nitro Enclaves root certificate: no enclave was launched before it. */
const FIRST_POSSIBLE_LAUNCH = Date.UTC(2019, 9, 28);

/** The inferred launch where it is plausible for a call at `eventTime` (milliseconds since the epoch). */
export function plausibleLaunch(moduleId: ModuleId, eventTime: number | undefined): number | undefined {
  const launch = moduleId.inferredLaunch;
  if (launch === undefined || eventTime === undefined) {
    return undefined;
  }
  return FIRST_POSSIBLE_LAUNCH <= launch && launch <= eventTime ? launch : undefined;
}
