import { findNodeAtLocation, getLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import { type Span, touches } from '../located.ts';
import { readConditionKey } from './keyPolicy/attestationKey.ts';
import { type Platform, pcrOfName } from './pcr.ts';
import { nestsDeeperThan } from './referenceNodes.ts';

/** UTF-16 units, as for a measurements file. */
const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_NESTING = 64;

/** A place that takes the digest of a PCR. The span is what stands there, between the quotes. */
export interface WantedDigest extends Span {
  readonly pcr: number;
  /** Undefined where the text does not say it. */
  readonly platform: Platform | undefined;
}

/**
 * The digest that the place at an offset wants: inside the quotes of a text whose member is called PCR0, PCR1 and so on,
 * or is such a condition of a key policy.
 * The text may be broken, as it is while somebody types.
 */
export function wantedDigest(text: string, offset: number): WantedDigest | undefined {
  if (text.length > MAX_LENGTH || nestsDeeperThan(text, MAX_NESTING)) {
    return undefined;
  }
  const json = text.replace(/^\ufeff/, ' ');
  const { path, previousNode, isAtPropertyKey } = getLocation(json, offset);
  const named = isAtPropertyKey ? undefined : registerNamed(json, path);
  if (named === undefined || previousNode?.type !== 'string') {
    return undefined;
  }
  const content = contentOf(json, previousNode);
  return touches(content, offset) ? { ...content, ...named } : undefined;
}

/** The register that the member at a path is about: `PCR0` of references, or a key of a policy's condition. */
function registerNamed(text: string, path: JSONPath): Pick<WantedDigest, 'pcr' | 'platform'> | undefined {
  const pcr = pcrOfName(path.at(-1));
  if (pcr !== undefined) {
    return { pcr, platform: platformFor(text, path) };
  }
  // A condition has one value or a list of them.
  const name = typeof path.at(-1) === 'number' ? path.at(-2) : path.at(-1);
  const key = typeof name === 'string' ? readConditionKey(name) : undefined;
  return key?.kind === 'attestation' ? { pcr: key.pcr, platform: key.platform } : undefined;
}

/** The PCR whose member of an entry of references is at an offset, be it in the name or in the value. */
export function pcrAt(entry: string, offset: number): number | undefined {
  return nestsDeeperThan(entry, MAX_NESTING) ? undefined : pcrOfName(getLocation(entry, offset).path.at(-1));
}

/** Where an entry of references, whoever wrote it, has the digest of a PCR. */
export function digestPlace(entry: string, pcr: number): Span | undefined {
  const root = nestsDeeperThan(entry, MAX_NESTING) ? undefined : parseTree(entry);
  if (root === undefined) {
    return undefined;
  }
  const holders = ['pcrs', 'Measurements', 'measurements'].map((name) => findNodeAtLocation(root, [name]));
  const members = [...holders, root].flatMap((holder) => holder?.children ?? []);
  const value = members.find(({ children }) => pcrOfName(children?.[0]?.value) === pcr)?.children?.[1];
  return value?.type === 'string' ? contentOf(entry, value) : undefined;
}

/** Of a text without its closing quote, up to what would end a digest: the parser takes in the rest of the line. */
function contentOf(text: string, { offset, length }: Pick<Node, 'offset' | 'length'>): Span {
  const raw = text.slice(offset, offset + length);
  const start = offset + 1;
  const end = /^"(?:[^"\\]|\\.)*"$/.test(raw)
    ? offset + length - 1
    : start + (/^"([^\s,}\]]*)/.exec(raw)?.[1] ?? '').length;
  return { start, end };
}

/** An entry of a measurements file is an enclave's unless it says otherwise. */
function platformFor(text: string, path: JSONPath): Platform | undefined {
  const [list, entry, pcrs] = path;
  if (list !== 'measurements' || typeof entry !== 'number' || pcrs !== 'pcrs' || path.length !== 4) {
    return undefined;
  }
  const root = parseTree(text, [], { allowTrailingComma: true });
  const platform = root && findNodeAtLocation(root, [list, entry, 'platform']);
  if (platform === undefined) {
    return 'enclave';
  }
  return platform.value === 'enclave' || platform.value === 'nitro-tpm' ? platform.value : undefined;
}
