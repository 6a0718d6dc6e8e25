/** Folders as a file system has them; `F` is how it names a file or folder. */
export interface Folders<F> {
  /** Rejects where the folder cannot be listed. */
  readonly entries: (folder: F) => Promise<readonly FolderEntry[]>;
  readonly join: (folder: F, name: string) => F;
  /** Where a file or folder is once all links are followed; undefined where the host cannot tell. */
  readonly realPath: (file: F) => Promise<string | undefined>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
}

/** What a search comes across: a file that may hold a trail, or something that it leaves out, with the reason. */
export type Found<F> =
  | { readonly kind: 'file'; readonly file: F }
  | { readonly kind: 'left-out'; readonly file: F; readonly reason: string };

export interface SearchBounds {
  readonly files: number;
  readonly folders: number;
  /** Folders inside one another. */
  readonly depth: number;
}

/** A trail in S3 has some hundred files a day and region. */
export const SEARCH_BOUNDS: SearchBounds = { files: 200_000, folders: 100_000, depth: 64 };

/**
 * What a name says of files that may hold a trail; what they hold is looked at then. CloudWatch Logs exports `000000.gz`.
 */
const TRAIL_NAMES = /\.(?:json|jsonl|ndjson|log|csv|txt)(?:\.gz)?$|^[^.]+\.gz$/i;
/** Folders that tools fill, with files of these names by the thousand. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git']);

interface Folder<F> {
  readonly folder: F;
  readonly depth: number;
  /** Where it really is, where that is known. */
  readonly real: string | undefined;
  /** Somewhere on the way here a link was followed. */
  readonly behindLink: boolean;
}

/**
 * Every file below a folder that may hold a trail by its name, in the order of names, folder by folder. Links are followed,
 * but nothing is entered twice: where the host cannot tell where a link leads, no second link is followed behind one.
 */
export async function* trailFiles<F>(
  root: F,
  folders: Folders<F>,
  signal: AbortSignal,
  bounds: SearchBounds = SEARCH_BOUNDS,
): AsyncGenerator<Found<F>, void> {
  const search = new Search(folders, signal, bounds);
  yield* search.below(root);
}

class Search<F> {
  private readonly folders: Folders<F>;
  private readonly signal: AbortSignal;
  private readonly bounds: SearchBounds;
  /** Real paths of folders that were entered and of files that were found. */
  private readonly seen = new Set<string>();
  private folderCount = 0;
  private fileCount = 0;
  /** Whether there is a file more than are searched for. */
  private isFull = false;

  constructor(folders: Folders<F>, signal: AbortSignal, bounds: SearchBounds) {
    this.folders = folders;
    this.signal = signal;
    this.bounds = bounds;
  }

  async *below(root: F): AsyncGenerator<Found<F>, void> {
    // The next one last: folders are entered in the order of their names, before those beside their parents.
    const waiting: Folder<F>[] = [{ folder: root, depth: 0, real: await this.realPath(root), behindLink: false }];
    for (let next = waiting.pop(); next !== undefined && !this.signal.aborted; next = waiting.pop()) {
      if (this.folderCount >= this.bounds.folders) {
        yield tooMany(root, `${this.bounds.folders} folders`);
        return;
      }
      if (!this.isNew(next.real)) {
        continue;
      }
      this.folderCount++;
      const inside: Folder<F>[] = [];
      yield* this.inFolder(next, inside);
      if (this.isFull) {
        yield tooMany(root, `${this.bounds.files} files`);
        return;
      }
      for (const folder of inside.reverse()) {
        waiting.push(folder);
      }
    }
  }

  private async *inFolder(at: Folder<F>, inside: Folder<F>[]): AsyncGenerator<Found<F>, void> {
    let entries: readonly FolderEntry[];
    try {
      entries = await this.folders.entries(at.folder);
    } catch (error) {
      yield { kind: 'left-out', file: at.folder, reason: reasonOf(error) };
      return;
    }
    for (const entry of [...entries].sort(byName)) {
      if (this.signal.aborted || this.isFull) {
        return;
      }
      const file = this.folders.join(at.folder, entry.name);
      const found =
        entry.kind === 'folder' ? await this.entered(at, entry, file, inside) : await this.foundFile(at, entry, file);
      if (found !== undefined) {
        yield found;
      }
    }
  }

  private async entered(
    at: Folder<F>,
    entry: FolderEntry,
    folder: F,
    inside: Folder<F>[],
  ): Promise<Found<F> | undefined> {
    if (FOREIGN_FOLDERS.has(entry.name)) {
      return undefined;
    }
    if (at.depth + 1 > this.bounds.depth) {
      return { kind: 'left-out', file: folder, reason: `it is more than ${this.bounds.depth} folders deep` };
    }
    const real = await this.realPathIn(at, entry, folder);
    if (real !== undefined || !(at.behindLink && entry.isLink)) {
      inside.push({ folder, depth: at.depth + 1, real, behindLink: at.behindLink || entry.isLink });
    }
    return undefined;
  }

  private async foundFile(at: Folder<F>, entry: FolderEntry, file: F): Promise<Found<F> | undefined> {
    if (!TRAIL_NAMES.test(entry.name)) {
      return undefined;
    }
    if (entry.kind !== 'file') {
      const what = entry.isLink ? 'a link that leads nowhere' : 'neither a file nor a folder';
      return { kind: 'left-out', file, reason: `it is ${what}` };
    }
    if (!this.isNew(await this.realPathIn(at, entry, file))) {
      return undefined;
    }
    this.isFull = this.fileCount >= this.bounds.files;
    if (this.isFull) {
      return undefined;
    }
    this.fileCount++;
    return { kind: 'file', file };
  }

  /** Only what a link leads to must be asked for. */
  private async realPathIn(at: Folder<F>, entry: FolderEntry, file: F): Promise<string | undefined> {
    if (entry.isLink) {
      return await this.realPath(file);
    }
    return at.real === undefined ? undefined : `${at.real.replace(/\/$/, '')}/${entry.name}`;
  }

  private async realPath(file: F): Promise<string | undefined> {
    try {
      return await this.folders.realPath(file);
    } catch {
      // Listing or reading it says why.
      return undefined;
    }
  }

  private isNew(real: string | undefined): boolean {
    if (real === undefined) {
      return true;
    }
    const isNew = !this.seen.has(real);
    this.seen.add(real);
    return isNew;
  }
}

function tooMany<F>(root: F, what: string): Found<F> {
  return { kind: 'left-out', file: root, reason: `there are more than ${what}: the others were not searched` };
}

function byName(one: FolderEntry, other: FolderEntry): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

const LONGEST_REASON = 200;

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'NoPermissions') {
    return 'there is no permission to list it';
  }
  const reason = error instanceof Error ? error.message.slice(0, LONGEST_REASON) : 'an unknown error';
  return `listing it failed: ${reason}`;
}
