import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium } from '../support/peers.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { card, ticketFor, waitingCall } from './support/desk-people.ts';
import { OperatorPage } from './support/operator-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';

const THEMES = ['light', 'dark', 'contrast'] as const;
const OPEN_KEYS = [
  'Alt+o',
  'Alt+a',
  'Alt+u',
  'Alt+m',
  'Alt+r',
  'Alt+w',
  'Alt+Shift+N',
  'Control+F10',
] as const;
/** Two dozen states, each looked at in every theme; only a stop, for a machine that is slow. */
const WALK_MS_MAX = 600_000;

describe.runIf(chromium().wanted)('the operator’s console and the wallboard, looked at by axe', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function house(locale: 'zh-CN' | 'en') {
    const desk = new ScriptedDesk();
    desk.person = { ...desk.person!, language: locale, role: 'supervisor' };
    return { desk, url: await desk.listen() };
  }

  test.each(['zh-CN', 'en'] as const)(
    'nothing is found in any state of the console in %s, in light, dark and high contrast, in large type too',
    async (locale) => {
      const { desk, url } = await house(locale);
      const operator = await OperatorPage.open(browser, url, { locale });
      const { page } = operator;
      const found: string[] = [];
      const look = async (state: string): Promise<void> => {
        for (const theme of THEMES) {
          await page.evaluate(
            ([name, type]) => {
              document.documentElement.dataset.theme = name!;
              document.documentElement.dataset.type = type!;
            },
            [theme, theme === 'dark' ? 'large' : 'normal'],
          );
          found.push(...(await axeFindings(page)).map((one) => `${state}, ${theme}: ${one}`));
        }
      };
      await look('the choice of a console');
      await operator.sitDown();
      await look('at rest');
      const first = waitingCall('02155501234', '上海代理商', { notes: '三月的订单' });
      const sentOnBy = { number: '8102', name: '李丽' };
      desk.show({
        waiting: [first, waitingCall('803', '', { urgent: true, important: true, sentOnBy })],
        alarms: 1,
      });
      await operator.waiting.nth(1).waitFor();
      await look('calls wait');
      await operator.press('NumpadAdd');
      await operator.cardIs('source', 'connected');
      await page.keyboard.type('w');
      await page.locator('.op-hit').first().waitFor();
      await look('talking and searching');
      await operator.press('Enter');
      await operator.cardIs('destination', 'alerting');
      desk.show({
        held: [card('8107', '', { state: 'held' })],
        staged: [{ ...ticketFor(first), id: 5, state: 'staged' }],
        recent: [{ ...ticketFor(first), id: 6, state: 'completed', reason: 'offer' }],
        parked: [{ slot: '71', number: '8101', name: '单雄信' }],
        messages: [
          {
            id: 1,
            for: '8102',
            from: '高先生',
            text: '请回电',
            by: 'lin',
            leftEpochMs: Date.now(),
            readEpochMs: null,
          },
        ],
        reserved: '8203',
        chained: true,
        conference: true,
        called: [{ number: '8101', state: 'answered' }],
      });
      await page.locator('.op-called').waitFor();
      await look('everything at once');
      for (const tab of [1, 2, 3]) {
        await page.getByRole('tab').nth(tab).click();
        await look(`tab ${tab}`);
      }
      await page.keyboard.type('8204');
      await page.locator('.op-hit').first().waitFor();
      for (const key of OPEN_KEYS) {
        await operator.press(key);
        await page.locator('.dialog').waitFor();
        await look(`opened by ${key}`);
        if (key === 'Alt+o') {
          for (const part of [1, 2, 3]) {
            await page.locator('.op-section').nth(part).click();
            await look(`settings, part ${part}`);
          }
        }
        await operator.press('Escape');
        await page.locator('.dialog').waitFor({ state: 'detached' });
      }
      await operator.press('Alt+d');
      await page.locator('.dialog .row').first().waitFor();
      await look('the directory');
      await page.locator('.dialog .row').first().dblclick();
      await page.locator('.dialog form').waitFor();
      await look('an entry of the directory');
      await page.locator('.dialog .form-end .button').nth(1).click();
      await page.locator('.dialog .tools .button').nth(1).click();
      const table = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a') };
      await page.locator('.dialog input[type=file]').setInputFiles(table);
      await page.locator('.dialog tr[data-change=bad]').waitFor();
      await look('a table that is taken in');
      await operator.press('Escape');
      await page.locator('.dialog').waitFor({ state: 'detached' });
      await operator.press('Alt+j');
      for (const book of [0, 1]) {
        await page.locator('.dialog .op-section').nth(book).click();
        await page.locator('.dialog tbody tr').first().waitFor();
        await look(`book ${book}`);
      }
      await operator.press('Escape');
      await page.locator('.dialog').waitFor({ state: 'detached' });
      for (const place of ['.op-status button >> nth=0', '.op-status button >> nth=1']) {
        await page.locator(place).click();
        await page.locator('.dialog').waitFor();
        await look(`opened by ${place}`);
        await operator.press('Escape');
        await page.locator('.dialog').waitFor({ state: 'detached' });
      }
      desk.refuseNext = { why: 'not-permitted', by: '' };
      await operator.press('Escape', 'Escape');
      await page.locator('.op-prompt[data-kind=refused]').waitFor();
      await look('refused');
      desk.show({ state: 'absent', telephone: 'out', suspended: true });
      await look('absent');
      desk.cut();
      await page.locator('.op[data-link=down]').waitFor();
      await look('the link is cut');
      desk.mend();
      await operator.atWork();
      const second = await OperatorPage.open(page.context(), url);
      await second.sitDown();
      await page.locator('.door-main').waitFor();
      await look('taken over');
      expect(found).toEqual([]);
      expect(operator.errors).toEqual([]);
      await operator.close();
      await desk.close();
    },
    WALK_MS_MAX,
  );

  test.each(['zh-CN', 'en'] as const)('nothing is found on the wallboard in %s', async (locale) => {
    const { desk, url } = await house(locale);
    const page = await browser.newPage({ locale, viewport: { width: 1920, height: 1080 } });
    const [group] = desk.board.groups;
    const levels = group!.levels.map((level, i) => ({
      ...level,
      waiting: 2 - i,
      urgent: i === 0 ? 1 : 0,
      longestSinceEpochMs: i < 2 ? Date.now() - 30_000 : null,
    }));
    desk.board = { ...desk.board, groups: [{ ...group!, levels }] };
    await page.goto(new URL('wallboard', url).href);
    await page.locator('.wall-level[data-urgent]').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
    await desk.close();
  });

  test('on a tablet nothing is wider than the screen, and fingers find what they press', async () => {
    const { desk, url } = await house('zh-CN');
    for (const viewport of [
      { width: 1024, height: 768 },
      { width: 768, height: 1024 },
    ]) {
      const operator = await OperatorPage.open(browser, url, { viewport, hasTouch: true, isMobile: true });
      await operator.sitDown();
      desk.ring('02155501234', '上海代理商');
      await operator.waiting.first().waitFor();
      await operator.waiting.first().tap();
      await operator.cardIs('source', 'connected');
      const { wide, small } = await operator.page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        small: [...document.querySelectorAll('.op button, .op input, .op select, .op [role=tab]')]
          .filter((one) => one.getBoundingClientRect().height < 44)
          .map((one) => one.className),
      }));
      expect(small).toEqual([]);
      expect(wide).toBeLessThanOrEqual(0);
      desk.show({ source: null, state: 'idle', ticket: null });
      await operator.close();
    }
    await desk.close();
  });
});
