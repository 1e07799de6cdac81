import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { axeFindings } from './support/axe.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

// Real time needs a processor: on a machine that is overloaded for a moment, a call is tried again.
describe.runIf(chromium().wanted)('the bench page', { retry: 2 }, () => {
  let firmware: RunningFirmware;
  let browser: Browser;

  beforeAll(async () => {
    firmware = await startFirmware();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await firmware?.stop();
  });

  const FOUR = (['zh-CN', 'en-GB'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
  );

  test.each(FOUR)(
    'has no finding of axe in $locale, $colorScheme, at rest and with a telephone lifted',
    async (options) => {
      // Axe measures colours: they must not be half-way between two.
      const bench = await BenchPage.open(browser, firmware.url, { ...options, reducedMotion: 'reduce' });
      expect(await axeFindings(bench.page)).toEqual([]);
      await bench.lift('phone:1/1');
      await bench.page.locator('.call-choice').first().waitFor();
      expect(await axeFindings(bench.page)).toEqual([]);
      await bench.quiet();
      expect(bench.errors).toEqual([]);
      await bench.close();
    },
  );

  test('speaks the browser’s language first, then the one chosen, also after a reload', async () => {
    const bench = await BenchPage.open(browser, firmware.url, { locale: 'zh-CN' });
    const { page } = bench;
    await page.getByRole('heading', { name: '交换机' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    await page.getByRole('radio', { name: 'EN' }).check({ force: true });
    await page.getByRole('heading', { name: 'Exchange', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Exchange', exact: true }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await bench.close();
  });

  test('a whole call with the keyboard alone, told to a screen reader', async () => {
    const bench = await BenchPage.open(browser, firmware.url);
    const { page } = bench;
    const said = page.getByTestId('announcer');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the telephones');
    await bench.device('phone:1/1').focus();
    await page.keyboard.press('Enter');
    await bench.hears('phone:1/1', 'dial');
    await bench.type('802');
    await bench.rings('phone:1/2');
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=announcer]')?.textContent?.includes('802 rings, 801 calling'),
    );
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.locator('.cord[data-talking]').waitFor();
    await page.waitForFunction(() =>
      document.querySelector('[data-testid=announcer]')?.textContent?.includes('801 talks to 802'),
    );
    await page.keyboard.press('h');
    await bench.hears('phone:1/1', 'busy');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('h');
    await bench.isOnHook('phone:1/1');
    await bench.quiet();
    expect(await said.getAttribute('aria-live')).toBe('polite');
    await bench.close();
  });

  test('shows the registers of the chip behind a line, and lights the one that changes', async () => {
    const bench = await BenchPage.open(browser, firmware.url);
    const { page } = bench;
    await page.getByRole('button', { name: /^port 1\/1/ }).click();
    const loopStatus = page.locator('.register', { hasText: 'Loop status' });
    await loopStatus.waitFor();
    const before = await loopStatus.locator('.register-value').textContent();
    await bench.lift('phone:1/1');
    await page.locator('.register[data-lit]', { hasText: 'Loop status' }).waitFor();
    expect(await loopStatus.locator('.register-value').textContent()).not.toBe(before);
    await page.getByRole('button', { name: /^port 1\/7/ }).click();
    await page.locator('.register', { hasText: 'DC termination' }).waitFor();
    await bench.quiet();
    await bench.close();
  });

  test('a fault put on a line raises an alarm that says what to do, and goes when the fault goes', async () => {
    const bench = await BenchPage.open(browser, firmware.url);
    const { page } = bench;
    await page.getByRole('button', { name: /^port 1\/8/ }).click();
    const battery = page.locator('.fault', { hasText: 'No battery' });
    await battery.click();
    await page.locator('.outside[data-device="line:1/8"][data-state="dead"]').waitFor();
    await battery.click();
    await page.locator('.outside[data-device="line:1/8"][data-state="idle"]').waitFor();
    const out = page.locator('.fault', { hasText: 'Card out' });
    await out.click();
    await page.locator('.alarm').first().waitFor();
    expect(await page.locator('.alarm-todo').first().textContent()).not.toBe('');
    await out.click();
    await page.locator('.alarms .pane-empty').waitFor({ timeout: 30_000 });
    await page.locator('.status-item', { hasText: '8/8' }).waitFor({ timeout: 30_000 });
    await bench.close();
  });

  test('finds both sockets again after the exchange and the simulator were restarted, without a reload', async () => {
    const bench = await BenchPage.open(browser, firmware.url);
    const { page } = bench;
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    const port = Number(new URL(firmware.url).port);
    await firmware.stop();
    await page.locator('.link[data-state="down"]').first().waitFor();
    firmware = await startFirmware(port);
    await page.waitForFunction(() => document.querySelectorAll('.link[data-state="up"]').length === 2);
    await bench.lift('phone:1/1');
    await bench.hears('phone:1/1', 'dial');
    expect(await page.locator('body[data-same-page]').count()).toBe(1);
    await bench.quiet();
    await bench.close();
  });
});
