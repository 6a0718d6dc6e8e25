/** Whether both have the same bytes. In no constant time: nothing that is compared here is a secret. */
export function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
