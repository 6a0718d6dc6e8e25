import { type ModuleId, parseModuleId } from '../event/moduleId.ts';
import type { Digest } from '../measurement/digest.ts';
import type { Platform } from '../measurement/pcr.ts';
import { identifyingPcrs } from '../measurement/referenceMeasurement.ts';

/** Which calls are looked for: those to which all of it applies. Its texts may come from files that anybody has written. */
export interface CallFilter {
  /** Calls of any of these images. */
  readonly images?: readonly FilteredImage[];
  /** Calls of one enclave, or of one instance by its NitroTPM. */
  readonly moduleId?: string;
  readonly instanceId?: string;
  /** A key's ARN, or its id in any account. */
  readonly key?: string;
  readonly region?: string;
  readonly operation?: string;
  readonly time?: TimeRange;
  /** Denied calls as well that claim to come from an enclave: KMS logs no recipient of those. */
  readonly withDenied?: boolean;
}

/** By the PCRs that name it; what else it fixes, old records do not have. */
export interface FilteredImage {
  readonly platform: Platform;
  readonly pcrs: ReadonlyMap<number, Digest>;
}

/** Milliseconds since the epoch; `from` belongs to it, `to` does not. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

/** A part of a filter that no query can be built from, as it is not spelled as such things are. */
export type LeftOut = Exclude<keyof CallFilter, 'withDenied'>;

/** A filter that is what it says: nothing in it can be more than a value. */
export interface CheckedFilter {
  /** For each image, the PCRs that name it. */
  readonly images: readonly CheckedImage[];
  readonly moduleId: CheckedModuleId | undefined;
  readonly instanceId: string | undefined;
  readonly key: CheckedKey | undefined;
  readonly region: string | undefined;
  readonly operation: string | undefined;
  readonly time: TimeRange;
  readonly withDenied: boolean;
  readonly leftOut: readonly LeftOut[];
}

export interface CheckedImage {
  readonly platform: Platform;
  readonly pcrs: readonly (readonly [number, Digest])[];
}

export interface CheckedModuleId {
  /** As it was given, and with the leading zero that `nitro-cli` leaves out. */
  readonly spellings: readonly string[];
  readonly instanceId: string;
}

export interface CheckedKey {
  readonly kind: 'arn' | 'id';
  readonly text: string;
}

const INSTANCE = /^i-[0-9a-f]{8,20}$/;
const KEY_ID = /^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;
const KEY_ARN = /^arn:aws[a-z-]{0,20}:kms:[a-z0-9-]{1,40}:[0-9]{12}:key\/[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;
const REGION = /^[a-z]{2,10}(?:-[a-z]{1,20}){1,4}-[0-9]{1,2}$/;
const OPERATION = /^[A-Za-z]{1,64}$/;
const DIGEST = /^[0-9a-f]{96}$/;

/** The parts of a filter that are spelled as such things are. Queries are built of them alone, and say what they leave out. */
export function checkedFilter(filter: CallFilter): CheckedFilter {
  const leftOut: LeftOut[] = [];
  const checked = <T>(part: LeftOut, value: T | undefined): T | undefined => {
    if (filter[part] !== undefined && value === undefined) {
      leftOut.push(part);
    }
    return value;
  };
  const matching = (part: 'instanceId' | 'region' | 'operation', pattern: RegExp): string | undefined => {
    const text = filter[part];
    return checked(part, text !== undefined && pattern.test(text) ? text : undefined);
  };
  return {
    images: checked('images', filter.images && checkedImages(filter.images)) ?? [],
    moduleId: checked('moduleId', filter.moduleId === undefined ? undefined : checkedModuleId(filter.moduleId)),
    instanceId: matching('instanceId', INSTANCE),
    key: checked('key', filter.key === undefined ? undefined : checkedKey(filter.key)),
    region: matching('region', REGION),
    operation: matching('operation', OPERATION),
    time: checked('time', filter.time && checkedTime(filter.time)) ?? {},
    withDenied: filter.withDenied === true,
    leftOut,
  };
}

/** All of them, or none: without one of several, a query would miss calls and not show it. */
function checkedImages(images: readonly FilteredImage[]): readonly CheckedImage[] | undefined {
  const checked = images.map(({ platform, pcrs }) => ({
    platform,
    pcrs: identifyingPcrs(platform).flatMap((pcr) => {
      const digest = pcrs.get(pcr);
      return digest === undefined ? [] : [[pcr, digest] as const];
    }),
  }));
  const areAll = checked.every(({ pcrs }) => pcrs.length > 0 && pcrs.every(([, { hex }]) => DIGEST.test(hex)));
  return checked.length > 0 && areAll ? checked : undefined;
}

function checkedModuleId(text: string): CheckedModuleId | undefined {
  const parsed = parseModuleId(text);
  return parsed && { spellings: [...new Set([text, paddedModuleId(text, parsed)])], instanceId: parsed.instanceId };
}

function paddedModuleId(text: string, { instanceId, enclaveId }: ModuleId): string {
  return enclaveId === undefined ? text : `${instanceId}-${enclaveId}`;
}

function checkedKey(text: string): CheckedKey | undefined {
  if (KEY_ARN.test(text)) {
    return { kind: 'arn', text };
  }
  return KEY_ID.test(text) ? { kind: 'id', text } : undefined;
}

/** The last millisecond of the year 9999: later ones have no four digits, and times are compared as text. */
const LAST = 253_402_300_799_999;

function checkedTime({ from, to }: TimeRange): TimeRange | undefined {
  const isTime = (time: number | undefined): boolean => time === undefined || (time >= 0 && time <= LAST);
  const isRange = from === undefined || to === undefined || from < to;
  return isTime(from) && isTime(to) && isRange
    ? { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
    : undefined;
}
