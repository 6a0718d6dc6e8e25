import { isZero } from '../measurement/digest.ts';
import type { Platform } from '../measurement/pcr.ts';
import { differenceInWords } from './differenceWording.ts';
import { differing } from './wording.ts';

/** `absent`: one of the two does not have it, or it could not be read there. */
export type Compared = 'same' | 'different' | 'absent';

/** A call or an attestation document, as far as it can be compared with another one. */
export interface Side {
  readonly platform: Platform | undefined;
  readonly moduleId: string | undefined;
  /** In lower-case hexadecimal; undefined where a value could not be read. */
  readonly pcrs: ReadonlyMap<number, string | undefined>;
}

export interface SideBySide {
  readonly platform: Platform | undefined;
  readonly moduleId: Compared;
  /** Every PCR that either has, in ascending order. */
  readonly pcrs: readonly PcrSideBySide[];
}

export interface PcrSideBySide {
  readonly index: number;
  readonly one: string | undefined;
  readonly other: string | undefined;
  readonly outcome: Compared;
}

/** Two sides, PCR by PCR. An enclave's PCR4 is not NitroTPM's: between platforms nothing can be compared. */
export function sideBySide(one: Side, other: Side): SideBySide {
  const isComparable = one.platform !== undefined && one.platform === other.platform;
  const indexes = [...new Set([...one.pcrs.keys(), ...other.pcrs.keys()])].sort((first, second) => first - second);
  return {
    platform: isComparable ? one.platform : undefined,
    moduleId: compared(one.moduleId, other.moduleId),
    pcrs: indexes.map((index) => {
      const [here, there] = [one.pcrs.get(index), other.pcrs.get(index)];
      return { index, one: here, other: there, outcome: isComparable ? compared(here, there) : 'absent' };
    }),
  };
}

function compared(one: string | undefined, other: string | undefined): Compared {
  if (one === undefined || other === undefined) {
    return 'absent';
  }
  return one === other ? 'same' : 'different';
}

/**
 * One clause: `same enclave, same measurements`, `another enclave, PCR0 and PCR2 differ: same kernel and boot ramdisk, other
 * application`. Measurements of debug mode are the same for every image, which is said.
 */
export function sideBySideClause(sides: SideBySide): string {
  const { platform, moduleId, pcrs } = sides;
  const who = whoseClause(moduleId, platform);
  const different = pcrs.filter(({ outcome }) => outcome === 'different').map(({ index }) => index);
  if (different.length > 0) {
    const but = moduleId === 'same' ? ', but' : ',';
    const words = platform === undefined ? '' : differenceInWords(platform, pcrs, 'the other one');
    return `${who}${but} ${differing(different)}${words === '' ? '' : `: ${words}`}`;
  }
  const same = pcrs.filter(({ outcome }) => outcome === 'same');
  if (same.length === 0) {
    return `${who}, no measurement to compare`;
  }
  const image = same.find(({ index }) => index === 0);
  const isDebug = platform === 'enclave' && image?.one !== undefined && isZero({ hex: image.one, spelling: 'hex' });
  return isDebug
    ? `${who}, same measurements, those of debug mode: they do not tell images apart`
    : `${who}, same measurements`;
}

/** `same enclave`, `another instance`: what the module ids say. */
export function whoseClause(moduleId: Compared, platform: Platform | undefined): string {
  const thing = platform === 'nitro-tpm' ? 'instance' : 'enclave';
  switch (moduleId) {
    case 'same':
      return `same ${thing}`;
    case 'different':
      return `another ${thing}`;
    case 'absent':
      return 'module id not to be compared';
  }
}
