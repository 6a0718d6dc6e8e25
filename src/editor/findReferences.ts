import {
  type CancellationToken,
  type Disposable,
  Location,
  type LogOutputChannel,
  languages,
  Range,
  type TextDocument,
} from 'vscode';
import { type CallValue, recordedPlace, recordedValueAt } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { ReadCallsByValue } from '../workspace/callsByValue.ts';
import { digestAt, identifyingDigestAt } from '../workspace/digestInDocument.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import { referencePlaces } from '../workspace/referencePlaces.ts';
import type { References } from '../workspace/references.ts';
import { REFERENCE_SELECTOR } from '../workspace/trailSelector.ts';
import { turns } from '../workspace/turns.ts';
import { workspaceTrails } from '../workspace/workspaceTrails.ts';
import { safely } from './safely.ts';

/** Places that a list of references takes. */
const MOST_PLACES = 10_000;

/** Finds the calls of all trails that have a digest or a module id in common, from a call or from a reference. */
export function registerFindReferences(
  trails: AppraisedTrails,
  references: References,
  files: ReferenceFiles,
  callsByValue: ReadCallsByValue,
  log: LogOutputChannel,
): Disposable {
  return languages.registerReferenceProvider(REFERENCE_SELECTOR, {
    provideReferences: (document, position, { includeDeclaration }, token) =>
      safely<Location[]>(log, 'References', token, [], async () => {
        const offset = document.offsetAt(position);
        const value =
          (await valueInCall(trails, document, offset)) ?? (await valueInReference(files, document, offset));
        if (value === undefined || token.isCancellationRequested) {
          return [];
        }
        const declarations = includeDeclaration ? await declarationsOf(value, document, references, files) : [];
        return [
          ...declarations,
          ...(await callsHaving(value, trails, callsByValue, token, (message) => log.warn(message))),
        ];
      }),
  });
}

async function valueInCall(
  trails: AppraisedTrails,
  document: TextDocument,
  offset: number,
): Promise<CallValue | undefined> {
  const calls = (await trails.of(document))?.trail.calls;
  const call = calls?.at(calls.indexAt(offset) ?? -1);
  return call && recordedValueAt(call, offset)?.value;
}

/** The digest at the offset, else the one by which the entry names its image. */
async function valueInReference(
  files: ReferenceFiles,
  document: TextDocument,
  offset: number,
): Promise<CallValue | undefined> {
  const digest = (await digestAt(document, offset, files)) ?? (await identifyingDigestAt(document, offset, files));
  return digest?.value;
}

/** The references that fix the value, as they count for the document that was asked from. */
async function declarationsOf(
  value: CallValue,
  document: TextDocument,
  references: References,
  files: ReferenceFiles,
): Promise<readonly Location[]> {
  if (value.kind === 'module-id') {
    return [];
  }
  const { platform, pcr, hex } = value;
  const { tiers } = await references.indexFor(document.uri);
  const fixing = tiers.flatMap((tier) => tier.fixing(platform, pcr, hex)).slice(0, MOST_PLACES);
  return (await referencePlaces(fixing, pcr, files)).map(({ uri, digest }) => new Location(uri, digest));
}

async function callsHaving(
  value: CallValue,
  trails: AppraisedTrails,
  callsByValue: ReadCallsByValue,
  token: CancellationToken,
  leftOut: (message: string) => void,
): Promise<readonly Location[]> {
  const places: Location[] = [];
  const turn = turns();
  for await (const { uri, trail, positions, isCurrent } of workspaceTrails(trails, token, leftOut)) {
    const indexes = (await callsByValue(trail)).having(value);
    if (indexes.length === 0) {
      continue;
    }
    const positionAt = await positions();
    for (const index of indexes) {
      if (turn.isDue()) {
        await turn.take();
      }
      // An edit meanwhile has moved the others.
      if (!isCurrent()) {
        break;
      }
      const call = trail.calls.at(index);
      const place = call && recordedPlace(call, value);
      if (place !== undefined) {
        places.push(new Location(uri, new Range(positionAt(place.start), positionAt(place.end))));
      }
      if (places.length >= MOST_PLACES) {
        leftOut(`Only the first ${MOST_PLACES} calls that have this value are listed.`);
        return places;
      }
    }
  }
  return places;
}
