import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * The rooms of the house, from the ground up, and what each may import besides itself. A `door` is the one file of a
 * room that others may name. Tests run in the repository's root.
 */
const ROOMS: readonly Room[] = [
  { path: 'src/core/measurement', imports: ['src/core/*'], packages: ['jsonc-parser', '@noble/hashes/sha2.js'] },
  { path: 'src/core/event', imports: ['src/core/*', 'src/core/measurement'], packages: ['jsonc-parser'] },
  { path: 'src/core/trail', imports: ['src/core/*', 'src/core/measurement', 'src/core/event'], packages: [] },
  {
    path: 'src/core/appraisal',
    imports: ['src/core/*', 'src/core/measurement', 'src/core/event', 'src/core/trail'],
    packages: [],
  },
  {
    path: 'src/core/*',
    imports: ['src/core/measurement', 'src/core/event', 'src/core/trail', 'src/core/appraisal'],
    packages: ['jsonc-parser'],
  },
  { path: 'src/workspace', imports: ['src/core/index.ts'], packages: ['vscode'] },
  { path: 'src/editor', imports: ['src/core/index.ts', 'src/workspace', 'src/commandIds.ts'], packages: ['vscode'] },
  {
    path: 'src/commands',
    imports: ['src/core/index.ts', 'src/workspace', 'src/editor', 'src/commandIds.ts'],
    packages: ['vscode'],
  },
  {
    path: 'src/*',
    imports: ['src/workspace', 'src/editor', 'src/commands', 'src/*'],
    packages: ['vscode'],
  },
];

interface Room {
  /** A folder with all below it, or the files of a folder alone (`*`). */
  readonly path: string;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => path.posix.join('src', name.replaceAll('\\', '/')))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

test('every source file stands in a room', () => {
  assert.ok(files.length > 40, `only ${files.length} files found`);
  assert.deepEqual(
    files.filter((file) => roomOf(file) === undefined),
    [],
  );
});

test('no import goes through a wall', () => {
  const through = files.flatMap((file) => {
    const room = roomOf(file);
    return importsOf(file)
      .filter((imported) => room !== undefined && !mayImport(room, imported))
      .map((imported) => `${file} imports ${imported}`);
  });
  assert.deepEqual(through, []);
});

test('the walls hold: an import upwards, of a platform or past a door is found', () => {
  const measurement = roomOf('src/core/measurement/digest.ts');
  const editor = roomOf('src/editor/hovers.ts');
  assert.ok(measurement && editor);
  assert.equal(mayImport(measurement, 'src/core/event/moduleId.ts'), false);
  assert.equal(mayImport(measurement, 'vscode'), false);
  assert.equal(mayImport(measurement, 'node:fs'), false);
  assert.equal(mayImport(editor, 'src/core/trail/scan.ts'), false);
  assert.equal(mayImport(editor, 'src/commands/copyValue.ts'), false);
  assert.equal(mayImport(editor, 'src/core/index.ts'), true);
});

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => isIn(file, room.path));
}

function mayImport(room: Room, imported: string): boolean {
  if (!imported.startsWith('src/')) {
    return room.packages.includes(imported);
  }
  return isIn(imported, room.path) || room.imports.some((allowed) => isIn(imported, allowed));
}

function isIn(file: string, place: string): boolean {
  if (place.endsWith('/*')) {
    return path.posix.dirname(file) === place.slice(0, -2);
  }
  return file === place || file.startsWith(`${place}/`);
}

/** Packages by name, files by their path from the root. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
  );
}
