/** The table of one set of documents: what is measured, and what to. */
import { createCertificateCache } from '../../src/core/index.ts';
import { read, verify, verifyBatch } from './enclaveTrail.ts';
import { bareVerifications, partsOf, verifyBare, verifyWithNewKeys } from './parts.ts';
import { costs, rounded, type Subject } from './rounds.ts';
import type { Sample, Samples } from './sample.ts';
import { admitted, PRODUCT } from './verifiers.ts';

const ROUNDS = 40;
/** Of work that is too short to be timed once. */
const REPEATS = 20;
export const BARE = 'five bare P-384 verifications, WebCrypto';
const BATCH = 'Enclave Trail: read and verify, certificates remembered in a batch';

export interface Row {
  readonly name: string;
  /** Wall time and time of all threads, to those of the bare verifications. */
  readonly ratio: number;
  readonly cpuRatio: number;
  readonly milliseconds: number;
  readonly target: string;
  /** Forgeries that it takes for genuine. */
  readonly overlooks: string;
}

const TARGETS: Readonly<Record<string, string>> = { [PRODUCT]: '1.35 (1.7)', [BATCH]: '0.5 (0.9)' };

export async function measure(
  samples: Samples,
): Promise<{ readonly rows: readonly Row[]; readonly leftOut: readonly string[] }> {
  const { verifiers, leftOut } = await admitted(samples);
  const bare = await Promise.all(samples.genuine.map(bareVerifications));
  const chains = new Map(samples.genuine.map((sample) => [sample, partsOf(sample.bytes).chain]));
  const chainOf = (sample: Sample): readonly Uint8Array[] => {
    const chain = chains.get(sample);
    if (chain === undefined) {
      throw new Error('There is no chain of this sample.');
    }
    return chain;
  };
  const inTurn = <T>(list: readonly T[], round: number): T => {
    const item = list[round % list.length];
    if (item === undefined) {
      throw new Error('There are no samples.');
    }
    return item;
  };
  const repeated = (name: string, work: (sample: Sample) => unknown): Subject => ({
    name,
    documents: REPEATS,
    run: (round) => {
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        work(inTurn(samples.genuine, round + repeat));
      }
      return true;
    },
  });
  const all = await costs(
    [
      { name: BARE, documents: 1, run: (round) => verifyBare(inTurn(bare, round)) },
      {
        name: 'the same with their keys imported',
        documents: 1,
        run: (round) => verifyWithNewKeys(inTurn(bare, round)),
      },
      repeated('cbor-x: decode', ({ bytes }) => partsOf(bytes)),
      repeated('Enclave Trail: read bytes', ({ bytes }) => read(bytes)),
      repeated('Enclave Trail: read base64', ({ base64 }) => read(base64)),
      repeated('Enclave Trail: read five certificates, with fingerprints', (sample) =>
        readCertificates(chainOf(sample)),
      ),
      ...verifiers.map(({ name, verify }): Subject => {
        return { name, documents: 1, run: (round) => verify(inTurn(samples.genuine, round)) };
      }),
      ...(samples.isAws ? [] : batches(samples)),
    ],
    ROUNDS,
  );
  const base = all.find(({ name }) => name === BARE);
  const overlooked = new Map(verifiers.map(({ name, overlooks }) => [name, overlooks.join(', ') || 'nothing']));
  const rows = all.map(({ name, wall, cpu }) => ({
    name,
    ratio: rounded(wall / (base?.wall ?? Number.NaN)),
    cpuRatio: rounded(cpu / (base?.cpu ?? Number.NaN)),
    milliseconds: rounded(wall),
    target: TARGETS[name] ?? '',
    overlooks: overlooked.get(name) ?? '',
  }));
  return { rows, leftOut };
}

/** In full: what is remembered of a certificate is read in parts, as it is asked for. */
function readCertificates(chain: readonly Uint8Array[]): void {
  const cache = createCertificateCache();
  for (const der of chain) {
    if (!cache.read(der).contents().ok) {
      throw new Error('A genuine certificate cannot be read.');
    }
  }
}

function batches({ genuine, isAws }: Samples): readonly Subject[] {
  const warm = createCertificateCache();
  return [
    { name: BATCH, documents: genuine.length, run: () => verifyBatch(genuine, isAws) },
    {
      name: 'the same, all documents at once',
      documents: genuine.length,
      run: async () => {
        const cache = createCertificateCache();
        const outcomes = await Promise.all(genuine.map((sample) => verify(read(sample.bytes), sample, isAws, cache)));
        return outcomes.every((holds) => holds);
      },
    },
    {
      name: 'Enclave Trail: verify again what was verified',
      documents: 1,
      run: async (round) => {
        const sample = genuine[round % 2];
        return sample !== undefined && verify(read(sample.bytes), sample, isAws, warm);
      },
    },
  ];
}
