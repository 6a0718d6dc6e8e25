import type { AppraisedScannedCall, EnclaveGroup, ImageGroup } from '../workspace/scan/appraisedScan.ts';
import type { FolderScan } from '../workspace/scan/folderScans.ts';
import type { NotRead } from '../workspace/scan/keptFiles.ts';

/** A line of the view of a scan. */
export type ScanNode =
  | { readonly kind: 'summary'; readonly scan: FolderScan }
  | { readonly kind: 'image'; readonly group: ImageGroup }
  | { readonly kind: 'enclave'; readonly group: EnclaveGroup }
  | { readonly kind: 'call'; readonly found: AppraisedScannedCall }
  | { readonly kind: 'not-read'; readonly files: readonly NotReadFile[] }
  | { readonly kind: 'not-read-file'; readonly file: NotReadFile }
  /** Some of very many nodes, counted from 1. */
  | { readonly kind: 'range'; readonly first: number; readonly last: number; readonly nodes: readonly ScanNode[] };

export interface NotReadFile extends NotRead {
  /** Calls that were found in it all the same. */
  readonly calls: number;
}

/** Lines beside one another that a tree has without becoming slow. */
const MOST_BESIDE = 500;

export function rootNodes(scan: FolderScan, groups: readonly ImageGroup[]): readonly ScanNode[] {
  const files = notRead(scan);
  return [
    { kind: 'summary', scan },
    ...inRanges(groups.map((group) => ({ kind: 'image', group }) as const)),
    ...(files.length === 0 ? [] : [{ kind: 'not-read', files } as const]),
  ];
}

export function nodesIn(node: ScanNode): readonly ScanNode[] {
  switch (node.kind) {
    case 'image':
      return inRanges(node.group.enclaves.map((group) => ({ kind: 'enclave', group }) as const));
    case 'enclave':
      return inRanges(node.group.calls.map((found) => ({ kind: 'call', found }) as const));
    case 'not-read':
      return inRanges(node.files.map((file) => ({ kind: 'not-read-file', file }) as const));
    case 'range':
      return node.nodes;
    case 'summary':
    case 'call':
    case 'not-read-file':
      return [];
  }
}

function notRead({ files, leftOut }: FolderScan): readonly NotReadFile[] {
  const inPart = files.flatMap(({ uri, problem, calls }) =>
    problem === undefined ? [] : [{ uri, problem, calls: calls.length }],
  );
  return [...inPart, ...leftOut.map((file) => ({ ...file, calls: 0 }))].sort((one, other) =>
    one.uri < other.uri ? -1 : one.uri > other.uri ? 1 : 0,
  );
}

/** Of more nodes than a tree should have beside one another, ranges of as many, and ranges of those. */
function inRanges(nodes: readonly ScanNode[]): readonly ScanNode[] {
  let level = nodes.map((node, index) => ({ node, first: index + 1, last: index + 1 }));
  while (level.length > MOST_BESIDE) {
    const above: typeof level = [];
    for (let start = 0; start < level.length; start += MOST_BESIDE) {
      const part = level.slice(start, start + MOST_BESIDE);
      const first = part[0]?.first ?? 0;
      const last = part.at(-1)?.last ?? 0;
      above.push({ node: { kind: 'range', first, last, nodes: part.map(({ node }) => node) }, first, last });
    }
    level = above;
  }
  return level.map(({ node }) => node);
}
