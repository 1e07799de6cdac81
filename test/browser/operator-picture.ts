/** The operator's console and the wallboard at work at the real exchange, for the README. */
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { BenchPage } from './support/bench-page.ts';
import { OperatorPage } from './support/operator-page.ts';
import { startOperatorsOffice } from './support/operators-office.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');
const SIZE = { width: 1440, height: 810 };
const OPERATOR = 'phone:1/1';
/** In the order in which they call. */
const CALLERS = ['phone:1/5', 'phone:1/4', 'phone:1/6', 'phone:1/3'];

export async function takeOperatorPictures(browser: Browser, language: string): Promise<void> {
  const spoken = language.startsWith('zh') ? 'zh-CN' : 'en';
  const firmware = await startOperatorsOffice(spoken);
  try {
    const bench = await BenchPage.open(browser, firmware.url);
    const operator = await OperatorPage.open(browser, firmware.url, { locale: language, viewport: SIZE });
    const { page } = operator;
    await operator.logIn('lin');
    await operator.sitDown();
    await bench.lift(OPERATOR);
    await page.locator('.op-top .op-state[data-state=idle]').waitFor();
    for (const [i, caller] of CALLERS.entries()) {
      await bench.lift(caller);
      await bench.hears(caller, 'dial');
      await bench.dial(caller, '890');
      await operator.waiting.nth(i).waitFor();
    }
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.press('F9');
    await operator.cardIs('source', 'none');
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.press('Alt+t', 'Tab', 'Tab');
    await page.keyboard.type(spoken === 'en' ? 'meeting on Friday' : '周五的会议');
    await operator.press('Escape');
    await page.keyboard.type('w');
    await page.locator('.op-hit[aria-selected=true]').waitFor();
    await page.screenshot({ path: join(DOCS, 'operator.png') });
    console.log(join('docs', 'operator.png'));
    const wall = await page.context().newPage();
    await wall.setViewportSize(SIZE);
    await wall.goto(new URL('wallboard', firmware.url).href);
    await wall.locator('.wall-level[data-waiting]').waitFor();
    await wall.screenshot({ path: join(DOCS, 'wallboard.png') });
    console.log(join('docs', 'wallboard.png'));
  } finally {
    await firmware.stop();
  }
}
