import manifest from '../package.json' with { type: 'json' };
import { read, verify } from './enclaveTrail.ts';
import { withNoble, withNode, withPeculiar } from './handwritten.ts';
import { evervault, nostr, sequence, turnkey } from './packages.ts';
import type { Samples, Verifier, Verify } from './sample.ts';

interface Candidate {
  readonly name: string;
  readonly load: () => Verify | Promise<Verify>;
  /** Its root is AWS's and cannot be another. */
  readonly isForAwsAlone?: boolean;
}

const versions: Readonly<Record<string, string>> = manifest.dependencies;
const called = (name: string): string => `${name} ${versions[name]}`;

export const PRODUCT = 'Enclave Trail: read and verify';

function candidates(isAws: boolean): readonly Candidate[] {
  return [
    { name: PRODUCT, load: () => (sample) => verify(read(sample.bytes), sample, isAws) },
    { name: 'handwritten: cbor-x, node:crypto', load: () => withNode },
    { name: `handwritten: cbor-x, WebCrypto, ${called('@peculiar/x509')}`, load: withPeculiar },
    { name: `handwritten: cbor-x, ${called('@noble/curves')}`, load: withNoble },
    { name: called('@0xsequence/tee-verifier'), load: sequence },
    { name: called('@turnkey/crypto'), load: turnkey, isForAwsAlone: true },
    { name: called('nostr-enclaves'), load: nostr, isForAwsAlone: true },
    { name: called('@evervault/wasm-attestation-bindings'), load: evervault, isForAwsAlone: true },
  ];
}

export interface Admitted extends Verifier {
  /** The forgeries that it takes for genuine. */
  readonly overlooks: readonly string[];
}

export interface Admission {
  readonly verifiers: readonly Admitted[];
  /** Who is not measured, and why. */
  readonly leftOut: readonly string[];
}

/** Those that tell every genuine sample: what does not verify is not measured. */
export async function admitted({ isAws, genuine, forged }: Samples): Promise<Admission> {
  const verifiers: Admitted[] = [];
  const leftOut: string[] = [];
  for (const { name, load, isForAwsAlone } of candidates(isAws)) {
    if (isForAwsAlone === true && !isAws) {
      leftOut.push(`${name}: knows no root but AWS's`);
      continue;
    }
    try {
      const verifier = await load();
      for (const sample of genuine) {
        if (!(await verifier(sample))) {
          throw new Error('does not take genuine documents for genuine');
        }
      }
      const overlooks: string[] = [];
      for (const forgery of forged) {
        if (await isTaken(verifier, forgery)) {
          overlooks.push(forgery.because);
        }
      }
      verifiers.push({ name, verify: verifier, overlooks });
    } catch (error) {
      leftOut.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : 'failed'}`);
    }
  }
  return { verifiers, leftOut };
}

async function isTaken(verify: Verify, forgery: Parameters<Verify>[0]): Promise<boolean> {
  try {
    return await verify(forgery);
  } catch {
    return false;
  }
}
