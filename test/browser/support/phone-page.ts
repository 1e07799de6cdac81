import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PASSWORD } from './admin-page.ts';

/** The page of a telephone's user, in the words of somebody who has it on a mobile telephone. */
export class PhonePage {
  readonly page: Page;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // A socket that is cut, and what the exchange refuses, are told as errors too.
      if (message.type() === 'error' && !/WebSocket|status of 4/.test(message.text()))
        this.errors.push(message.text());
    });
  }

  /** In a browser of its own: who has logged in elsewhere is nobody here. */
  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
  ): Promise<PhonePage> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    await prepare(context);
    const phone = new PhonePage(await context.newPage());
    await phone.page.goto(new URL('phone', url).href);
    return phone;
  }

  async logIn(name: string): Promise<void> {
    await this.enter(name);
    await this.isUp();
  }

  /** Whatever comes then. */
  async enter(name: string): Promise<void> {
    await this.page.locator('input[autocomplete=username]').fill(name);
    await this.page.locator('input[type=password]').fill(PASSWORD);
    await this.page.keyboard.press('Enter');
  }

  async isUp(): Promise<void> {
    await this.page.locator('.my-head .link[data-state=up]').waitFor();
    await this.page.locator('#calls').waitFor();
  }

  get calls(): Locator {
    return this.page.locator('.my-call');
  }
  /** The only call is in this state. */
  async callIs(state: string): Promise<void> {
    await this.page.locator(`.my-call[data-state=${state}]`).waitFor();
  }
  /** A row of what an operator has written down: `wanted`, `reason`, `notes`. */
  async written(row: string, text: string): Promise<void> {
    await this.page.locator(`.my-written [data-row=${row}] dd`).filter({ hasText: text }).waitFor();
  }
  part(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }
  /** Waits until a screen reader was told this; loud: in the middle of what it was saying. */
  async says(text: string | RegExp, loud = false): Promise<void> {
    await this.page
      .getByTestId(loud ? 'said-loud' : 'said')
      .filter({ hasText: text })
      .waitFor({ state: 'attached' });
  }

  /** How much wider than the screen the page is, px. */
  overhang(): Promise<number> {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
