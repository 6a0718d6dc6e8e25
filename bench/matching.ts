/**
 * What matching calls with reference measurements costs as their numbers grow, as ratios in one run. In the worst case
 * every reference shares a kernel with every call, so that each is a neighbour of each.
 * Data is generated; `npm run bench -- matching [CALLS]`.
 */
import {
  conflictsAmong,
  type Digest,
  indexReferences,
  type Measurements,
  matchReferences,
  pcrOfText,
  type ReferenceMeasurement,
} from '../src/core/index.ts';

const calls = Number(process.argv[2] ?? 100_000);
const REFERENCES = [10, 100, 1_000, 10_000] as const;

interface Kind {
  readonly name: string;
  /** Measurements of a call, by its number and the number of references. */
  readonly call: (number: number, references: number) => Measurements;
}

function digests(name: string, sharesKernel: boolean): readonly Digest[] {
  return [pcrOfText(name), pcrOfText(sharesKernel ? 'kernel' : `${name}, kernel`), pcrOfText(`${name}, application`)];
}

function measured(name: string, sharesKernel: boolean): Measurements {
  return { platform: 'enclave', pcrs: digests(name, sharesKernel).map((digest, index) => ({ index, digest })) };
}

function reference(number: number): ReferenceMeasurement {
  return {
    name: `image ${number}`,
    platform: 'enclave',
    pcrs: new Map(digests(`image ${number}`, true).map((digest, index) => [index, digest])),
    source: { kind: 'measurements-file', uri: 'bench:/', label: 'bench', trusted: true },
    place: { start: 0, end: 0 },
  };
}

const KINDS: readonly Kind[] = [
  { name: 'match', call: (number, references) => measured(`image ${number % references}`, true) },
  { name: 'unknown, nothing shared', call: (number) => measured(`other ${number % 1000}`, false) },
  { name: 'unknown, every reference shares its kernel', call: (number) => measured(`other ${number % 1000}`, true) },
];

function milliseconds(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((one, other) => one - other);
  return times[2] ?? Number.NaN;
}

const rows = KINDS.map(({ name, call }) => {
  const times = REFERENCES.map((count) => {
    const index = indexReferences(Array.from({ length: count }, (_, number) => reference(number)));
    const distinct = Array.from({ length: 1000 }, (_, number) => call(number, count));
    return milliseconds(() => {
      for (let number = 0; number < calls; number++) {
        const one = distinct[number % distinct.length];
        if (one !== undefined) {
          matchReferences(one, index);
        }
      }
    });
  });
  const [least = Number.NaN] = times;
  const ratios = REFERENCES.map((count, position) => [`${count} / 10`, ratio(times[position], least)]);
  return { [`${calls} calls`]: name, ...Object.fromEntries(ratios), 'µs a call': ratio(times.at(-1), calls / 1000) };
});
console.table(rows);

/** References that differ in their signer alone: of so many, the first are compared and all are counted. */
const oneImage = (count: number): readonly ReferenceMeasurement[] =>
  Array.from({ length: count }, (_, number) => ({
    ...reference(0),
    pcrs: new Map([...reference(0).pcrs, [8, pcrOfText(`signer ${number}`)]]),
  }));
console.table(
  REFERENCES.map((count) => {
    const index = indexReferences(oneImage(count));
    const call = measured('image 0', true);
    const time = milliseconds(() => {
      for (let number = 0; number < 1000; number++) {
        matchReferences(call, index);
      }
    });
    return { 'references of one image': count, 'µs a call': ratio(time, 1) };
  }),
);

const many = Array.from({ length: 10_000 }, (_, number) => reference(number));
console.table([
  {
    '10,000 references': 'index',
    ms: ratio(
      milliseconds(() => indexReferences(many)),
      1,
    ),
  },
  {
    '10,000 references': 'find those that contradict each other',
    ms: ratio(
      milliseconds(() => conflictsAmong(many)),
      1,
    ),
  },
]);

function ratio(one: number | undefined, other: number): number {
  return Math.round((100 * (one ?? Number.NaN)) / other) / 100;
}
