import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Span } from '../../located.ts';
import { holdsEvents } from '../eventsText.ts';
import { nestsDeeperThan } from '../referenceNodes.ts';
import { type FoundPolicy, findPolicies, MAX_NESTING } from './findPolicies.ts';
import type { KeyPolicy, KeyPolicyProblem, PolicyStatement } from './keyPolicy.ts';
import { entriesOf, memberOf, type PolicySource, placeOf, sourceOf } from './policyText.ts';
import { repeatedName } from './readConditions.ts';
import { readStatement } from './readStatement.ts';
import { readYaml } from './yamlNodes.ts';

export interface KeyPolicies {
  readonly policies: readonly KeyPolicy[];
  readonly problems: readonly KeyPolicyProblem[];
}

/** UTF-16 units; a key policy has at most 32 KiB, plans of Terraform hold many. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** UTF-16 units: YAML is slow to read, and templates have some ten thousand. */
const MAX_YAML_LENGTH = 512 * 1024;
const MAX_POLICIES = 1000;
/** Of all policies of a text together. */
const MAX_STATEMENTS = 20_000;
const MAX_PROBLEMS = 100;
const MAX_NAME = 40;

/**
 * Whether a text holds policies that tell of attestation. Events of a trail do not: `PutKeyPolicy` logs what callers
 * sent, which must not become what calls are measured by.
 */
export function looksLikeKeyPolicy(text: string): boolean {
  const hasStatement = /"Statement\\*"|^[ \t-]*Statement[ \t]*:/m;
  // With misspelled keys, too; encryption contexts are named by their users.
  return (
    /RecipientAttestation|\bkms:\w{0,10}(?:attest|recip)/i.test(text) && hasStatement.test(text) && !holdsEvents(text)
  );
}

/** Reads every policy in a text of JSON (comments and trailing commas are accepted), or of YAML. */
export function readKeyPolicies(text: string): KeyPolicies {
  const whole = { start: 0, end: Math.min(text.length, 1) };
  if (text.length > MAX_LENGTH) {
    return refused('too-large', 'The file is too large for key policies: none of it is read.', whole);
  }
  if (!isJson(text)) {
    return readYamlPolicies(text, whole);
  }
  if (nestsDeeperThan(text, MAX_NESTING)) {
    return refused('too-deep', 'The file nests too deep: none of it is read.', whole);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const reading = new Reading(text);
  const [error] = errors;
  if (error !== undefined) {
    const message = 'The file is broken JSON from here: statements in one piece still count.';
    reading.report({ code: 'not-json', message, start: error.offset, end: error.offset + error.length });
  }
  if (root !== undefined) {
    reading.readAll(
      root,
      sourceOf(text.length, errors, ['json'], (offset) => offset),
    );
  }
  return { policies: reading.policies, problems: reading.problems };
}

/** Whether a text begins as JSON does, behind comments. */
function isJson(text: string): boolean {
  return /^\ufeff?(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*[{[]/.test(text);
}

/** Positions in YAML lead to text between quotes, or as if it stood between some; a value may be all that is left. */
function readYamlPolicies(text: string, whole: Span): KeyPolicies {
  if (text.length > MAX_YAML_LENGTH) {
    return refused('too-large', 'The file is too large for a template in YAML: none of it is read.', whole);
  }
  const tree = readYaml(text);
  if (!tree.ok) {
    return refused('too-deep', `The file is not read: ${tree.error}.`, whole);
  }
  const { root, errors } = tree.value;
  const reading = new Reading(text);
  const [error] = errors;
  if (error !== undefined) {
    const message = 'The file is broken YAML from here: statements in one piece still count.';
    reading.report({ code: 'not-json', message, start: error.offset, end: error.offset + error.length });
  }
  reading.readAll(
    root,
    sourceOf(text.length + 1, errors, [], (offset) => offset),
  );
  return { policies: reading.policies, problems: reading.problems };
}

function refused(code: KeyPolicyProblem['code'], message: string, span: Span): KeyPolicies {
  return { policies: [], problems: [{ code, message, ...span }] };
}

class Reading {
  readonly policies: KeyPolicy[] = [];
  readonly problems: KeyPolicyProblem[] = [];
  private readonly text: string;
  /** Policies in strings by address: a plan has each as a planned value and as a change. */
  private readonly seen = new Set<string>();
  private statements = 0;

  constructor(text: string) {
    this.text = text;
  }

  report(problem: KeyPolicyProblem): void {
    if (this.problems.length < MAX_PROBLEMS) {
      this.problems.push(problem);
    }
  }

  readAll(root: Node, source: PolicySource): void {
    for (const found of findPolicies(root, { text: this.text, source, strings: 0, name: undefined, key: undefined })) {
      if ('repeated' in found) {
        const message = `"${found.repeated.slice(0, MAX_NAME)}" is there twice: policies in it are not read.`;
        this.report({ code: 'repeated-member', message, ...found.place });
      } else if (!this.isSeen(found)) {
        if (this.policies.length >= MAX_POLICIES || this.statements >= MAX_STATEMENTS) {
          const message = 'The file has more policies than are read: this one and later ones are left out.';
          this.report({ code: 'too-large', message, ...found.place });
          return;
        }
        this.policies.push(this.readPolicy(found));
      }
    }
  }

  private isSeen({ text, name }: FoundPolicy): boolean {
    if (text === undefined || name === undefined) {
      return false;
    }
    const identity = `${name}\n${text}`;
    const isSeen = this.seen.has(identity);
    this.seen.add(identity);
    return isSeen;
  }

  /** Problems of a policy that does not tell of attestation are none of our business. */
  private readPolicy({ node, source, place, name, key }: FoundPolicy): KeyPolicy {
    const attests = /attest/i.test(this.text.slice(place.start, place.end));
    const report = (problem: KeyPolicyProblem): void => {
      if (attests) {
        this.report(problem);
      }
    };
    const nodes = entriesOf(memberOf(node, 'Statement') ?? node);
    const repeated = repeatedName(node);
    if (repeated !== undefined) {
      const message = `The policy is not read: "${repeated.repeated.slice(0, MAX_NAME)}" is there twice.`;
      report({ code: 'repeated-member', message, ...placeOf(repeated.node, source) });
      return { name, key, place, statements: [], unread: nodes.length };
    }
    const statements: PolicyStatement[] = [];
    for (const statement of nodes.slice(0, MAX_STATEMENTS - this.statements)) {
      const read = readStatement(statement, source);
      if ('code' in read) {
        report(read);
      } else {
        statements.push(read);
      }
    }
    if (nodes.length > MAX_STATEMENTS - this.statements) {
      const message = 'The file has more statements than are read: later ones of this policy are left out.';
      report({ code: 'too-large', message, ...place });
    }
    this.statements += nodes.length;
    return { name, key, place, statements, unread: nodes.length - statements.length };
  }
}
