import { type Disposable, workspace } from 'vscode';

const SECTION = 'enclaveTrail';

/** Kinds of annotation that can be switched off one by one; `annotations.enabled` switches all. */
export type AnnotationKind =
  | 'inlayHints'
  | 'hovers'
  | 'codeLenses'
  | 'gutter'
  | 'overviewRuler'
  | 'statusBar'
  | 'diagnostics';

export function isEnabled(kind: AnnotationKind): boolean {
  const settings = workspace.getConfiguration(SECTION);
  return settings.get('annotations.enabled', true) && settings.get(`${kind}.enabled`, true);
}

/** The glob by which files of reference measurements are found. */
export function measurementFilesGlob(): string {
  // Settings are what people type: whatever is no pattern is none, and the default stands.
  const glob = workspace.getConfiguration(SECTION).get<unknown>('referenceMeasurements.files');
  return typeof glob === 'string' && glob.trim() !== '' ? glob : '**/*.{json,jsonc,txt,template,yaml,yml,eif}';
}

/**
 * Reference measurements of the user's own. The setting has application scope, and what a workspace says of it is left
 * out here as well: they count in every workspace, trusted or not.
 */
export function ownMeasurements(): readonly unknown[] {
  const inspected = workspace.getConfiguration(SECTION).inspect<unknown>('referenceMeasurements.own');
  const entries = inspected?.globalValue;
  return Array.isArray(entries) ? entries : [];
}

/**
 * Roots that the user trusts beside AWS's own, as PEM. The setting has machine scope, and what a workspace says of it is
 * left out here as well: a folder must not bring its own root along.
 */
export function addedRootTexts(): readonly string[] {
  const inspected = workspace.getConfiguration(SECTION).inspect<unknown>('attestation.addedRoots');
  const roots = inspected?.globalValue;
  return Array.isArray(roots) ? roots.filter((root): root is string => typeof root === 'string') : [];
}

/** How much of files that are read as streams is taken. */
export interface TrailLimits {
  /** Bytes that may come out of one compressed file. */
  readonly decompressedBytes: number;
  /** Bytes that may come out for each byte of it. */
  readonly ratio: number;
  /** Calls that are held at a time. */
  readonly calls: number;
}

/** As the settings have them: what is no number in its bounds is none, and the default stands. */
export function trailLimits(): TrailLimits {
  const settings = workspace.getConfiguration(SECTION);
  const mebibytes = withinBounds(settings.get<unknown>('limits.decompressedSize'), 1024 * 1024, 2048);
  return {
    decompressedBytes: mebibytes * 1024 * 1024,
    ratio: withinBounds(settings.get<unknown>('limits.compressionRatio'), 100_000, 200),
    calls: withinBounds(settings.get<unknown>('limits.calls'), 1_000_000, 50_000),
  };
}

function withinBounds(value: unknown, most: number, otherwise: number): number {
  return typeof value === 'number' && value >= 1 && value <= most ? Math.floor(value) : otherwise;
}

/** What the user wants a diagnostic to be, by its code; undefined where they say nothing that has a meaning. */
export function diagnosticSeverity(code: string): SeveritySetting | undefined {
  const severities = workspace.getConfiguration(SECTION).get<unknown>('diagnostics.severity');
  const entries = typeof severities === 'object' && severities !== null ? Object.entries(severities) : [];
  const wanted = entries.find(([name]) => name === code)?.[1];
  return SEVERITY_SETTINGS.find((severity) => severity === wanted);
}

const SEVERITY_SETTINGS = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type SeveritySetting = (typeof SEVERITY_SETTINGS)[number];

export function onSettingsChanged(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) {
      listener();
    }
  });
}

/** Keeps a feature registered while any of its kinds is switched on. */
export function whileEnabled(kinds: readonly AnnotationKind[], register: () => Disposable): Disposable {
  let registered: Disposable | undefined;
  let state = '';
  const update = (): void => {
    const wanted = kinds.map(isEnabled).join();
    if (wanted !== state) {
      state = wanted;
      registered?.dispose();
      registered = kinds.some(isEnabled) ? register() : undefined;
    }
  };
  update();
  const subscription = onSettingsChanged(update);
  return {
    dispose: () => {
      subscription.dispose();
      registered?.dispose();
    },
  };
}
