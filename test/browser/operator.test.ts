import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { openBrowser } from './support/chromium.ts';
import { card } from './support/desk-people.ts';
import { OperatorPage } from './support/operator-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';

const CALLER = '02155501234';

describe.runIf(chromium().wanted)('an operator at the console', () => {
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

  test('answers, finds 王 by w, announces and connects, with three keys and the letter', async () => {
    await sit();
    desk.ring(CALLER, '上海代理商');
    await operator.waiting.waitFor();
    const controlKeys = ['NumpadAdd', 'Enter', 'Enter'];
    await operator.press(controlKeys[0]!);
    await operator.cardIs('source', 'connected');
    await operator.page.keyboard.type('w');
    const first = operator.page.locator('.op-hit[aria-selected=true]');
    await first.filter({ hasText: '8203' }).waitFor();
    expect(await first.locator('mark').textContent()).toBe('王');
    await operator.press(controlKeys[1]!);
    await operator.cardIs('destination', 'alerting');
    expect(await operator.line.inputValue()).toBe('');
    desk.show({ destination: { ...desk.view.destination!, state: 'connected' } });
    await operator.cardIs('destination', 'connected');
    await operator.press(controlKeys[2]!);
    await operator.cardIs('source', 'none');
    await operator.cardIs('destination', 'none');
    expect(desk.asked.map(({ op }) => op)).toEqual(['consoleAnswer', 'consoleCall', 'consoleTransfer']);
    expect(controlKeys.length).toBeLessThanOrEqual(3);
  });

  test('with a screen reader hears each event once, and only calls interrupt', async () => {
    await sit({ profile: 'reader' });
    await operator.says('话务台 1 is ready');
    desk.ring(CALLER, '上海代理商', { notes: 'about the order' });
    await operator.says('New call, 外线: 上海代理商. 1 waiting.', true);
    await operator.press('F2');
    await operator.says(`Talking to 上海代理商, number ${CALLER}. Notes: about the order`);
    await operator.page.keyboard.type('w');
    const chosen = operator.page.locator('[role=option][aria-selected=true]');
    await chosen.filter({ hasText: '8203' }).waitFor();
    expect(await operator.line.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await operator.press('Enter');
    await operator.says('王芳 is ringing.');
    desk.show({ destination: { ...desk.view.destination!, state: 'connected' } });
    await operator.says('王芳 answers.');
    await operator.press('Enter');
    await operator.says('Type a number or a name first.');
    await operator.press('F4');
    await operator.says('上海代理商 is connected with 王芳.');
    await operator.press('Alt+e');
    await operator.says('上海代理商 is connected with 王芳.');
    await operator.press('Alt+q');
    await operator.says('Nobody waits.');
    await operator.press('Alt+c');
    await operator.says('No conversation.');
    expect(await operator.page.getByTestId('said-loud').textContent()).toBe('');
  });

  test('types faster than the exchange answers: Enter waits for the directory, the second Enter for the ringing', async () => {
    await sit();
    await withCaller();
    desk.holdSearches();
    await operator.page.keyboard.type('wjg');
    await operator.press('Enter', 'Enter');
    expect(desk.asked.slice(1)).toEqual([]);
    desk.answerSearches();
    await operator.cardIs('source', 'none');
    expect(desk.asked.slice(1)).toEqual([{ op: 'consoleCall', to: '8204' }, { op: 'consoleTransfer' }]);
  });

  test('is told when the caller hangs up in the middle of a step, and nothing of him stays', async () => {
    await sit();
    await withCaller();
    desk.show({ source: null, state: 'idle', ticket: null });
    await operator.prompts('The caller 上海代理商 has hung up.');
    await operator.cardIs('source', 'none');
    await withCaller();
    await operator.page.keyboard.type('8204');
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    desk.show({ source: null });
    await operator.prompts('The caller 上海代理商 has hung up.');
    await operator.press('Enter');
    await operator.prompts('Type a number or a name first.');
    desk.show({ destination: { ...desk.view.destination!, state: 'connected' } });
    desk.show({ destination: null, state: 'idle' });
    await operator.prompts('王建国 has hung up.');
    desk.show({ held: [card('803', '', { state: 'held' })] });
    desk.show({ held: [] });
    await operator.prompts('803, on hold, has hung up.');
    desk.ring('804', '');
    await operator.waiting.waitFor();
    desk.show({ waiting: [] });
    await operator.waiting.waitFor({ state: 'detached' });
    await operator.press('NumpadAdd');
    await operator.prompts('Nobody waits.');
  });

  test('what the exchange refuses is told, and what was written stands there again', async () => {
    await sit();
    await withCaller();
    desk.refuseNext = { why: 'no-such-device', by: '' };
    await operator.page.keyboard.type('899');
    await operator.press('Enter');
    await operator.prompts('There is no such number.');
    expect(await operator.line.inputValue()).toBe('899');
    await operator.press('Escape');
    expect(await operator.line.inputValue()).toBe('');
    desk.ring('804', '');
    await operator.press('NumpadSubtract');
    await operator.cardIs('source', 'none');
    desk.refuseNext = { why: 'taken', by: '赵' };
    await operator.press('Alt+1');
    await operator.prompts('赵 was faster.');
  });

  test('loses nothing by a reload in the middle of a call', async () => {
    await sit();
    await withCaller();
    await operator.page.keyboard.type('8203');
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    await operator.reload();
    await operator.cardIs('source', 'held');
    await operator.cardIs('destination', 'alerting');
    await operator.source.filter({ hasText: CALLER }).waitFor();
    await operator.press('Enter');
    await operator.cardIs('source', 'none');
    expect(desk.asked.at(-1)).toEqual({ op: 'consoleTransfer' });
  });

  test('sees at once that the link is cut, is told by the keys, and goes on by itself', async () => {
    await sit();
    await withCaller();
    desk.cut();
    await operator.page.locator('.op[data-link=down]').waitFor();
    await operator.says('The link to the exchange is lost.');
    await operator.prompts('No link to the exchange: keys do nothing now.');
    await operator.press('NumpadSubtract');
    await operator.says('There is no link to the exchange; this cannot be done.');
    expect(desk.asked.at(-1)).toMatchObject({ op: 'consoleAnswer' });
    desk.show({ held: [card('803', '', { state: 'held' })] });
    desk.mend();
    await operator.page.locator('.op[data-link=up]').waitFor();
    await operator.says('The link is back.');
    await operator.page.locator('.op-held').filter({ hasText: '803' }).waitFor();
    await operator.cardIs('source', 'connected');
  });

  test('whom the exchange has forgotten after a cut is asked to log in, and is back where he was', async () => {
    await sit();
    await withCaller();
    const { person } = desk;
    desk.person = null;
    desk.cut();
    desk.mend();
    await operator.page.getByText('Your session has ended').waitFor();
    desk.person = person;
    await operator.page.locator('input[autocomplete=username]').fill('lin');
    await operator.page.locator('input[type=password]').fill('whatever it is');
    await operator.press('Enter');
    await operator.atWork();
    await operator.cardIs('source', 'connected');
  });

  test('opens a second window: it takes the console, the first one says so and can take it back', async () => {
    await sit();
    await withCaller();
    const second = await OperatorPage.open(operator.page.context(), url);
    await second.sitDown();
    await second.cardIs('source', 'connected');
    await operator.page.getByRole('heading', { name: 'The console is open in another window' }).waitFor();
    await operator.press('Enter');
    await operator.cardIs('source', 'connected');
    await second.page.getByRole('heading', { name: 'The console is open in another window' }).waitFor();
    expect(second.errors).toEqual([]);
  });

  test('hands over to the next operator in the middle of a call', async () => {
    await sit();
    await withCaller();
    await operator.handOverTo('zhou', 'The boss is in Beijing.', 'for the next shift');
    await operator.page.locator('.op-top').filter({ hasText: 'zhou' }).waitFor();
    await operator.atWork();
    await operator.cardIs('source', 'connected');
    await operator.page.getByRole('button', { name: /Answered 42/ }).click();
    await operator.page.getByText('The boss is in Beijing.').waitFor();
    await operator.press('Escape');
    expect(desk.asked.at(-1)).toEqual({
      op: 'handOver',
      user: 'zhou',
      password: 'for the next shift',
      words: 'The boss is in Beijing.',
    });
  });

  test('writes the ticket by keyboard, stages it, takes it up again and completes it', async () => {
    await sit();
    await withCaller();
    await operator.press('Alt+t', 'Tab', 'Tab');
    await operator.page.keyboard.type('wants an offer + a visit');
    await operator.press('Tab');
    await operator.page.getByLabel('Result').selectOption('follow-up');
    await operator.press('Escape');
    expect(await operator.line.evaluate((one) => one === document.activeElement)).toBe(true);
    await operator.page.getByRole('button', { name: 'Stage', exact: true }).click();
    const staged = operator.page
      .locator('.op-staged .op-line-row')
      .filter({ hasText: 'wants an offer + a visit' });
    await staged.click();
    await operator.page.getByRole('heading', { name: 'Staged ticket', exact: true }).waitFor();
    expect(await operator.page.getByLabel('Result').inputValue()).toBe('follow-up');
    await operator.page.getByRole('button', { name: 'Complete' }).click();
    await operator.page.getByRole('tab', { name: 'History' }).click();
    await operator.page.locator('.op-history-row').filter({ hasText: 'to follow up' }).click();
    await operator.page.getByRole('heading', { name: 'Earlier ticket' }).waitFor();
    expect(desk.view.recent[0]).toMatchObject({ reason: 'wants an offer + a visit', state: 'completed' });
  });

  test('moves down the list with the arrow, and what is chosen stays in sight', async () => {
    await sit();
    await withCaller();
    await operator.page.keyboard.type('8');
    await operator.page.locator('.op-hit').nth(7).waitFor();
    await operator.press(...Array.from({ length: 7 }, () => 'ArrowDown'));
    const chosen = operator.page.locator('.op-hit[aria-selected=true]');
    const number = await chosen.locator('.op-hit-number').textContent();
    const inSight = await chosen.evaluate((one) => {
      const list = one.parentElement!.getBoundingClientRect();
      const { top, bottom } = one.getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    });
    expect(inSight).toBe(true);
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    expect(desk.asked.at(-1)).toEqual({ op: 'consoleCall', to: number });
  });

  test('leaves a message for the wanted party who is not there', async () => {
    await sit();
    await withCaller();
    await operator.page.keyboard.type('8102');
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: 'absent' }).waitFor();
    await operator.press('Alt+m');
    await operator.page.getByLabel('Message', { exact: true }).fill('Please call back.');
    await operator.press('Tab', 'Enter');
    await operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(desk.asked.at(-1)).toEqual({
      op: 'leaveMessage',
      for: '8102',
      from: `上海代理商 ${CALLER}`,
      text: 'Please call back.',
    });
    expect(await operator.line.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('ends the shift and is at the door again', async () => {
    await sit();
    await operator.page.getByRole('button', { name: 'End of shift' }).click();
    await operator.page.getByRole('alertdialog').waitFor();
    await operator.press('Enter');
    await operator.page.getByRole('heading', { name: 'Choose a console' }).waitFor();
    expect(desk.loggedOut).toBe(true);
  });
});
