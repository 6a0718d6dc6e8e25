/** Near the middle, times this close are drawn as on a plain scale; farther ones move together. In milliseconds. */
const NEAR = 10 * 60 * 1000;
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** Where a time stands between both ends of a time line, from 0 to 1. */
export type TimeScale = (time: number) => number;

export interface Tick {
  /** Such as `1 h`. */
  readonly label: string;
  /** From 0 to 1. */
  readonly at: number;
}

/**
 * A scale on which hours and decades are both to be seen: logarithmic in the distance from `middle`, before and after it.
 * All times in milliseconds since the epoch, in any order.
 */
export function timeScale(middle: number, times: readonly number[]): TimeScale {
  const places = [middle, ...times].map((time) => distance(time - middle));
  const [low, high] = [Math.min(...places), Math.max(...places)];
  return (time) => {
    const at = high === low ? 0.5 : (distance(time - middle) - low) / (high - low);
    return Math.min(1, Math.max(0, at));
  };
}

const TICKS: readonly (readonly [label: string, distance: number])[] = [
  ['1 h', HOUR],
  ['1 day', DAY],
  ['30 days', 30 * DAY],
  ['1 year', 365.25 * DAY],
];

/** How far it is from `middle`, marked on both sides, as far as a scale over `times` reaches. */
export function ticks(middle: number, times: readonly number[]): readonly Tick[] {
  const scale = timeScale(middle, times);
  const [low, high] = [Math.min(middle, ...times), Math.max(middle, ...times)];
  return TICKS.flatMap(([label, away]) => [
    { label: `−${label}`, time: middle - away },
    { label: `+${label}`, time: middle + away },
  ])
    .filter(({ time }) => time > low && time < high)
    .map(({ label, time }) => ({ label, at: scale(time) }))
    .sort((a, b) => a.at - b.at);
}

function distance(away: number): number {
  return Math.sign(away) * Math.log1p(Math.abs(away) / NEAR);
}
