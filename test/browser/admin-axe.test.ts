import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAV } from '../../firmware/console/admin/nav.ts';
import { chromium } from '../support/peers.ts';
import { AdminPage } from './support/admin-page.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

/** Every page, and every part of a page that has its own address. */
const PLACES = [
  ...NAV.flatMap(({ pages }) => pages).flatMap(({ id, sections }) =>
    (sections ?? ['']).map((section) => `${id}/${section}`),
  ),
  'users/tokens',
];
const COLOURS = ['light', 'dark'] as const;
/** Two dozen places, each looked at twice. */
const WALK_MS_MAX = 300_000;

describe.runIf(chromium().wanted)('the administration, looked at by axe', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  /** The first one makes the administrator, the others log in. */
  let known = false;

  beforeAll(async () => {
    firmware = await startFirmware();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await firmware?.stop();
  });

  test.each(['zh-CN', 'en-GB'])(
    'nothing is found on any page in %s, in light and in dark',
    async (locale) => {
      // Axe measures colours: they must not be half-way between two.
      const admin = await AdminPage.open(browser, firmware.url, { locale, reducedMotion: 'reduce' });
      const { page } = admin;
      const found: string[] = [];
      const look = async (place: string): Promise<void> => {
        for (const colorScheme of COLOURS) {
          await page.emulateMedia({ colorScheme });
          found.push(...(await axeFindings(page)).map((one) => `${place}, ${colorScheme}: ${one}`));
        }
      };
      await look('door');
      if (known) await admin.logIn();
      else await admin.firstStart(firmware.firstCode);
      known = true;
      for (const place of PLACES) {
        await admin.walk(place);
        await admin.settled();
        await look(place);
      }
      await admin.walk('extensions');
      await page.getByRole('row', { name: '801' }).click();
      await admin.sheet.locator('details').evaluate((one) => one.setAttribute('open', ''));
      await look('form of an extension');
      await admin.sheet.locator('input').first().fill('802');
      await admin.keep();
      await page.locator('button.bar-findings').click();
      await look('findings');
      await admin.press('Escape');
      await page.getByRole('row').filter({ hasText: '1/2' }).click();
      await admin.sheet.locator('.field-findings').first().waitFor();
      await look('findings beside their field');
      await admin.press('Escape');
      await page.locator('.bar-tools .primary').click();
      await admin.sheet.locator('input[type=checkbox]').check();
      await look('commit');
      expect(found).toEqual([]);
      expect(admin.errors).toEqual([]);
      await admin.close();
    },
    WALK_MS_MAX,
  );
});
