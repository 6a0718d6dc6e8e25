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
  /** Files that were read and cannot tell of an attestation. */
  | { readonly kind: 'tells-nothing'; readonly files: readonly NotReadFile[] }
  | { readonly kind: 'not-read-file'; readonly file: NotReadFile }
  /** Some of very many nodes, counted from 1; made when somebody looks into it. */
  | {
      readonly kind: 'range';
      readonly first: number;
      readonly last: number;
      readonly nodes: () => readonly ScanNode[];
    };

export interface NotReadFile extends NotRead {
  /** Calls that were found in it all the same. */
  readonly calls: number;
}

/** Lines beside one another that a tree has without becoming slow. */
const MOST_BESIDE = 500;

export function rootNodes(scan: FolderScan, groups: readonly ImageGroup[]): readonly ScanNode[] {
  return [{ kind: 'summary', scan }, ...inRanges(groups, (group) => ({ kind: 'image', group })), ...fileNodes(scan)];
}

/** Of files of which something is to be said. */
export function fileNodes(scan: Pick<FolderScan, 'files' | 'leftOut'>): readonly ScanNode[] {
  const problems = problemsOf(scan);
  const silent = problems.filter(isSilent);
  const files = problems.filter((file) => !isSilent(file));
  return [
    ...(files.length === 0 ? [] : [{ kind: 'not-read', files } as const]),
    ...(silent.length === 0 ? [] : [{ kind: 'tells-nothing', files: silent } as const]),
  ];
}

export function nodesIn(node: ScanNode): readonly ScanNode[] {
  switch (node.kind) {
    case 'image':
      return inRanges(node.group.enclaves, (group) => ({ kind: 'enclave', group }));
    case 'enclave':
      return inRanges(node.group.calls, (found) => ({ kind: 'call', found }));
    case 'not-read':
    case 'tells-nothing':
      return inRanges(node.files, (file) => ({ kind: 'not-read-file', file }));
    case 'range':
      return node.nodes();
    case 'summary':
    case 'call':
    case 'not-read-file':
      return [];
  }
}

function isSilent({ problem }: NotReadFile): boolean {
  return problem.code === 'tells-nothing';
}

function problemsOf({ files, leftOut }: Pick<FolderScan, 'files' | 'leftOut'>): readonly NotReadFile[] {
  const inPart = files.flatMap(({ uri, problem, calls }) =>
    problem === undefined ? [] : [{ uri, problem, calls: calls.length }],
  );
  return [...inPart, ...leftOut.map((file) => ({ ...file, calls: 0 }))].sort((one, other) =>
    one.uri < other.uri ? -1 : one.uri > other.uri ? 1 : 0,
  );
}

/** Nodes of items; of more than a tree should have beside one another ranges of as many, and ranges of those. */
function inRanges<T>(items: readonly T[], nodeOf: (item: T) => ScanNode): readonly ScanNode[] {
  let size = 1;
  while (items.length > MOST_BESIDE * size) {
    size *= MOST_BESIDE;
  }
  return rangesOf(items, nodeOf, { start: 0, end: items.length, size });
}

/** Those of so many items each from one index to another; nodes of the items themselves where a range has one. */
function rangesOf<T>(
  items: readonly T[],
  nodeOf: (item: T) => ScanNode,
  { start, end, size }: { readonly start: number; readonly end: number; readonly size: number },
): readonly ScanNode[] {
  if (size === 1) {
    return items.slice(start, end).map(nodeOf);
  }
  const ranges: ScanNode[] = [];
  for (let first = start; first < end; first += size) {
    const last = Math.min(first + size, end);
    const nodes = (): readonly ScanNode[] =>
      rangesOf(items, nodeOf, { start: first, end: last, size: size / MOST_BESIDE });
    ranges.push({ kind: 'range', first: first + 1, last, nodes });
  }
  return ranges;
}
