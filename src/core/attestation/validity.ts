import { duration, utcTime } from '../timeWords.ts';
import { type ChainLink, certificateCalled, sentence } from './chainLinks.ts';
import type { Check } from './verificationReport.ts';

/** A time at which certificates are asked to be valid. */
export interface Moment {
  readonly id: 'valid-at-timestamp' | 'valid-at' | 'valid-at-call' | 'valid-now';
  /** Milliseconds since the epoch; undefined where it is not known. */
  readonly time: number | undefined;
  /** The end of a sentence: `the document was made`. */
  readonly called: string;
  /** Why the time is not known, as a clause. */
  readonly missing: string;
}

/**
 * Whether every certificate, the root included, is valid at a time. Of those that could not be read this is not known;
 * nor where the chain is not `complete`.
 */
export function validityCheck(moment: Moment, links: readonly ChainLink[], complete: boolean): Check {
  const { id, time } = moment;
  const check = (outcome: Check['outcome'], clause: string): Check => ({ id, outcome, reason: sentence(clause) });
  if (time === undefined || !Number.isFinite(time)) {
    return check('unknown', moment.missing);
  }
  const periods = links.flatMap(({ role, contents }) =>
    contents.ok ? [{ role, notBefore: contents.value.frame.notBefore, notAfter: contents.value.frame.notAfter }] : [],
  );
  const outside = periods.filter(({ notBefore, notAfter }) => time < notBefore || time > notAfter);
  // The one that is furthest from valid says most: of an old document that is its leaf.
  const furthest = outside.reduce<Period | undefined>(
    (one, other) => (one === undefined || distance(other, time) > distance(one, time) ? other : one),
    undefined,
  );
  if (furthest !== undefined) {
    const others =
      outside.length === 1
        ? ''
        : `; ${outside.length} of ${links.length} certificates are not valid ${id === 'valid-now' ? 'now' : 'then'}`;
    return check('fail', `${outsideClause(furthest, time, moment)}${others}`);
  }
  const first = periods.reduce<Period | undefined>(
    (one, other) => (one === undefined || other.notAfter < one.notAfter ? other : one),
    undefined,
  );
  if (first === undefined || periods.length < links.length || !complete) {
    return check('unknown', 'not every certificate of the chain is there and could be read');
  }
  const until = `the first to expire is ${certificateCalled(first.role)}, ${utcTime(first.notAfter)}`;
  return check('pass', `all ${links.length} certificates are valid at ${utcTime(time)}; ${until}`);
}

interface Period {
  readonly role: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

function distance({ notBefore, notAfter }: Period, time: number): number {
  return Math.max(notBefore - time, time - notAfter);
}

function outsideClause(period: Period, time: number, { id, called }: Moment): string {
  const { role, notBefore, notAfter } = period;
  const away = duration(Math.ceil(distance(period, time) / 1000));
  const certificate = certificateCalled(role);
  if (time > notAfter) {
    const ago = id === 'valid-now' ? `${away} ago` : `${away} before ${called}`;
    return `${certificate} expired ${utcTime(notAfter)}, ${ago}`;
  }
  const ahead = id === 'valid-now' ? `${away} from now` : `${away} after ${called}`;
  return `${certificate} is not valid before ${utcTime(notBefore)}, ${ahead}`;
}
