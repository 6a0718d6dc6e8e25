// Signs the documents of the tests in VS Code, which run where Node's crypto is not. `node scripts/make-documents.mjs`
// writes them to test/fixtures/attestation/documents.json; the enclave is that of test/support/trails.ts.
import { pcrOfText } from '../../src/core/index.ts';
import { signDocument } from './attestationSigner.ts';
import { EVENT_TIME, INSTANCE, image, moduleId, OTHER_INSTANCE, REGION, ROLE, TPM_PCR4, TPM_PCR7 } from './trails.ts';

export interface HostDocuments {
  /** PEM, to be added to the trusted roots. */
  readonly root: string;
  /** Base64. Of the enclave whose calls `callOf('payments')` makes, 1.4 s before its call. */
  readonly payments: string;
  /** The same, with PCR8 of another image. */
  readonly otherSigner: string;
  /** The same image on another instance. */
  readonly elsewhere: string;
  /** An enclave and an image that no record has. */
  readonly stranger: string;
  readonly nitroTpm: string;
  /** `payments` with one bit of its signature turned. */
  readonly tampered: string;
}

const ZERO = Buffer.alloc(48);

export function signHostDocuments(): HostDocuments {
  const timestamp = Date.parse(EVENT_TIME) - 1_400;
  const common = { region: REGION, timestamp, userData: new TextEncoder().encode('{"job":"4711"}'), nonce: NONCE };
  const payments = signDocument({ ...common, moduleId: moduleId(), pcrs: registers('payments', INSTANCE) });
  const otherSigner = signDocument({
    ...common,
    moduleId: moduleId(),
    pcrs: { ...registers('payments', INSTANCE), 8: bytesOf(image('batch').pcr8.hex) },
  });
  const elsewhere = signDocument({
    ...common,
    moduleId: moduleId(OTHER_INSTANCE),
    pcrs: registers('payments', OTHER_INSTANCE),
  });
  const stranger = signDocument({
    ...common,
    moduleId: moduleId(OTHER_INSTANCE),
    pcrs: registers('stranger', OTHER_INSTANCE),
  });
  const nitroTpm = signDocument({
    ...common,
    platform: 'nitro-tpm',
    moduleId: `${INSTANCE}-tpm0000000000000000`,
    pcrs: { ...zeros(24), 4: bytesOf(TPM_PCR4.hex), 7: bytesOf(TPM_PCR7.hex) },
  });
  const tampered = Uint8Array.from(payments.bytes);
  tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
  return {
    root: pem(payments.root),
    payments: base64(payments.bytes),
    otherSigner: base64(otherSigner.bytes),
    elsewhere: base64(elsewhere.bytes),
    stranger: base64(stranger.bytes),
    nitroTpm: base64(nitroTpm.bytes),
    tampered: base64(tampered),
  };
}

export const NONCE = Uint8Array.from({ length: 32 }, (_, index) => 7 * index);

function registers(name: string, instance: string): Readonly<Record<number, Uint8Array>> {
  const { pcr0, pcr1, pcr2, pcr8 } = image(name);
  return {
    ...zeros(16),
    0: bytesOf(pcr0.hex),
    1: bytesOf(pcr1.hex),
    2: bytesOf(pcr2.hex),
    3: bytesOf(pcrOfText(ROLE).hex),
    4: bytesOf(pcrOfText(instance).hex),
    8: bytesOf(pcr8.hex),
  };
}

function zeros(count: number): Readonly<Record<number, Uint8Array>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [index, ZERO]));
}

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function pem(der: Uint8Array): string {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
