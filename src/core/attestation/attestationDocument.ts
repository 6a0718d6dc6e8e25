import type { ModuleId } from '../event/moduleId.ts';
import type { Span } from '../located.ts';
import type { Platform } from '../measurement/pcr.ts';

/**
 * An attestation document as it was read: nothing here is proved before it is verified. All byte arrays are views of
 * `bytes`. What is missing or of another type is undefined, and `profileProblems` says so.
 */
export interface AttestationDocument {
  /** The COSE_Sign1 message as it came, with its tag where it has one. */
  readonly bytes: Uint8Array;
  readonly spelling: Spelling;
  /** Whether CBOR tag 18 stands in front. */
  readonly tagged: boolean;
  /** Whether the payload is an indefinite-length map, as it is since mid-2025. */
  readonly indefiniteMap: boolean;
  /** The protected header, as it is signed: the contents of the byte string. */
  readonly protectedHeader: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** `enclave` for `pcrs`, `nitro-tpm` for `nitrotpm_pcrs`; undefined where both or neither are there. */
  readonly platform: Platform | undefined;
  readonly moduleId: string | undefined;
  readonly parsedModuleId: ModuleId | undefined;
  /** The name of the hash of the PCRs: `SHA384`. */
  readonly digest: string | undefined;
  /** When it was made, in milliseconds since the epoch. */
  readonly timestamp: number | undefined;
  /** In ascending order of index. */
  readonly pcrs: readonly DocumentPcr[];
  /** The leaf certificate, DER. */
  readonly certificate: Uint8Array | undefined;
  /** The certificates above the leaf, DER, in the order of the document: root first. */
  readonly cabundle: readonly Uint8Array[];
  /** Undefined where it is absent or null; so are `userData` and `nonce`. */
  readonly publicKey: Uint8Array | undefined;
  readonly userData: Uint8Array | undefined;
  readonly nonce: Uint8Array | undefined;
  /** What is not as the profile of real documents has it; empty where all is well. */
  readonly profileProblems: readonly ProfileProblem[];
}

export interface DocumentPcr {
  readonly index: number;
  /** 64, 96 or 128 lower-case hexadecimal digits. */
  readonly hex: string;
}

/** How a document was written in what was handed over. */
export type Spelling = 'bytes' | 'base64' | 'base64url' | 'hex' | 'python-bytes' | 'integers' | 'pem';

export interface ProfileProblem {
  readonly code:
    | 'missing-field'
    | 'wrong-type'
    | 'wrong-size'
    | 'wrong-value'
    | 'unknown-field'
    | 'unexpected-header'
    | 'tag-inside'
    | 'chunked-string';
  /** Our name for the place, such as `cabundle[2]`; never text from the document. */
  readonly field: string;
  /** One sentence of ours alone. */
  readonly message: string;
  /** Where in `bytes`. */
  readonly byteOffset: number;
}

/** Why there is no document, in words of ours alone. */
export interface ReadProblem {
  readonly code:
    | 'empty'
    | 'too-large'
    | 'no-document'
    | 'not-well-formed'
    | 'duplicate-key'
    | 'not-cose-sign1'
    | 'not-an-attestation-document';
  /** One sentence: what is wrong, where, and what is missing. */
  readonly message: string;
  /** The byte of the decoded input at which it breaks. */
  readonly byteOffset?: number;
  /** The UTF-16 unit of the text at which it breaks. */
  readonly textOffset?: number;
  /** What should have stood there. */
  readonly expected?: string;
  /** What the input seems to be instead, such as `a CBOR Web Token`. */
  readonly looksLike?: string;
}

/** One of the documents in a text. The span is in UTF-16 units for text, in bytes for bytes. */
export interface FoundDocument extends Span {
  readonly document: AttestationDocument;
}

/** The documents of an input. */
export interface FoundDocuments {
  /** Each once, in their order. */
  readonly documents: readonly FoundDocument[];
  /** Where the search ended before the text did; absent where all of it was looked through. */
  readonly stopped?: SearchStop;
}

export interface SearchStop {
  /** `documents` for more of them than are given; `cost` for too much that begins as a document and is none. */
  readonly because: 'documents' | 'cost';
  /** The UTF-16 unit from which on nothing was looked at. */
  readonly at: number;
}
