import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const OUTCOMES = ['debug', 'different', 'match', 'partial', 'unknown', 'unreadable', 'untrusted'];

/** Tests run from the root of the repository, and as bundles somewhere else. */
const folder = path.resolve('media', 'gutter');
const icon = (outcome: string, theme: 'light' | 'dark'): string =>
  readFileSync(path.join(folder, `${outcome}-${theme}.svg`), 'utf8');
const shape = (svg: string): string => svg.replace(/#[0-9A-F]{6}/g, 'colour');

describe('the icons', () => {
  it('are there for every outcome, for light and dark themes', () => {
    const expected = OUTCOMES.flatMap((outcome) => [`${outcome}-dark.svg`, `${outcome}-light.svg`]);
    assert.deepEqual(readdirSync(folder).sort(), expected);
  });

  it('tell outcomes apart by shape, and themes by colour alone', () => {
    for (const outcome of OUTCOMES) {
      assert.notEqual(icon(outcome, 'light'), icon(outcome, 'dark'));
      assert.equal(shape(icon(outcome, 'light')), shape(icon(outcome, 'dark')));
    }
    assert.equal(new Set(OUTCOMES.map((outcome) => shape(icon(outcome, 'light')))).size, OUTCOMES.length);
  });

  it('are drawings of 16 by 16 that load nothing', () => {
    for (const outcome of OUTCOMES) {
      assert.match(
        icon(outcome, 'light'),
        /^<svg xmlns="[^"]+" width="16" height="16" viewBox="0 0 16 16" fill="none">/,
      );
      assert.doesNotMatch(icon(outcome, 'light'), /href|url\(|<script|<style|<image/);
    }
  });

  it('include a PNG of 128 by 128 for the marketplace, which takes no SVG', () => {
    const png = readFileSync(path.resolve('media', 'icon.png'));
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });
});
