import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { AdminPage } from './support/admin-page.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

const FIRST_LOAD_BYTES_MAX = 350 * 1024;
const BUILT = join(import.meta.dirname, '../../build/console');

describe.runIf(chromium().wanted)('work in the administration', () => {
  let firmware: RunningFirmware;
  let browser: Browser;

  beforeAll(async () => {
    firmware = await startFirmware();
    browser = await openBrowser();
    const admin = await AdminPage.open(browser, firmware.url);
    await admin.firstStart(firmware.firstCode);
    await admin.close();
  });
  afterAll(async () => {
    await browser?.close();
    await firmware?.stop();
  });

  async function atWork(place = 'extensions'): Promise<AdminPage> {
    const admin = await AdminPage.open(browser, firmware.url, { locale: 'en-GB' });
    await admin.logIn();
    // The language of the person counts, whatever the browser's is; this person wants English now.
    await admin.page.getByRole('radio', { name: 'EN' }).check({ force: true });
    await admin.walk(place);
    await admin.page.getByRole('row').nth(1).waitFor();
    return admin;
  }
  const bar = (admin: AdminPage) => admin.page.locator('.bar-count');

  test('extensions are changed, made and removed with the keyboard alone, told to a screen reader', async () => {
    const admin = await atWork();
    const { page } = admin;
    const said = page.getByTestId('announcer');
    await page.getByRole('button', { name: 'Many at once' }).focus();
    await admin.press('Tab', 'ArrowDown', 'Enter');
    await admin.field('Number').waitFor();
    expect(await admin.field('Number').evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await admin.field('Number').inputValue()).toBe('802');
    await admin.press('Tab', 'ControlOrMeta+a');
    await page.keyboard.type('Kitchen');
    await admin.press('Enter');
    await page.getByRole('gridcell', { name: 'Kitchen' }).waitFor();
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=announcer]')?.textContent?.includes('802 · Kitchen'),
    );
    expect(await bar(admin).textContent()).toBe('1 change not in force');
    await admin.press('Delete');
    await page.getByRole('alertdialog').waitFor();
    await admin.press('Enter');
    await page.getByRole('row', { name: '802' }).waitFor({ state: 'detached' });
    expect(await said.textContent()).toContain('802 · Kitchen removed');
    await page.getByRole('row', { name: '803' }).focus();
    await admin.press('n');
    await admin.field('Number').waitFor();
    expect(await admin.field('Number').inputValue()).toBe('807');
    await admin.press('Escape');
    await admin.sheet.waitFor({ state: 'detached' });
    expect(await bar(admin).textContent()).toBe('2 changes not in force');
    expect(admin.errors).toEqual([]);
    await admin.close();
  });

  test('changes survive a reload and an ended session, and undo takes them back', async () => {
    const admin = await atWork();
    const { page } = admin;
    await page.getByRole('row', { name: '801' }).click();
    await admin.field('Name').fill('Reception');
    await admin.keep();
    await page.reload();
    await page.getByRole('gridcell', { name: 'Reception' }).waitFor();
    await page
      .locator('.bar-findings')
      .filter({ hasText: /Nothing found|warning/ })
      .waitFor();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Your session has ended').waitFor();
    await admin.logIn();
    await page.getByRole('radio', { name: 'EN' }).check({ force: true });
    await admin.walk('extensions');
    await page.getByRole('gridcell', { name: 'Reception' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await bar(admin).waitFor({ state: 'detached' });
    await page.getByRole('gridcell', { name: 'Telephone 1' }).waitFor();
    await admin.close();
  });

  test('a wrong number is told beside its field, in the list, and by its line in the text', async () => {
    const admin = await atWork();
    const { page } = admin;
    await page.getByRole('row', { name: '801' }).click();
    await admin.field('Number').fill('80a');
    await admin.sheet.getByRole('button', { name: 'Keep' }).click();
    expect(await admin.sheet.locator('.field-problem').textContent()).toBe(
      'It is not written as it must be.',
    );
    await admin.field('Number').fill('803');
    await admin.keep();
    await page.locator('.row[data-wrong=error]').filter({ hasText: '803' }).click();
    await admin.sheet.getByText('803 is the number of').waitFor();
    const described = await admin.field('Number').getAttribute('aria-describedby');
    expect(described).toContain('findings');
    await admin.press('Escape');
    await admin.walk('text');
    await page.locator('.editor-lines [data-severity=error]').first().waitFor();
    const [line] = (await page
      .locator('.finding')
      .filter({ hasText: 'TR-PLAN-012' })
      .getByRole('button')
      .textContent())!.match(/\d+/)!;
    expect((await page.locator('.editor-text').inputValue()).split('\n')[Number(line) - 1]).toContain('803');
    await admin.close();
  });

  test('who commits second sees what the first has changed, and puts his own on top; a commit waits to be confirmed', async () => {
    const [one, two] = [await atWork(), await atWork()];
    for (const [admin, number, name] of [
      [one, '804', 'Garage'],
      [two, '805', 'Workshop'],
    ] as const) {
      await admin.page.getByRole('row', { name: number }).click();
      await admin.field('Name').fill(name);
      await admin.keep();
    }
    await one.page.getByRole('button', { name: 'Commit…' }).click();
    await one.field('Reason').fill('names');
    await one.sheet.getByRole('checkbox').check();
    await one.sheet.getByRole('button', { name: 'Commit', exact: true }).click();
    await one.page.locator('.countdown').waitFor();
    await one.page.getByRole('button', { name: 'Confirm' }).click();
    await one.page.locator('.countdown').waitFor({ state: 'detached' });

    await two.page.getByRole('button', { name: 'See what changed' }).click();
    await two.page.locator('.diff-line[data-kind=added]').filter({ hasText: 'Garage' }).waitFor();
    await two.press('Escape');
    await two.page.getByRole('button', { name: 'Put my changes on top' }).click();
    await two.page.getByRole('gridcell', { name: 'Garage' }).waitFor();
    await two.page.getByRole('gridcell', { name: 'Workshop' }).waitFor();
    await two.page.getByRole('button', { name: 'Commit…' }).click();
    await two.field('Reason').fill('more names');
    await two.sheet.getByRole('button', { name: 'Commit', exact: true }).click();
    await bar(two).waitFor({ state: 'detached' });

    await two.walk('versions');
    await two.page.getByText('more names').waitFor();
    await two.page.getByRole('button', { name: 'Go back to it: version 1' }).click();
    await two.field('Reason').fill('as it was');
    await two.sheet.getByRole('button', { name: 'Go back to it' }).click();
    await two.page.getByText('(back to version 1)').waitFor();
    expect([...one.errors, ...two.errors]).toEqual([]);
    await one.close();
    await two.close();
  });

  test('a viewer sees lines and alarms, and nothing that he may not', async () => {
    const admin = await atWork();
    await admin.walk('users');
    await admin.page.getByRole('button', { name: 'New user' }).click();
    await admin.field('User name').fill('guest');
    await admin.field('Role').selectOption('viewer');
    await admin.field('Password').fill('only for looking at');
    await admin.keep();
    const guest = await AdminPage.open(browser, firmware.url);
    await guest.logIn('guest', 'only for looking at');
    const links = await guest.page
      .locator('.pages .page-link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(['/', '/admin/lines', '/admin/alarms', '/admin/modes', '/admin/password']);
    await guest.go('extensions');
    await guest.page.getByRole('row').filter({ hasText: '801' }).waitFor();
    expect(guest.errors).toEqual([]);
    await guest.close();
    await admin.close();
  });

  test.each(['', 'admin', 'operator', 'wallboard', 'phone'])(
    'the first load of /%s is small',
    async (path) => {
      const page = await browser.newPage();
      const names = new Set<string>();
      page.on('response', (answer) => {
        const name = new URL(answer.url()).pathname;
        if (/\.(js|css)$/.test(name)) names.add(name);
      });
      await page.goto(new URL(path, firmware.url).href, { waitUntil: 'networkidle' });
      const bytes = [...names].reduce(
        (sum, name) => sum + gzipSync(readFileSync(join(BUILT, name))).length,
        0,
      );
      console.log(`first load of /${path}: ${names.size} files, ${(bytes / 1024).toFixed(0)} KB gzip`);
      expect(bytes).toBeGreaterThan(50 * 1024);
      expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
      await page.close();
    },
  );
});
