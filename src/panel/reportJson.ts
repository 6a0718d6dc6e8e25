import { isProved, toBase64Text, toHex } from '../core/index.ts';
import type { SessionState, ShownDocument } from './sessionState.ts';
import { expectationsView } from './view/expectationsView.ts';

/** The report for programs: times in milliseconds since the epoch, measurements in hexadecimal, bytes in base64. */
export function reportJson(shown: ShownDocument, expected: SessionState['expected']): string {
  const { document, report, call, beside, appraised, now } = shown;
  const { recipient, operation, eventTime, eventId, region, key } = call?.call ?? {};
  const proved = isProved(report);
  const json = JSON.stringify(
    {
      verdict: report.verdict,
      checks: report.checks,
      verifiedAt: now,
      document: {
        platform: document.platform,
        moduleId: document.moduleId,
        region: report.region,
        timestamp: document.timestamp,
        digest: document.digest,
        pcrs: Object.fromEntries(document.pcrs.map(({ index, hex }) => [`PCR${index}`, hex])),
        publicKey: bytes(document.publicKey),
        userData: bytes(document.userData),
        nonce: bytes(document.nonce),
        profileProblems: document.profileProblems,
        cose: toBase64Text(document.bytes),
      },
      certificates: report.certificates.map(({ role, fingerprint, contents, problem, der }) => ({
        role,
        fingerprint,
        ...contents,
        problem,
        der: toBase64Text(der),
      })),
      expected: expectationsView(document, expected)
        .filter(({ outcome }) => outcome !== undefined)
        .map(({ field, outcome, reason }) => ({ field, outcome, reason })),
      image: {
        // A match is for documents that are proved.
        outcome: appraised.outcome.kind === 'match' && !proved ? 'claimed-match' : appraised.outcome.kind,
        references: appraised.named.map(({ reference, equal, different, absent }) => ({
          name: reference.name,
          version: reference.version,
          source: reference.source.label,
          trusted: reference.source.trusted,
          equal,
          different,
          absent,
        })),
      },
      logEntry: recipient && {
        operation: operation?.value,
        eventTime: eventTime?.value,
        eventId: eventId?.value,
        region: region?.value,
        key: key?.value,
        moduleId: recipient.moduleId?.value,
        comparedWithDocument: beside && { documentProved: proved, ...beside },
      },
    },
    undefined,
    2,
  );
  // What turns or hides text is spelled out: the report is read by people as well, and is the same JSON.
  return json.replace(/[\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function bytes(value: Uint8Array | undefined): { readonly bytes: number; readonly hex: string } | null {
  return value === undefined ? null : { bytes: value.length, hex: toHex(value) };
}
