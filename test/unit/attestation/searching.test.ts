import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAttestationDocuments, searchAttestationDocuments } from '../../../src/core/index.ts';
import { documentBytes } from '../../support/documentBytes.ts';

const bytes = documentBytes();
const base64 = Buffer.from(bytes).toString('base64');
const INPUTS: Readonly<Record<string, string | Uint8Array>> = {
  bytes,
  base64,
  'two documents': `one ${base64} two ${Buffer.from(documentBytes({ fields: { digest: undefined } })).toString('hex')}`,
  'half a document': base64.slice(0, 2_000),
  prose: 'the quick brown fox',
  nothing: '',
  'many beginnings': 'hEShATgi '.repeat(400),
};

describe('a search with turns for the host', () => {
  it('finds what a search without them finds', async () => {
    for (const [name, input] of Object.entries(INPUTS)) {
      const found = await searchAttestationDocuments(input, { turn: 0, yieldNow: async () => undefined });
      assert.deepEqual(found, findAttestationDocuments(input), name);
    }
  });

  it('gives the host a turn after every step where no time is to be spent, and none where there is time', async () => {
    const turnsOf = async (turn: number): Promise<number> => {
      let turns = 0;
      const yieldNow = async (): Promise<void> => {
        turns++;
      };
      await searchAttestationDocuments('hEShATgi '.repeat(400), { turn, yieldNow });
      return turns;
    };
    assert.ok((await turnsOf(0)) >= 400);
    assert.equal(await turnsOf(60_000), 0);
  });
});
