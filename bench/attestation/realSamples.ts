import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lastBitTurned } from './ownSamples.ts';
import { type Sample, type Samples, sampleOf } from './sample.ts';

/** Documents that others published. They are no part of the project, and may be absent. */
const { ENCLAVE_TRAIL_CORPUS = path.join('..', 'shared', 'corpus', 'attestation') } = process.env;
/** The name may be that of the trails of others, beside which the documents are. */
const folders = [ENCLAVE_TRAIL_CORPUS, path.join(ENCLAVE_TRAIL_CORPUS, '..', 'attestation')];
const AWS_ROOT = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';
const DAY = 24 * 3600 * 1000;

interface Entry {
  readonly file: string;
  readonly timestamp: number;
  readonly size: number;
  readonly pcr_field: string;
  readonly user_data_bytes: number | 'null';
  readonly nonce_bytes: number | 'null';
  readonly expect: Readonly<Record<'signature' | 'chain' | 'aws_root' | 'valid_at_timestamp', boolean>>;
}

/** Genuine documents of enclaves for verifiers that know AWS's root alone; undefined where there are none. */
export function realSamples(underAnotherRoot: Sample): Samples | undefined {
  const folder = folders.find((candidate) => existsSync(path.join(candidate, 'INDEX.json')));
  if (folder === undefined) {
    return undefined;
  }
  const root = new Uint8Array(new X509Certificate(readFileSync(path.join(folder, 'aws-nitro-root.pem'))).raw);
  if (createHash('sha256').update(root).digest('hex') !== AWS_ROOT) {
    throw new Error('The root beside the published documents is not the one of AWS.');
  }
  const entries = JSON.parse(readFileSync(path.join(folder, 'INDEX.json'), 'utf8')) as readonly Entry[];
  const genuine = entries
    .filter(isForAll)
    .map(({ file, timestamp }) => sampleOf(readFileSync(path.join(folder, file)), root, timestamp));
  const [first] = genuine;
  if (first === undefined) {
    return undefined;
  }
  return {
    title: 'documents that others published',
    isAws: true,
    genuine,
    forged: [
      { ...sampleOf(lastBitTurned(first.bytes), root, first.time), because: 'signature' },
      { ...underAnotherRoot, root, because: 'root' },
      { ...first, time: first.time + DAY, because: 'expiry' },
    ],
  };
}

/** Some verifiers know no NitroTPM, no document above 7,500 bytes, no empty field, or only the sizes of the
 * specification's prose. */
function isForAll({ expect, pcr_field, size, user_data_bytes, nonce_bytes }: Entry): boolean {
  const isShort = (bytes: number | 'null'): boolean => bytes === 'null' || (bytes > 0 && bytes <= 512);
  return (
    Object.values(expect).every((holds) => holds) &&
    pcr_field === 'pcrs' &&
    size <= 7500 &&
    isShort(user_data_bytes) &&
    isShort(nonce_bytes)
  );
}
