import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexReferences, openTrail, type ReferenceIndex, type Trail } from '../../../src/core/index.ts';
import { appraisedTrail, noImages, type RememberedImages } from '../../../src/workspace/appraisedTrail.ts';
import { changesOf, replaced, replacements } from '../../support/edits.ts';
import { attestedEvent, deniedEvent, enclavePcrs, IMAGE, measured, otherEvent, ZERO } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';
import { reference } from '../../support/references.ts';

const EVENTS = [
  attestedEvent({}, enclavePcrs({ 0: measured('batch') })),
  attestedEvent(),
  attestedEvent({ eventName: 'Encrypt' }, enclavePcrs({ 0: ZERO, 1: ZERO, 2: ZERO })),
  otherEvent(),
  attestedEvent({}, enclavePcrs({ 2: measured('another application') })),
  deniedEvent(),
  attestedEvent({}, { attestationDocumentEnclaveImageDigest: 'x' }),
  attestedEvent({}, enclavePcrs({ 0: measured('batch') })),
  attestedEvent(),
];
const TEXT = writeJson({ Records: EVENTS });

const REFERENCES = {
  none: indexReferences([]),
  one: indexReferences([reference({ 0: IMAGE.pcr0, 1: IMAGE.pcr1, 2: IMAGE.pcr2 })]),
};

async function summaryOf(trail: Trail, references: ReferenceIndex, remembered?: RememberedImages) {
  const { imageName, ...summary } = await appraisedTrail(trail, references, remembered).summary();
  return { ...summary, names: [...trail.calls].map(imageName) };
}

const inserted = fc.constantFrom('', ' ', 'A', '"', '},{', `,${writeJson(attestedEvent())}`);

for (const [name, references] of Object.entries(REFERENCES)) {
  test(`a summary that remembers what edits have left is as a new one, with references: ${name}`, async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 3000, 32 * 1024), fc.gen(), async (segment, gen) => {
        const remembered = noImages();
        let text = TEXT;
        let trail = openTrail(text, { segment });
        for (let round = 0; round < 4; round++) {
          const summary = await summaryOf(trail, references, remembered);
          assert.deepEqual(summary, await summaryOf(openTrail(text), references));
          summary.outcomes.forEach((outcome) => void outcomes.add(outcome));
          const all = gen(() => replacements(text.length, inserted));
          text = replaced(text, all);
          trail = trail.edit(changesOf(all), text);
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(outcomes.size > 2, `calls differ: ${[...outcomes].join()}`);
  });
}

test('calls that an edit leaves alone are not judged again', async () => {
  const remembered = noImages();
  const trail = openTrail(TEXT, { segment: 1 });
  await summaryOf(trail, REFERENCES.one, remembered);
  const start = (trail.calls.record(1)?.start ?? 0) + 1;
  const edited = trail.edit([{ start, end: start, length: 1 }], `${TEXT.slice(0, start)} ${TEXT.slice(start)}`);
  const known = edited.calls.parts.filter(({ contents }) => remembered.ofParts.has(contents));
  assert.equal(edited.calls.parts.length, trail.calls.parts.length);
  assert.ok(known.length >= edited.calls.parts.length - 2, `${known.length} of ${edited.calls.parts.length} are known`);
});
