import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import { indexReferences, NO_REFERENCES, type ReferenceIndex, readMeasurementsFile } from '../core/index.ts';
import type { ReferenceFiles } from './referenceFiles.ts';
import { SAMPLE_MEASUREMENTS, SAMPLE_SCHEME } from './sampleFiles.ts';

/** Which reference measurements apply to which document. Other sources than files join here. */
export interface References extends Disposable {
  readonly indexFor: (document: Uri) => Promise<ReferenceIndex>;
  readonly onDidChange: Event<void>;
}

export function references(referenceFiles: ReferenceFiles): References {
  /** By workspace folder; the empty string stands for documents outside all folders. */
  const indexes = new Map<string, ReferenceIndex>();
  let sample: Promise<ReferenceIndex> | undefined;
  const changed = new EventEmitter<void>();
  const subscription = referenceFiles.onDidChange(() => {
    indexes.clear();
    changed.fire();
  });

  const indexFor = async (document: Uri): Promise<ReferenceIndex> => {
    if (!canHaveReferences(document)) {
      sample ??= sampleReferences().catch((error: unknown) => {
        sample = undefined;
        throw error;
      });
      return await sample;
    }
    await referenceFiles.ready();
    const folder = workspace.getWorkspaceFolder(document)?.uri.toString() ?? '';
    const index = indexes.get(folder) ?? indexFolder(referenceFiles, folder);
    indexes.set(folder, index);
    return index;
  };
  return {
    indexFor,
    onDidChange: changed.event,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}

/** Whether references of the workspace count for a document: the sample has its own, and no others. */
export function canHaveReferences(document: Uri): boolean {
  return document.scheme !== SAMPLE_SCHEME;
}

/** A folder's own references decide about its trails before those of other folders. */
function indexFolder(referenceFiles: ReferenceFiles, folder: string): ReferenceIndex {
  const files = referenceFiles.files();
  const own = files.filter((file) => file.folder === folder).flatMap((file) => file.entries);
  const others = files.filter((file) => file.folder !== folder).flatMap((file) => file.entries);
  return own.length + others.length === 0 ? NO_REFERENCES : indexReferences(own, others);
}

/** The sample's own references come with the extension and count for the sample alone. */
async function sampleReferences(): Promise<ReferenceIndex> {
  const bytes = await workspace.fs.readFile(SAMPLE_MEASUREMENTS);
  const { entries } = readMeasurementsFile(new TextDecoder().decode(bytes), {
    kind: 'sample',
    uri: SAMPLE_MEASUREMENTS.toString(),
    label: 'the sample',
    trusted: true,
  });
  return indexReferences(entries);
}
