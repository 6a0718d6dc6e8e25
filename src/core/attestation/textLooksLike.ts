/** What a text without an attestation document seems to be, and what that has to do with one. */
export interface TextKind {
  readonly looksLike: string;
  readonly message: string;
}

/** How much of a text is looked at, in UTF-16 units. */
const LOOKED_AT = 64 * 1024;

/** What is known by its own marks, whatever can be decoded in it. */
export function markedTextKind(text: string): TextKind | undefined {
  const head = text.slice(0, LOOKED_AT);
  return MARKED.find(({ mark }) => mark.test(head));
}

/** What a text is in which nothing was decoded, if that is anything in particular. */
export function plainTextKind(text: string): TextKind | undefined {
  const head = text.slice(0, LOOKED_AT);
  return PLAIN.find(({ mark }) => mark.test(head));
}

type MarkedKind = TextKind & { readonly mark: RegExp };

const MARKED: readonly MarkedKind[] = [
  {
    mark: /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/,
    looksLike: 'a certificate (PEM)',
    message: 'This is a certificate: an attestation document holds some, and is signed by one, but is more.',
  },
  {
    mark: /-----BEGIN (?:RSA |EC )?(?:PUBLIC|PRIVATE) KEY-----/,
    looksLike: 'a key (PEM)',
    message: 'This is a key: an attestation document may hold a public one, but is more.',
  },
  {
    mark: /^\s{0,100}eyJ[\w-]{1,4000}\.eyJ/,
    looksLike: 'a JSON Web Token',
    message: 'This is a JSON Web Token: an attestation document is CBOR, signed with COSE.',
  },
];

const PLAIN: readonly MarkedKind[] = [
  {
    mark: /"eventVersion"|"eventSource"|attestationDocument[A-Z]/,
    looksLike: 'a CloudTrail record',
    message:
      'This holds no attestation document: a log has measurements of the one that was sent, and not the document itself.',
  },
  {
    mark: /"Measurements"/,
    looksLike: 'the measurements of an image',
    message: 'This holds no attestation document: a build prints measurements, and a running enclave gives documents.',
  },
  {
    mark: /^\s{0,100}[{[]/,
    looksLike: 'JSON without an attestation document',
    message: 'This JSON holds no attestation document, in base64, hexadecimal or as a list of integers.',
  },
];

/** Any other text. */
export const PROSE: TextKind = {
  looksLike: 'text without an attestation document',
  message: 'This text holds no attestation document, in base64, hexadecimal or another spelling.',
};
