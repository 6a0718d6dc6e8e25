/** A floating-point number of 2, 4 or 8 bytes in diagnostic notation, with the mark of its width (RFC 8949, section 8.1). */
export function floatText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [value, mark] =
    bytes.length === 2
      ? [half(view.getUint16(0)), '_1']
      : bytes.length === 4
        ? [view.getFloat32(0), '_2']
        : [view.getFloat64(0), '_3'];
  const isWhole = Number.isInteger(value) && Math.abs(value) < 1e21;
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return `${digits}${isWhole ? '.0' : ''}${mark}`;
}

/** RFC 8949, appendix D. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) {
    return sign * mantissa * 2 ** -24;
  }
  if (exponent === 31) {
    return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  return sign * (mantissa + 1024) * 2 ** (exponent - 25);
}
