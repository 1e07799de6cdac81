import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PASSWORD } from './admin-page.ts';

/** The operator's console, in the words of somebody who sits at it. */
export class OperatorPage {
  readonly page: Page;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // A socket that is cut is told as an error too.
      if (message.type() === 'error' && !/WebSocket|status of 4/.test(message.text()))
        this.errors.push(message.text());
    });
  }

  /** In Chinese, as most operators read it; colours do not move while they are looked at. */
  static async open(
    browser: Browser | BrowserContext,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<OperatorPage> {
    const context =
      'newContext' in browser
        ? await browser.newContext({
            viewport: { width: 1366, height: 768 },
            locale: 'en-GB',
            reducedMotion: 'reduce',
            ...options,
          })
        : browser;
    const operator = new OperatorPage(await context.newPage());
    await operator.page.goto(new URL('operator', url).href);
    await operator.page.locator('h1').waitFor();
    return operator;
  }

  /** Before the page is opened: how this operator has arranged it. */
  static arranged(context: BrowserContext, user: string, settings: object): Promise<unknown> {
    return context.addInitScript(
      ([place, text]) => localStorage.setItem(place!, text!),
      [`tipring.operator.${user}`, JSON.stringify(settings)],
    );
  }

  async logIn(name: string, password = PASSWORD): Promise<void> {
    await this.page.locator('input[autocomplete=username]').fill(name);
    await this.page.locator('input[type=password]').fill(password);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.op-choice').first().waitFor();
  }

  async handOverTo(name: string, words: string, password = PASSWORD): Promise<void> {
    await this.press('Alt+u');
    await this.page.getByLabel('Next operator').fill(name);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByLabel('What the next shift should know').fill(words);
    await this.press('Tab', 'Enter');
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  async sitDown(): Promise<void> {
    await this.page.locator('.op-choice').first().click();
    await this.atWork();
  }

  async atWork(): Promise<void> {
    await this.page.locator('.op-top .link[data-state=up]').waitFor();
    await this.page.locator('#search-line').waitFor();
  }

  get source(): Locator {
    return this.page.locator('.op-card[data-side=source]');
  }
  get destination(): Locator {
    return this.page.locator('.op-card[data-side=destination]');
  }
  get waiting(): Locator {
    return this.page.locator('.op-waiting-row');
  }
  get line(): Locator {
    return this.page.locator('#search-line');
  }

  /** Waits until the hits are those of what is written, not of its first letters. */
  async searched(): Promise<void> {
    await this.page.locator('.op-hits[aria-busy=false]').waitFor({ state: 'attached' });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Waits until the card is in this state; `none`: it is empty. */
  async cardIs(side: 'source' | 'destination', state: string): Promise<void> {
    await this.page.locator(`.op-card[data-side=${side}][data-state=${state}]`).waitFor();
  }

  async prompts(text: string | RegExp): Promise<void> {
    await this.page.getByTestId('prompt').filter({ hasText: text }).waitFor();
  }

  /** Waits until a screen reader was told this; loud: in the middle of what it was saying. */
  async says(text: string | RegExp, loud = false): Promise<void> {
    await this.page
      .getByTestId(loud ? 'said-loud' : 'said')
      .filter({ hasText: text })
      .waitFor({ state: 'attached' });
  }

  /** Nothing can be seen of the page that was there before. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.atWork();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
