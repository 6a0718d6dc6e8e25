/** Verifiers of attestation documents that are on npm, asked as their own documentation says. */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Verify } from './sample.ts';

/** `@0xsequence/tee-verifier`: cbor2, pkijs, WebCrypto. Takes any root, by its fingerprint. */
export async function sequence(): Promise<Verify> {
  // It was written for browsers.
  Object.assign(globalThis, { window: globalThis });
  const { SignedAttestation } = await import('@0xsequence/tee-verifier');
  return async ({ base64, root, time }) => {
    const attestation = SignedAttestation.fromDocument(base64);
    return (
      (await attestation.verifyRootOfTrust(new Date(time))) &&
      (await attestation.rootCertFingerprint()) === createHash('sha256').update(root).digest('hex') &&
      (await attestation.verifySignature())
    );
  };
}

/** `nostr-enclaves`: cbor2, `@peculiar/x509`, WebCrypto. Knows AWS's root, and no time but now: expiry is left out. */
export async function nostr(): Promise<Verify> {
  const { Validator } = await import('nostr-enclaves');
  const validator = new Validator({ allowExpired: true });
  return async ({ base64 }) => (await validator.parseValidateAttestation(base64)).certificate.length > 0;
}

/**
 * `@turnkey/crypto`: cbor-js, `@peculiar/x509`, WebCrypto. Knows AWS's root, and lets expiry pass on purpose, as its
 * proofs outlive the leaf. These are the parts of its `verify` that are about the document and not about such proofs.
 */
export async function turnkey(): Promise<Verify> {
  await import('reflect-metadata');
  const { verifyCertificateChain, verifyCoseSign1Sig } = await import('@turnkey/crypto');
  const cbor = await import('cbor-js');
  const decode = (bytes: Uint8Array): unknown => cbor.decode(Uint8Array.from(bytes).buffer);
  return async ({ base64, root, time }) => {
    const message = decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))) as readonly Uint8Array[];
    const fields = decode(message[2] ?? new Uint8Array()) as Readonly<Record<'certificate', Uint8Array>> &
      Readonly<Record<'cabundle', Uint8Array[]>>;
    await verifyCoseSign1Sig(message, fields.certificate);
    await verifyCertificateChain(fields.cabundle, new X509Certificate(root).toString(), fields.certificate, time);
    return true;
  };
}

/**
 * `@evervault/wasm-attestation-bindings`: Rust with ring and webpki as WebAssembly. Knows AWS's root, and no time but
 * that of the clock, which is set for it here. That of its native relative cannot be.
 */
export async function evervault(): Promise<Verify> {
  const { initSync, PCRs, validateAttestationDocPcrs } = await import('@evervault/wasm-attestation-bindings');
  const folder = path.join('bench', 'node_modules', '@evervault', 'wasm-attestation-bindings');
  initSync({ module: readFileSync(path.join(folder, 'index_bg.wasm')) });
  return ({ base64, time }) => {
    const { now } = Date;
    const { error } = console;
    Date.now = () => time;
    console.error = () => {};
    try {
      return validateAttestationDocPcrs(base64, [PCRs.empty()]);
    } finally {
      Date.now = now;
      console.error = error;
    }
  };
}
