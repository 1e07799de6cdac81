import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import type { RunningFirmware } from './support/firmware.ts';
import { OperatorPage } from './support/operator-page.ts';
import { OPERATORS, SUPERVISOR, startOperatorsOffice } from './support/operators-office.ts';

/** Console 1 talks over 801; 李丽 has 805. */
const OPERATOR = 'phone:1/1';
const CALLER = 'phone:1/5';

describe.runIf(chromium().wanted)('the books of the operators’ desk', () => {
  let firmware: RunningFirmware;
  let browser: Browser;
  let bench: BenchPage;
  let operator: OperatorPage;
  let supervisor: OperatorPage;

  async function sit(name: string, console: string): Promise<OperatorPage> {
    const page = await OperatorPage.open(browser, firmware.url);
    await page.logIn(name);
    await page.page.locator('.op-choice').filter({ hasText: console }).click();
    await page.atWork();
    return page;
  }

  beforeAll(async () => {
    firmware = await startOperatorsOffice();
    browser = await openBrowser();
    bench = await BenchPage.open(browser, firmware.url);
    operator = await sit(OPERATORS[0], '话务台 1');
    supervisor = await sit(SUPERVISOR, '话务台 2');
  });
  afterAll(async () => {
    expect([...(operator?.errors ?? []), ...(supervisor?.errors ?? [])]).toEqual([]);
    await browser?.close();
    await firmware?.stop();
  });

  const dialog = ({ page }: OperatorPage) => page.getByRole('dialog');
  const row = (one: OperatorPage, text: string) => dialog(one).getByRole('row').filter({ hasText: text });
  async function closed(one: OperatorPage): Promise<void> {
    await one.press('Escape');
    await dialog(one).waitFor({ state: 'detached' });
  }

  test('an operator adds an entry by keyboard, is told what is wrong with it, and finds it under the search line', async () => {
    await operator.press('Alt+d');
    await dialog(operator).getByRole('button', { name: 'New entry' }).click();
    await operator.page.getByLabel('Number').fill('138 0000');
    await operator.page.getByLabel('Name').fill('曾国藩');
    await operator.press('Enter');
    await dialog(operator).getByText('a number has digits, * and # only').waitFor();
    await operator.page.getByLabel('Number').fill('13800001111');
    await operator.page.getByLabel('Department').fill('湘军');
    await operator.press('Enter');
    await row(operator, '13800001111').filter({ hasText: '湘军' }).waitFor();
    await closed(operator);
    await operator.page.keyboard.type('zgf');
    await operator.page.locator('.op-hit[aria-selected=true]').filter({ hasText: '13800001111' }).waitFor();
  });

  test('changes it in place, and removes it when asked once more', async () => {
    await operator.press('Alt+d');
    await row(operator, '曾国藩').dblclick();
    await operator.page.getByLabel('Department').fill('两江总督');
    await operator.press('Enter');
    await row(operator, '两江总督').waitFor();
    await closed(operator);
    await operator.page.locator('.op-hit').filter({ hasText: '两江总督' }).waitFor();
    await operator.press('Alt+d');
    await row(operator, '曾国藩').dblclick();
    await dialog(operator).getByRole('button', { name: 'Remove' }).click();
    await dialog(operator).getByRole('button', { name: 'Remove for good?' }).click();
    await row(operator, '王芳').waitFor();
    await row(operator, '曾国藩').waitFor({ state: 'detached' });
    await closed(operator);
    await operator.page.locator('.op-hit').filter({ hasText: '曾国藩' }).waitFor({ state: 'detached' });
    await operator.press('Escape');
  });

  test('a ticket that one operator hands on is taken by another, found again, and every key is on record', async () => {
    await bench.lift(OPERATOR);
    await operator.page.locator('.op-status').filter({ hasText: 'telephone off-hook' }).waitFor();
    await bench.lift(CALLER);
    await bench.hears(CALLER, 'dial');
    await bench.dial(CALLER, '890');
    await operator.waiting.filter({ hasText: '李丽' }).waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    const ticket = operator.page.locator('.op-ticket');
    await ticket.getByLabel('Why').fill('lost a hat');
    await operator.press('Escape', 'NumpadSubtract');
    await operator.cardIs('source', 'none');
    await bench.hangUp(CALLER);
    await operator.page.getByRole('tab', { name: 'History' }).click();
    await operator.page.locator('.op-history-row').filter({ hasText: 'lost a hat' }).click();
    await ticket.getByRole('button', { name: 'Hand on' }).click();
    const staged = supervisor.page.locator('.op-staged .op-line-row').filter({ hasText: 'lost a hat' });
    await staged.filter({ hasText: 'handed on lin' }).click();
    await supervisor.page.getByRole('heading', { name: 'Ticket that was handed on' }).waitFor();
    await supervisor.page.getByRole('button', { name: 'Take it' }).click();
    await staged.filter({ hasNotText: 'handed on' }).waitFor();

    await supervisor.press('Alt+j');
    await supervisor.page.getByLabel('Number or name of the caller').fill('李丽');
    await supervisor.press('Enter');
    await row(supervisor, 'lost a hat')
      .filter({ hasText: 'staged' })
      .filter({ hasText: SUPERVISOR })
      .waitFor();
    const downloads = supervisor.page.waitForEvent('download');
    await dialog(supervisor).getByRole('link', { name: 'Export CSV' }).click();
    expect(readFileSync(await (await downloads).path(), 'utf8')).toContain('lost a hat');
    await supervisor.page.getByRole('button', { name: 'Operations' }).click();
    await supervisor.page.getByLabel('Operator').fill('lin');
    await supervisor.press('Enter');
    await row(supervisor, SUPERVISOR).first().waitFor({ state: 'detached' });
    await row(supervisor, 'release').filter({ hasText: 'done' }).first().waitFor();
    await closed(supervisor);
  });

  test('an own key shows how many lines of a trunk group are free', async () => {
    await operator.press('Alt+o');
    await operator.page.getByRole('button', { name: 'Own keys' }).click();
    await operator.page.getByLabel('Own key 1', { exact: true }).selectOption('trunk');
    await operator.page.getByLabel('Name of the trunk group').fill('outside');
    await closed(operator);
    const key = operator.page.locator('.op-own-key').first();
    await key.filter({ hasText: '2/2' }).waitFor();
    await bench.lift(CALLER);
    await bench.hears(CALLER, 'dial');
    await bench.dial(CALLER, '95551234');
    await key.filter({ hasText: '1/2' }).waitFor();
    await bench.hangUp(CALLER);
    await key.filter({ hasText: '2/2' }).waitFor();
  });

  test('an operator searches tickets, and is shown neither operations nor tables', async () => {
    await operator.press('Alt+j');
    await row(operator, 'lost a hat').waitFor();
    expect(
      await dialog(operator)
        .getByText(/Operations|Export/)
        .count(),
    ).toBe(0);
    await operator.page.getByLabel('Number or name of the caller').fill('nobody of this name');
    await operator.press('Enter');
    await dialog(operator).getByText('Nothing was found.').waitFor();
    await closed(operator);
  });

  test('tables are the supervisor’s: an operator is shown no import and no export', async () => {
    await operator.press('Alt+d');
    await row(operator, '王芳').waitFor();
    expect(
      await dialog(operator)
        .getByText(/Import|Export/)
        .count(),
    ).toBe(0);
    await closed(operator);
  });

  test('a table is looked at row by row, its good rows are taken, and all of it is given away again', async () => {
    await supervisor.press('Alt+d');
    await dialog(supervisor).getByRole('button', { name: 'Import …' }).click();
    const file = '姓名,号码,部门,颜色\r\n左宗棠,8801,陕甘,红\r\n,8802,,\r\n胡雪岩,8803,阜康,\r\n';
    await supervisor.page
      .getByLabel('File')
      .setInputFiles({ name: '号码簿.CSV', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(file) });
    const counts = supervisor.page.getByTestId('import-counts');
    await counts.filter({ hasText: '2 new, 0 changed, 0 the same, 1 wrong' }).waitFor();
    await dialog(supervisor).getByText('Columns that mean nothing here: 颜色').waitFor();
    const wrong = dialog(supervisor).getByRole('row').nth(1);
    expect(await wrong.innerText()).toMatch(/^3\s+wrong\s+8802\s+Name: the name is missing$/);
    await dialog(supervisor).getByRole('button', { name: 'Take it over' }).click();
    await supervisor.page
      .getByTestId('import-taken')
      .filter({ hasText: '2 entries were written.' })
      .waitFor();
    await dialog(supervisor).getByRole('button', { name: 'Back' }).click();
    await supervisor.page.getByLabel('Find').fill('zzt');
    await row(supervisor, '左宗棠').waitFor();
    const downloads = supervisor.page.waitForEvent('download');
    await dialog(supervisor).getByRole('link', { name: 'Export CSV' }).click();
    const path = await (await downloads).path();
    expect(readFileSync(path, 'utf8')).toContain('8803,胡雪岩');
    await closed(supervisor);
  });

  test('a file that is no table is refused in words', async () => {
    await supervisor.press('Alt+d');
    await dialog(supervisor).getByRole('button', { name: 'Import …' }).click();
    const put = (name: string, text: string) =>
      supervisor.page
        .getByLabel('File')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await put('names.doc', 'x');
    await dialog(supervisor).getByText('Only .csv and .xlsx files can be read.').waitFor();
    await put('names.csv', 'a,b\n1,2\n');
    await dialog(supervisor).getByText('There is no column “Number”.').waitFor();
    await put('names.xlsx', 'no table');
    await dialog(supervisor).locator('.problem').waitFor();
    expect(await dialog(supervisor).getByRole('button', { name: 'Take it over' }).isDisabled()).toBe(true);
    await closed(supervisor);
  });
});
