import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
} from '@vscode/webview-ui-toolkit';

/**
 * Defines the toolkit's elements that the factories of this folder use. Call it once, before any of them, while the page
 * is still loading: after `load` the toolkit no longer takes up the theme's colours.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextArea());
}
