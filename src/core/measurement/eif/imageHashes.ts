import { sha384 } from '@noble/hashes/sha2.js';
import { toHex } from '../../encoding/hex.ts';
import type { Digest } from '../digest.ts';
import { Kind } from './sectionKind.ts';

/** SHA-384 of bytes that come piece by piece. */
export interface IncrementalHash {
  readonly update: (bytes: Uint8Array) => unknown;
  readonly digest: () => Uint8Array;
}

/** The measurements of an image, as its sections come. */
export interface ImageHashes {
  /** `seen` has the kinds of sections so far, that of the piece included. */
  readonly update: (kind: number, seen: readonly number[], piece: Uint8Array) => void;
  readonly pcrs: (certificate: Uint8Array | undefined) => ReadonlyMap<number, Digest>;
}

export function imageHashes(newHash: () => IncrementalHash): ImageHashes {
  const [image, boot, application] = [newHash(), newHash(), newHash()];
  const extended = (digest: Uint8Array): Digest => {
    const register = newHash();
    register.update(new Uint8Array(48));
    register.update(digest);
    return { hex: toHex(register.digest()), spelling: 'hex' };
  };
  return {
    update: (kind, seen, piece) => {
      const isLaterRamdisk = kind === Kind.ramdisk && seen.filter((one) => one === Kind.ramdisk).length > 1;
      image.update(piece);
      (isLaterRamdisk ? application : boot).update(piece);
    },
    pcrs: (certificate) => {
      const pcrs = new Map([image, boot, application].map((hash, index) => [index, extended(hash.digest())]));
      if (certificate !== undefined) {
        const hash = newHash();
        hash.update(certificate);
        pcrs.set(8, extended(hash.digest()));
      }
      return pcrs;
    },
  };
}

export function nobleHash(): IncrementalHash {
  const hash = sha384.create();
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest() };
}
