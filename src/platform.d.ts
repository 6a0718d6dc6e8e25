/** Timers, which both extension hosts have; VS Code's own types do not declare them. */
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare function clearTimeout(handle: unknown): void;

/** Both hosts have it as well. */
declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

/** What a signal of an `AbortController` has; one that somebody has made for our own loops alone need not. */
interface AbortSignal {
  addEventListener?(type: 'abort', listener: () => void): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

interface HostCrypto {
  readonly subtle: import('./core/index.ts').WebCrypto['subtle'];
  getRandomValues(into: Uint8Array): Uint8Array;
}

/** The Node host's entry alone imports it. */
declare module 'node:crypto' {
  export const webcrypto: HostCrypto;
  export function createHash(algorithm: 'sha384'): import('./core/index.ts').IncrementalHash;
}

declare module 'node:fs/promises' {
  export interface FileHandle {
    /** Reads at the place where the last reading ended, where the position is null. */
    read(into: Uint8Array, offset: number, length: number, position: null): Promise<{ readonly bytesRead: number }>;
    close(): Promise<void>;
  }
  export function open(path: string): Promise<FileHandle>;
  export function realpath(path: string): Promise<string>;
}

declare module 'node:path' {
  export const sep: string;
}

declare module 'node:stream' {
  export function pipeline(
    from: AsyncIterable<Uint8Array>,
    into: import('node:zlib').Gunzip,
    done: (error?: unknown) => void,
  ): void;
}

declare module 'node:zlib' {
  export interface Gunzip extends AsyncIterable<Uint8Array> {
    /** Bytes of input that were used. */
    readonly bytesWritten: number;
    destroy(): void;
  }
  export function createGunzip(options: { readonly chunkSize: number; readonly highWaterMark: number }): Gunzip;
}

/** The web-worker host's. In a page that is no secure context, `subtle` is missing. */
declare const crypto: { readonly subtle?: HostCrypto['subtle'] } & Pick<HostCrypto, 'getRandomValues'>;
