/** Why an enclave image file has no measurements that could be relied on. */
export interface EifProblem {
  readonly code:
    | 'not-an-eif'
    | 'unsupported'
    | 'cut-off'
    | 'broken-header'
    | 'broken-section'
    | 'wrong-crc'
    | 'broken-signature'
    | 'too-large'
    | 'changed'
    | 'cancelled'
    | 'unreadable';
  /** One sentence without a full stop, of words of ours alone but for what reading the file failed with. */
  readonly message: string;
  /** Where in the file. */
  readonly byteOffset: number;
}

export function eifProblem(code: EifProblem['code'], byteOffset: number, message: string): EifProblem {
  return { code, byteOffset, message };
}
