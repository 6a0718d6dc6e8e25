// As much of the packages of bench/package.json as is used: types are checked where they are not installed.

declare module '@0xsequence/tee-verifier' {
  export class SignedAttestation {
    static fromDocument(base64: string): SignedAttestation;
    verifyRootOfTrust(at: Date): Promise<boolean>;
    rootCertFingerprint(): Promise<string>;
    verifySignature(): Promise<boolean>;
  }
}

declare module 'nostr-enclaves' {
  export class Validator {
    constructor(options: { readonly allowExpired: boolean });
    parseValidateAttestation(base64: string): Promise<{ readonly certificate: Uint8Array }>;
  }
}

declare module '@turnkey/crypto' {
  export function verifyCoseSign1Sig(message: readonly Uint8Array[], leaf: Uint8Array): Promise<void>;
  export function verifyCertificateChain(
    cabundle: Uint8Array[],
    rootPem: string,
    leaf: Uint8Array,
    time: number,
  ): Promise<void>;
}

declare module 'reflect-metadata';

declare module 'cbor-js' {
  export function decode(data: ArrayBufferLike): unknown;
}

declare module '@evervault/wasm-attestation-bindings' {
  export function initSync(options: { readonly module: Uint8Array }): unknown;
  export const PCRs: { empty(): object };
  export function validateAttestationDocPcrs(base64: string, expected: readonly object[]): boolean;
}

declare module '@noble/curves/nist.js' {
  export const p384: {
    verify(
      signature: Uint8Array,
      message: Uint8Array,
      key: Uint8Array,
      options: { readonly format: 'der' | 'compact'; readonly lowS: boolean },
    ): boolean;
  };
}

declare module '@peculiar/x509' {
  import type { webcrypto } from 'node:crypto';

  export const cryptoProvider: { set(crypto: webcrypto.Crypto): void };
  export class X509Certificate {
    constructor(der: Uint8Array);
    readonly subject: string;
    readonly issuer: string;
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly publicKey: {
      export(algorithm: webcrypto.EcKeyImportParams, usages: readonly 'verify'[]): Promise<webcrypto.CryptoKey>;
    };
    verify(options: { readonly publicKey: X509Certificate; readonly signatureOnly: boolean }): Promise<boolean>;
  }
}
