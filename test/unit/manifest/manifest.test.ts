import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CommandId } from '../../../src/commandIds.ts';
import { MEASUREMENTS_FILE_NAME } from '../../../src/core/index.ts';

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly views: { readonly explorer: readonly { readonly id: string; readonly when: string }[] };
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default: unknown; readonly scope?: string; readonly maximum?: number }>
      >;
    };
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
  };
}

/** Tests run from the root of the repository, and as bundles somewhere else. */
const committed = (...names: readonly string[]): string => readFileSync(path.resolve(...names), 'utf8');

const manifest: Manifest = JSON.parse(committed('package.json'));
const { contributes } = manifest;

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: committed('src', name) }));

function source(name: string): string {
  return sources.find((file) => file.name === path.join(...name.split('/')))?.text ?? assert.fail(`no ${name}`);
}

/** What stands between quotes in the first match of a pattern. */
function quoted(text: string, pattern: RegExp): readonly string[] {
  const [found] = pattern.exec(text) ?? assert.fail(`nothing matches ${pattern}`);
  return [...found.matchAll(/'([^']+)'/g)].map(([, word = '']) => word);
}

describe('the commands of the manifest', () => {
  const contributed = contributes.commands.map(({ command }) => command).sort();

  it('are those that the code knows, each once', () => {
    assert.deepEqual(contributed, Object.values(CommandId).sort());
    assert.equal(new Set(contributed).size, contributed.length);
  });

  it('are registered, each in one place', () => {
    const registered = sources.flatMap(({ text }) =>
      [...text.matchAll(/registerCommand\(\s*CommandId\.(\w+)/g)].map(([, name = '']) => name),
    );
    assert.deepEqual(registered.sort(), Object.keys(CommandId).sort());
  });

  it('are the only ones in menus and key bindings', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    for (const { command } of used) {
      assert.ok(contributed.includes(command), command);
    }
  });

  it('have a title and the category of the extension', () => {
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^[A-Z]/);
      assert.equal(category, 'Enclave Trail');
    }
  });

  it('stand in the palette only where they have something to act on, but for those that need nothing', () => {
    const always = contributed.filter(
      (command) => !contributes.menus.commandPalette?.some((entry) => entry.command === command),
    );
    assert.deepEqual(
      always,
      [
        CommandId.openSampleTrail,
        CommandId.showRecognised,
        CommandId.decode,
        CommandId.decodeClipboard,
        CommandId.addReferenceFromEif,
        CommandId.addReferenceFromOutput,
        CommandId.decodeFile,
        CommandId.scanFolder,
        CommandId.copyQueryForAthena,
        CommandId.copyQueryForLake,
        CommandId.openAsTrail,
      ].sort(),
    );
  });

  it('depend on a context that the code sets', () => {
    const set = [
      'workspace/activeTrail.ts',
      'panel/documentContext.ts',
      'editor/viewOffer.ts',
      'editor/viewContext.ts',
      'views/scanView.ts',
    ].flatMap((name) => [...source(name).matchAll(/_KEY = '([^']+)'/g)].map(([, key = '']) => key));
    const [view] = quoted(source('views/scanView.ts'), /VIEW_ID = '[^']+'/);
    assert.deepEqual(
      contributes.views.explorer.map(({ id }) => id),
      [view],
    );
    const viewWhens = contributes.views.explorer.map(({ when }) => when);
    const whens = Object.values(contributes.menus).flatMap((entries) => entries.map(({ when }) => when));
    const keys = [...whens, ...viewWhens].flatMap((when) => when.match(/enclaveTrail\.\w+/g) ?? []);
    assert.deepEqual([...new Set(keys)].sort(), [...set, view].sort());
  });
});

describe('the settings of the manifest', () => {
  const contributed = Object.keys(contributes.configuration.properties).sort();
  const text = source('workspace/settings.ts');
  const kinds = quoted(text, /type AnnotationKind =[^;]+;/);

  it('are those that the code reads', () => {
    const whole = [...text.matchAll(/\.(?:get|inspect)(?:<\w+>)?\('([\w.]+)'/g)].map(([, name = '']) => name);
    assert.deepEqual(
      [...whole, ...kinds.map((kind) => `${kind}.enabled`)].map((name) => `enclaveTrail.${name}`).sort(),
      contributed,
    );
  });

  it('are read in one place', () => {
    const readers = sources.filter(({ text }) => text.includes('getConfiguration'));
    assert.deepEqual(
      readers.map(({ name }) => name),
      [path.join('workspace', 'settings.ts')],
    );
  });

  it('have the defaults that the code falls back on', () => {
    for (const kind of ['annotations', ...kinds]) {
      assert.equal(contributes.configuration.properties[`enclaveTrail.${kind}.enabled`]?.default, true, kind);
    }
    const glob = contributes.configuration.properties['enclaveTrail.referenceMeasurements.files']?.default;
    assert.ok(text.includes(`'${glob}'`));
    for (const name of ['attestation.addedRoots', 'referenceMeasurements.own']) {
      assert.deepEqual(contributes.configuration.properties[`enclaveTrail.${name}`]?.default, [], name);
    }
    const limits = [...text.matchAll(/'(limits\.\w+)'\), ([\d_* ]+), ([\d_]+)\)/g)];
    assert.equal(limits.length, 3);
    for (const [, name = '', most = '', otherwise = ''] of limits) {
      const setting = contributes.configuration.properties[`enclaveTrail.${name}`];
      const product = most
        .replaceAll('_', '')
        .split('*')
        .reduce((value, factor) => value * Number(factor), 1);
      assert.equal(setting?.default, Number(otherwise.replaceAll('_', '')), name);
      assert.equal(setting?.maximum, product, name);
    }
  });

  it('that name what is trusted are of the machine: no workspace sets them', () => {
    assert.equal(contributes.configuration.properties['enclaveTrail.attestation.addedRoots']?.scope, 'machine');
    assert.equal(contributes.configuration.properties['enclaveTrail.referenceMeasurements.own']?.scope, 'application');
  });

  it('that an untrusted workspace may not set exist', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual([...restricted].sort(), [
      'enclaveTrail.limits.calls',
      'enclaveTrail.limits.compressionRatio',
      'enclaveTrail.limits.decompressedSize',
      'enclaveTrail.referenceMeasurements.files',
    ]);
    for (const name of restricted) {
      assert.ok(contributed.includes(name));
    }
  });
});

describe('the paths of the manifest', () => {
  const pages = ['dist/webview/attestation.js', 'dist/webview/attestation.css'];

  it('exist once the extension is built', async () => {
    await (await builder()).buildExtension();
    for (const name of [manifest.main, manifest.browser, manifest.icon, ...pages, ...schemaFiles()]) {
      assert.ok(existsSync(path.resolve(name)), name);
    }
  });

  it('come with the licences of all packages that went into them', async () => {
    const names: readonly string[] = await (await builder()).buildExtension();
    assert.ok(names.includes('cbor-x'));
    const noticed = [...committed('THIRD-PARTY-NOTICES.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    assert.deepEqual(noticed, names);
  });

  it('go into the package', () => {
    const packed = committed('.vscodeignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    for (const name of [manifest.main, manifest.browser, manifest.icon, ...pages, ...schemaFiles()]) {
      const plain = name.replace(/^\.\//, '');
      assert.ok(
        packed.some((line) => line === plain || (line.endsWith('/**') && plain.startsWith(line.slice(0, -2)))),
        name,
      );
    }
  });

  it('name a schema for the files that say by their name that references are in them', () => {
    const names = contributes.jsonValidation.map(({ fileMatch }) => fileMatch);
    assert.deepEqual(names, [MEASUREMENTS_FILE_NAME]);
  });

  async function builder(): Promise<{ buildExtension(): Promise<readonly string[]> }> {
    return await import(pathToFileURL(path.resolve('scripts', 'build.mjs')).href);
  }

  function schemaFiles(): readonly string[] {
    return contributes.jsonValidation.map(({ url }) => url);
  }
});

describe('activation', () => {
  it('comes with the languages that may hold a trail or a policy, the sample, views and the page, and never at start', () => {
    const languages = [
      ...quoted(source('workspace/trailSelector.ts'), /LANGUAGES = \[[^\]]+\]/),
      ...quoted(source('workspace/trailSelector.ts'), /\[\.\.\.LANGUAGES, [^\]]+\]/),
    ];
    const [viewType] = quoted(source('panel/attestationPanel.ts'), /VIEW_TYPE = '[^']+'/);
    const [scheme] = quoted(source('workspace/sampleFiles.ts'), /SAMPLE_SCHEME = '[^']+'/);
    const [viewScheme] = quoted(source('workspace/viewAddress.ts'), /VIEW_SCHEME = '[^']+'/);
    const [excerptScheme] = quoted(source('workspace/excerptAddress.ts'), /EXCERPT_SCHEME = '[^']+'/);
    assert.deepEqual(
      [...manifest.activationEvents].sort(),
      [
        ...languages.map((language) => `onLanguage:${language}`),
        `onFileSystem:${scheme}`,
        `onFileSystem:${viewScheme}`,
        `onFileSystem:${excerptScheme}`,
        `onWebviewPanel:${viewType}`,
      ].sort(),
    );
    assert.deepEqual(languages, ['json', 'jsonc', 'jsonl', 'plaintext', 'log', 'csv', 'markdown', 'yaml']);
  });
});

describe('versions', () => {
  it('of VS Code are the same in the engine, in its types and in the oldest build that tests run', async () => {
    const { oldest } = await import(pathToFileURL(path.resolve('scripts', 'vscode', 'versions.mjs')).href);
    const minor = (version: string): string => version.replace(/^\^/, '').split('.').slice(0, 2).join('.');
    assert.match(manifest.engines.vscode, /^\^\d+\.\d+\.0$/);
    assert.equal(minor(manifest.devDependencies['@types/vscode'] ?? ''), minor(manifest.engines.vscode));
    assert.equal(minor(oldest.vscode), minor(manifest.engines.vscode));
  });

  it('of packages are exact', () => {
    const packages = { ...manifest.dependencies, ...manifest.devDependencies };
    assert.ok(Object.keys(packages).length > 10);
    for (const [name, version] of Object.entries(packages)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
  });

  it('in the lock file are those of the manifest', () => {
    const lock = JSON.parse(committed('package-lock.json'));
    assert.deepEqual(lock.packages[''].devDependencies, manifest.devDependencies);
    assert.deepEqual(lock.packages[''].dependencies, manifest.dependencies);
  });

  it('in the lock file name no registry', () => {
    const lock: { readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>> } = JSON.parse(
      committed('package-lock.json'),
    );
    for (const [name, entry] of Object.entries(lock.packages)) {
      assert.equal(entry.resolved, undefined, name);
    }
    assert.doesNotMatch(committed('package-lock.json'), /registry\.|\/-\/[^"]+\.tgz/);
  });
});
