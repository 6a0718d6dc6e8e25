import type { CallFindingCode, MeasurementsFileProblem, PolicyMistakeCode } from '../core/index.ts';
import type { SeveritySetting } from '../workspace/settings.ts';

/** Every diagnostic of the extension has one of these codes; docs/diagnostics.md has a heading for each. */
export type DiagnosticCode =
  | CallFindingCode
  | MeasurementsFileProblem['code']
  | 'conflicting-references'
  | PolicyMistakeCode;

/** What each is unless a setting says otherwise. */
export const DEFAULT_SEVERITIES: Readonly<Record<DiagnosticCode, SeveritySetting>> = {
  'debug-mode': 'warning',
  'different-measurement': 'warning',
  'unknown-image': 'information',
  'unreadable-measurement': 'warning',
  'unreadable-record': 'warning',
  'unknown-member': 'hint',
  'inconsistent-record': 'information',
  'not-json': 'warning',
  'not-a-measurements-file': 'warning',
  'entry-not-used': 'warning',
  'image-not-used': 'warning',
  'too-large': 'warning',
  'conflicting-references': 'warning',
  'statement-not-read': 'warning',
  'statement-not-used': 'hint',
  'unknown-condition-key': 'error',
  'unknown-operator': 'error',
  'not-a-digest': 'warning',
  'not-hex': 'warning',
  'upper-case': 'warning',
  zeros: 'warning',
  bypass: 'warning',
  'root-delegation': 'information',
  'passes-without-attestation': 'warning',
  'negated-operator': 'warning',
  'not-readable': 'information',
};
