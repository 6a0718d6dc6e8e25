/**
 * All that the attestation page shares with the extension: what each tells the other, as plain data, and the guards with
 * which each looks at what arrives. The page draws these models and decides nothing; every word in them is ours, or text
 * from a document or a log that was made visible before it came here. The page sets it as text, never as HTML.
 */

/** Characters of pasted text, and bytes of a file, that the page sends at most. */
export const LARGEST_INPUT = 1024 * 1024;

// What the extension shows.

export interface PanelView {
  readonly input: InputView;
  /** Undefined until a document was read; the last good one stays while later input fails. */
  readonly document: DocumentView | undefined;
}

export interface InputView {
  /** What the text area holds when the page opens anew: the pasted text, or what stands for a file. */
  readonly text: string;
  /** Where the document comes from when it is no pasted text: `boot.cbor`, `selection in trail.json`. */
  readonly origin: string | undefined;
  /** Why the last input gave no document. */
  readonly problem: ProblemView | undefined;
  /** The documents of a text that holds several, or may hold more, and which is shown; empty for one. */
  readonly choices: readonly string[];
  readonly chosen: number;
  /** What of the text they are: `3 in this text`, `the first 50 in this text`; empty without choices. */
  readonly choicesAre: string;
}

export interface ProblemView {
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What it looks like, what was expected, and at which byte. */
  readonly details: readonly string[];
  /** The place in the pasted text, in UTF-16 units, to select there. */
  readonly at: number | undefined;
}

export type Tone = 'good' | 'warning' | 'bad' | 'neutral';

export interface DocumentView {
  readonly verdict: VerdictView;
  readonly checks: readonly CheckView[];
  readonly expectations: readonly ExpectationView[];
  readonly identity: readonly FactView[];
  readonly call: CallView;
  readonly measurements: MeasurementsView;
  readonly certificates: CertificatesView;
  readonly carried: readonly CarriedView[];
  /** The CBOR in diagnostic notation, and how many bytes it is. */
  readonly notation: string;
  readonly size: number;
  /** Whether each of these can be done with this document. */
  readonly can: {
    readonly savePublicKey: boolean;
    /** Whether it is of a form that PEM and DER have, so that either can be written of it. */
    readonly savePublicKeyConverted: boolean;
    readonly addReference: boolean;
  };
}

export interface VerdictView {
  readonly tone: Tone;
  /** The verdict, and how it stands beside the call; without a full stop at its end. */
  readonly sentence: string;
  /** The line below it: when it was made, how long before the call, whether certificates are valid now. */
  readonly detail: string;
}

export interface CheckView {
  readonly id: string;
  /** Such as `Signature`. */
  readonly label: string;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly reason: string;
  /** An outcome that takes no part in the verdict, such as validity now: a fail of it is no alarm. */
  readonly informative: boolean;
}

export const EXPECTED_FIELDS = ['nonce', 'userData', 'publicKey'] as const;
export type ExpectedField = (typeof EXPECTED_FIELDS)[number];

/** A value that the user expects in the document, and how it compares. */
export interface ExpectationView {
  readonly field: ExpectedField;
  /** Such as `Nonce`. */
  readonly label: string;
  /** What was entered; empty for nothing. */
  readonly text: string;
  readonly outcome: 'same' | 'different' | 'unreadable' | undefined;
  /** What was compared, and the first byte that differs; empty where nothing was entered. */
  readonly reason: string;
}

/** A line of a list: what it is, its value, and what is to be said of it. */
export interface FactView {
  readonly label: string;
  readonly value: string;
  /** What the page shows in place of a long value: a role's name, a key's id. */
  readonly short: string | undefined;
  readonly note: string | undefined;
  /** Hexadecimal, ids and ARNs are drawn in the editor's font. */
  readonly code: boolean;
  readonly copy: CopyTarget | undefined;
}

/** The log entry beside the document. */
export interface CallView {
  /** How it was found, or why there is none. */
  readonly explanation: string;
  /** Calls to choose from, best first; ids are opaque. */
  readonly choices: readonly CallChoice[];
  /** The id of the chosen one. */
  readonly chosen: string | undefined;
  readonly facts: readonly FactView[];
}

export interface CallChoice {
  readonly id: string;
  /** Such as `Line 14 · Decrypt · 2026-01-01 00:00:12Z · trail.json`: the line first, as the end may be cut off. */
  readonly label: string;
}

export interface MeasurementsView {
  /** The heading of the third column: the reference's name and version, or that there is none. */
  readonly reference: string;
  /** Whether the reference can be opened. */
  readonly canOpenReference: boolean;
  /** How document and log entry compare as a whole, in one sentence. */
  readonly conclusion: string;
  readonly rows: readonly MeasurementRow[];
  /** What is said of the registers without a row: `10 more are zero`; empty where none was left out. */
  readonly others: string;
}

/** `claimed` is equal, too, but the document is not proved: anybody may have written the value into it. */
export type Compared = 'same' | 'claimed' | 'different' | 'absent';

export interface MeasurementRow {
  readonly index: number;
  readonly meaning: string;
  /** Lower-case hexadecimal; undefined where it is absent. */
  readonly document: string | undefined;
  readonly call: string | undefined;
  readonly reference: string | undefined;
  /** What is said beside a reference value or in place of one: `equal, in an untrusted file`, `not fixed`. */
  readonly referenceNote: string | undefined;
  /** What the value was found to be without a reference: `this is i-0123456789abcdef0, computed`. */
  readonly note: string | undefined;
  /** The log entry against the document; undefined without a log entry. */
  readonly callOutcome: Compared | undefined;
  /** The reference against the document; undefined where there is none. */
  readonly referenceOutcome: Compared | undefined;
  /** Whether the row's value stands in the open trail and can be revealed there. */
  readonly canReveal: boolean;
}

export interface CertificatesView {
  /** Root first. */
  readonly rows: readonly CertificateRow[];
  /** Times to mark: the document's, the call's, now. */
  readonly marks: readonly { readonly label: string; readonly time: number }[];
}

export interface CertificateRow {
  /** `root`, `regional`, `zonal`, `instance`, `leaf`. */
  readonly role: string;
  /** How long it is valid, such as `20 days`; empty where it could not be read. */
  readonly span: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly serial: string;
  /** Milliseconds since the epoch; undefined where the certificate could not be read. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** Both as a person reads them: `2026-01-01 00:00:00Z to 2026-01-01 03:00:03Z`, or what is wrong. */
  readonly validity: string;
  /** Whether it was valid when the document was made; undefined where that is not known. */
  readonly validWhenMade: boolean | undefined;
}

/** Public key, user data or nonce. */
export interface CarriedView {
  readonly field: ExpectedField;
  readonly label: string;
  /** Undefined for an absent field. */
  readonly bytes: number | undefined;
  readonly hex: string;
  /** As text, where it is UTF-8 that can be read. */
  readonly text: string | undefined;
  /** What it parses as, such as `RSA 2048, SPKI` or `JSON`, and that on lines of its own. */
  readonly structure: { readonly kind: string; readonly text: string } | undefined;
}

export const CERTIFICATE_PARTS = ['pem', 'fingerprint', 'subject', 'serial', 'validity'] as const;
export type CertificatePart = (typeof CERTIFICATE_PARTS)[number];

/** What can be copied; the extension has the value. */
export type CopyTarget =
  | { readonly of: 'pcr'; readonly index: number; readonly column: 'document' | 'call' | 'reference' }
  | { readonly of: 'fact'; readonly list: 'identity' | 'call'; readonly index: number }
  | { readonly of: 'certificate'; readonly index: number; readonly part: CertificatePart }
  | { readonly of: 'carried'; readonly field: ExpectedField; readonly form: 'hex' | 'text' | 'base64' | 'structure' }
  | { readonly of: 'notation' }
  | { readonly of: 'document' }
  | { readonly of: 'verdict' };

export type ReportFormat = 'markdown' | 'json';

export const SAVABLE = ['document', 'certificates', 'public-key-pem', 'public-key-der', 'public-key'] as const;
export type Savable = (typeof SAVABLE)[number];

// What the page keeps over a reload of the window.

export interface PageState {
  /** The text that was decoded last, as the extension has it. */
  readonly text: string;
  /** What was typed since and not decoded; the page's own. */
  readonly draft: string | undefined;
  readonly origin: string | undefined;
  /** The document that is shown, in base64: it may not be the text's. Empty for none. */
  readonly shown: string;
  readonly expected: Readonly<Partial<Record<ExpectedField, string>>>;
  /** The id of the chosen call. */
  readonly call: string | undefined;
}

// Messages.

export type HostMessage =
  | { readonly type: 'view'; readonly view: PanelView; readonly state: PageState }
  /** Puts the focus into the text area, for a new document. */
  | { readonly type: 'ask' };

export type PageMessage =
  /** The page has loaded, and has nothing to show yet. */
  | { readonly type: 'ready' }
  | { readonly type: 'decode'; readonly text: string }
  | { readonly type: 'decodeFile'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: 'chooseFile' }
  | { readonly type: 'chooseDocument'; readonly index: number }
  | { readonly type: 'chooseCall'; readonly id: string }
  | { readonly type: 'revealCall' }
  | { readonly type: 'revealPcr'; readonly index: number }
  | { readonly type: 'openReference' }
  | { readonly type: 'expect'; readonly field: ExpectedField; readonly text: string }
  | { readonly type: 'copy'; readonly target: CopyTarget }
  | { readonly type: 'copyReport'; readonly format: ReportFormat }
  | { readonly type: 'showReport' }
  | { readonly type: 'save'; readonly what: Savable }
  | { readonly type: 'addReference' };

export type PageMessageType = PageMessage['type'];

/** What arrived from the page, if it is a message of the page's; bounds included. */
export function pageMessage(data: unknown): PageMessage | undefined {
  if (!isRecord(data)) {
    return undefined;
  }
  const { type, text, name, bytes, index, id, field, target, format, what } = data;
  switch (type) {
    case 'decode':
      return isText(text) ? { type, text } : undefined;
    case 'decodeFile':
      return isText(name, 1_000) && isBytes(bytes) ? { type, name, bytes } : undefined;
    case 'chooseDocument':
    case 'revealPcr':
      return isIndex(index) ? { type, index } : undefined;
    case 'chooseCall':
      return isText(id, 10_000) ? { type, id } : undefined;
    case 'expect':
      return isOneOf(EXPECTED_FIELDS, field) && isText(text, 16_384) ? { type, field, text } : undefined;
    case 'copy': {
      const read = copyTarget(target);
      return read && { type, target: read };
    }
    case 'copyReport':
      return isOneOf(['markdown', 'json'], format) ? { type, format } : undefined;
    case 'save':
      return isOneOf(SAVABLE, what) ? { type, what } : undefined;
    case 'ready':
    case 'chooseFile':
    case 'revealCall':
    case 'openReference':
    case 'showReport':
    case 'addReference':
      return { type };
    default:
      return undefined;
  }
}

/** What arrived from the extension. It is of the same build, so its kind is looked at and not every field of a view. */
export function hostMessage(data: unknown): HostMessage | undefined {
  if (!isRecord(data)) {
    return undefined;
  }
  const { type, view, state } = data;
  if (type === 'ask') {
    return { type };
  }
  const kept = pageState(state);
  return type === 'view' && isPanelView(view) && kept !== undefined ? { type, view, state: kept } : undefined;
}

/** What the page kept, if it is whole. */
export function pageState(data: unknown): PageState | undefined {
  if (!isRecord(data)) {
    return undefined;
  }
  const { text, draft, shown, origin, call, expected } = data;
  if (!isText(text) || !isText(shown, 2 * LARGEST_INPUT)) {
    return undefined;
  }
  return {
    text,
    draft: isText(draft) ? draft : undefined,
    shown,
    origin: isText(origin, 1_000) ? origin : undefined,
    call: isText(call, 10_000) ? call : undefined,
    expected: isRecord(expected)
      ? Object.fromEntries(
          EXPECTED_FIELDS.flatMap((field) => {
            const value = expected[field];
            return isText(value, 16_384) ? [[field, value]] : [];
          }),
        )
      : {},
  };
}

function isPanelView(data: unknown): data is PanelView {
  if (!isRecord(data)) {
    return false;
  }
  const { input, document } = data;
  if (!isRecord(input)) {
    return false;
  }
  const { text } = input;
  if (!isText(text)) {
    return false;
  }
  return document === undefined || (isRecord(document) && isDocumentView(document));
}

function isDocumentView(document: Readonly<Record<string, unknown>>): boolean {
  const { verdict, call, measurements, certificates, checks, expectations, identity, carried } = document;
  return (
    [verdict, call, measurements, certificates].every(isRecord) &&
    [checks, expectations, identity, carried].every(Array.isArray)
  );
}

function copyTarget(data: unknown): CopyTarget | undefined {
  if (!isRecord(data)) {
    return undefined;
  }
  const { of, index, column, list, part, field, form } = data;
  switch (of) {
    case 'pcr':
      return isIndex(index) && isOneOf(['document', 'call', 'reference'], column) ? { of, index, column } : undefined;
    case 'fact':
      return isIndex(index) && isOneOf(['identity', 'call'], list) ? { of, list, index } : undefined;
    case 'certificate':
      return isIndex(index) && isOneOf(CERTIFICATE_PARTS, part) ? { of, index, part } : undefined;
    case 'carried':
      return isOneOf(EXPECTED_FIELDS, field) && isOneOf(['hex', 'text', 'base64', 'structure'], form)
        ? { of, field, form }
        : undefined;
    case 'notation':
    case 'document':
    case 'verdict':
      return { of };
    default:
      return undefined;
  }
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null;
}

function isText(data: unknown, longest = LARGEST_INPUT): data is string {
  return typeof data === 'string' && data.length <= longest;
}

function isBytes(data: unknown): data is Uint8Array {
  return data instanceof Uint8Array && data.length <= LARGEST_INPUT;
}

function isIndex(data: unknown): data is number {
  return typeof data === 'number' && Number.isInteger(data) && data >= 0 && data < 100_000;
}

function isOneOf<T extends string>(values: readonly T[], data: unknown): data is T {
  return values.some((value) => value === data);
}
