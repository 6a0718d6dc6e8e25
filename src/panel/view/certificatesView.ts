import { type CertificateContents, type ChainCertificate, duration, utcTime } from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import type { CertificateRow, CertificatesView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';

/** The chain, root first, and the times to mark on its time line. */
export function certificatesView({ document, report, call, now }: ShownDocument): CertificatesView {
  const marks = [
    { label: 'document', time: document.timestamp },
    { label: 'call', time: call?.call.eventTime?.value },
    { label: 'now', time: now },
  ];
  return {
    rows: report.certificates.map((certificate) => rowOf(certificate, document.timestamp)),
    marks: marks.flatMap(({ label, time }) => (time === undefined ? [] : [{ label, time }])),
  };
}

function rowOf({ role, fingerprint, contents, problem }: ChainCertificate, made: number | undefined): CertificateRow {
  if (contents === undefined) {
    return {
      role,
      span: '',
      subject: '',
      fingerprint,
      serial: '',
      notBefore: undefined,
      notAfter: undefined,
      validity: problem ?? 'could not be read',
      validWhenMade: undefined,
    };
  }
  const { subject, serial, notBefore, notAfter } = contents;
  return {
    role,
    span: notAfter < notBefore ? '' : lifetime(notAfter - notBefore),
    subject: visible(subject),
    fingerprint,
    serial: visible(serial, 64),
    notBefore,
    notAfter,
    validity: validityOf(contents),
    validWhenMade: made === undefined ? undefined : notBefore <= made && made <= notAfter,
  };
}

export function validityOf({ notBefore, notAfter }: Pick<CertificateContents, 'notBefore' | 'notAfter'>): string {
  return `${utcTime(notBefore)} to ${utcTime(notAfter)}`;
}

const YEAR = 365.2425 * 86_400_000;

/** `30 years`, `20 days`, `3 h`: the largest unit is enough to tell certificates apart. */
function lifetime(milliseconds: number): string {
  const years = Math.round(milliseconds / YEAR);
  return years >= 2 ? `${years} years` : duration(Math.floor(milliseconds / 1000));
}
