/**
 * The part of WebCrypto that verifying needs. The entry of each host hands in its own: a browser's `crypto`, Node's
 * `webcrypto`. Where there is none, checks are `unknown`.
 */
export interface WebCrypto {
  readonly subtle: {
    /** `raw`, as OpenSSL takes four times as long to import the same point as `spki`. */
    importKey(
      format: 'raw',
      key: Uint8Array,
      algorithm: { readonly name: 'ECDSA'; readonly namedCurve: 'P-384' },
      extractable: false,
      usages: 'verify'[],
    ): Promise<VerifyingKey>;
    verify(
      algorithm: { readonly name: 'ECDSA'; readonly hash: 'SHA-384' },
      key: VerifyingKey,
      signature: Uint8Array,
      data: Uint8Array,
    ): Promise<boolean>;
  };
}

/** Opaque: a `CryptoKey` of the platform. */
export type VerifyingKey = object;
