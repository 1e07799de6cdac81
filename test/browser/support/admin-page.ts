import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

export const PASSWORD = 'correct horse battery';

/** The administration, in the words of somebody who works with it. */
export class AdminPage {
  readonly page: Page;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // What the exchange refuses (a wrong password, a conflict) Chromium tells as an error too.
      if (message.type() === 'error' && !message.text().includes('status of 4'))
        this.errors.push(message.text());
    });
  }

  static async open(
    browser: Browser | BrowserContext,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<AdminPage> {
    const context =
      'newContext' in browser
        ? await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', ...options })
        : browser;
    const admin = new AdminPage(await context.newPage());
    await admin.page.goto(new URL('admin', url).href);
    await admin.page.locator('h1').waitFor();
    return admin;
  }

  async firstStart(code: string): Promise<void> {
    const { page } = this;
    await page.locator('form input').nth(0).fill(code);
    await page.locator('input[type=password]').nth(0).fill(PASSWORD);
    await page.locator('input[type=password]').nth(1).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('.pages').waitFor();
  }

  async logIn(name = 'admin', password = PASSWORD): Promise<void> {
    const { page } = this;
    await page.locator('input[autocomplete=username]').fill(name);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('.pages').waitFor();
  }

  /** By the address, as a link would. */
  async go(path: string): Promise<void> {
    await this.page.goto(new URL(`/admin/${path}`, this.page.url()).href);
    await this.page.locator('main h1').waitFor();
  }

  /** As a link inside the page does, without a reload. */
  async walk(path: string): Promise<void> {
    await this.page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/admin/${path}`);
    await this.page.locator('main h1').waitFor();
  }

  /** Everything that the page asked for has come. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState('networkidle');
  }

  /** The sheet or dialog that is open. */
  get sheet(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  /** A field of the form that is open, by its name. */
  field(name: string): Locator {
    return this.sheet.getByLabel(name, { exact: true }).and(this.page.locator('input, select, textarea'));
  }

  /** Ends the form: what it says is a change that is not in force. */
  async keep(): Promise<void> {
    await this.sheet.locator('button[type=submit]').click();
    await this.sheet.waitFor({ state: 'detached' });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
