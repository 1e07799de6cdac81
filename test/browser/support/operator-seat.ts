import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openBrowser } from './chromium.ts';
import { OperatorPage } from './operator-page.ts';
import { ScriptedDesk } from './scripted-desk.ts';

/** An operator before a scripted exchange. */
export interface OperatorSeat {
  readonly desk: ScriptedDesk;
  readonly operator: OperatorPage;
  /** Opens the console, arranged like that, and logs in at it. */
  sit(settings?: object): Promise<void>;
  /** Another window of the same browser. */
  secondWindow(): Promise<OperatorPage>;
  /** This caller rings and is answered with that key. */
  answers(caller: string, name: string, key: string): Promise<void>;
}

/** Within `describe`: each test has an exchange and a page of its own; an error of the page fails it. */
export function operatorSeat(): OperatorSeat {
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

  return {
    get desk() {
      return desk;
    },
    get operator() {
      return operator;
    },
    async sit(settings = {}) {
      const context = await browser.newContext({
        viewport: { width: 1366, height: 768 },
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      await OperatorPage.arranged(context, 'lin', settings);
      operator = await OperatorPage.open(context, url);
      await operator.sitDown();
    },
    secondWindow: () => OperatorPage.open(operator.page.context(), url),
    async answers(caller, name, key) {
      desk.ring(caller, name);
      await operator.waiting.waitFor();
      await operator.press(key);
      await operator.cardIs('source', 'connected');
    },
  };
}
