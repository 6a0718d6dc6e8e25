import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AttestedCall, appraiseCall, NO_REFERENCES, openTrail } from '../../../src/core/index.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { ENGINES } from '../../support/sql/engines.ts';
import { runQuery } from '../../support/sql/runQuery.ts';
import { callOf, debugCall, deniedCall, kmsEvent, oldCall, tpmCall } from '../../support/trails.ts';

const EVENTS: readonly JsonObject[] = [
  callOf('payments'),
  debugCall(),
  tpmCall(),
  oldCall('batch'),
  callOf('payments', { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } }),
  callOf('payments', {
    userIdentity: null,
    errorCode: 'KMSInternalException',
    errorMessage: 'x, "y"\n\u00e9\u{1f512}',
  }),
  callOf('batch', { eventName: 'GenerateRandom', requestParameters: null, resources: [] }),
  callOf('batch', { userAgent: '","eventVersion', requestParameters: { keyId: 'alias/\\"x' } }),
];

/** What is read of a call, apart from where it stands. */
function contentsOf(call: AttestedCall): unknown {
  return JSON.parse(
    JSON.stringify({ call, appraisal: appraiseCall(call, NO_REFERENCES) }, (name, value) =>
      ['start', 'end', 'layers', 'keySpan'].includes(name) ? undefined : value,
    ),
  );
}

for (const { name, query, row, files } of ENGINES) {
  describe(`what a query for ${name} brings`, () => {
    const rows = runQuery(query({}).sql, [...EVENTS, kmsEvent(), deniedCall()].map(row));

    it('has the whole of every call in the column of events', () => {
      assert.equal(rows.length, EVENTS.length);
      for (const [index, { eventJson }] of rows.entries()) {
        const [found] = openTrail(eventJson ?? '').calls;
        const [logged] = openTrail(writeJson(EVENTS[index] ?? {})).calls;
        assert.ok(found && logged);
        assert.deepEqual(contentsOf(found), contentsOf(logged), `event ${index}`);
      }
    });

    for (const [kind, file] of files) {
      it(`opens from a file of ${kind} as any other trail`, () => {
        const trail = openTrail(file(rows));
        assert.deepEqual([...trail.calls].map(contentsOf), [...openTrail(writeJson(EVENTS)).calls].map(contentsOf));
        assert.equal(trail.eventCount, EVENTS.length);
      });

      it(`shows every value of a file of ${kind} where it stands`, () => {
        const text = file(rows);
        for (const { recipient, key } of openTrail(text).calls) {
          for (const located of [recipient.moduleId, key]) {
            assert.ok(
              located === undefined || text.slice(located.start, located.end).includes(located.value.slice(0, 5)),
            );
          }
        }
      });
    }

    it('has denied calls, where they were asked for, as calls that were not attested', () => {
      const found = runQuery(query({ withDenied: true }).sql, [callOf('payments'), deniedCall(), kmsEvent()].map(row));
      const trail = openTrail(found.map(({ eventJson }) => eventJson).join('\n'));
      assert.equal(trail.calls.length, 1);
      assert.deepEqual(
        [...trail.unattested].map(({ error }) => error?.code.value),
        ['AccessDenied'],
      );
    });
  });
}
