import { type AttestedCall, type Measurements, openTrail, type StreamedCall, shortened } from '../../core/index.ts';
import { callMark } from '../openCall.ts';

/** What is kept of a call of a file that nobody has open: what lists show, and what it is appraised by. */
export interface ScannedCall {
  /** Bytes from the beginning of the file once it is decompressed, of the raw range. */
  readonly start: number;
  readonly end: number;
  /** Among the attested calls of its file. */
  readonly index: number;
  /** By which it is found again in its file: see `callMark`. */
  readonly mark: string;
  readonly operation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly eventTime: number | undefined;
  readonly region: string | undefined;
  readonly key: string | undefined;
  /** The ARN of the caller's role, else the caller's own. */
  readonly caller: string | undefined;
  readonly moduleId: string | undefined;
  readonly errorCode: string | undefined;
  /** Calls of one enclave share it. */
  readonly measurements: Measurements;
}

/** UTF-16 units that are kept of a text of a record: ARNs and ids are far shorter. */
const LONGEST_TEXT = 300;

/** Keeps each text and each set of measurements once, apart from the file that it was read from. */
export interface Kept {
  readonly text: (text: string) => string;
  readonly measurements: (measurements: Measurements) => Measurements;
}

/** For the calls of one scan. */
export function keptOnce(): Kept {
  const texts = new Map<string, string>();
  const sets = new Map<string, Measurements>();
  const text = (given: string): string => {
    const short = shortened(given, LONGEST_TEXT);
    const known = texts.get(short);
    if (known !== undefined) {
      return known;
    }
    // A part of a string keeps the whole of it in memory: this is a string of its own.
    const own = ` ${short}`.slice(1);
    texts.set(own, own);
    return own;
  };
  return {
    text,
    measurements: ({ platform, pcrs }) => {
      const name = `${platform} ${pcrs.map(({ index, digest }) => `${index}=${digest?.hex} ${digest?.spelling}`).join()}`;
      const known = sets.get(name);
      if (known !== undefined) {
        return known;
      }
      const own: Measurements = {
        platform,
        pcrs: pcrs.map(({ index, digest }) => ({
          index,
          digest: digest && { hex: text(digest.hex), spelling: digest.spelling },
        })),
      };
      sets.set(name, own);
      return own;
    },
  };
}

/** Reads a call that a stream has found; what cannot be read of it is undefined, and the call counts. */
export function scannedCall({ start, end, text }: StreamedCall, index: number, kept: Kept): ScannedCall {
  const call = openTrail(text).calls.at(0);
  const own = (value: string | undefined): string | undefined => (value === undefined ? undefined : kept.text(value));
  return {
    start,
    end,
    index,
    mark: call === undefined ? '' : ` ${callMark(call)}`.slice(1),
    operation: own(call?.operation?.value),
    eventTime: call?.eventTime?.value,
    region: own(call?.region?.value),
    key: own(call?.key?.value),
    caller: own(callerOf(call)),
    moduleId: own(call?.recipient.moduleId?.value),
    errorCode: own(call?.error?.code.value),
    measurements: kept.measurements(call?.recipient ?? { platform: undefined, pcrs: [] }),
  };
}

function callerOf(call: AttestedCall | undefined): string | undefined {
  return call?.caller.roleArn?.value ?? call?.caller.arn?.value;
}
