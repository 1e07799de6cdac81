import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Telephone } from '../../firmware/web/protocol/telephone.ts';
import { chromium } from '../support/peers.ts';
import { axeFindings } from './support/axe.ts';
import { openBrowser } from './support/chromium.ts';
import { PhonePage } from './support/phone-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';

const LONG = '三月十日两间，要靠近电梯；第二间给行动不便的客人，请回电确认价格和早餐。';
const ticket = {
  ...{ callerNumber: '02155501234', callerName: '上海代理商', wanted: '王芳', reason: '订房', notes: LONG },
  operator: 'lin',
};
const call = (id: string, more: Partial<Telephone['calls'][number]>): Telephone['calls'][number] => ({
  ...{ call: id, state: 'connected', incoming: true, number: '803', name: '王建国', others: 0 },
  ...{ announced: false, ticket: null, ...more },
});
const QUIET: Telephone = {
  ...{ number: '802', name: '王芳', state: 'idle', inService: true, calls: [], messages: [], past: [] },
  settings: {
    forward: { all: null, busy: null, noAnswer: null, offline: null },
    ...{ doNotDisturb: false, quietTime: null, wakeUp: null, callWaiting: false, absent: false },
  },
};
const BUSY: Telephone = {
  ...QUIET,
  state: 'talking',
  calls: [
    call('c1', { state: 'alerting', number: '801', name: '话务台', announced: true, ticket }),
    call('c2', { others: 2 }),
    call('c3', { state: 'held', number: '02155504321', name: '', ticket: { ...ticket, notes: '' } }),
    call('c4', { state: 'initiated', number: '', name: '', incoming: false }),
  ],
  settings: {
    ...QUIET.settings!,
    forward: { all: '803', busy: null, noAnswer: '890', offline: null },
    doNotDisturb: true,
    quietTime: { from: null, to: { minuteOfDay: 420, epochMs: 0 } },
    wakeUp: { minuteOfDay: 400, by: '802', dueEpochMs: null, attempts: 3 },
  },
  messages: [1, 2].map((id) => ({
    ...{ id, for: '802', from: id === 1 ? '高先生' : '', text: LONG, by: 'lin', leftEpochMs: Date.now() },
    readEpochMs: null,
  })),
  past: (['missed', 'answered', 'made'] as const).map((how, i) => ({
    ...{ call: `p${i}`, epochMs: Date.now(), number: `80${i + 3}`, name: i === 1 ? '' : '李丽', how },
    inside: i !== 1,
  })),
};

describe.runIf(chromium().wanted)('the page of a telephone’s user, looked at by axe', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each(['zh-CN', 'en'] as const)(
    'nothing is found in %s, quiet and busy, in light and dark, on 360 pixels and on a screen',
    async (locale) => {
      const desk = new ScriptedDesk();
      desk.person = {
        ...desk.person!,
        role: 'agent',
        extension: '802',
        displayName: '王芳',
        language: locale,
      };
      const url = await desk.listen();
      let socket: WebSocketRoute | null = null;
      const show = (telephone: Telephone | null): void =>
        socket!.send(JSON.stringify({ kind: 'telephone', telephone }));
      const phone = await PhonePage.open(browser, url, { locale }, (context) =>
        context.routeWebSocket(/\/api\/telephone$/, (one) => {
          socket = one;
          show(QUIET);
        }),
      );
      await phone.isUp();
      const { page } = phone;
      const found: string[] = [];
      const look = async (state: string): Promise<void> => {
        for (const colorScheme of ['light', 'dark'] as const)
          for (const width of [360, 1280]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 800 });
            const place = `${state}, ${colorScheme}, ${width} px`;
            found.push(...(await axeFindings(page)).map((one) => `${place}: ${one}`));
            if ((await phone.overhang()) > 0) found.push(`${place}: wider than the screen`);
          }
      };
      await look('quiet');
      show(BUSY);
      await phone.calls.nth(3).waitFor();
      await look('busy');
      await phone.calls.first().locator('.my-acts button').first().click();
      await page.locator('.my-call form').waitFor();
      await look('a call is sent on');
      show(null);
      await page.locator('.my main > .my-empty').waitFor();
      await look('no such extension');
      expect(found).toEqual([]);
      expect(phone.errors).toEqual([]);
      await phone.close();
      await desk.close();
    },
    300_000,
  );
});
