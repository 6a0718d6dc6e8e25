export interface Subject {
  readonly name: string;
  /** Of how many documents a time is. */
  readonly documents: number;
  /** The work of round `round`; it must answer true. */
  readonly run: (round: number) => boolean | Promise<boolean>;
}

/** Medians in milliseconds for one document. */
export interface Cost {
  readonly name: string;
  readonly wall: number;
  /** Of all threads, as WebCrypto works in threads of its own. */
  readonly cpu: number;
}

/** Rounds that are not counted, until what runs is compiled. */
const WARM_UP = 40;

/** Runs every subject once a round, beginning with another one each time, so that all meet the same weather. */
export async function costs(subjects: readonly Subject[], rounds: number): Promise<readonly Cost[]> {
  const walls = subjects.map((): number[] => []);
  const cpus = subjects.map((): number[] => []);
  for (let round = 0; round < WARM_UP + rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const which = (round + turn) % subjects.length;
      const subject = subjects[which];
      if (subject === undefined) {
        continue;
      }
      const cpu = process.cpuUsage();
      const start = performance.now();
      const holds = await subject.run(round);
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      if (!holds) {
        throw new Error(`${subject.name} does not hold in round ${round}.`);
      }
      if (round >= WARM_UP) {
        walls[which]?.push(wall / subject.documents);
        cpus[which]?.push((user + system) / 1000 / subject.documents);
      }
    }
  }
  return subjects.map(({ name }, which) => ({
    name,
    wall: median(walls[which] ?? []),
    cpu: median(cpus[which] ?? []),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function rounded(value: number): number {
  return Number(value.toFixed(value < 0.1 ? 4 : 2));
}
