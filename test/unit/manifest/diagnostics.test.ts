import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_SEVERITIES } from '../../../src/editor/diagnosticSeverities.ts';

test('every diagnostic has a heading in the documentation', () => {
  const headings = [...readFileSync('docs/diagnostics.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, code]) => code);
  assert.deepEqual(headings.toSorted(), Object.keys(DEFAULT_SEVERITIES).toSorted());
});

test('the setting of severities offers every diagnostic, with the severity that it comes with', () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const { properties } = (manifest as Manifest).contributes.configuration.properties[
    'enclaveTrail.diagnostics.severity'
  ];
  const offered = Object.entries(properties).map(([code, property]) => [code, property.default]);
  assert.deepEqual(Object.fromEntries(offered), DEFAULT_SEVERITIES);
  for (const { enum: values } of Object.values(properties)) {
    assert.deepEqual(values, ['error', 'warning', 'information', 'hint', 'off']);
  }
});

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: {
        readonly 'enclaveTrail.diagnostics.severity': {
          readonly properties: Readonly<Record<string, { readonly default: string; readonly enum: readonly string[] }>>;
        };
      };
    };
  };
}
