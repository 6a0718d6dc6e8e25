import type { IncrementalHash, WebCrypto } from './core/index.ts';

/** What the entry of each host hands in, as each has it elsewhere. */
export interface HostPlatform {
  /** Undefined where there is none: checks that need it are unknown. */
  readonly crypto: WebCrypto | undefined;
  /** From the host's cryptographic source. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** SHA-384 of the host's own; undefined where it has none that takes pieces. */
  readonly newSha384: (() => IncrementalHash) | undefined;
  /**
   * A file in pieces; undefined for one that the host can only read whole. It is opened when somebody reads, and closed,
   * with an error, once the signal is aborted. The memory of a piece is written over once the next one is asked for.
   */
  readonly fileChunks: (file: FileAddress, signal?: AbortSignal) => AsyncIterable<Uint8Array> | undefined;
  /** Where a file or folder is once all links are followed; undefined for one of which the host cannot tell. */
  readonly realPath: ((file: FileAddress) => Promise<string | undefined>) | undefined;
  /**
   * The host's own decompression of all members of a gzip file; it throws at anything that is not as it should be, and
   * may have lost some of what stood before. Undefined where there is none of that kind: there is one in the core.
   */
  readonly gunzip: ((chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
}

/** What a URI says of a file. */
export interface FileAddress {
  readonly scheme: string;
  /** Its path on the host's own disk, where the scheme is `file`. */
  readonly fsPath: string;
}
