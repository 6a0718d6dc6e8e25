import { assert } from 'chai';
import { bracketRuns } from '../../src/core/trail/locate/bracketRun.ts';

describe('the extension host', () => {
  it('lets vector instructions follow brackets: streams are slower without', () => {
    assert.isDefined(bracketRuns());
  });
});
