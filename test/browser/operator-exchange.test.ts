import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { AdminPage } from './support/admin-page.ts';
import { axeFindings } from './support/axe.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import { dialUntil } from './support/dial-until.ts';
import type { RunningFirmware } from './support/firmware.ts';
import { OperatorPage } from './support/operator-page.ts';
import { SUPERVISOR, startOperatorsOffice } from './support/operators-office.ts';

/** Console 1 talks over the telephone 801; 王芳 has 802, 王建国 803. */
const [OPERATOR, WANG] = ['phone:1/1', 'phone:1/2'];
const CALLER = 'phone:1/5';

describe.runIf(chromium().wanted)('an operator at the real exchange', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  let bench: BenchPage;
  let operator: OperatorPage;

  beforeAll(async () => {
    firmware = await startOperatorsOffice();
    browser = await openBrowser();
    bench = await BenchPage.open(browser, firmware.url);
    operator = await OperatorPage.open(browser, firmware.url);
    await operator.logIn('lin');
    await operator.sitDown();
    await bench.lift(OPERATOR!);
    await operator.page.locator('.op-status').filter({ hasText: 'telephone off-hook' }).waitFor();
  });
  afterAll(async () => {
    expect(operator?.errors ?? []).toEqual([]);
    await browser?.close();
    await firmware?.stop();
  });

  async function callerWaits(): Promise<void> {
    const waits = operator.waiting.filter({ hasText: '李丽' });
    await dialUntil(bench, CALLER, '890', (timeout) => waits.waitFor({ timeout }));
  }
  async function hangUp(...devices: readonly string[]): Promise<void> {
    for (const device of devices) await bench.hangUp(device);
  }

  test('answers, finds 王 by w, announces and connects with three keys; both hear each other', async () => {
    await callerWaits();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.page.keyboard.type('w');
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '王' }).waitFor();
    expect(await operator.page.locator('.op-hit[aria-selected=true] mark').textContent()).toBe('王');
    await operator.press('Enter');
    await bench.rings(WANG!);
    await operator.cardIs('destination', 'alerting');
    await bench.lift(WANG!);
    await operator.cardIs('destination', 'connected');
    await operator.press('Enter');
    await operator.cardIs('source', 'none');
    await operator.prompts('李丽 is connected with 王芳.');
    await bench.say(CALLER, 'tone1k');
    await bench.hearsHz(WANG!, 1000);
    await operator.page.locator('.op-extension[data-number="802"][data-lamp=busy]').waitFor();
    await bench.say(CALLER, 'none');
    await hangUp(CALLER, WANG!);
    await operator.page.locator('.op-extension[data-number="802"][data-lamp=free]').waitFor();
  });

  test('a caller who hangs up while he is announced is told, and nobody is connected to nobody', async () => {
    await callerWaits();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.page.keyboard.type('803');
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    await hangUp(CALLER);
    await operator.prompts('The caller 李丽 has hung up.');
    await operator.cardIs('source', 'none');
    await operator.press('Escape');
    await operator.cardIs('destination', 'none');
  });

  test('a caller from outside waits on the level of outside calls, and is sent on by one key', async () => {
    const line = bench.device('line:1/7');
    await line.getByRole('button', { name: 'Call in' }).click();
    await operator.waiting.filter({ hasText: '外线' }).filter({ hasText: '02155501234' }).waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.page.keyboard.type('wjg');
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '803' }).waitFor();
    await operator.press('Shift+Enter');
    await bench.rings('phone:1/3');
    await operator.cardIs('source', 'none');
    await bench.lift('phone:1/3');
    await bench.say('line:1/7', 'tone1k');
    await bench.hearsHz('phone:1/3', 1000);
    await bench.say('line:1/7', 'none');
    // The far end first: a line that the exchange has released already has nothing to hang up.
    await line.getByRole('button', { name: 'Far end hangs up' }).click();
    await hangUp('phone:1/3');
  });

  test('a reload in the middle of a call loses nothing, and the shift changes in the middle of it', async () => {
    await callerWaits();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.press('Alt+t', 'Tab', 'Tab');
    await operator.page.keyboard.type('wants a room');
    await operator.press('Escape');
    await operator.page.locator('.op-ticket').getByLabel('Why').waitFor();
    await operator.reload();
    await operator.cardIs('source', 'connected');
    expect(await operator.page.getByLabel('Why').inputValue()).toBe('wants a room');
    await operator.press('F9');
    await operator.cardIs('source', 'none');
    await operator.page.locator('.op-held').filter({ hasText: '李丽' }).waitFor();
    await operator.handOverTo('zhou', 'Somebody is on hold.');
    await operator.page.locator('.op-top').filter({ hasText: 'zhou' }).waitFor();
    await operator.atWork();
    await operator.page.locator('.op-held').filter({ hasText: '李丽' }).waitFor();
    await operator.press('Alt+h');
    await operator.cardIs('source', 'connected');
    await operator.press('NumpadSubtract');
    await operator.cardIs('source', 'none');
    await hangUp(CALLER);
  });

  test('the wall shows who waits and who works', async () => {
    const wall = await operator.page.context().newPage();
    await wall.goto(new URL('wallboard', firmware.url).href);
    await wall
      .locator('.wall-consoles li')
      .filter({ hasText: '话务台 1' })
      .filter({ hasText: 'zhou' })
      .waitFor();
    await callerWaits();
    await wall.locator('.wall-level[data-waiting]').filter({ hasText: '内线' }).waitFor();
    await hangUp(CALLER);
    await wall.locator('.wall-level[data-waiting]').waitFor({ state: 'detached' });
    await wall.close();
  });

  test('a supervisor sees the shifts of all operators, day by day, and takes them away as a table', async () => {
    const admin = await AdminPage.open(browser, firmware.url, { locale: 'en-GB', reducedMotion: 'reduce' });
    await admin.logIn(SUPERVISOR);
    await admin.walk('shifts');
    const row = (operator: string) =>
      admin.page
        .locator('.plain-table tbody tr')
        .filter({ has: admin.page.getByRole('rowheader', { name: operator }) });
    await row('lin')
      .filter({ hasText: 'handed over to zhou' })
      .filter({ hasText: 'Somebody is on hold.' })
      .waitFor();
    await row('zhou').filter({ hasText: 'on duty' }).waitFor();
    await admin.page.getByText(/answered [1-9]\d* \(\d+% within three rings\)/).waitFor();
    expect(await axeFindings(admin.page)).toEqual([]);
    const loading = admin.page.waitForEvent('download');
    await admin.page.locator('a[href*="shifts.csv"]').click();
    expect((await loading).suggestedFilename()).toMatch(/^shifts-.*\.csv$/);
    await admin.page.getByLabel('Operator').fill('zhou');
    await row('lin').first().waitFor({ state: 'detached' });
    expect(admin.errors).toEqual([]);
    await admin.close();
  });
});
