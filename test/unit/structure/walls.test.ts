import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * The rooms of the house, from the ground up, and what each may import besides itself. A `door` is the one file of a
 * room that others may name. Tests run in the repository's root.
 */
const ROOMS: readonly Room[] = [
  { path: 'src/core/encoding', imports: [], packages: ['cbor-x/decode', 'pako'] },
  {
    path: 'src/core/measurement',
    imports: ['src/core/*', 'src/core/encoding'],
    packages: ['jsonc-parser', '@noble/hashes/sha2.js', 'yaml'],
  },
  { path: 'src/core/event', imports: ['src/core/*', 'src/core/measurement'], packages: ['jsonc-parser'] },
  {
    path: 'src/core/trail',
    imports: ['src/core/*', 'src/core/encoding', 'src/core/measurement', 'src/core/event'],
    packages: [],
  },
  { path: 'src/core/formatted', imports: ['src/core/*'], packages: ['jsonc-parser'] },
  { path: 'src/core/query', imports: ['src/core/measurement', 'src/core/event'], packages: [] },
  {
    path: 'src/core/attestation',
    imports: ['src/core/*', 'src/core/encoding', 'src/core/measurement', 'src/core/event'],
    packages: ['jsonc-parser', '@noble/hashes/sha2.js', 'asn1js'],
  },
  {
    path: 'src/core/appraisal',
    imports: ['src/core/*', 'src/core/measurement', 'src/core/event', 'src/core/trail', 'src/core/attestation'],
    packages: [],
  },
  {
    path: 'src/core/*',
    imports: [
      'src/core/encoding',
      'src/core/measurement',
      'src/core/event',
      'src/core/trail',
      'src/core/formatted',
      'src/core/query',
      'src/core/attestation',
      'src/core/appraisal',
    ],
    packages: ['jsonc-parser'],
  },
  { path: 'src/workspace', imports: ['src/core/index.ts', 'src/hostPlatform.ts'], packages: ['vscode'] },
  { path: 'src/editor', imports: ['src/core/index.ts', 'src/workspace', 'src/commandIds.ts'], packages: ['vscode'] },
  { path: 'src/panel/protocol.ts', imports: [], packages: [] },
  {
    path: 'src/panel',
    imports: ['src/core/index.ts', 'src/workspace', 'src/editor', 'src/commandIds.ts', 'src/hostPlatform.ts'],
    packages: ['vscode'],
  },
  {
    path: 'src/commands',
    imports: ['src/core/index.ts', 'src/workspace', 'src/editor', 'src/panel', 'src/commandIds.ts'],
    packages: ['vscode'],
  },
  {
    path: 'src/views',
    imports: ['src/core/index.ts', 'src/workspace', 'src/editor', 'src/commandIds.ts'],
    packages: ['vscode'],
  },
  { path: 'src/extension.ts', imports: ['src/activate.ts', 'src/nodeBytes.ts'], packages: ['vscode', 'node:crypto'] },
  {
    path: 'src/nodeBytes.ts',
    imports: ['src/hostPlatform.ts'],
    packages: ['node:buffer', 'node:fs', 'node:fs/promises', 'node:path', 'node:stream', 'node:zlib'],
  },
  {
    path: 'src/*',
    imports: ['src/core/index.ts', 'src/workspace', 'src/editor', 'src/panel', 'src/commands', 'src/views', 'src/*'],
    packages: ['vscode'],
  },
  { path: 'webview/toolkit', imports: [], packages: ['@vscode/webview-ui-toolkit'] },
  { path: 'webview/attestation', imports: ['webview/toolkit', 'src/panel/protocol.ts'], packages: [] },
];

interface Room {
  /** A folder with all below it, or the files of a folder alone (`*`). */
  readonly path: string;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

const files = ['src', 'webview'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')),
);

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
  const encoding = roomOf('src/core/encoding/hex.ts');
  assert.ok(encoding);
  assert.equal(mayImport(encoding, 'src/core/measurement/digest.ts'), false);
  assert.equal(mayImport(measurement, 'src/core/event/moduleId.ts'), false);
  assert.equal(mayImport(measurement, 'vscode'), false);
  assert.equal(mayImport(measurement, 'node:fs'), false);
  assert.equal(mayImport(editor, 'src/core/trail/scan.ts'), false);
  assert.equal(mayImport(editor, 'src/commands/copyValue.ts'), false);
  assert.equal(mayImport(editor, 'src/core/index.ts'), true);
  const views = roomOf('src/views/scanView.ts');
  const commands = roomOf('src/commands/scanFolder.ts');
  assert.ok(views && commands);
  assert.equal(mayImport(views, 'src/editor/fileText.ts'), true);
  assert.equal(mayImport(views, 'src/commands/scanFolder.ts'), false);
  assert.equal(mayImport(views, 'src/panel/protocol.ts'), false);
  assert.equal(mayImport(commands, 'src/views/scanView.ts'), false);
  assert.equal(mayImport(editor, 'src/views/scanView.ts'), false);
  const page = roomOf('webview/attestation/page.ts');
  const attestation = roomOf('src/core/attestation/attestationDocument.ts');
  assert.ok(page && attestation);
  assert.equal(mayImport(page, 'src/panel/protocol.ts'), true);
  assert.equal(mayImport(page, 'src/panel/panelHtml.ts'), false);
  assert.equal(mayImport(page, 'src/core/index.ts'), false);
  assert.equal(mayImport(page, '@vscode/webview-ui-toolkit'), false);
  assert.equal(mayImport(attestation, 'src/core/trail/trail.ts'), false);
});

/** What one file alone imports, so that it can be replaced there. */
const SOLE_IMPORTERS: Readonly<Record<string, string>> = {
  'cbor-x/decode': 'src/core/encoding/decodeCbor.ts',
  asn1js: 'src/core/attestation/certificate.ts',
};

test('cbor-x and the certificate library have one importer each', () => {
  for (const [name, importer] of Object.entries(SOLE_IMPORTERS)) {
    assert.deepEqual(
      files.filter((file) => importsOf(file).includes(name)),
      [importer],
    );
  }
});

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => isIn(file, room.path));
}

function mayImport(room: Room, imported: string): boolean {
  if (!imported.startsWith('src/') && !imported.startsWith('webview/')) {
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
