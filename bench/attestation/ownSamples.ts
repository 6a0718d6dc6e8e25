import { type SigningOptions, signDocument } from '../../test/support/attestationSigner.ts';
import { nameOf } from '../../test/support/certificateAuthority.ts';
import { type Forgery, type Samples, sampleOf } from './sample.ts';

/** As many documents as one text may hold. */
const COUNT = 50;
const DAY = 24 * 3600 * 1000;

/** Documents of one instance that share all certificates but the leaf, signed here under a root of our own. */
export function ownSamples(): Samples {
  const { moduleId, root, timestamp } = signDocument();
  const genuine = Array.from({ length: COUNT }, (_, index) => {
    const own = `${moduleId.slice(0, -4)}${index.toString(16).padStart(4, '0')}`;
    return sampleOf(signDocument({ moduleId: own }).bytes, root, timestamp);
  });
  const forged = (because: string, options: SigningOptions, time = timestamp): Forgery => ({
    ...sampleOf(signDocument(options).bytes, root, time),
    because,
  });
  return {
    title: 'documents signed here',
    isAws: false,
    genuine,
    forged: [
      forged('signature', { signature: lastBitTurned }),
      forged('leaf’s signature', { certificates: { leaf: { rewrite: lastBitTurned } } }),
      forged('root', { certificates: { root: { subject: nameOf('others.nitro-enclaves') } } }),
      forged('expiry', {}, timestamp + DAY),
    ],
  };
}

export function lastBitTurned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
}
