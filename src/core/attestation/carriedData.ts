import { bytesOfBase64 } from '../encoding/base64.ts';
import type { PemLabel } from '../encoding/pem.ts';
import { cborProblem } from '../encoding/wellFormed.ts';
import { diagnosticNotation } from './diagnosticNotation.ts';
import { prettyJson } from './prettyJson.ts';
import { type PublicKeyForm, publicKeyForm } from './publicKeyForm.ts';

/** How a public key, user data or a nonce can be read. */
export interface CarriedData {
  /** The bytes as text, where they are UTF-8 that can be shown. Whoever made the document wrote it: never trust it. */
  readonly text?: string;
  /** What the bytes parse as, such as `JSON`, and that on lines; it may hold text of the document's, too. */
  readonly structure?: { readonly kind: string; readonly text: string };
  /** The public key, where the bytes are one, in DER or in PEM: either can be written as the other. */
  readonly key?: CarriedKey;
}

/** A public key of a form that PEM has a label for. */
export interface CarriedKey {
  readonly label: Extract<PemLabel, 'PUBLIC KEY' | 'RSA PUBLIC KEY'>;
  readonly der: Uint8Array;
}

/** Fields of documents end at 1,024 bytes; above that, nobody looks for structure. */
const LARGEST = 16 * 1024;

/** How the bytes of a carried field can be read besides as bytes; empty where they are just that. */
export function carriedData(bytes: Uint8Array): CarriedData {
  const text = shownText(bytes);
  if (bytes.length > LARGEST) {
    return text === undefined ? {} : { text };
  }
  if (text === undefined) {
    return keyData(bytes, '') ?? cborData(bytes) ?? {};
  }
  const json = prettyJson(text);
  if (json !== undefined) {
    return { text, structure: { kind: 'JSON', text: json } };
  }
  const der = derOfPem(text);
  return { text, ...(der && keyData(der, 'PEM of ')) };
}

function shownText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // Controls, unassigned and private characters are bytes that happen to be UTF-8.
    return /[^\s\p{C}]/u.test(text) && !/[^\P{C}\t\n\r\p{Cf}]/u.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function keyData(der: Uint8Array, before: string): CarriedData | undefined {
  const form = publicKeyForm(der);
  return (
    form && {
      structure: structureOf(form, before),
      key: { label: form.isSpki ? 'PUBLIC KEY' : 'RSA PUBLIC KEY', der },
    }
  );
}

function structureOf({ kind, lines }: PublicKeyForm, before: string): { readonly kind: string; readonly text: string } {
  return { kind: before + kind, text: lines.join('\n') };
}

/** Maps and arrays alone: any single byte is a CBOR item, and their first bytes begin no text. */
function cborData(bytes: Uint8Array): CarriedData | undefined {
  const major = (bytes[0] ?? 0) >> 5;
  const mayBe = (major === 4 || major === 5) && bytes.length >= 3;
  return mayBe && cborProblem(bytes) === undefined
    ? { structure: { kind: 'CBOR', text: diagnosticNotation(bytes) } }
    : undefined;
}

/** The bytes of a text that is one PEM block of a public key. */
function derOfPem(text: string): Uint8Array | undefined {
  const [, label, body] = /^\s*-----BEGIN ((?:RSA )?PUBLIC KEY)-----([^-]*)-----END \1-----\s*$/.exec(text) ?? [];
  return label === undefined || body === undefined ? undefined : bytesOfBase64(body.replace(/\s/g, ''));
}
