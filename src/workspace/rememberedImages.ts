import type { Memento } from 'vscode';
import { type Digest, type EifImage, parseDigest } from '../core/index.ts';

/** An image as it was measured, and the file that it was. */
export interface MeasuredFile {
  readonly uri: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since the epoch, of the last change. */
  readonly mtime: number;
  readonly image: EifImage;
}

const KEY = 'enclaveTrail.measuredImages';
/** Of more images the oldest measurements are forgotten. */
const MOST_IMAGES = 500;

/** The images that were measured in this workspace, which VS Code keeps outside of it: a workspace cannot bring any. */
export function readRememberedImages(state: Memento): ReadonlyMap<string, MeasuredFile> {
  const kept = state.get<unknown>(KEY);
  const files = Array.isArray(kept) ? kept.flatMap((entry: unknown) => measuredFile(entry) ?? []) : [];
  return new Map(files.map((file) => [file.uri, file]));
}

export async function rememberImages(state: Memento, files: Iterable<MeasuredFile>): Promise<void> {
  const entries = [...files].slice(-MOST_IMAGES).map(({ image, ...file }) => ({
    ...file,
    image: { ...image, pcrs: [...image.pcrs].map(([index, { hex }]) => [index, hex]) },
  }));
  await state.update(KEY, entries);
}

/** What an earlier version, or a broken disk, has kept in another form counts as never measured. */
function measuredFile(entry: unknown): MeasuredFile | undefined {
  if (!isKept(entry) || !isKept(entry.image)) {
    return undefined;
  }
  const { uri, size, mtime } = entry;
  const { version, architecture, signature, name, imageVersion } = entry.image;
  const pcrs = pcrsOf(entry.image.pcrs);
  if (
    typeof uri !== 'string' ||
    typeof size !== 'number' ||
    typeof mtime !== 'number' ||
    typeof version !== 'number' ||
    (architecture !== 'x86_64' && architecture !== 'arm64') ||
    (signature !== 'none' && signature !== 'not-verified') ||
    pcrs === undefined
  ) {
    return undefined;
  }
  const image = {
    version,
    architecture,
    signature,
    pcrs,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof imageVersion === 'string' ? { imageVersion } : {}),
  } as const;
  return { uri, size, mtime, image };
}

function pcrsOf(entries: unknown): ReadonlyMap<number, Digest> | undefined {
  const pcrs = new Map<number, Digest>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    const [index, hex]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const digest = typeof hex === 'string' ? parseDigest(hex) : undefined;
    if (typeof index !== 'number' || digest === undefined) {
      return undefined;
    }
    pcrs.set(index, digest);
  }
  return [0, 1, 2].every((index) => pcrs.has(index)) ? pcrs : undefined;
}

/** What may be kept of a file or an image; nothing of it is certain. */
type Kept = { readonly [Name in keyof MeasuredFile | keyof EifImage]?: unknown };

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null;
}
