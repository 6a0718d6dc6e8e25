import { commands, Disposable, EventEmitter, type TreeDataProvider, window } from 'vscode';
import type { References } from '../workspace/references.ts';
import { groupedCalls, type ImageGroup } from '../workspace/scan/appraisedScan.ts';
import type { FolderScan, FolderScans } from '../workspace/scan/folderScans.ts';
import { scanItem } from './scanItems.ts';
import { nodesIn, rootNodes, type ScanNode } from './scanNodes.ts';

const VIEW_ID = 'enclaveTrail.scan';
/** For the `when` clauses of the view and of its title. */
const SCANNED_CONTEXT_KEY = 'enclaveTrail.hasScan';
const SCANNING_CONTEXT_KEY = 'enclaveTrail.isScanning';

/** What is shown: a scan with its calls as they were judged. */
interface Shown {
  readonly scan: FolderScan;
  readonly groups: readonly ImageGroup[];
}

/** The calls that the last scan has found, by image and enclave, judged anew when references change. */
export function registerScanView(
  scans: FolderScans,
  references: References,
  failed: (error: unknown) => void,
): Disposable {
  const changed = new EventEmitter<void>();
  let shown: Shown | undefined;
  let judging: Promise<void> | undefined;
  const disposed = { aborted: false };
  let isAsked = false;
  let lastOpened: number | undefined;

  const opened = async ({ id, isKept }: FolderScan): Promise<void> => {
    // The view is not there before its context says so, and people may close it while a scan runs.
    if (lastOpened !== id && !isKept) {
      lastOpened = id;
      await commands.executeCommand(`${VIEW_ID}.focus`, { preserveFocus: true });
    }
  };
  const judgeAll = async (): Promise<void> => {
    while (isAsked && !disposed.aborted) {
      isAsked = false;
      const { current } = scans;
      const groups = current && (await groupedCalls(current, references, disposed));
      if (current !== undefined && groups !== undefined) {
        shown = { scan: current, groups };
        await commands.executeCommand('setContext', SCANNED_CONTEXT_KEY, true);
        await commands.executeCommand('setContext', SCANNING_CONTEXT_KEY, current.state === 'running');
        changed.fire();
        // It waits for the lines of the view, which wait for this.
        opened(current).catch(failed);
      }
    }
  };
  const judge = async (): Promise<void> => {
    // One after the other: a scan that runs asks faster than thousands of calls are judged.
    isAsked = true;
    while (isAsked && !disposed.aborted) {
      judging ??= judgeAll().finally(() => {
        judging = undefined;
      });
      await judging;
    }
  };
  const update = (): void => {
    judge().catch(failed);
  };
  // What an earlier window has found is read when the view is shown, not before.
  const offer = async (): Promise<void> => {
    if (await scans.mayHaveLast()) {
      await commands.executeCommand('setContext', SCANNED_CONTEXT_KEY, true);
    }
  };
  const restore = async (): Promise<void> => {
    if ((await scans.last()) === undefined) {
      await commands.executeCommand('setContext', SCANNED_CONTEXT_KEY, false);
    }
  };
  offer().catch(failed);
  const provider: TreeDataProvider<ScanNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => {
      if (node !== undefined) {
        return [...nodesIn(node)];
      }
      if (shown === undefined) {
        await restore();
        await judge();
      }
      return shown === undefined ? [] : [...rootNodes(shown.scan, shown.groups)];
    },
    getTreeItem: (node) => (shown === undefined ? {} : scanItem(node, shown.scan.root)),
  };
  const view = window.createTreeView(VIEW_ID, { treeDataProvider: provider, showCollapseAll: true });
  return Disposable.from(view, changed, scans.onDidChange(update), references.onDidChange(update), {
    dispose: () => {
      disposed.aborted = true;
    },
  });
}
