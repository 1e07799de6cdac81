/** The operator's console, the wallboard, a user's page and a lesson at the real exchange, for the README. */
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { BenchPage } from './support/bench-page.ts';
import { OperatorPage } from './support/operator-page.ts';
import { OPERATORS, startOperatorsOffice, USER } from './support/operators-office.ts';
import { PhonePage } from './support/phone-page.ts';

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
    await page
      .locator('.op-ticket')
      .getByLabel(spoken === 'en' ? 'Notes' : '附言')
      .fill(spoken === 'en' ? 'Room 3 at 9; bring the drawings.' : '九点，三号会议室；请带图纸。');
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
    await takePhonePicture(browser, firmware.url, language, operator);
    await takeLessonPicture(browser, firmware.url, language);
  } finally {
    await firmware.stop();
  }
}

/** 王芳 has her page open while the operator announces a caller. */
async function takePhonePicture(
  browser: Browser,
  url: string,
  locale: string,
  operator: OperatorPage,
): Promise<void> {
  const phone = await PhonePage.open(browser, url, { locale, viewport: { width: 390, height: 700 } });
  await phone.logIn(USER);
  await operator.page.bringToFront();
  await operator.press('Enter');
  await phone.callIs('alerting');
  await phone.page.locator('.my-written [data-row=notes]').waitFor();
  await phone.page.screenshot({ path: join(DOCS, 'phone.png') });
  console.log(join('docs', 'phone.png'));
  await phone.close();
}

/** The second operator practises: a caller who is played is on the line. */
async function takeLessonPicture(browser: Browser, url: string, locale: string): Promise<void> {
  const learner = await OperatorPage.open(browser, url, { locale, viewport: SIZE });
  await learner.logIn(OPERATORS[1]);
  await learner.page.locator('.op-train-choice select').first().selectOption('namesake');
  await learner.page.locator('.op-train-choice button').first().click();
  await learner.atWork();
  await learner.waiting.waitFor();
  await learner.press('NumpadAdd');
  await learner.cardIs('source', 'connected');
  await learner.page.getByTestId('talk').locator('li').first().waitFor();
  await learner.press('Alt+i');
  await learner.page.getByTestId('talk').locator('li').nth(1).waitFor();
  await learner.page.screenshot({ path: join(DOCS, 'lesson.png') });
  console.log(join('docs', 'lesson.png'));
  await learner.close();
}
