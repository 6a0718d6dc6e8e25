/** A document to be verified, and what one must know for it. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly base64: string;
  /** The DER of the root under which it is to be. */
  readonly root: Uint8Array;
  /** When its certificates are to be valid, in milliseconds since the epoch. */
  readonly time: number;
}

/** A sample that must be turned away, and why. */
export interface Forgery extends Sample {
  readonly because: string;
}

export interface Samples {
  readonly title: string;
  /** Whether the root is AWS's, the only one that some verifiers know. */
  readonly isAws: boolean;
  readonly genuine: readonly Sample[];
  readonly forged: readonly Forgery[];
}

/** Whether a document holds. Throwing says that it does not. */
export type Verify = (sample: Sample) => boolean | Promise<boolean>;

export interface Verifier {
  readonly name: string;
  readonly verify: Verify;
}

export function sampleOf(bytes: Uint8Array, root: Uint8Array, time: number): Sample {
  return { bytes, base64: Buffer.from(bytes).toString('base64'), root, time };
}
