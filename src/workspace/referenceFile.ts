import { type FileStat, FileType, Position, type TextDocument, type Uri, workspace } from 'vscode';
import {
  eifReference,
  looksLikeReferences,
  MEASUREMENTS_FILE_NAME,
  type MeasurementsFile,
  MOST_BYTES_OF_OTHERS,
  type ReferenceSource,
  readReferences,
  takesReferences,
} from '../core/index.ts';
import { isImageFile, type MeasuredImage } from './imageFile.ts';
import type { MeasuredImages } from './measuredImages.ts';

/** Bytes of a file that says by its name that it holds reference measurements. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A file of the workspace that holds reference measurements. */
export interface ReferenceFile extends MeasurementsFile {
  readonly uri: Uri;
  /** The workspace folder that holds it. */
  readonly folder: string | undefined;
  /** What was read, empty for an enclave image; the problems' places are in it. */
  readonly text: string;
  /** Whether it is for people to add to; what a tool printed is not, nor a key policy. */
  readonly takesEntries: boolean;
}

/**
 * Reads a file of the workspace; undefined where it is gone, holds no reference measurements, or is an enclave image that
 * is being measured. `failed` hears of one that could not be read.
 */
export async function readReferenceFile(
  uri: Uri,
  images: MeasuredImages,
  failed: (message: string) => void,
): Promise<ReferenceFile | undefined> {
  return isImageFile(uri) ? await readImageFile(uri, images, failed) : await readTextFile(uri, failed);
}

async function readImageFile(
  uri: Uri,
  images: MeasuredImages,
  failed: (message: string) => void,
): Promise<ReferenceFile | undefined> {
  const stat = await fileStat(uri, failed);
  const measured = stat && images.known(uri, stat);
  return (
    measured && {
      uri,
      folder: workspace.getWorkspaceFolder(uri)?.uri.toString(),
      text: '',
      takesEntries: false,
      ...measurementsOf(measured, sourceIn(uri, 'eif')),
    }
  );
}

/** A broken image has its problem at the file, as people see no bytes of it. */
function measurementsOf(measured: MeasuredImage, source: ReferenceSource): MeasurementsFile {
  const refused = (message: string): MeasurementsFile => ({
    entries: [],
    problems: [{ code: 'image-not-used', message: `The enclave image is not used: ${message}.`, start: 0, end: 0 }],
  });
  if (!measured.ok) {
    const { byteOffset, message } = measured.error;
    return refused(byteOffset === 0 ? message : `${message} (byte ${byteOffset})`);
  }
  const entry = eifReference(measured.value, source);
  return typeof entry === 'string' ? refused(entry) : { entries: [entry], problems: [] };
}

/**
 * Reads a file as an open editor has it, unsaved changes included, else as it is on disk; undefined where it is gone or
 * holds no reference measurements. `failed` hears of one that could not be read.
 */
async function readTextFile(uri: Uri, failed: (message: string) => void): Promise<ReferenceFile | undefined> {
  const text = await textOf(uri, failed);
  if (text === undefined || !(hasTheirName(uri) || looksLikeReferences(text))) {
    return undefined;
  }
  const folder = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const takesEntries = takesReferences(text);
  return { uri, folder, text, takesEntries, ...readReferences(text, sourceIn(uri, 'measurements-file')) };
}

/** What every reference of a workspace's file says of where it comes from. */
export function sourceIn(uri: Uri, kind: ReferenceSource['kind']): ReferenceSource {
  return { kind, uri: uri.toString(), label: workspace.asRelativePath(uri), trusted: workspace.isTrusted };
}

/**
 * Whether a document is for reference measurements, by its name or by what it holds; one of another name that is too large
 * for it is not looked into, as on disk.
 */
export function holdsReferences(document: TextDocument): boolean {
  return hasTheirName(document.uri) || (!isTooLarge(document) && looksLikeReferences(document.getText()));
}

function isTooLarge(document: TextDocument): boolean {
  return document.offsetAt(new Position(document.lineCount, 0)) > MOST_BYTES_OF_OTHERS;
}

async function textOf(uri: Uri, failed: (message: string) => void): Promise<string | undefined> {
  // A file that is gone counts no longer, though an editor may still have its text.
  const stat = await fileStat(uri, failed);
  if (stat === undefined) {
    return undefined;
  }
  const { size } = stat;
  const name = workspace.asRelativePath(uri);
  try {
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) {
      return hasTheirName(uri) || !isTooLarge(open) ? open.getText() : undefined;
    }
    if (size > MOST_BYTES && hasTheirName(uri)) {
      failed(`${name} is larger than 16 MiB and was not read for reference measurements.`);
    }
    const most = hasTheirName(uri) ? MOST_BYTES : MOST_BYTES_OF_OTHERS;
    if (size > most && !hasTheirName(uri)) {
      failed(`${name} has more than 2 MiB and was not looked into for reference measurements.`);
    }
    return size > most ? undefined : new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    sayUnreadable(uri, error, failed);
    return undefined;
  }
}

async function fileStat(uri: Uri, failed: (message: string) => void): Promise<FileStat | undefined> {
  try {
    const stat = await workspace.fs.stat(uri);
    return (stat.type & FileType.Directory) === 0 ? stat : undefined;
  } catch (error) {
    sayUnreadable(uri, error, failed);
    return undefined;
  }
}

/** A file that is gone is no failure. */
function sayUnreadable(uri: Uri, error: unknown, failed: (message: string) => void): void {
  if (!isGone(error)) {
    failed(`${workspace.asRelativePath(uri)} could not be read for reference measurements: ${String(error)}`);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FileNotFound';
}

function hasTheirName(uri: Uri): boolean {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1) === MEASUREMENTS_FILE_NAME;
}
