/** The reflected polynomial of CRC-32 (IEEE 802.3), as zlib, PNG and EIF files use it. */
const POLYNOMIAL = 0xedb88320;

/** Eight tables of 256, one behind the other: the n-th says what a byte comes to that n more bytes follow. */
const TABLES = tables();

function tables(): Uint32Array {
  const made = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
    }
    made[byte] = value;
  }
  for (let index = 256; index < made.length; index++) {
    const before = at(made, index - 256);
    made[index] = (before >>> 8) ^ at(made, before & 0xff);
  }
  return made;
}

/** The CRC-32 of bytes behind those whose CRC-32 is `before`: eight bytes a step, as images have hundreds of megabytes. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let index = 0;
  for (; index + 8 <= bytes.length; index += 8) {
    const low =
      crc ^
      (at(bytes, index) | (at(bytes, index + 1) << 8) | (at(bytes, index + 2) << 16) | (at(bytes, index + 3) << 24));
    crc =
      at(TABLES, 1792 + (low & 0xff)) ^
      at(TABLES, 1536 + ((low >>> 8) & 0xff)) ^
      at(TABLES, 1280 + ((low >>> 16) & 0xff)) ^
      at(TABLES, 1024 + (low >>> 24)) ^
      at(TABLES, 768 + at(bytes, index + 4)) ^
      at(TABLES, 512 + at(bytes, index + 5)) ^
      at(TABLES, 256 + at(bytes, index + 6)) ^
      at(TABLES, at(bytes, index + 7));
  }
  for (; index < bytes.length; index++) {
    crc = (crc >>> 8) ^ at(TABLES, (crc ^ at(bytes, index)) & 0xff);
  }
  return ~crc >>> 0;
}

function at(values: Uint8Array | Uint32Array, index: number): number {
  return values[index] ?? 0;
}
