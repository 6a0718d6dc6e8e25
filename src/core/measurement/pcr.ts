/** What signs the attestation document: the Nitro hypervisor for an enclave, NitroTPM for a whole instance. */
export type Platform = 'enclave' | 'nitro-tpm';

const ENCLAVE_MEANINGS: Readonly<Record<number, string>> = {
  0: 'whole image',
  1: 'kernel and boot ramdisk',
  2: 'application',
  3: "parent instance's role",
  4: "parent instance's id",
  8: 'signing certificate of the image',
};

const NITRO_TPM_MEANINGS: Readonly<Record<number, string>> = {
  0: 'firmware',
  1: 'firmware data',
  2: 'option ROM',
  3: 'option ROM data',
  4: 'boot manager code',
  5: 'boot manager data and partition table',
  6: 'vendor',
  7: 'Secure Boot policy',
  12: 'kernel command line',
  16: 'debug',
  23: 'application',
};

/** What a PCR measures, in a few words. Sources: Nitro Enclaves user guide, NitroTPM user guide. */
export function pcrMeaning(platform: Platform, index: number): string {
  const named = (platform === 'enclave' ? ENCLAVE_MEANINGS : NITRO_TPM_MEANINGS)[index];
  if (named !== undefined) {
    return named;
  }
  if (platform === 'enclave') {
    return index >= 16 ? 'set at run time by the application' : 'not assigned';
  }
  return index >= 8 && index <= 15 ? 'static operating system' : 'not assigned';
}

/** The PCR that a member such as `PCR0` names, in either case. */
export function pcrOfName(name: unknown): number | undefined {
  const index = typeof name === 'string' ? /^PCR(0|[1-9][0-9]?)$/i.exec(name)?.[1] : undefined;
  return index === undefined ? undefined : Number(index);
}

/**
 * SHA-384 of nothing, extended into a zero register: PCR2 of an image whose single ramdisk is already part of PCR1,
 * for which PCR0 equals PCR1.
 */
export const SINGLE_RAMDISK_PCR2 =
  '21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c10edb30948c90ba67310f7b964fc500a';
