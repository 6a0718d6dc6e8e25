import { type ChainLink, sentence } from './chainLinks.ts';
import type { Check } from './verificationReport.ts';

/** The leaf's name against the module id, and the region that it names. */
export interface LeafName {
  readonly check: Check;
  /** Where the name is as it must be. */
  readonly region: string | undefined;
}

/** The one common name of a leaf is `<module_id>.<region>.aws`: so AWS signs which instance, enclave and region it is. */
export function checkLeafName(leaf: ChainLink | undefined, moduleId: string | undefined): LeafName {
  if (leaf?.contents.ok !== true) {
    return unnamed('unknown', 'there is no certificate whose name could be read');
  }
  if (moduleId === undefined || moduleId === '') {
    return unnamed('unknown', 'the document has no module id to compare the name of its certificate with');
  }
  const [commonName, ...more] = leaf.contents.value.subject.commonNames;
  if (commonName === undefined || more.length > 0) {
    return unnamed('fail', 'the certificate does not have exactly one common name in readable text');
  }
  if (!commonName.startsWith(`${moduleId}.`)) {
    return unnamed('fail', "the certificate's name does not begin with the document's module id");
  }
  const [, region] = /^([a-z0-9-]+)\.aws$/.exec(commonName.slice(moduleId.length + 1)) ?? [];
  if (region === undefined) {
    return unnamed('fail', "the certificate's name does not end with a region and .aws");
  }
  const reason = sentence("the certificate's name is the document's module id, a region and .aws");
  return { check: { id: 'leaf-name', outcome: 'pass', reason }, region };
}

function unnamed(outcome: 'fail' | 'unknown', clause: string): LeafName {
  return { check: { id: 'leaf-name', outcome, reason: sentence(clause) }, region: undefined };
}
