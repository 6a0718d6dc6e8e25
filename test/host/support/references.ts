import { assert } from 'chai';
import { type TextDocument, workspace } from 'vscode';
import type { JsonObject } from '../../support/json.ts';
import { callOf, image, measurements, trail } from '../../support/trails.ts';
import { labelsOf } from './annotations.ts';
import { openUntitled, writeFile } from './documents.ts';
import { eventually } from './until.ts';

export const REFERENCES = 'references/enclave-measurements.json';

let probe: TextDocument | undefined;
let round = 0;

/** Makes these the only reference measurements of the workspace, and waits until they are in use. */
export async function withReferences(...entries: readonly JsonObject[]): Promise<void> {
  round++;
  const marker = { name: `marker-${round}`, pcrs: { PCR0: image('marker').pcr0.hex } };
  await writeFile(REFERENCES, measurements(...entries, marker));
  await eventually(async () => assert.include(await labelsOf(await probeDocument()), `✓ ${marker.name}`));
}

/** Deletes every file of reference measurements, and waits until nothing is known any more. */
export async function withoutReferences(): Promise<void> {
  for (const file of await workspace.findFiles('**/enclave-measurements.json')) {
    await workspace.fs.delete(file, { useTrash: false });
  }
  await eventually(async () => assert.include(await labelsOf(await probeDocument()), '? image A'));
}

/** A trail whose hints tell which references are in use. */
async function probeDocument(): Promise<TextDocument> {
  if (probe === undefined || probe.isClosed) probe = await openUntitled(trail(callOf('marker')));
  return probe;
}
