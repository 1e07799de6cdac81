import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unseal } from '../../tools/box/archive.ts';
import { chromium } from '../support/peers.ts';
import { GOOD_UPDATE, PretendBox } from '../support/pretend-box.ts';
import { AdminPage, PASSWORD } from './support/admin-page.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

const PASSPHRASE = 'a horse that telephones';
const UPDATE = {
  name: 'tipring-2.raucb',
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(GOOD_UPDATE),
};

describe.runIf(chromium().wanted)('the page of the box', () => {
  let browser: Browser;
  let firmware: RunningFirmware | null = null;
  let computer: PretendBox | null = null;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await firmware?.stop();
    await computer?.close();
    [firmware, computer] = [null, null];
  });

  async function open(environment: Record<string, string> = {}): Promise<AdminPage> {
    firmware = await startFirmware(undefined, environment);
    const admin = await AdminPage.open(browser, firmware.url, { locale: 'en-GB', reducedMotion: 'reduce' });
    await admin.firstStart(firmware.firstCode);
    await admin.walk('box');
    await admin.settled();
    return admin;
  }

  async function openBox(): Promise<{ readonly admin: AdminPage; readonly box: PretendBox }> {
    const box = new PretendBox();
    computer = box;
    await box.open();
    const admin = await open({ TIPRING_KEEPER: box.socket, TIPRING_DATA: box.data });
    return { admin, box };
  }

  test('on a computer that is no box it says so, and a backup comes out whole', async () => {
    const admin = await open();
    const { page } = admin;
    await page.getByText('This computer is no box').waitFor();
    expect(await page.getByRole('button', { name: 'Factory reset' }).count()).toBe(0);
    await page.getByLabel('Passphrase of the backup').fill(PASSPHRASE);
    await page.getByLabel('Passphrase again').fill(PASSPHRASE);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download a backup' }).click(),
    ]);
    const opened = unseal(readFileSync(await download.path()), PASSPHRASE);
    if (!opened.ok) throw new Error(opened.why);
    expect(opened.entries.map(({ path }) => path)).toContain('tipring.db');
    const [support] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the support file' }).click(),
    ]);
    expect(support.suggestedFilename()).toMatch(/^tipring-support-.*\.json$/);
    expect(admin.errors).toEqual([]);
  });

  test('a technician sends an update, hears why one is refused, and restarts the box', async () => {
    const { admin, box } = await openBox();
    const { page } = admin;
    const work = page.getByTestId('box-work');
    const install = async (file: typeof UPDATE): Promise<void> => {
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.getByRole('button', { name: 'Send and install' }).click();
    };
    await install({ ...UPDATE, buffer: Buffer.alloc(1_500_000, 'x') });
    await work.getByText('Not updated: signature verification failed').waitFor();
    await install(UPDATE);
    await work.getByText('Restart the box to run it').waitFor();
    await page.getByRole('row', { name: 'Slot of the next start B' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restart the box' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restart the box' }).click();
    await page.getByText('The box starts anew').waitFor();
    expect(box.done).toEqual(['installed', 'restart']);
    expect(admin.errors).toEqual([]);
  });

  test('a technician sees what is on the stick before it is written; none, several or a strange one cannot be installed', async () => {
    const { admin, box } = await openBox();
    const { page } = admin;
    const part = page.getByRole('region', { name: 'From a USB stick in the box' });
    const go = part.getByRole('button', { name: 'Install from the stick' });
    const look = async (text: string): Promise<void> => {
      await part.getByRole('button', { name: 'Look at the USB stick' }).click();
      await part.getByText(text).waitFor();
    };
    await look('No USB stick that can be read');
    box.sticks = { '/dev/sda1': { 'readme.txt': 'x' } };
    await look('No update is on the stick');
    box.sticks = { '/dev/sda1': { 'a.raucb': GOOD_UPDATE, 'b.raucb': GOOD_UPDATE } };
    await look('a.raucb, b.raucb');
    box.sticks = { '/dev/sda1': { 'strange.raucb': 'somebody else signed this' } };
    await look('signature verification failed');
    expect(await go.count()).toBe(0);
    box.sticks = { '/dev/sda1': { 'tipring-2.raucb': GOOD_UPDATE } };
    await look('version 2.0');
    expect(await axeFindings(page)).toEqual([]);
    await go.click();
    await page.getByTestId('box-work').getByText('Restart the box to run it').waitFor();
    expect(box.done).toEqual(['installed']);
    expect(admin.errors).toEqual([]);
  });

  test('everything goes only for the password and the word; a wrong one ends nothing', async () => {
    const { admin, box } = await openBox();
    const { page } = admin;
    await page.getByRole('button', { name: 'Factory reset' }).click();
    const dialog = page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: 'Factory reset' });
    await dialog.getByLabel('Your password').fill('somebody elses');
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel('Type RESET to confirm').fill('RESET');
    expect(await axeFindings(page)).toEqual([]);
    await go.click();
    await dialog.getByRole('alert').waitFor();
    expect(box.done).toEqual([]);
    await dialog.getByLabel('Your password').fill(PASSWORD);
    await go.click();
    await page.getByText('The box removes its data').waitFor();
    expect(box.done).toEqual(['restart']);
    expect(admin.errors).toEqual([]);
  });
});
