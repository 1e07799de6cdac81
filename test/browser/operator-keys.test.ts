import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { openBrowser } from './support/chromium.ts';
import { OperatorPage } from './support/operator-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';

const CALLER = '02155501234';

describe.runIf(chromium().wanted)('the keys of an operator', () => {
  let browser: Browser;
  let desk: ScriptedDesk;
  let url: string;
  let operator: OperatorPage;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    desk = new ScriptedDesk();
    url = await desk.listen();
  });
  afterEach(async () => {
    expect(operator.errors).toEqual([]);
    await operator.close();
    await desk.close();
  });

  async function sit(settings: object = {}): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    await OperatorPage.arranged(context, 'lin', settings);
    operator = await OperatorPage.open(context, url);
    await operator.sitDown();
  }

  async function withCaller(): Promise<void> {
    desk.ring(CALLER, '上海代理商');
    await operator.waiting.waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
  }

  async function withCallerByF2(): Promise<void> {
    desk.ring('803', '');
    await operator.waiting.waitFor();
    await operator.press('F2');
    await operator.cardIs('source', 'connected');
  }

  test('writes 王 with an input method: its keys are no commands', async () => {
    await sit();
    await withCaller();
    const client = await operator.page.context().newCDPSession(operator.page);
    await client.send('Input.imeSetComposition', { text: 'wang', selectionStart: 4, selectionEnd: 4 });
    for (const [key, code] of [
      ['Enter', 'Enter'],
      ['+', 'NumpadAdd'],
      ['Escape', 'Escape'],
    ] as const) {
      await operator.page.evaluate(
        ([one, place]) =>
          document.activeElement!.dispatchEvent(
            new KeyboardEvent('keydown', {
              key: one!,
              code: place!,
              isComposing: true,
              bubbles: true,
              cancelable: true,
            }),
          ),
        [key, code],
      );
    }
    await client.send('Input.insertText', { text: '王' });
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8203' }).waitFor();
    expect(desk.asked.map(({ op }) => op)).toEqual(['consoleAnswer']);
  });

  test('leaves the browser its own keys, and writes into the search line wherever the focus is', async () => {
    await sit();
    const prevented = await operator.page.evaluate(() =>
      [
        { key: 'F1', code: 'F1' },
        { key: 'F3', code: 'F3' },
        { key: 'F5', code: 'F5' },
        { key: 'F11', code: 'F11' },
        { key: 'F12', code: 'F12' },
        { key: 'r', code: 'KeyR', ctrlKey: true },
        { key: 'Tab', code: 'Tab' },
      ].map((key) => {
        const event = new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true });
        document.activeElement!.dispatchEvent(event);
        return event.defaultPrevented;
      }),
    );
    expect(prevented).toEqual(Array.from({ length: 7 }, () => false));
    await operator.page.getByRole('tab', { name: 'Parked' }).click();
    await operator.page.keyboard.type('82');
    expect(await operator.line.inputValue()).toBe('82');
    await operator.page.locator('.op-status').click({ position: { x: 800, y: 10 } });
    await operator.page.keyboard.type('03');
    expect(await operator.line.inputValue()).toBe('8203');
  });

  test('gives a command another key, is told of a conflict, and takes it back', async () => {
    await sit({ profile: 'reader' });
    await operator.press('Alt+o');
    const hold = operator.page.getByRole('row', { name: /^Hold:|^Hold / });
    await hold.getByRole('button').first().click();
    await operator.press('F2');
    await operator.page.getByText('2 functions share their keys').waitFor();
    await hold.getByRole('button').first().click();
    await operator.press('F5');
    await hold.getByText('This key belongs to the browser').waitFor();
    await operator.press('Alt+y');
    await operator.page.getByText('functions share their keys').waitFor({ state: 'detached' });
    await operator.press('Escape');
    await operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    await withCallerByF2();
    await operator.press('Alt+y');
    await operator.page.locator('.op-held .op-line-row').waitFor();
    await operator.press('Alt+o');
    await operator.page.getByRole('button', { name: 'Reset all' }).click();
    await hold.getByText('F9').waitFor();
    await operator.press('Escape');
  });

  test('finds the keys as they were arranged at another computer', async () => {
    await sit();
    await operator.press('Alt+o');
    await operator.page.getByText('screen reader').click();
    await operator.page.getByRole('button', { name: 'Own keys' }).click();
    await operator.page.getByLabel('Own key 1', { exact: true }).selectOption('number');
    await operator.page.getByLabel('Number', { exact: true }).fill('8204');
    await operator.page.getByLabel('Name on the key').fill('boss');
    await expect.poll(() => JSON.stringify(desk.layout)).toContain('boss');
    await operator.close();
    await sit();
    await operator.page.locator('.op-status').filter({ hasText: 'screen reader' }).waitFor();
    await operator.press('Alt+Shift+1');
    await operator.cardIs('destination', 'alerting');
    expect(desk.asked.at(-1)).toEqual({ op: 'consoleCall', to: '8204' });
  });

  test('orders a wake-up call for the hit that is chosen, sees it there, and clears it', async () => {
    await sit();
    await operator.page.keyboard.type('8102');
    const hit = operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8102' });
    await hit.waitFor();
    await operator.press('Alt+w');
    await operator.page.getByRole('dialog').getByText('No wake-up call is ordered.').waitFor();
    await operator.page.keyboard.type('0730');
    await operator.press('Enter');
    await hit.getByText('wake-up 07:30').waitFor();
    await operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    await operator.press('Alt+w');
    await operator.page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await hit.getByText('wake-up').waitFor({ state: 'detached' });
    expect(desk.asked).toEqual([
      { op: 'setWakeUp', number: '8102', minuteOfDay: 450 },
      { op: 'setWakeUp', number: '8102', minuteOfDay: null },
    ]);
  });

  test('sets do-not-disturb from one time to another on the card of an extension, and clears it', async () => {
    await sit();
    await operator.page.keyboard.type('8204');
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8204' }).waitFor();
    const dialog = operator.page.getByRole('dialog');
    await operator.press('Alt+r');
    await dialog.getByLabel('From').fill('2200');
    await dialog.getByLabel('To', { exact: true }).fill('7:00');
    await operator.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await operator.press('Alt+r');
    await dialog.getByText('Do not disturb from 22:00 to 07:00.').waitFor();
    await dialog
      .getByRole('button', { name: 'May be disturbed again' })
      .and(operator.page.locator(':focus'))
      .waitFor();
    await operator.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const number = '8204';
    expect(desk.asked).toEqual([
      { op: 'setDoNotDisturb', number, on: true, from: 1_320, to: 420 },
      { op: 'setDoNotDisturb', number, on: false, from: null, to: null },
    ]);
  });

  test('sets by hand where the calls of the group go, sees it in the top bar, and gives it back', async () => {
    await sit();
    const choose = async (subject: string, ofIt: string, mode: string): Promise<void> => {
      await operator.page.getByRole('heading', { name: 'Day, night and modes' }).waitFor();
      await operator.press(subject);
      await operator.page.getByRole('heading', { name: ofIt }).waitFor();
      await operator.press(mode);
      await operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await operator.press('Alt+Shift+N');
    await choose('1', '总机: day, night or mode', '4');
    const top = operator.page.locator('.op-states');
    await top.getByRole('button', { name: 'mode 2 by hand' }).waitFor();
    await operator.says('总机 goes by mode 2.');
    await top.getByRole('button', { name: 'mode 2 by hand' }).click();
    await choose('1', '总机: day, night or mode', '5');
    await top.getByRole('button', { name: 'day automatic' }).waitFor();
    await operator.press('Alt+Shift+N');
    await choose('2', 'Times of the house: day, night or mode', '3');
    await expect.poll(() => desk.asked.length).toBe(3);
    expect(desk.asked).toEqual([
      { op: 'consoleDistribute', group: '9', mode: 'mode2' },
      { op: 'consoleDistribute', group: '9', mode: null },
      { op: 'setMode', mode: 'mode1' },
    ]);
  });

  test('sees the lamp of an extension change, in the list, on the card and on an own key', async () => {
    await sit({ own: [{ kind: 'extension', value: '8203', label: 'Wang' }] });
    await operator.page.keyboard.type('8203');
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    desk.setLamp('8203', 'busy');
    await operator.page.locator('.op-extension[data-number="8203"][data-lamp=busy]').waitFor();
    await operator.destination.locator('.op-lamp[data-lamp=busy]').waitFor();
    await operator.page.locator('.op-own-key .op-lamp[data-lamp=busy]').waitFor();
  });
});
