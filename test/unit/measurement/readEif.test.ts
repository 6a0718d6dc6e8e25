import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type EifImage, eifReference, readEif, SINGLE_RAMDISK_PCR2 } from '../../../src/core/index.ts';
import { signDocument } from '../../support/attestationSigner.ts';
import { type EifForm, eifOf, section, signatureBody } from '../../support/eifWriter.ts';
import { inChunks } from '../../support/streams.ts';

const KERNEL = noise(2000, 1);
const COMMAND_LINE = 'reboot=k panic=30 pci=off';
const RAMDISKS = [noise(3000, 2), noise(5000, 3), noise(100, 4)] as const;
const CERTIFICATE = Uint8Array.from(signDocument().chain.leaf.der);
const METADATA = { ImageName: 'payments', ImageVersion: '1.4.2', BuildMetadata: { BuildTool: 'nitro-cli' } };
const BOOT = [section.kernel(KERNEL), section.commandLine(COMMAND_LINE)] as const;
const PLAIN: EifForm = { sections: [...BOOT, ...RAMDISKS.map(section.ramdisk)] };
const SIGNED: EifForm = {
  sections: [...BOOT, section.metadata(METADATA), ...RAMDISKS.map(section.ramdisk), section.signature(CERTIFICATE)],
};

function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16;
  });
}

/** What a PCR holds that only this was measured into, computed from whole buffers. */
function measured(...parts: readonly Uint8Array[]): string {
  const digest = createHash('sha384').update(Buffer.concat(parts)).digest();
  return createHash('sha384')
    .update(Buffer.concat([Buffer.alloc(48), digest]))
    .digest('hex');
}

async function imageOf(bytes: Uint8Array, chunk?: number): Promise<EifImage> {
  const read = await readEif(inChunks(bytes, chunk), { size: bytes.length });
  assert.ok(read.ok, read.ok ? '' : read.error.message);
  return read.value;
}

async function problemOf(bytes: Uint8Array, size: 'known' | 'unknown' = 'known'): Promise<string> {
  const read = await readEif(inChunks(bytes), size === 'known' ? { size: bytes.length } : {});
  assert.ok(!read.ok);
  return `${read.error.code} at ${read.error.byteOffset}: ${read.error.message}`;
}

function hexOf({ pcrs }: EifImage): Readonly<Record<number, string>> {
  return Object.fromEntries([...pcrs].map(([index, { hex }]) => [index, hex]));
}

describe('an enclave image file', () => {
  const boot = [KERNEL, Buffer.from(COMMAND_LINE), RAMDISKS[0]] as const;
  const [, ...applications] = RAMDISKS;

  test('has the measurements of its kernel, command line and ramdisks, in chunks of any size', async () => {
    const bytes = eifOf(PLAIN);
    const expected = { 0: measured(...boot, ...applications), 1: measured(...boot), 2: measured(...applications) };
    for (const size of [1, 7, 548, 560, 65536]) {
      assert.deepEqual(hexOf(await imageOf(bytes, size)), expected, String(size));
    }
  });

  test('has PCR8 and a name of its own where it is signed and says them', async () => {
    const image = await imageOf(eifOf(SIGNED));
    assert.equal(hexOf(image)[8], measured(CERTIFICATE));
    assert.equal(hexOf(image)[0], hexOf(await imageOf(eifOf(PLAIN)))[0]);
    assert.equal(image.name, 'payments');
    assert.equal(image.imageVersion, '1.4.2');
    const reference = eifReference(image, { kind: 'eif', uri: 'u', label: 'build/x.eif', trusted: true });
    assert.ok(typeof reference !== 'string');
    assert.equal(`${reference.name} ${reference.version}`, 'payments 1.4.2');
  });

  test('with a single ramdisk has PCR0 equal to PCR1, and the measurement of nothing for PCR2', async () => {
    const image = await imageOf(eifOf({ sections: [...BOOT, section.ramdisk(RAMDISKS[0])] }));
    assert.equal(hexOf(image)[0], hexOf(image)[1]);
    assert.equal(hexOf(image)[2], SINGLE_RAMDISK_PCR2);
    const reference = eifReference(image, { kind: 'eif', uri: 'u', label: 'build/x.y.eif', trusted: true });
    assert.ok(typeof reference !== 'string' && reference.name === 'x.y' && reference.source.kind === 'eif');
  });

  test('that was signed again has the new certificate, though its table kept the size of the old signature', async () => {
    for (const tableSize of [1n, 900n, 31_000n]) {
      const again = eifOf({ sections: [...PLAIN.sections, { ...section.signature(CERTIFICATE), tableSize }] });
      assert.equal(hexOf(await imageOf(again))[8], measured(CERTIFICATE));
      const ofUnknownSize = await readEif(inChunks(again));
      assert.ok(ofUnknownSize.ok);
    }
  });

  test('says that nobody checked its signature', async () => {
    assert.equal((await imageOf(eifOf(SIGNED))).signature, 'not-verified');
    assert.equal((await imageOf(eifOf(PLAIN))).signature, 'none');
  });

  for (const version of [2, 3, 4]) {
    test(`of version ${version}, for arm64 or not, is measured alike`, async () => {
      for (const [flags, architecture] of [
        [0, 'x86_64'],
        [1, 'arm64'],
      ] as const) {
        const image = await imageOf(eifOf({ ...PLAIN, version, flags }));
        assert.deepEqual([image.version, image.architecture], [version, architecture]);
        assert.deepEqual(hexOf(image), hexOf(await imageOf(eifOf(PLAIN))));
      }
    });
  }

  test('keeps its measurements where what it calls itself cannot be read, and bounds it where it can', async () => {
    for (const metadata of ['{"ImageName": ', '['.repeat(1000), '{"ImageName": 5}', '{"ImageName": " "}', '']) {
      const image = await imageOf(eifOf({ sections: [...PLAIN.sections, section.metadata(metadata)] }));
      assert.equal(image.name, undefined, metadata.slice(0, 20));
    }
    const long = await imageOf(
      eifOf({ sections: [...PLAIN.sections, section.metadata({ ImageName: 'x'.repeat(500) })] }),
    );
    assert.equal(long.name?.length, 100);
  });

  test('of a host with a hash of its own is measured with that', async () => {
    let made = 0;
    const bytes = eifOf(SIGNED);
    const newHash = () => {
      made++;
      return createHash('sha384');
    };
    const read = await readEif(inChunks(bytes), { newHash });
    assert.ok(read.ok && made > 3);
    assert.deepEqual(hexOf(read.value), hexOf(await imageOf(bytes)));
  });
});

describe('an enclave image file that lies or is damaged', () => {
  const [kernel, commandLine, ramdisk] = [
    section.kernel(KERNEL),
    section.commandLine(COMMAND_LINE),
    section.ramdisk(RAMDISKS[0]),
  ];
  const changed = (index: number, change: object): EifForm => ({
    sections: [kernel, commandLine, ramdisk].map((one, at) => (at === index ? { ...one, ...change } : one)),
  });
  const cases: readonly (readonly [string, EifForm, RegExp])[] = [
    ['begins with something else', { ...PLAIN, magic: 'MZ..' }, /^not-an-eif at 0: /],
    ['has no CRC, as version 1', { ...PLAIN, version: 1 }, /^unsupported at 4: .* version 1, and only 2 to 4/],
    ['is of a version to come', { ...PLAIN, version: 5 }, /^unsupported at 4: .* version 5/],
    ['has no sections', { sections: [] }, /^broken-header at 26: the header says 0 sections/],
    ['has more sections than fit', { ...PLAIN, count: 33 }, /^broken-header at 26: the header says 33 sections/],
    [
      'says fewer sections',
      { ...PLAIN, count: 4 },
      /^broken-section at \d+: more bytes follow behind the last section/,
    ],
    [
      'begins inside its header',
      changed(0, { tableOffset: 540n }),
      /^broken-header at 28: section 1 begins at byte 540, inside the header/,
    ],
    [
      'overlaps',
      changed(1, { tableOffset: 600n }),
      /^broken-header at 36: section 2 begins at byte 600, inside section 1/,
    ],
    [
      'has a gap',
      changed(2, { tableOffset: 9000n }),
      /^broken-header at 44: section 3 begins at byte 9000, with a gap/,
    ],
    [
      'has 2^63 bytes',
      changed(1, { tableSize: 2n ** 63n }),
      /^broken-header at 292: section 2 has 9223372036854775808 bytes, which is past the end/,
    ],
    [
      'has 2^64 - 1 bytes',
      changed(0, { tableSize: 2n ** 64n - 1n }),
      /^broken-header at 284: section 1 has 18446744073709551615/,
    ],
    [
      'says another size before the section',
      changed(1, { saysSize: 7n }),
      /^broken-section at 2560: section 2 says that it has 7 bytes, and the file's header says 25/,
    ],
    [
      'has a section of no type',
      changed(2, { saysType: 0 }),
      /^broken-section at 2597: section 3 is of the unknown type 0/,
    ],
    ['has a section of an unknown type', changed(2, { saysType: 6 }), /unknown type 6/],
    [
      'has two kernels',
      { sections: [kernel, kernel, commandLine, ramdisk] },
      /^broken-section at 2560: section 2 is a second kernel/,
    ],
    [
      'has the command line before the kernel',
      { sections: [commandLine, kernel, ramdisk] },
      /^broken-section at 548: section 1 is a command line before the kernel/,
    ],
    [
      'has a ramdisk before the command line',
      { sections: [kernel, ramdisk, commandLine] },
      /section 2 is a ramdisk before the command line/,
    ],
    ['has no ramdisk', { sections: [kernel, commandLine] }, /^broken-header at 26: it has no ramdisk section/],
    ['has no kernel', { sections: [section.metadata({})] }, /it has no kernel section/],
    [
      'has another CRC',
      { ...PLAIN, crc: 0x12345678 },
      /^wrong-crc at 544: its CRC-32 is [0-9a-f]{8}, and the header says 12345678/,
    ],
    [
      'has a giant signature',
      { sections: [...PLAIN.sections, { type: 4, body: new Uint8Array(32 * 1024 + 1) }] },
      /is a signature of 32769 bytes/,
    ],
    [
      'has a giant text about itself',
      { sections: [...PLAIN.sections, section.metadata('x'.repeat(1024 * 1024 + 1))] },
      /is a metadata of 1048577 bytes/,
    ],
    [
      'has another size in its table for a last section that is no signature',
      changed(2, { tableSize: 2999n }),
      /^broken-section at 2597: section 3 says that it has 3000 bytes, and the file's header says 2999/,
    ],
    [
      'has another size in its table for a signature that is not the last section',
      {
        sections: [kernel, commandLine, { ...section.signature(CERTIFICATE), tableSize: 5n }, ramdisk],
      },
      /^broken-header at 52: section 4 begins at byte \d+, with a gap before it/,
    ],
    [
      'has a signature that says it goes on past the end',
      { sections: [...PLAIN.sections, { ...section.signature(CERTIFICATE), saysSize: 30_000n }] },
      /^broken-section at \d+: section 6 has 30000 bytes, which is past the end of the file/,
    ],
    [
      'has a signature that is no CBOR',
      { sections: [...PLAIN.sections, { type: 4, body: Uint8Array.of(0xff) }] },
      /^broken-signature at .*: the signature section is no CBOR/,
    ],
    [
      'has a signature without a certificate',
      { sections: [...PLAIN.sections, { type: 4, body: Uint8Array.of(0x80) }] },
      /holds no signing certificate/,
    ],
    [
      'has a certificate that is no PEM',
      { sections: [...PLAIN.sections, { type: 4, body: signatureBody(Buffer.from('PEM')) }] },
      /the signing certificate is no PEM/,
    ],
  ];
  for (const [name, form, expected] of cases) {
    test(`${name}: it has no measurements, and the problem says where`, async () => {
      assert.match(await problemOf(eifOf(form)), expected);
    });
  }

  test('ends anywhere: it is cut off there, whether or not its size is known', async () => {
    const bytes = eifOf(SIGNED);
    for (const end of [0, 3, 4, 26, 547, 548, 549, 559, 560, 561, 2559, 2560, 2571, bytes.length - 1]) {
      const cut = bytes.subarray(0, end);
      const unknown = await problemOf(cut, 'unknown');
      assert.match(
        unknown,
        end < 4 ? /^not-an-eif/ : new RegExp(`^cut-off at ${end}: the file ends inside`),
        String(end),
      );
      assert.match(await problemOf(cut), end < 4 ? /^not-an-eif/ : /^(cut-off|broken-(header|section))/, String(end));
    }
  });

  test('goes on behind its last section: that is said, whether or not its size is known', async () => {
    const bytes = eifOf({ ...PLAIN, trailing: Uint8Array.of(0) });
    for (const size of ['known', 'unknown'] as const) {
      assert.match(await problemOf(bytes, size), /^broken-section at \d+: more bytes follow/, size);
    }
  });

  test('has a byte changed anywhere: it has no measurements', async () => {
    const bytes = eifOf(SIGNED);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        assert.equal((await readEif(inChunks(damaged), { size: damaged.length })).ok, false);
      }),
      { numRuns: 300 },
    );
  });

  test('is any bytes at all: nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
        const whole = Buffer.concat([Buffer.from('.eif\0\x04'), bytes]);
        assert.equal((await readEif(inChunks(whole))).ok, false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('measuring an enclave image file', () => {
  test('stops where it is cancelled, lets go of the file and says so', async () => {
    const bytes = eifOf({ sections: [...BOOT, section.ramdisk(new Uint8Array(4 * 1024 * 1024))] });
    let given = 0;
    let closed = false;
    const cancelling = new AbortController();
    async function* chunks(): AsyncGenerator<Uint8Array, void> {
      try {
        for await (const chunk of inChunks(bytes)) {
          given += chunk.length;
          if (given > 1024 * 1024) cancelling.abort();
          yield chunk;
        }
      } finally {
        closed = true;
      }
    }
    const read = await readEif(chunks(), { signal: cancelling.signal });
    assert.ok(!read.ok && read.error.code === 'cancelled');
    assert.ok(given < 1.2 * 1024 * 1024 && closed);
  });

  test('that was cancelled before it began does not open the file', async () => {
    let opened = false;
    async function* chunks(): AsyncGenerator<Uint8Array, void> {
      opened = true;
      yield eifOf(PLAIN);
    }
    const cancelling = new AbortController();
    cancelling.abort();
    const read = await readEif(chunks(), { signal: cancelling.signal });
    assert.ok(!read.ok && read.error.code === 'cancelled' && !opened);
  });

  test('hears of the progress, and gives the host turns between pieces of 256 KiB', async () => {
    const bytes = eifOf({ sections: [...BOOT, section.ramdisk(new Uint8Array(1024 * 1024))] });
    const heard: number[] = [];
    let turns = 0;
    const yieldNow = async () => {
      turns++;
    };
    const read = await readEif(inChunks(bytes, bytes.length), { onProgress: (count) => heard.push(count), yieldNow });
    assert.ok(read.ok && turns >= 4);
    assert.deepEqual(
      heard,
      heard.toSorted((one, other) => one - other),
    );
    assert.equal(heard.at(-1), bytes.length);
  });

  test('of a file that cannot be read on says why', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void> {
      yield eifOf(PLAIN).subarray(0, 600);
      throw new Error('the disk is gone');
    }
    const read = await readEif(broken());
    assert.ok(!read.ok);
    assert.deepEqual(read.error, {
      code: 'unreadable',
      byteOffset: 600,
      message: 'reading it failed: the disk is gone',
    });
  });
});
