/** `1 byte`, `4,394 bytes`. */
export function byteCount(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'byte' : 'bytes'}`;
}

/** `4,394`; lengths that no number holds exactly are told as powers. */
export function grouped(count: number): string {
  return Number.isSafeInteger(count)
    ? String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
    : `about 2^${Math.round(Math.log2(count))}`;
}
