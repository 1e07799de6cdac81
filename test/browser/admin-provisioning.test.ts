import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { AdminPage } from './support/admin-page.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

const OFFICE = `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
sip:
  devices:
    - { extension: "820", secret: anna-geheim-7, mac: "00:15:65:AB:CD:EF", lampKeys: ["801"] }
`;
const WALK_MS_MAX = 120_000;

describe.runIf(chromium().wanted)('telephones that set themselves up, at the page', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-provisioning-'));
    writeFileSync(join(folder, 'office.yaml'), OFFICE);
    firmware = await startFirmware(undefined, { TIPRING_DATA: folder });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await firmware?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'a technician makes the address, copies it by keyboard alone, and sees when the telephone has fetched its settings',
    async () => {
      const admin = await AdminPage.open(browser, firmware.url, { locale: 'en-GB', reducedMotion: 'reduce' });
      const { page } = admin;
      const looked: string[] = [];
      const look = async (place: string): Promise<void> => {
        looked.push(...(await axeFindings(page)).map((one) => `${place}: ${one}`));
      };
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await admin.firstStart(firmware.firstCode);
      await admin.walk('sip-status');
      const row = page.getByRole('row').filter({ hasText: '00:15:65:AB:CD:EF' });
      await row.getByText('it has no address yet').waitFor();
      await look('a telephone without an address');

      await row.getByRole('button', { name: 'Make its address: 820' }).press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Settings of 820' });
      const address = dialog.getByRole('textbox', { name: 'Address to type in' });
      await address.waitFor();
      const written = await address.inputValue();
      expect(written).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/provision\/[a-z2-9]{26}\/$/);
      await dialog.getByRole('button', { name: 'Copy: Address to type in' }).press('Enter');
      await page.getByTestId('announcer').filter({ hasText: 'copied' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(written);
      await look('the address');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain(written);

      const file = await fetch(new URL('001565abcdef.cfg', written));
      expect([file.status, await file.text()]).toEqual([
        200,
        expect.stringContaining('account.1.display_name = Anna'),
      ]);
      await row.getByText('It has the newest settings.').waitFor();
      await row.getByText('001565abcdef.cfg').waitFor();

      await row.getByRole('button', { name: 'New secret: 820' }).press('Enter');
      const question = page.getByRole('alertdialog', { name: 'New secret: 820' });
      await question.waitFor();
      await look('the question');
      await question.getByRole('button', { name: 'New secret' }).press('Enter');
      await address.waitFor();
      expect(await address.inputValue()).not.toBe(written);
      expect((await fetch(new URL('001565abcdef.cfg', written))).status).toBe(404);
      await page.keyboard.press('Escape');
      await row.getByText('Its settings have changed since.').waitFor();
      await look('a telephone that has fetched');
      expect(looked).toEqual([]);
      expect(admin.errors).toEqual([]);
      await admin.close();
    },
    WALK_MS_MAX,
  );
});
