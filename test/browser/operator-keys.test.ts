import { describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { operatorSeat } from './support/operator-seat.ts';

const CALLER = '02155501234';

describe.runIf(chromium().wanted)('the keys of an operator', () => {
  const seat = operatorSeat();
  const withCaller = () => seat.answers(CALLER, '上海代理商', 'NumpadAdd');
  const withCallerByF2 = () => seat.answers('803', '', 'F2');

  test('writes 王 with an input method: its keys are no commands', async () => {
    await seat.sit();
    await withCaller();
    const client = await seat.operator.page.context().newCDPSession(seat.operator.page);
    await client.send('Input.imeSetComposition', { text: 'wang', selectionStart: 4, selectionEnd: 4 });
    for (const [key, code] of [
      ['Enter', 'Enter'],
      ['+', 'NumpadAdd'],
      ['Escape', 'Escape'],
    ] as const) {
      await seat.operator.page.evaluate(
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
    await seat.operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8203' }).waitFor();
    expect(seat.desk.asked.map(({ op }) => op)).toEqual(['consoleAnswer']);
  });

  test('leaves the browser its own keys, and writes into the search line wherever the focus is', async () => {
    await seat.sit();
    const prevented = await seat.operator.page.evaluate(() =>
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
    await seat.operator.page.getByRole('tab', { name: 'Parked' }).click();
    await seat.operator.page.keyboard.type('82');
    expect(await seat.operator.line.inputValue()).toBe('82');
    await seat.operator.page.locator('.op-status').click({ position: { x: 800, y: 10 } });
    await seat.operator.page.keyboard.type('03');
    expect(await seat.operator.line.inputValue()).toBe('8203');
  });

  test('gives a command another key, is told of a conflict, and takes it back', async () => {
    await seat.sit({ profile: 'reader' });
    await seat.operator.press('Alt+o');
    const hold = seat.operator.page.getByRole('row', { name: /^Hold:|^Hold / });
    await hold.getByRole('button').first().click();
    await seat.operator.press('F2');
    await seat.operator.page.getByText('2 functions share their keys').waitFor();
    await hold.getByRole('button').first().click();
    await seat.operator.press('F5');
    await hold.getByText('This key belongs to the browser').waitFor();
    await seat.operator.press('Alt+y');
    await seat.operator.page.getByText('functions share their keys').waitFor({ state: 'detached' });
    await seat.operator.press('Escape');
    await seat.operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    await withCallerByF2();
    await seat.operator.press('Alt+y');
    await seat.operator.page.locator('.op-held .op-line-row').waitFor();
    await seat.operator.press('Alt+o');
    await seat.operator.page.getByRole('button', { name: 'Reset all' }).click();
    await hold.getByText('F9').waitFor();
    await seat.operator.press('Escape');
  });

  test('finds the keys as they were arranged at another computer', async () => {
    await seat.sit();
    await seat.operator.press('Alt+o');
    await seat.operator.page.getByText('screen reader').click();
    await seat.operator.page.getByRole('button', { name: 'Own keys' }).click();
    await seat.operator.page.getByLabel('Own key 1', { exact: true }).selectOption('number');
    await seat.operator.page.getByLabel('Number', { exact: true }).fill('8204');
    await seat.operator.page.getByLabel('Name on the key').fill('boss');
    await expect.poll(() => JSON.stringify(seat.desk.layout)).toContain('boss');
    await seat.operator.close();
    await seat.sit();
    await seat.operator.page.locator('.op-status').filter({ hasText: 'screen reader' }).waitFor();
    await seat.operator.press('Alt+Shift+1');
    await seat.operator.cardIs('destination', 'alerting');
    expect(seat.desk.asked.at(-1)).toEqual({ op: 'consoleCall', to: '8204' });
  });

  test('orders a wake-up call for the hit that is chosen, sees it there, and clears it', async () => {
    await seat.sit();
    await seat.operator.page.keyboard.type('8102');
    const hit = seat.operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8102' });
    await hit.waitFor();
    await seat.operator.press('Alt+w');
    await seat.operator.page.getByRole('dialog').getByText('No wake-up call is ordered.').waitFor();
    await seat.operator.page.keyboard.type('0730');
    await seat.operator.press('Enter');
    await hit.getByText('wake-up 07:30').waitFor();
    await seat.operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    await seat.operator.press('Alt+w');
    await seat.operator.page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await hit.getByText('wake-up').waitFor({ state: 'detached' });
    expect(seat.desk.asked).toEqual([
      { op: 'setWakeUp', number: '8102', minuteOfDay: 450 },
      { op: 'setWakeUp', number: '8102', minuteOfDay: null },
    ]);
  });

  test('sets do-not-disturb from one time to another on the card of an extension, and clears it', async () => {
    await seat.sit();
    await seat.operator.page.keyboard.type('8204');
    await seat.operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '8204' }).waitFor();
    const dialog = seat.operator.page.getByRole('dialog');
    await seat.operator.press('Alt+r');
    await dialog.getByLabel('From').fill('2200');
    await dialog.getByLabel('To', { exact: true }).fill('7:00');
    await seat.operator.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await seat.operator.press('Alt+r');
    await dialog.getByText('Do not disturb from 22:00 to 07:00.').waitFor();
    await dialog
      .getByRole('button', { name: 'May be disturbed again' })
      .and(seat.operator.page.locator(':focus'))
      .waitFor();
    await seat.operator.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const number = '8204';
    expect(seat.desk.asked).toEqual([
      { op: 'setDoNotDisturb', number, on: true, from: 1_320, to: 420 },
      { op: 'setDoNotDisturb', number, on: false, from: null, to: null },
    ]);
  });

  test('sets by hand where the calls of the group go, sees it in the top bar, and gives it back', async () => {
    await seat.sit();
    const choose = async (subject: string, ofIt: string, mode: string): Promise<void> => {
      await seat.operator.page.getByRole('heading', { name: 'Day, night and modes' }).waitFor();
      await seat.operator.press(subject);
      await seat.operator.page.getByRole('heading', { name: ofIt }).waitFor();
      await seat.operator.press(mode);
      await seat.operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await seat.operator.press('Alt+Shift+N');
    await choose('1', '总机: day, night or mode', '4');
    const top = seat.operator.page.locator('.op-states');
    await top.getByRole('button', { name: 'mode 2 by hand' }).waitFor();
    await seat.operator.says('总机 goes by mode 2.');
    await top.getByRole('button', { name: 'mode 2 by hand' }).click();
    await choose('1', '总机: day, night or mode', '5');
    await top.getByRole('button', { name: 'day automatic' }).waitFor();
    await seat.operator.press('Alt+Shift+N');
    await choose('2', 'Times of the house: day, night or mode', '3');
    await expect.poll(() => seat.desk.asked.length).toBe(3);
    expect(seat.desk.asked).toEqual([
      { op: 'consoleDistribute', group: '9', mode: 'mode2' },
      { op: 'consoleDistribute', group: '9', mode: null },
      { op: 'setMode', mode: 'mode1' },
    ]);
  });

  test('sees the lamp of an extension change, in the list, on the card and on an own key', async () => {
    await seat.sit({ own: [{ kind: 'extension', value: '8203', label: 'Wang' }] });
    await seat.operator.page.keyboard.type('8203');
    await seat.operator.press('Enter');
    await seat.operator.cardIs('destination', 'alerting');
    seat.desk.setLamp('8203', 'busy');
    await seat.operator.page.locator('.op-extension[data-number="8203"][data-lamp=busy]').waitFor();
    await seat.operator.destination.locator('.op-lamp[data-lamp=busy]').waitFor();
    await seat.operator.page.locator('.op-own-key .op-lamp[data-lamp=busy]').waitFor();
  });
});
