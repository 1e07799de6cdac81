import { describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { card } from './support/desk-people.ts';
import { operatorSeat } from './support/operator-seat.ts';

const CALLER = '02155501234';

describe.runIf(chromium().wanted)('an operator at the console', () => {
  const seat = operatorSeat();
  const withCaller = () => seat.answers(CALLER, '上海代理商', 'NumpadAdd');

  test('answers, finds 王 by w, announces and connects, with three keys and the letter', async () => {
    await seat.sit();
    seat.desk.ring(CALLER, '上海代理商');
    await seat.operator.waiting.waitFor();
    const controlKeys = ['NumpadAdd', 'Enter', 'Enter'];
    await seat.operator.press(controlKeys[0]!);
    await seat.operator.cardIs('source', 'connected');
    await seat.operator.page.keyboard.type('w');
    const first = seat.operator.page.locator('.op-hit[aria-selected=true]');
    await first.filter({ hasText: '8203' }).waitFor();
    expect(await first.locator('mark').textContent()).toBe('王');
    await seat.operator.press(controlKeys[1]!);
    await seat.operator.cardIs('destination', 'alerting');
    expect(await seat.operator.line.inputValue()).toBe('');
    seat.desk.show({ destination: { ...seat.desk.view.destination!, state: 'connected' } });
    await seat.operator.cardIs('destination', 'connected');
    await seat.operator.press(controlKeys[2]!);
    await seat.operator.cardIs('source', 'none');
    await seat.operator.cardIs('destination', 'none');
    expect(seat.desk.asked.map(({ op }) => op)).toEqual(['consoleAnswer', 'consoleCall', 'consoleTransfer']);
    expect(controlKeys.length).toBeLessThanOrEqual(3);
  });

  test('with a screen reader hears each event once, and only calls interrupt', async () => {
    await seat.sit({ profile: 'reader' });
    await seat.operator.says('话务台 1 is ready');
    seat.desk.ring(CALLER, '上海代理商', { notes: 'about the order' });
    await seat.operator.says('New call, 外线: 上海代理商. 1 waiting.', true);
    await seat.operator.press('F2');
    await seat.operator.says(`Talking to 上海代理商, number ${CALLER}. Notes: about the order`);
    await seat.operator.page.keyboard.type('w');
    const chosen = seat.operator.page.locator('[role=option][aria-selected=true]');
    await chosen.filter({ hasText: '8203' }).waitFor();
    expect(await seat.operator.line.getAttribute('aria-activedescendant')).toBe(
      await chosen.getAttribute('id'),
    );
    await seat.operator.press('Enter');
    await seat.operator.says('王芳 is ringing.');
    seat.desk.show({ destination: { ...seat.desk.view.destination!, state: 'connected' } });
    await seat.operator.says('王芳 answers.');
    await seat.operator.press('Enter');
    await seat.operator.says('Type a number or a name first.');
    await seat.operator.press('F4');
    await seat.operator.says('上海代理商 is connected with 王芳.');
    await seat.operator.press('Alt+e');
    await seat.operator.says('上海代理商 is connected with 王芳.');
    await seat.operator.press('Alt+q');
    await seat.operator.says('Nobody waits.');
    await seat.operator.press('Alt+c');
    await seat.operator.says('No conversation.');
    expect(await seat.operator.page.getByTestId('said-loud').textContent()).toBe('');
  });

  test('sees and hears who has forwarded a call that waits, and the list stays as wide as it was', async () => {
    await seat.sit({ profile: 'reader' });
    const inside = () =>
      seat.operator.page.locator('.op-waiting').evaluate((pane) => pane.getBoundingClientRect().width);
    const before = await inside();
    const to = { to: '8102', sentOnBy: { number: '8102', name: '李丽' } };
    seat.desk.ring(CALLER, '上海代理商', to);
    await seat.operator.says('New call, 外线: 上海代理商, forwarded by 李丽 8102. 1 waiting.', true);
    const row = seat.operator.page.getByRole('button', { name: 'Forwarded by 李丽 8102' });
    await row.waitFor();
    expect(await row.textContent()).not.toContain('→');
    seat.desk.ring('804', '', { sentOnBy: { number: '02066660000', name: 'A very long name '.repeat(20) } });
    await seat.operator.waiting.nth(1).waitFor();
    expect(await inside()).toBe(before);
    const list = seat.operator.page.locator('.op-waiting .op-rows');
    expect(await list.evaluate((rows) => rows.scrollWidth - rows.clientWidth)).toBe(0);
  });

  test('types faster than the exchange answers: Enter waits for the directory, the second Enter for the ringing', async () => {
    await seat.sit();
    await withCaller();
    seat.desk.holdSearches();
    await seat.operator.page.keyboard.type('wjg');
    await seat.operator.press('Enter', 'Enter');
    expect(seat.desk.asked.slice(1)).toEqual([]);
    seat.desk.answerSearches();
    await seat.operator.cardIs('source', 'none');
    expect(seat.desk.asked.slice(1)).toEqual([{ op: 'consoleCall', to: '8204' }, { op: 'consoleTransfer' }]);
  });

  test('is told when the caller hangs up in the middle of a step, and nothing of him stays', async () => {
    await seat.sit();
    await withCaller();
    seat.desk.show({ source: null, state: 'idle', ticket: null });
    await seat.operator.prompts('The caller 上海代理商 has hung up.');
    await seat.operator.cardIs('source', 'none');
    await withCaller();
    await seat.operator.page.keyboard.type('8204');
    await seat.operator.press('Enter');
    await seat.operator.cardIs('destination', 'alerting');
    seat.desk.show({ source: null });
    await seat.operator.prompts('The caller 上海代理商 has hung up.');
    await seat.operator.press('Enter');
    await seat.operator.prompts('Type a number or a name first.');
    seat.desk.show({ destination: { ...seat.desk.view.destination!, state: 'connected' } });
    seat.desk.show({ destination: null, state: 'idle' });
    await seat.operator.prompts('王建国 has hung up.');
    seat.desk.show({ held: [card('803', '', { state: 'held' })] });
    seat.desk.show({ held: [] });
    await seat.operator.prompts('803, on hold, has hung up.');
    seat.desk.ring('804', '');
    await seat.operator.waiting.waitFor();
    seat.desk.show({ waiting: [] });
    await seat.operator.waiting.waitFor({ state: 'detached' });
    await seat.operator.press('NumpadAdd');
    await seat.operator.prompts('Nobody waits.');
  });

  test('what the exchange refuses is told, and what was written stands there again', async () => {
    await seat.sit();
    await withCaller();
    seat.desk.refuseNext = { why: 'no-such-device', by: '' };
    await seat.operator.page.keyboard.type('899');
    await seat.operator.press('Enter');
    await seat.operator.prompts('There is no such number.');
    expect(await seat.operator.line.inputValue()).toBe('899');
    await seat.operator.press('Escape');
    expect(await seat.operator.line.inputValue()).toBe('');
    seat.desk.ring('804', '');
    await seat.operator.press('NumpadSubtract');
    await seat.operator.cardIs('source', 'none');
    seat.desk.refuseNext = { why: 'taken', by: '赵' };
    await seat.operator.press('Alt+1');
    await seat.operator.prompts('赵 was faster.');
  });

  test('loses nothing by a reload in the middle of a call', async () => {
    await seat.sit();
    await withCaller();
    await seat.operator.page.keyboard.type('8203');
    await seat.operator.press('Enter');
    await seat.operator.cardIs('destination', 'alerting');
    await seat.operator.reload();
    await seat.operator.cardIs('source', 'held');
    await seat.operator.cardIs('destination', 'alerting');
    await seat.operator.source.filter({ hasText: CALLER }).waitFor();
    await seat.operator.press('Enter');
    await seat.operator.cardIs('source', 'none');
    expect(seat.desk.asked.at(-1)).toEqual({ op: 'consoleTransfer' });
  });

  test('sees at once that the link is cut, is told by the keys, and goes on by itself', async () => {
    await seat.sit();
    await withCaller();
    seat.desk.cut();
    await seat.operator.page.locator('.op[data-link=down]').waitFor();
    await seat.operator.says('The link to the exchange is lost.');
    await seat.operator.prompts('No link to the exchange: keys do nothing now.');
    await seat.operator.press('NumpadSubtract');
    await seat.operator.says('There is no link to the exchange; this cannot be done.');
    expect(seat.desk.asked.at(-1)).toMatchObject({ op: 'consoleAnswer' });
    seat.desk.show({ held: [card('803', '', { state: 'held' })] });
    seat.desk.mend();
    await seat.operator.page.locator('.op[data-link=up]').waitFor();
    await seat.operator.says('The link is back.');
    await seat.operator.page.locator('.op-held').filter({ hasText: '803' }).waitFor();
    await seat.operator.cardIs('source', 'connected');
  });

  test('whom the exchange has forgotten after a cut is asked to log in, and is back where he was', async () => {
    await seat.sit();
    await withCaller();
    const { person } = seat.desk;
    seat.desk.person = null;
    seat.desk.cut();
    seat.desk.mend();
    await seat.operator.page.getByText('Your session has ended').waitFor();
    seat.desk.person = person;
    await seat.operator.page.locator('input[autocomplete=username]').fill('lin');
    await seat.operator.page.locator('input[type=password]').fill('whatever it is');
    await seat.operator.press('Enter');
    await seat.operator.atWork();
    await seat.operator.cardIs('source', 'connected');
  });

  test('opens a second window: it takes the console, the first one says so and can take it back', async () => {
    await seat.sit();
    await withCaller();
    const second = await seat.secondWindow();
    await second.sitDown();
    await second.cardIs('source', 'connected');
    await seat.operator.page
      .getByRole('heading', { name: 'The console is open in another window' })
      .waitFor();
    await seat.operator.press('Enter');
    await seat.operator.cardIs('source', 'connected');
    await second.page.getByRole('heading', { name: 'The console is open in another window' }).waitFor();
    expect(second.errors).toEqual([]);
  });

  test('hands over to the next operator in the middle of a call', async () => {
    await seat.sit();
    await withCaller();
    await seat.operator.handOverTo('zhou', 'The boss is in Beijing.', 'for the next shift');
    await seat.operator.page.locator('.op-top').filter({ hasText: 'zhou' }).waitFor();
    await seat.operator.atWork();
    await seat.operator.cardIs('source', 'connected');
    await seat.operator.page.getByRole('button', { name: /Answered 42/ }).click();
    await seat.operator.page.getByText('The boss is in Beijing.').waitFor();
    await seat.operator.press('Escape');
    expect(seat.desk.asked.at(-1)).toEqual({
      op: 'handOver',
      user: 'zhou',
      password: 'for the next shift',
      words: 'The boss is in Beijing.',
    });
  });

  test('writes the ticket by keyboard, stages it, takes it up again and completes it', async () => {
    await seat.sit();
    await withCaller();
    await seat.operator.press('Alt+t', 'Tab', 'Tab');
    await seat.operator.page.keyboard.type('wants an offer + a visit');
    await seat.operator.press('Tab');
    await seat.operator.page.getByLabel('Result').selectOption('follow-up');
    await seat.operator.press('Escape');
    expect(await seat.operator.line.evaluate((one) => one === document.activeElement)).toBe(true);
    await seat.operator.page.getByRole('button', { name: 'Stage', exact: true }).click();
    const staged = seat.operator.page
      .locator('.op-staged .op-line-row')
      .filter({ hasText: 'wants an offer + a visit' });
    await staged.click();
    await seat.operator.page.getByRole('heading', { name: 'Staged ticket', exact: true }).waitFor();
    expect(await seat.operator.page.getByLabel('Result').inputValue()).toBe('follow-up');
    await seat.operator.page.getByRole('button', { name: 'Complete' }).click();
    await seat.operator.page.getByRole('tab', { name: 'History' }).click();
    await seat.operator.page.locator('.op-history-row').filter({ hasText: 'to follow up' }).click();
    await seat.operator.page.getByRole('heading', { name: 'Earlier ticket' }).waitFor();
    expect(seat.desk.view.recent[0]).toMatchObject({
      reason: 'wants an offer + a visit',
      state: 'completed',
    });
  });

  test('moves down the list with the arrow, and what is chosen stays in sight', async () => {
    await seat.sit();
    await withCaller();
    await seat.operator.page.keyboard.type('8');
    await seat.operator.page.locator('.op-hit').nth(7).waitFor();
    await seat.operator.press(...Array.from({ length: 7 }, () => 'ArrowDown'));
    const chosen = seat.operator.page.locator('.op-hit[aria-selected=true]');
    const number = await chosen.locator('.op-hit-number').textContent();
    const inSight = await chosen.evaluate((one) => {
      const list = one.parentElement!.getBoundingClientRect();
      const { top, bottom } = one.getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    });
    expect(inSight).toBe(true);
    await seat.operator.press('Enter');
    await seat.operator.cardIs('destination', 'alerting');
    expect(seat.desk.asked.at(-1)).toEqual({ op: 'consoleCall', to: number });
  });

  test('leaves a message for the wanted party who is not there', async () => {
    await seat.sit();
    await withCaller();
    await seat.operator.page.keyboard.type('8102');
    await seat.operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: 'absent' }).waitFor();
    await seat.operator.press('Alt+m');
    await seat.operator.page.getByLabel('Message', { exact: true }).fill('Please call back.');
    await seat.operator.press('Tab', 'Enter');
    await seat.operator.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(seat.desk.asked.at(-1)).toEqual({
      op: 'leaveMessage',
      for: '8102',
      from: `上海代理商 ${CALLER}`,
      text: 'Please call back.',
    });
    expect(await seat.operator.line.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('ends the shift and is at the door again', async () => {
    await seat.sit();
    await seat.operator.page.getByRole('button', { name: 'End of shift' }).click();
    await seat.operator.page.getByRole('alertdialog').waitFor();
    await seat.operator.press('Enter');
    await seat.operator.page.getByRole('heading', { name: 'Choose a console' }).waitFor();
    expect(seat.desk.loggedOut).toBe(true);
  });
});
