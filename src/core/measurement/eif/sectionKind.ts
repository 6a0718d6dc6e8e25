/** The types of sections, by their numbers in a file. */
export const Kind = { kernel: 1, commandLine: 2, ramdisk: 3, signature: 4, metadata: 5 } as const;
export const KIND_NAMES = ['invalid', 'kernel', 'command line', 'ramdisk', 'signature', 'metadata'] as const;
