/**
 * User settings of a fresh profile in which nothing but the extension shows itself.
 * @type {Readonly<Record<string, unknown>>}
 */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.inlayHints.enabled': 'on',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};
