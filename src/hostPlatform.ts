import type { WebCrypto } from './core/index.ts';

/** What the entry of each host hands in, as each has it elsewhere. */
export interface HostPlatform {
  /** Undefined where there is none: checks that need it are unknown. */
  readonly crypto: WebCrypto | undefined;
  /** From the host's cryptographic source. */
  readonly randomBytes: (count: number) => Uint8Array;
}
