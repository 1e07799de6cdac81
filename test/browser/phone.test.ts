import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import { dialUntil } from './support/dial-until.ts';
import type { RunningFirmware } from './support/firmware.ts';
import { OperatorPage } from './support/operator-page.ts';
import { startOperatorsOffice, USER } from './support/operators-office.ts';
import { PhonePage } from './support/phone-page.ts';

/** Console 1 talks over the telephone 801; 王芳 has 802; 李丽 calls from 805. */
const [OPERATOR, WANG, CALLER] = ['phone:1/1', 'phone:1/2', 'phone:1/5'];

describe.runIf(chromium().wanted)('the user of a telephone at the real exchange', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  let bench: BenchPage;
  let operator: OperatorPage;
  let phone: PhonePage;

  beforeAll(async () => {
    firmware = await startOperatorsOffice();
    browser = await openBrowser();
    bench = await BenchPage.open(browser, firmware.url);
    operator = await OperatorPage.open(browser, firmware.url);
    await operator.logIn('lin');
    await operator.sitDown();
    await bench.lift(OPERATOR!);
    await operator.page.locator('.op-status').filter({ hasText: 'telephone off-hook' }).waitFor();
    phone = await PhonePage.open(browser, firmware.url);
    await phone.logIn(USER);
  });
  afterAll(async () => {
    expect([...(operator?.errors ?? []), ...(phone?.errors ?? [])]).toEqual([]);
    await browser?.close();
    await firmware?.stop();
  });

  /** 李丽 is with the operator, who has written down why and what was said. */
  async function callerIsAnswered(why: string, notes: string): Promise<void> {
    const waits = operator.waiting.filter({ hasText: '李丽' });
    await dialUntil(bench, CALLER!, '890', (timeout) => waits.waitFor({ timeout }));
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.press('Alt+t', 'Tab', 'Tab');
    await operator.page.keyboard.type(why);
    await operator.page.locator('.op-ticket').getByLabel('Notes').fill(notes);
    await operator.press('Escape');
  }

  test('reads who is announced, why and the notes while the telephone still rings, then talks to the caller', async () => {
    await callerIsAnswered('wants a room', 'two rooms, 10 March');
    await operator.page.keyboard.type('802');
    await operator.press('Enter');
    await bench.rings(WANG!);
    await phone.callIs('alerting');
    await phone.written('reason', 'wants a room');
    await phone.written('notes', 'two rooms, 10 March');
    await phone.page
      .getByTestId('announced')
      .filter({ hasText: '李丽' })
      .filter({ hasText: '805' })
      .waitFor();
    await phone.says(/announces 李丽 805\. .*Notes: two rooms, 10 March\./, true);
    expect(await phone.page.title()).toContain('李丽');
    expect(await phone.overhang()).toBe(0);
    await bench.lift(WANG!);
    await phone.callIs('connected');
    await operator.cardIs('destination', 'connected');
    await operator.press('Enter');
    await operator.cardIs('source', 'none');
    await phone.calls
      .filter({ hasText: '李丽' })
      .filter({ hasText: 'Put through by operator lin' })
      .waitFor();
    await phone.written('notes', 'two rooms, 10 March');
    await bench.hangUp(CALLER!);
    await bench.hangUp(WANG!);
    await phone.part('Last calls').locator('[data-how=answered]').filter({ hasText: '李丽' }).waitFor();
    await phone.part('Calls').getByText('No call.').waitFor();
  });

  test('sets do not disturb, forwarding and a wake-up call, and sees what others set', async () => {
    const quiet = phone.part('Do not disturb');
    await quiet.getByRole('button', { name: 'Begin now' }).click();
    await quiet.getByText('Set: calls do not ring.').waitFor();
    await operator.page.locator('.op-extension[data-number="802"][data-lamp=do-not-disturb]').waitFor();
    await quiet.getByRole('button', { name: 'Clear do not disturb' }).click();
    await quiet.getByText('Not set.').waitFor();
    await quiet.getByLabel('From').fill('22:30');
    await quiet.getByLabel('To').fill('07:00');
    await quiet.getByRole('button', { name: 'Set by the clock' }).click();
    await quiet.getByText('From 22:30 to 07:00.').waitFor();
    await quiet.getByRole('button', { name: 'Clear do not disturb' }).click();
    await quiet.getByText('Not set.').waitFor();

    const forward = phone.part('Forwarding');
    await forward.getByLabel('All calls to').fill('803');
    await forward.getByRole('button', { name: 'Save' }).click();
    await forward.getByText('All calls go to 803.').waitFor();
    await forward.getByLabel('All calls to').fill('');
    await forward.getByRole('button', { name: 'Save' }).click();
    await forward.getByText('All calls go to 803.').waitFor({ state: 'detached' });

    const wake = phone.part('Wake-up call');
    await wake.getByLabel('Time').fill('06:45');
    await wake.getByRole('button', { name: 'Order' }).click();
    await wake.getByText('Rings at 06:45.').waitFor();
    await wake.getByRole('button', { name: 'Clear the wake-up call' }).click();
    await wake.getByText('None is ordered.').waitFor();
  });

  test('reads a message that the operator has taken down, and says that it is read', async () => {
    await operator.press('Alt+m');
    const dialog = operator.page.locator('.dialog');
    await dialog.getByLabel('For').fill('802');
    await dialog.getByLabel('From').fill('Mr Gao');
    await dialog.getByLabel('Message').fill('Please call back.');
    await dialog.locator('button[type=submit]').click();
    const messages = phone.part('Messages');
    await messages.getByText('Please call back.').waitFor();
    await phone.says('New message from Mr Gao: Please call back.');
    await messages.getByRole('button', { name: 'Message from Mr Gao is read' }).click();
    await messages.getByText('No new message.').waitFor();
  });

  test('calls from the page: the own telephone rings, and whoever lifts it is put through', async () => {
    await phone.part('Call somebody').getByLabel('Number').fill('803');
    await phone.page.keyboard.press('Enter');
    await phone.part('Call somebody').getByText('the exchange will call 803').waitFor();
    await bench.rings(WANG!);
    await bench.lift(WANG!);
    await bench.rings('phone:1/3');
    await phone.calls.filter({ hasText: '王建国' }).waitFor();
    await phone.calls.getByRole('button', { name: 'Hang up' }).click();
    await bench.hangUp(WANG!);
    await phone.part('Calls').getByText('No call.').waitFor();
  });

  test('an operator without an own extension is told what is missing', async () => {
    const other = await PhonePage.open(browser, firmware.url);
    await other.enter('zhou');
    await other.page.getByText('Your account has no extension yet.').waitFor();
    expect(await other.page.locator('.my-part').count()).toBe(0);
    await other.close();
  });
});
