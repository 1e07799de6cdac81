import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import type { RunningFirmware } from './support/firmware.ts';
import { OperatorPage } from './support/operator-page.ts';
import { startOperatorsOffice } from './support/operators-office.ts';

/** Two callers, one after the other, with everything that they say and wait for. */
const LESSON_MS_MAX = 180_000;

describe.runIf(chromium().wanted)('an operator who practises at the real exchange', () => {
  let browser: Browser;
  let firmware: RunningFirmware;
  let operator: OperatorPage;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    firmware = await startOperatorsOffice('en');
    operator = await OperatorPage.open(browser, firmware.url);
    await operator.logIn('lin');
  });
  afterEach(async () => {
    await operator?.close();
    await firmware?.stop();
  });

  const talk = (): ReturnType<typeof operator.page.getByTestId> => operator.page.getByTestId('talk');

  /** Notes who and why on the ticket, by keys alone. */
  async function note(who: string, why: string): Promise<void> {
    await operator.press('Alt+t');
    await operator.page.keyboard.type(who);
    await operator.press('Tab', 'Tab');
    await operator.page.keyboard.type(why);
    await operator.press('Escape');
  }

  test(
    'sits down, asks two callers whom they mean, connects them, and has a score sheet, by keyboard alone',
    async () => {
      const { page } = operator;
      expect(await axeFindings(page)).toEqual([]);
      await page.getByLabel('Lesson').focus();
      await page.getByLabel('Lesson').selectOption('namesake');
      await operator.press('Tab', 'Tab', 'Enter');
      await operator.atWork();
      await page.getByTestId('practice').filter({ hasText: 'caller 1 of 2' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      for (const caller of [1, 2]) {
        await operator.waiting.waitFor();
        await operator.press('NumpadAdd');
        await operator.cardIs('source', 'connected');
        await talk().filter({ hasText: 'please.' }).waitFor();
        await operator.press('Alt+i');
        await operator.says(/There are two called/);
        const said = (await talk().locator('li').last().textContent()) ?? '';
        const [, name = '', department = ''] = /called (.+)\? The one in (.+)\./.exec(said) ?? [];
        await note('Mr Gao', 'delivery');
        await page.keyboard.type(name.split(' ').at(0)!.toLowerCase());
        const wanted = page.locator('.op-hit', { hasText: department }).filter({ hasText: name });
        await operator.searched();
        const hits = await page.locator('.op-hit').allTextContents();
        const place = hits.findIndex((hit) => hit.includes(name) && hit.includes(department));
        for (let i = 0; i < place; i++) await operator.press('ArrowDown');
        await wanted.and(page.locator('[aria-selected=true]')).waitFor();
        await operator.press('Enter');
        await operator.cardIs('destination', 'connected');
        await operator.press('Enter');
        await operator.cardIs('source', 'none');
        if (caller === 1) await page.getByTestId('practice').filter({ hasText: 'caller 2 of 2' }).waitFor();
      }
      await page.getByTestId('practice').filter({ hasText: 'All callers have gone' }).waitFor();
      await operator.press('Alt+x');
      const sheet = page.getByTestId('score');
      await sheet.getByRole('heading', { name: /Score: \d+ of 100/ }).waitFor();
      expect(await sheet.locator('tbody tr').count()).toBe(2);
      expect(await sheet.locator('tbody').textContent()).toContain('Well done.');
      expect(await axeFindings(page)).toEqual([]);
      await operator.press('Tab', 'Enter');
      await page.locator('.op-train-scores li').first().waitFor();
      // Nothing of it has reached the real exchange.
      await operator.sitDown();
      expect(await operator.waiting.count()).toBe(0);
      expect(await page.getByTestId('practice').count()).toBe(0);
      expect(operator.errors).toEqual([]);
    },
    LESSON_MS_MAX,
  );
});
