/**
 * What finding and reading attested calls costs, as ratios to a search through the same memory, in one run.
 * Data is generated; `npm run bench -- [MiB]`.
 */
import {
  appraiseCall,
  indexReferences,
  indexTrail,
  openTrail,
  pcrOfText,
  type TextSource,
  type Trail,
} from '../src/core/index.ts';

const ROLE = 'arn:aws:iam::111122223333:role/parent';

function event(number: number, attested: boolean): object {
  const instance = `i-0${number.toString(16).padStart(16, '0')}`;
  const pcr = (name: string): string => Buffer.from(pcrOfText(name).hex, 'hex').toString('base64');
  const recipient = {
    attestationDocumentModuleId: `${instance}-enc019b76daa87b9f3a`,
    attestationDocumentEnclaveImageDigest: pcr(`image ${number % 7}`),
    attestationDocumentEnclavePCR1: pcr('kernel'),
    attestationDocumentEnclavePCR2: pcr(`application ${number % 7}`),
    attestationDocumentEnclavePCR3: pcr(ROLE),
    attestationDocumentEnclavePCR4: pcr(instance),
    attestationDocumentEnclavePCR8: pcr('signer'),
  };
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${instance}`,
      arn: `arn:aws:sts::111122223333:assumed-role/parent/${instance}`,
      accountId: '111122223333',
      sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, userName: 'parent' } },
    },
    eventTime: '2026-01-01T00:00:12Z',
    eventSource: attested ? 'kms.amazonaws.com' : 's3.amazonaws.com',
    eventName: attested ? 'Decrypt' : 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.0',
    requestParameters: { keyId: 'alias/payments', note: 'text with "quotes" and \\ in it' },
    responseElements: null,
    eventID: `${number}`,
    additionalEventData: attested ? { recipient } : { bytesTransferredOut: number },
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' },
  };
}

/** A trail of about so many bytes; one event in `sparse` is attested. */
function trailText(bytes: number, sparse: number, indent: number | undefined): string {
  const events: object[] = [];
  for (let size = 0, number = 0; size < bytes; number++) {
    const next = event(number, number % sparse === 0);
    size += JSON.stringify(next, undefined, indent).length;
    events.push(next);
  }
  return JSON.stringify({ Records: events }, undefined, indent);
}

/** Milliseconds, the median of several runs. */
function median(runs: number, run: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Milliseconds of the longest time between two turns of the host while a text is opened, the least of several runs. */
async function longestStep(runs: number, text: string): Promise<number> {
  const longest: number[] = [];
  for (let run = 0; run < runs; run++) {
    let most = 0;
    let last = performance.now();
    const turn = (): void => {
      most = Math.max(most, performance.now() - last);
    };
    const yieldNow = async (): Promise<void> => {
      turn();
      await new Promise((resolve) => setImmediate(resolve));
      last = performance.now();
    };
    await indexTrail(text, { signal: new AbortController().signal, yieldNow });
    turn();
    longest.push(most);
  }
  return Math.min(...longest);
}

async function measure(name: string, text: string): Promise<Readonly<Record<string, string | number>>> {
  // Before anything else has made the engine fast.
  const cold = await longestStep(1, text);
  const step = await longestStep(5, text);
  const bytes = Buffer.from(text);
  const needle = '"attestationDocumentModuleX"';
  const search = median(9, () => bytes.indexOf(needle));
  const open = median(5, () => openTrail(text));
  const trail = openTrail(text);
  const references = indexReferences([]);
  const read = (of: Trail): void => {
    for (const call of of.calls) {
      appraiseCall(call, references);
    }
  };
  const first = median(1, () => read(trail));
  const middle = text.indexOf('"eventVersion"', text.length >> 1);
  // Flat, as an editor's text is: the first look into a text put together of others would join it.
  const edited = Buffer.from(`${text.slice(0, middle)} ${text.slice(middle)}`).toString();
  const change = { start: middle, end: middle, length: 1 };
  let units = 0;
  const source: TextSource = {
    length: edited.length,
    slice: (start, end) => {
      units += end - start;
      return edited.slice(start, end);
    },
  };
  let after = trail;
  const edit = median(25, () => {
    units = 0;
    after = trail.edit([change], source);
  });
  const again = median(1, () => read(after));
  return {
    data: name,
    MiB: Math.round(bytes.length / 2 ** 20),
    calls: trail.calls.length,
    'open / search': round(open / search),
    'edit / open': Number((edit / open).toFixed(4)),
    'units read for an edit': units,
    'read all / open': round(first / open),
    'read again after an edit / read all': round(again / first),
    'open ms': round(open),
    'longest step, ms': round(step),
    'the same, first run': round(cold),
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

const mib = Number(process.argv[2] ?? 20) * 2 ** 20;
console.table([
  await measure('one line, 1 in 200 attested', trailText(mib, 200, undefined)),
  await measure('one line, all attested', trailText(mib, 1, undefined)),
  await measure('pretty, 1 in 200 attested', trailText(mib, 200, 2)),
  await measure('pretty, all attested', trailText(mib, 1, 2)),
]);
