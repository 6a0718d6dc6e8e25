import type { Node } from 'jsonc-parser';
import type { PolicyPrincipal, PolicyPrincipals } from './keyPolicy.ts';
import { entriesOf, located, memberOf, type PolicySource, placeOf } from './policyText.ts';
import { templateText } from './templateText.ts';

/** Whom a statement is about. What is no text is not guessed at. */
export function readPrincipals(statement: Node, source: PolicySource): PolicyPrincipals {
  const principal = memberOf(statement, 'Principal');
  const node = principal ?? memberOf(statement, 'NotPrincipal');
  if (node === undefined) {
    return { kind: 'none', list: [] };
  }
  const kind = node === principal ? 'principal' : 'not-principal';
  const members = node.type === 'object' ? (node.children ?? []) : [];
  if (members.length === 0) {
    return { kind, list: [readPrincipal('AWS', node, source)] };
  }
  const list = members.flatMap(({ children }) => {
    const [type, value] = children ?? [];
    return value === undefined ? [] : entriesOf(value).map((entry) => readPrincipal(type?.value, entry, source));
  });
  return { kind, list };
}

function readPrincipal(type: unknown, node: Node, source: PolicySource): PolicyPrincipal {
  const isKnown = type === 'AWS' || type === 'Service' || type === 'Federated' || type === 'CanonicalUser';
  if (!isKnown || node.type !== 'string') {
    const root = type === 'AWS' ? templateText(node) : undefined;
    const place = placeOf(node, source);
    return root !== undefined && isRootOfTemplate(root)
      ? { kind: 'account-root', text: root, ...place }
      : { kind: 'unreadable', ...place };
  }
  const { value: text, start, end } = located(node, source);
  if (type !== 'AWS') {
    return { kind: 'other', text, start, end };
  }
  if (text === '*') {
    return { kind: 'anyone', start, end };
  }
  const isAccount = /^(?:arn:aws[a-z-]{0,20}:iam::\d{12}:root|\d{12})$/.test(text);
  return { kind: isAccount ? 'account-root' : 'other', text, start, end };
}

/** Whatever fills in its parts, such an ARN is of the root of an account; CDK writes it into every key policy. */
function isRootOfTemplate(text: string): boolean {
  const filled = String.raw`\$\{[\w:.]{1,100}\}`;
  const arn = new RegExp(`^arn:(?:aws[a-z-]{0,20}|${filled}):iam::(?:\\d{12}|${filled}):root$`);
  return arn.test(text) || text === ACCOUNT_OF_STACK || /^\d{12}$/.test(text);
}

const ACCOUNT_OF_STACK = `\${AWS::AccountId}`;
