import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { SocketNetwork } from '#adapters/sip/network.ts';
import { Phone } from '../sip/support/phone.ts';
import { chromium } from '../support/peers.ts';
import { AdminPage } from './support/admin-page.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { type RunningFirmware, startFirmware } from './support/firmware.ts';

const HOST = '127.0.0.1';
const WALK_MS_MAX = 120_000;

/** A carrier on this computer: it knows our address, and sends no voice. */
async function openCarrier() {
  const { network } = await SocketNetwork.open({
    ...{ listen: [{ transport: 'UDP', local: { host: HOST, port: 0 } }], tls: null },
  });
  const { port } = network.listeners[0]!.local;
  const carrier = new Phone(network, new RealClock(), { host: HOST, port: 5060 }, '4000', 5);
  return { carrier, network, port };
}

const officeOf = (port: number): string => `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
trunkGroups: [{ id: outside }]
sip:
  trunks:
    - { id: carrier, group: outside, domain: ${HOST}, port: ${port}, transport: udp, user: "4000", registers: false, ringIn: "801" }
`;

describe.runIf(chromium().wanted)('a test call over a trunk, at the page', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  let folder: string;
  let far: Awaited<ReturnType<typeof openCarrier>>;

  beforeAll(async () => {
    far = await openCarrier();
    folder = mkdtempSync(join(tmpdir(), 'tipring-test-call-'));
    writeFileSync(join(folder, 'office.yaml'), officeOf(far.port));
    firmware = await startFirmware(undefined, { TIPRING_DATA: folder });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await firmware?.stop();
    await far?.network.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'an administrator reads why the carrier refuses, then hears it answered and hangs up, by keyboard alone',
    async () => {
      const admin = await AdminPage.open(browser, firmware.url, { locale: 'en-GB', reducedMotion: 'reduce' });
      const { page } = admin;
      const looked: string[] = [];
      const look = async (place: string): Promise<void> => {
        looked.push(...(await axeFindings(page)).map((one) => `${place}: ${one}`));
      };
      await admin.firstStart(firmware.firstCode);
      await admin.walk('sip-status');
      const row = page.getByRole('row').filter({ hasText: 'carrier' });
      await row.getByText('up', { exact: true }).waitFor();
      await row.getByRole('button', { name: 'Test call over carrier' }).press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Test call over carrier' });
      const log = dialog.getByRole('log', { name: 'How it goes' });
      const number = dialog.getByRole('textbox', { name: 'Number' });
      expect(await number.inputValue()).toBe('');
      await look('before');

      await number.fill('anna');
      await number.press('Enter');
      expect(await number.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
      await number.fill('110');
      await number.press('Enter');
      await dialog.getByText('This is an emergency number: it is not called for a test.').waitFor();

      far.carrier.onIncoming = (session) => far.carrier.do((ua, now) => ua.reject(session, 403, {}, now));
      await number.fill('6234 5678');
      await number.press('Enter');
      await log.getByText('62345678 is dialled, the caller is the trunk’s own number.').waitFor();
      await log.getByText('No route of the office leads this number').waitFor();
      await log.getByText('The carrier answered: 403 Forbidden').waitFor();
      await log.getByText('Check user, password and domain of the trunk').waitFor();
      await look('refused');

      far.carrier.onIncoming = (session) => far.carrier.pickUp(session);
      await number.press('Enter');
      await log.getByText('voice not encrypted').waitFor();
      await dialog.getByText('0 packets of voice have come so far').waitFor();
      await look('talking');
      await dialog.getByRole('button', { name: 'Hang up' }).press('Enter');
      await log.getByText('Hung up.').waitFor();
      await log.getByText('Nothing was heard of the far side.').waitFor();
      expect(far.carrier.session).toBeNull();

      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await row.getByRole('button', { name: 'Test call over carrier' }).press('Enter');
      expect(await number.inputValue()).toBe('');
      expect(looked).toEqual([]);
      expect(admin.errors).toEqual([]);
    },
    WALK_MS_MAX,
  );
});
