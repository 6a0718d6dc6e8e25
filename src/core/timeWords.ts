/** Times and durations in words, for every room of the core. */

/** `2026-01-01 00:00:07Z`, from milliseconds since the epoch. */
export function utcTime(milliseconds: number): string {
  return isDate(milliseconds)
    ? `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')}Z`
    : notADate(milliseconds);
}

/** `2026-01-01 00:00:07.402Z`, for times that are logged to the millisecond. */
export function preciseUtcTime(milliseconds: number): string {
  return isDate(milliseconds) ? new Date(milliseconds).toISOString().replace('T', ' ') : notADate(milliseconds);
}

/** ECMA-262, section "Time Range": what lies beyond 100 million days from 1970 has no date. */
function isDate(milliseconds: number): boolean {
  return Math.abs(milliseconds) <= 8.64e15;
}

function notADate(milliseconds: number): string {
  return `${milliseconds} ms since 1970`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number of whole seconds in its two largest units: `7 s`, `2 min 5 s`, `3 h`, `29 days 4 h`. */
export function duration(seconds: number): string {
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(seconds / DAY), 'day', 'days'],
    [Math.floor((seconds % DAY) / HOUR), 'h', 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'min', 'min'],
    [seconds % MINUTE, 's', 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(' ');
}
