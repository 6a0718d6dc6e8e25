import {
  type Disposable,
  type LocationLink,
  type LogOutputChannel,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import { type ReferenceMeasurement, recordedValueAt, type Span, touches } from '../core/index.ts';
import type { AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { digestAt } from '../workspace/digestInDocument.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { referencePlaces } from '../workspace/referencePlaces.ts';
import type { References } from '../workspace/references.ts';
import { REFERENCE_SELECTOR } from '../workspace/trailSelector.ts';
import { safely } from './safely.ts';

/** Of more references than that nobody goes through a list. */
const MOST_REFERENCES = 500;

/**
 * Leads from a digest, of an attested call, of a reference or of a key policy, to the references that fix it, and from an
 * event name to those that name the image.
 */
export function registerDefinitions(
  trails: AppraisedTrails,
  references: References,
  files: ReferenceFiles,
  log: LogOutputChannel,
): Disposable {
  return languages.registerDefinitionProvider(REFERENCE_SELECTOR, {
    provideDefinition: (document, position, token) =>
      safely<LocationLink[]>(log, 'Definitions', token, [], async () => {
        const offset = document.offsetAt(position);
        const appraised = await trails.of(document);
        const asked =
          (appraised && definedAt(appraised, offset)) ?? (await definedIn(document, offset, references, files));
        return asked === undefined ? [] : await linksTo(asked, rangeIn(document, asked), files);
      }),
  });
}

interface Defined extends Span {
  readonly references: readonly ReferenceMeasurement[];
  /** Undefined where it is about the image. */
  readonly pcr: number | undefined;
}

function definedAt({ trail, at, references }: AppraisedTrail, offset: number): Defined | undefined {
  const appraised = at(trail.calls.indexAt(offset) ?? -1);
  if (appraised === undefined) {
    return undefined;
  }
  const { call, appraisal } = appraised;
  if (call.operation !== undefined && touches(call.operation, offset)) {
    const { start, end } = call.operation;
    return { start, end, references: appraisal.named.map(({ reference }) => reference), pcr: undefined };
  }
  const recorded = recordedValueAt(call, offset);
  if (recorded?.value.kind !== 'digest') {
    return undefined;
  }
  const { platform, pcr, hex } = recorded.value;
  const { start, end } = touches(recorded, offset) ? recorded : recorded.keySpan;
  return { start, end, references: references.tiers.flatMap((tier) => tier.fixing(platform, pcr, hex)), pcr };
}

async function definedIn(
  document: TextDocument,
  offset: number,
  references: References,
  files: ReferenceFiles,
): Promise<Defined | undefined> {
  const digest = await digestAt(document, offset, files);
  if (digest === undefined) {
    return undefined;
  }
  const { platform, pcr, hex } = digest.value;
  const { tiers } = await references.indexFor(document.uri);
  const { start, end } = digest;
  return { start, end, references: tiers.flatMap((tier) => tier.fixing(platform, pcr, hex)), pcr };
}

async function linksTo(
  { references, pcr }: Defined,
  originSelectionRange: Range,
  files: ReferenceFiles,
): Promise<LocationLink[]> {
  const places = await referencePlaces(references.slice(0, MOST_REFERENCES), pcr, files);
  return places.map(({ uri, entry, digest }) => ({
    originSelectionRange,
    targetUri: uri,
    targetRange: entry,
    targetSelectionRange: digest,
  }));
}
