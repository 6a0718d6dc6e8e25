import { Decoder } from 'cbor-x/decode';

/** What items without tags, floating-point numbers and simple values decode to. Integers of 8 bytes are bigints. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborValue, CborValue>;

/**
 * The value of one item that was found well-formed: the library accepts much that is not, and overflows the stack on deep
 * nesting. Byte strings are views of `bytes`. Undefined where the library does not know the item, too.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  // A decoder of its own, as it keeps state; a view of its own, as it hangs a property on what it is given.
  const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });
  try {
    const value: CborValue = decoder.decode(bytes.subarray());
    return value;
  } catch {
    return undefined;
  }
}
