import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import {
  indexReferences,
  NO_REFERENCES,
  type ReferenceIndex,
  type ReferenceMeasurement,
  readMeasurementsFile,
} from '../core/index.ts';
import { OWN_REFERENCES_SETTING, ownReferences } from './ownReferences.ts';
import type { ReferenceFiles } from './referenceFiles.ts';
import { SAMPLE_MEASUREMENTS, SAMPLE_SCHEME } from './sampleFiles.ts';
import { onSettingsChanged, ownMeasurements } from './settings.ts';
import { trailFile } from './viewAddress.ts';

/** Which reference measurements apply to which document: all sources join here. */
export interface References extends Disposable {
  readonly indexFor: (document: Uri) => Promise<ReferenceIndex>;
  readonly onDidChange: Event<void>;
}

/** `failed` hears of entries of the settings that do not count, in one sentence. */
export function references(referenceFiles: ReferenceFiles, failed: (message: string) => void): References {
  /** By workspace folder; the empty string stands for documents outside all folders. */
  const indexes = new Map<string, ReferenceIndex>();
  let sample: Promise<ReferenceIndex> | undefined;
  const changed = new EventEmitter<void>();
  let own = readOwn(failed);
  let ownText = JSON.stringify(ownMeasurements());
  const anew = (): void => {
    indexes.clear();
    changed.fire();
  };
  const readOwnAgain = (): void => {
    const text = JSON.stringify(ownMeasurements());
    if (text !== ownText) {
      ownText = text;
      own = readOwn(failed);
      anew();
    }
  };
  const subscriptions = [changed, referenceFiles.onDidChange(anew), onSettingsChanged(readOwnAgain)];

  const indexFor = async (document: Uri): Promise<ReferenceIndex> => {
    const file = trailFile(document);
    if (!canHaveReferences(file)) {
      sample ??= sampleReferences().catch((error: unknown) => {
        sample = undefined;
        throw error;
      });
      return await sample;
    }
    await referenceFiles.ready();
    const folder = workspace.getWorkspaceFolder(file)?.uri.toString() ?? '';
    const index = indexes.get(folder) ?? indexFolder(referenceFiles, folder, own);
    indexes.set(folder, index);
    return index;
  };
  return {
    indexFor,
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

/** Whether references of the workspace count for a document: the sample has its own, and no others. */
export function canHaveReferences(document: Uri): boolean {
  return trailFile(document).scheme !== SAMPLE_SCHEME;
}

/** A folder's own references decide about its trails before the user's, and those before the ones of other folders. */
function indexFolder(
  referenceFiles: ReferenceFiles,
  folder: string,
  settings: readonly ReferenceMeasurement[],
): ReferenceIndex {
  const files = referenceFiles.files();
  const own = files.filter((file) => file.folder === folder).flatMap((file) => file.entries);
  const others = files.filter((file) => file.folder !== folder).flatMap((file) => file.entries);
  return own.length + settings.length + others.length === 0 ? NO_REFERENCES : indexReferences(own, settings, others);
}

function readOwn(failed: (message: string) => void): readonly ReferenceMeasurement[] {
  const { entries, problems } = ownReferences();
  for (const { message } of problems) {
    failed(`In the setting ${OWN_REFERENCES_SETTING}: ${message}`);
  }
  return entries;
}

/** The sample's own references come with the extension and count for the sample alone. */
async function sampleReferences(): Promise<ReferenceIndex> {
  const bytes = await workspace.fs.readFile(SAMPLE_MEASUREMENTS);
  return indexReferences(readSampleMeasurements(new TextDecoder().decode(bytes)));
}

export function readSampleMeasurements(text: string): readonly ReferenceMeasurement[] {
  return readMeasurementsFile(text, {
    kind: 'sample',
    uri: SAMPLE_MEASUREMENTS.toString(),
    label: 'the sample',
    trusted: true,
  }).entries;
}
