/**
 * Drives a whole VS Code workbench in a browser, with the packed extension installed.
 * Every workbench has a server, a profile and a copy of test/fixtures/workspace of its own.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Browser, ConsoleMessage, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../../scripts/vscode/browser.mjs';
import { whenParentEnds } from '../../scripts/vscode/parent.mjs';
import { type Server, startServer } from '../../scripts/vscode/server.mjs';
import { newest } from '../../scripts/vscode/versions.mjs';
import { plain, pointOfText, rowsOfLines } from './page.ts';

export type Theme = 'light' | 'dark' | 'high contrast' | 'high contrast light';

export interface WorkbenchOptions {
  /** What to open: a path in the workspace folder, or a whole URI such as `enclave-trail:/sample/trail.json`. */
  readonly open?: string;
  readonly theme?: Theme;
  /** Whether workspace trust is asked for, which leaves the workspace in restricted mode; off unless given. */
  readonly trust?: boolean;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of machine scope. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** The folder whose copy is opened; test/fixtures/workspace unless given. */
  readonly workspace?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface GutterIcon {
  /** The number that the editor shows beside the icon. */
  readonly line: number;
  /** The computed `background-image`. */
  readonly image: string;
}

const patience = 20_000;
const actionTimeout = 10_000;
const testTimeout = 120_000;

const themes: Readonly<Record<Theme, string>> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high contrast': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
};

whenParentEnds(() => process.exit(1));

/** A test with a workbench of its own. When it fails, a picture of the page is kept and the logs are shown. */
export function workbenchTest(
  name: string,
  options: WorkbenchOptions,
  body: (workbench: Workbench) => Promise<void>,
): void {
  test(name, { timeout: testTimeout }, async () => {
    const workbench = await openWorkbench(options);
    try {
      await body(workbench);
    } catch (error) {
      await workbench.explainFailure(name);
      throw error;
    } finally {
      await workbench.close();
    }
  });
}

/** Opens a workbench and waits until what was asked for is open. The caller closes it. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const server = await startServer({
    build: newest,
    settings: { 'editor.hover.delay': 100, ...themeSettings(options.theme ?? 'light'), ...options.settings },
    workspaceTemplate: options.workspace ?? path.join('test', 'fixtures', 'workspace'),
    trust: options.trust ?? false,
    ...(options.machineSettings === undefined ? {} : { machineSettings: options.machineSettings }),
    ...withInstalledExtension(),
  });
  try {
    const browser = await launchBrowser();
    const page = await openPage(browser, options.size ?? { width: 1280, height: 800 });
    page.setDefaultTimeout(actionTimeout);
    const workbench = new Workbench(server, browser, page);
    await workbench.load(options.open);
    return workbench;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export class Workbench {
  readonly page: Page;
  /** The open folder, on this machine's disk. */
  readonly folder: string;
  /** All that the page and its frames wrote to the console, oldest first. */
  readonly consoleMessages: ConsoleMessage[] = [];
  readonly #server: Server;
  readonly #browser: Browser;

  constructor(server: Server, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    this.folder = server.workspace ?? '';
    page.on('console', (message) => this.consoleMessages.push(message));
  }

  /** The editor that has the focus, or had it last. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** A line of the editor that holds a text; hints count as part of it. Spaces match no-break spaces. */
  line(text: string): Locator {
    return this.editor.locator('.view-line', { hasText: spacesAsDrawn(text) }).first();
  }

  /** The text of that line as drawn, hints included, once it is there. */
  async lineText(text: string): Promise<string> {
    return plain(await this.#text(this.line(text)));
  }

  /** All lines that are drawn, from top to bottom, with their hints. */
  async visibleLines(): Promise<readonly string[]> {
    return (await this.editor.evaluate(rowsOfLines)).map(({ text }) => text);
  }

  /** The inlay hints of the line that holds a text, in their order; an empty list if it has none. */
  async inlayHints(text: string): Promise<readonly string[]> {
    const hints = this.line(text).locator('span[class*="dyn-rule"], span[class*="inlayHint"]');
    return (await hints.allTextContents()).map(plain).filter((hint) => hint !== '');
  }

  /** Waits for a hint whose text contains `hint` on a line that holds `text`, and returns the hint. */
  async waitForInlayHint(text: string, hint: string): Promise<string> {
    return this.until(`the hint “${hint}” beside “${text}”`, async () =>
      (await this.inlayHints(text)).find((candidate) => candidate.includes(hint)),
    );
  }

  /**
   * Moves the pointer to a text in the editor, and returns what the hover says that opens. An editor that is still
   * scrolling drops its hover, so the pointer comes again until there is one.
   */
  async hover(text: string, expected = ''): Promise<string> {
    const hovers = this.page.locator('.monaco-hover:visible', { hasText: expected });
    await this.until(`a hover “${expected}” on “${text}”`, async () => {
      // Elsewhere first: a pointer that is there already would not move.
      await this.page.mouse.move(0, 0);
      const point = await this.#pointOf(text);
      await this.page.mouse.move(point.x - 1, point.y);
      await this.page.mouse.move(point.x, point.y);
      return hovers
        .first()
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        );
    });
    return this.until('a hover that has loaded', async () => {
      const words = plain((await hovers.allInnerTexts()).join('\n')).trim();
      return words === '' || /^Loading/.test(words) ? undefined : words;
    });
  }

  /** The hover that is open: to look for links in it, and to click them. */
  get openHover(): Locator {
    return this.page.locator('.monaco-hover:visible').first();
  }

  /** Clicks a text in the editor, with modifier keys for Go to Definition and the like. */
  async clickText(text: string, modifiers: readonly ('Control' | 'Alt' | 'Shift')[] = []): Promise<void> {
    const point = await this.#pointOf(text);
    for (const key of modifiers) await this.page.keyboard.down(key);
    await this.page.mouse.click(point.x, point.y);
    for (const key of modifiers) await this.page.keyboard.up(key);
  }

  /** The titles of the code lenses that are drawn, from top to bottom. */
  async codeLenses(): Promise<readonly string[]> {
    const titles = await this.editor.locator('.codelens-decoration > a, .codelens-decoration > span').allInnerTexts();
    return titles.map((title) => plain(title).trim()).filter((title) => title !== '' && title !== '|');
  }

  /**
   * Follows the link of a hint, and waits for the editor that it opens. VS Code drops the commands of hints when it asks
   * for new ones, and a click in that moment does nothing, so it is made again, as a person would.
   */
  async followHint(hint: string, opened: string): Promise<void> {
    await this.until(`the editor “${opened}” behind the hint “${hint}”`, async () => {
      await this.clickText(hint, ['Control']).catch(() => undefined);
      return this.#tab(opened)
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        );
    });
  }

  /** Clicks a lens until what it does was seen: the command of a lens that is being replaced is lost likewise. */
  async clickCodeLens(title: string, seen: () => Promise<boolean>): Promise<void> {
    await this.until(`what the lens “${title}” does`, async () => {
      if (await seen()) return true;
      await this.editor
        .locator('.codelens-decoration a', { hasText: title })
        .first()
        .click({ timeout: 3_000 })
        .catch(() => undefined);
      await this.page.waitForTimeout(500);
      return seen();
    });
  }

  /** The icons in the editor's glyph margin. */
  async gutterIcons(): Promise<readonly GutterIcon[]> {
    const rows = await this.editor.evaluate(rowsOfLines);
    const icons = await this.editor.locator('.margin .cgmr').evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        image: getComputedStyle(element).backgroundImage,
      })),
    );
    return icons.flatMap(({ top, image }) => {
      const row = rows.find((candidate) => Math.abs(candidate.top - top) < 4);
      return row === undefined || image === 'none' ? [] : [{ line: row.number, image }];
    });
  }

  /** Waits for an item of the status bar whose text holds `text`, and returns all of its text. */
  async statusBarItem(text: string | RegExp): Promise<string> {
    return plain(await this.#text(this.statusBarItemElement(text))).trim();
  }

  statusBarItemElement(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** The messages of the notifications that are shown. */
  async notifications(): Promise<readonly string[]> {
    const toasts = this.page.locator('.notifications-toasts .notification-list-item-message');
    return (await toasts.allInnerTexts()).map(plain);
  }

  /** Waits for a notification whose message holds `text`, and returns the message. */
  async notification(text: string): Promise<string> {
    return this.until(`a notification “${text}”`, async () =>
      (await this.notifications()).find((message) => message.includes(text)),
    );
  }

  async clickNotificationButton(title: string): Promise<void> {
    await this.page.locator('.notifications-toasts .monaco-button', { hasText: title }).first().click();
  }

  /** The rows of the quick pick of that title, each with its description and detail after a space. */
  async quickPickRows(title: string): Promise<readonly string[]> {
    await this.page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
    const rows = this.page.locator('.quick-input-widget:visible .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((row) => plain(row).replace(/\s+/g, ' ').trim());
  }

  /** Picks the first row that holds a text. */
  async pick(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first().click();
  }

  /** Types into the quick pick or input box that is open. */
  async fillInput(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget:visible input.input').fill(text);
  }

  /**
   * Runs a command by the title under which the command palette lists it. The palette hides when something else takes
   * the focus, as the command before may still do, so it is opened again until the command is there.
   */
  async runCommand(title: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    await this.until(`the command “${title}” in the palette`, async () => {
      if (await widget.isVisible()) await this.page.keyboard.press('Escape');
      await widget.waitFor({ state: 'hidden' });
      await this.page.keyboard.press('F1');
      const row = widget.locator('.monaco-list-row', { hasText: title }).first();
      const open = async (): Promise<boolean> => {
        await widget.locator('input.input').fill(`>${title}`, { timeout: 1_500 });
        await row.click({ timeout: 1_500 });
        return true;
      };
      return open().catch(() => false);
    });
  }

  /** Opens a file of the workspace folder by its path there. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.fillInput(name);
    await this.page
      .locator('.quick-input-widget:visible .monaco-list-row', { hasText: path.basename(name) })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
    await this.waitForEditor(name);
  }

  /**
   * Chooses an item of the menu that a file or folder has in the explorer. A menu that is opened before VS Code knows the
   * extension does not have it, and one that just opened takes no click.
   */
  async chooseInExplorer(name: string, title: string): Promise<void> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    const item = this.page.locator('.monaco-menu .action-label', { hasText: title }).first();
    await this.until(`“${title}” in the menu of ${name}`, async () => {
      await this.page.keyboard.press('Escape');
      await row.click({ button: 'right' });
      return item
        .click({ timeout: 2_000, delay: 50 })
        .then(() => item.waitFor({ state: 'hidden', timeout: 2_000 }))
        .then(
          () => true,
          () => false,
        );
    });
  }

  /** Waits until the tab of a file is the active one. */
  async waitForEditor(name: string): Promise<void> {
    await this.#tab(name).waitFor({ timeout: patience });
  }

  /** The title of the active editor's tab. */
  async activeTab(): Promise<string> {
    return plain(await this.#text(this.page.locator('.editor-group-container.active .tab.active .monaco-icon-label')));
  }

  async goToLine(line: number): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('Control+g');
    await this.fillInput(`:${line}`);
    await this.page.keyboard.press('Enter');
  }

  /** Puts the cursor behind the first drawn occurrence of a text, and types. */
  async typeAfter(text: string, typed: string): Promise<void> {
    const point = await this.#pointOf(text, 'end');
    await this.page.mouse.click(point.x, point.y);
    await this.page.keyboard.type(typed);
  }

  /** Takes a quick fix at the caret, by its title; a picture of the list is kept under `picture`. */
  async quickFix(title: string, picture: string): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    // A palette that is still closing takes the key, and the list closes when the editor scrolls on.
    await this.until(`the quick fix “${title}”`, async () => {
      await this.page.keyboard.press('Control+.');
      const take = async (): Promise<boolean> => {
        await row.waitFor({ timeout: 3_000 });
        await this.screenshot(picture);
        await row.click({ timeout: 2_000 });
        return true;
      };
      return take().catch(() => false);
    });
  }

  /** The problems of all files, as the Problems view lists them. */
  async problems(): Promise<readonly string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const rows = this.page.locator(
      '.markers-panel .monaco-list-row .marker-message-details-container, .markers-panel .monaco-list-row .message',
    );
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((row) => plain(row).replace(/\s+/g, ' ').trim());
  }

  /** The inside of the webview that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** The page's errors and broken content security policies that are of a webview or name the extension. */
  consoleErrors(): readonly string[] {
    return this.consoleMessages
      .filter((message) => message.type() === 'error' || /Content.Security.Policy/i.test(message.text()))
      .map((message) => `${message.text().slice(0, 1_000)} (${message.location().url.slice(0, 200)})`)
      .filter((line) => line.includes('/webview/') || line.includes('enclave-trail.enclave-trail'));
  }

  /** Tries again until there is an answer that is neither undefined nor false. */
  async until<T>(what: string, attempt: () => Promise<T | undefined | false>, timeout = patience): Promise<T> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const answer = await attempt();
      if (answer !== undefined && answer !== false) return answer;
      if (Date.now() > deadline) throw new Error(`${what}: not seen within ${timeout / 1000} s`);
      await this.page.waitForTimeout(100);
    }
  }

  /** A picture of the page in out/screenshots. */
  async screenshot(name: string): Promise<string> {
    const file = path.join('out', 'screenshots', `${name.replace(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** A picture that the documentation shows; it is replaced there only with UPDATE_PICTURES=1. */
  async picture(name: string): Promise<void> {
    const file = await this.screenshot(name);
    if (process.env.UPDATE_PICTURES !== '1') return;
    const folder = path.join('docs', 'pictures');
    mkdirSync(folder, { recursive: true });
    copyFileSync(file, path.join(folder, path.basename(file)));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /** Shows what there is to see when a test failed. */
  async explainFailure(name: string): Promise<void> {
    const file = await this.screenshot(`FAILED ${name}`).catch(() => 'no picture');
    const lines = this.consoleMessages
      .filter((message) => !/^%c (INFO|TRACE|DEBUG)/.test(message.text()))
      .slice(-15)
      .map((message) => `[page] ${message.text().slice(0, 300)}`);
    const server = this.#server.log().trim().split('\n').slice(-10);
    process.stdout.write(`${[`  “${name}” failed: ${file}`, ...lines, '--- server ---', ...server].join('\n')}\n`);
  }

  /**
   * Reloads the window as a user does, so that VS Code keeps what it has open. A workbench that was told to open a file
   * would open that again, and restore nothing else.
   */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patience });
  }

  async load(open: string | undefined): Promise<void> {
    const uri = open === undefined || /^[\w-]+:/.test(open) ? open : this.#server.uri(path.join(this.folder, open));
    await this.page.goto(this.#server.url(uri === undefined ? [] : [['openFile', uri]]));
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patience });
    if (open === undefined) return;
    await this.waitForEditor(open);
    await this.editor.locator('.view-line').first().waitFor({ timeout: patience });
  }

  #tab(name: string): Locator {
    const active = this.page.locator('.editor-group-container.active .tab.active');
    return active.filter({ hasText: path.posix.basename(name) }).first();
  }

  async #text(locator: Locator): Promise<string> {
    await locator.waitFor({ timeout: patience });
    return (await locator.textContent()) ?? '';
  }

  async #pointOf(
    text: string,
    where: 'middle' | 'end' = 'middle',
  ): Promise<{ readonly x: number; readonly y: number }> {
    await this.line(text).waitFor({ timeout: patience });
    const point = await this.editor.evaluate(pointOfText, { text, where });
    if (point === null) throw new Error(`“${text}” is not drawn in the editor`);
    return point;
  }
}

function themeSettings(theme: Theme): Readonly<Record<string, unknown>> {
  return { 'workbench.colorTheme': themes[theme], 'window.autoDetectHighContrast': false };
}

function withInstalledExtension(): { readonly extensions?: string } {
  const extensions = process.env.ENCLAVE_TRAIL_EXTENSIONS;
  return extensions === undefined ? {} : { extensions };
}

/** The editor draws spaces as no-break spaces. */
function spacesAsDrawn(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[ \u00a0]'));
}
