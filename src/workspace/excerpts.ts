import { workspace } from 'vscode';
import { type Excerpt, excerptOf, excerptReach, grouped, type Span } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import { type ExcerptAddress, excerptUri } from './excerptAddress.ts';
import { fileState } from './fileState.ts';
import { joinedBytes } from './joinedBytes.ts';
import { keepNewest } from './keepNewest.ts';
import type { ShowReadingProgress } from './readingProgress.ts';
import { trailLimits } from './settings.ts';
import { MOST_BYTES_WHOLE, trailBytes } from './trailBytes.ts';

/** The text around an event of a file that is read as a stream. */
export interface SourceExcerpt extends Excerpt {
  /** Whether the bytes are those that come out of a compressed file. */
  readonly isDecompressed: boolean;
}

export interface Excerpts {
  /** Reads the file up to the event, unless that was done in its present state. Fails where it cannot be read so far. */
  readonly of: (address: ExcerptAddress) => Promise<SourceExcerpt>;
}

interface Kept {
  readonly state: string;
  readonly excerpt: SourceExcerpt;
}

export function excerpts(platform: HostPlatform, showProgress: ShowReadingProgress): Excerpts {
  const kept = new Map<string, Promise<Kept>>();
  const make = async ({ source, place }: ExcerptAddress, state: string): Promise<Kept> => {
    const aborting = new AbortController();
    const progress = showProgress(source, () => aborting.abort());
    try {
      const limits = { ...trailLimits(), wholeFileBytes: MOST_BYTES_WHOLE };
      const file = await trailBytes(source, platform, limits, aborting.signal);
      const reach = excerptReach(place);
      const bytes = await bytesIn(file.chunks, reach, () =>
        progress.report({ bytes: file.bytesRead(), size: file.size, found: undefined }),
      );
      const excerpt = excerptOf(bytes, reach.start, place);
      const problem = file.problem();
      if (excerpt === undefined || problem?.code === 'cancelled') {
        throw new Error(problem?.message ?? `it ends before byte ${grouped(place.start)}`);
      }
      return { state, excerpt: { ...excerpt, isDecompressed: file.isGzip } };
    } finally {
      progress.end();
    }
  };
  return {
    of: async (address) => {
      const key = excerptUri(address).toString();
      const state = await fileState(address.source);
      const known = await kept.get(key)?.catch(() => undefined);
      if (known?.state === state) {
        return known.excerpt;
      }
      const made = make(address, state);
      keepNewest(kept, key, made);
      return (await made).excerpt;
    },
  };
}

/** Those from where the reach begins to where it ends, or the stream does. */
async function bytesIn(
  chunks: AsyncIterable<Uint8Array>,
  { start, end }: Span,
  onProgress: () => void,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let position = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(start - position, 0), Math.max(end - position, 0));
    if (part.length > 0) {
      // Whoever hands out chunks may use their memory again.
      parts.push(part.slice());
    }
    position += chunk.length;
    onProgress();
    if (position >= end) {
      break;
    }
  }
  return joinedBytes(...parts);
}

/** As people know it: `bytes 1,234 to 5,678 of trail.json.gz, decompressed`. */
export function placeInWords({ source, place }: ExcerptAddress, { isDecompressed }: SourceExcerpt): string {
  const name = workspace.asRelativePath(source);
  const bytes = `bytes ${grouped(place.start)} to ${grouped(place.end)} of ${name}`;
  return isDecompressed ? `${bytes}, decompressed` : bytes;
}
