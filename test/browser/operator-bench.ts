/**
 * The operator's page in a real browser, before a scripted desk: how long a key, a lamp and a reload take to be
 * seen, and what a thousand calls leave behind. Run by `npm run bench -- operator`; prints JSON.
 */
import type { Page } from 'playwright-core';
import { openBrowser } from './support/chromium.ts';
import { OperatorPage } from './support/operator-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';
import { type Spread, spread } from './support/spread.ts';

const TIMES = 100;
const RELOADS = 10;
const EXTENSIONS = 500;
/** Lamps that change in each turn beside the one that is waited for. */
const RESTLESS = 50;
const RESTLESS_MS = 100;
const CALLS = [100, 500, 1_000] as const;

interface OperatorCost {
  /** From the key to the change on the screen that it makes by itself. */
  readonly keyToChangeMs: Spread;
  /** From the exchange's message to the drawn lamp, while 500 extensions change once a second. */
  readonly lampMs: Spread;
  /** Until the conversation is on the screen again. */
  readonly reloadMs: Spread;
  /** What the page holds after so many calls, garbage taken away. */
  readonly afterCalls: readonly Held[];
}

interface Held {
  readonly calls: number;
  readonly heapKiB: number;
  readonly nodes: number;
  readonly listeners: number;
}

interface Measured {
  measured: { from: number; until(change: () => boolean): Promise<number> };
}

/** Answers what the page says the time was between `from` and the frame in which `change` is drawn. */
const INSTALL = `globalThis.measured = {
  from: 0,
  until(change) {
    return new Promise((resolve) => {
      const look = () => {
        if (!change()) return false;
        watcher.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - measured.from)));
        return true;
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    });
  },
};
addEventListener('keydown', () => { measured.from = performance.now(); }, true);`;

/** `change` is judged in the page, and gets `word`. */
async function timed(page: Page, word: string, change: string, act: () => Promise<unknown> | unknown) {
  const waited = page.evaluate(
    ([one, text]) =>
      (globalThis as unknown as Measured).measured.until(() => Boolean(new Function('word', text!)(one))),
    [word, `return ${change}`],
  );
  await act();
  return waited;
}

async function measureKeys(operator: OperatorPage): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const kind = i % 2 === 0 ? 'refused' : 'hint';
    const change = 'document.querySelector("[data-testid=prompt]")?.dataset.kind === word';
    const key = i % 2 === 0 ? 'F9' : 'x';
    times.push(await timed(operator.page, kind, change, () => operator.press(key)));
    if (i % 2 === 1) await operator.press('Escape');
  }
  return times;
}

async function measureLamps(operator: OperatorPage, desk: ScriptedDesk): Promise<number[]> {
  const times: number[] = [];
  await operator.page
    .locator('.op-extension')
    .nth(EXTENSIONS - 1)
    .waitFor({ state: 'attached' });
  let turn = 0;
  const restless = setInterval(() => {
    turn += 1;
    for (let i = 1; i < RESTLESS; i += 1) {
      const one = 2_000 + ((turn * RESTLESS + i) % EXTENSIONS);
      desk.setLamp(String(one), turn % 20 < 10 ? 'busy' : 'free');
    }
  }, RESTLESS_MS);
  // The first of each fifty is left to be waited for.
  for (let i = 0; i < TIMES; i += 1) {
    const number = String(2_000 + ((i * RESTLESS) % EXTENSIONS));
    const lamp = Math.floor((i * RESTLESS) / EXTENSIONS) % 2 === 0 ? 'busy' : 'ringing';
    const change = `document.querySelector('.op-extension[data-number="' + word + '"]')?.dataset.lamp === '${lamp}'`;
    const at = performance.now();
    const waited = timed(operator.page, number, change, () => desk.setLamp(number, lamp));
    await waited;
    times.push(performance.now() - at);
  }
  clearInterval(restless);
  return times;
}

async function measureReloads(operator: OperatorPage): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < RELOADS; i += 1) {
    const at = performance.now();
    await operator.page.reload({ waitUntil: 'commit' });
    await operator.cardIs('source', 'connected');
    times.push(performance.now() - at);
  }
  return times;
}

async function measureCalls(operator: OperatorPage, desk: ScriptedDesk): Promise<Held[]> {
  const session = await operator.page.context().newCDPSession(operator.page);
  await session.send('Performance.enable');
  const held: Held[] = [];
  for (let call = 1; call <= CALLS.at(-1)!; call += 1) {
    desk.ring(`0215550${String(call).padStart(4, '0')}`, `caller ${call}`, { notes: `about ${call}` });
    await operator.waiting.waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    await operator.page.keyboard.type('8203');
    await operator.press('Enter');
    await operator.cardIs('destination', 'alerting');
    desk.show({ destination: { ...desk.view.destination!, state: 'connected' } });
    await operator.cardIs('destination', 'connected');
    await operator.press('Enter');
    await operator.cardIs('source', 'none');
    await operator.cardIs('destination', 'none');
    if (!CALLS.includes(call as (typeof CALLS)[number])) continue;
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((one) => one.name === name)!.value;
    const heapKiB = Math.round(of('JSHeapUsedSize') / 1024);
    held.push({ calls: call, heapKiB, nodes: of('Nodes'), listeners: of('JSEventListeners') });
  }
  return held;
}

async function measureOperator(): Promise<OperatorCost> {
  const desk = new ScriptedDesk();
  for (let i = 0; i < EXTENSIONS; i += 1) desk.lamps.set(String(2_000 + i), 'free');
  const browser = await openBrowser();
  try {
    const operator = await OperatorPage.open(browser, await desk.listen());
    await operator.sitDown();
    await operator.page.evaluate(INSTALL);
    const keys = await measureKeys(operator);
    const lamps = await measureLamps(operator, desk);
    desk.ring('02155501234', 'bench');
    await operator.waiting.waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    const reloads = await measureReloads(operator);
    await operator.press('NumpadSubtract');
    await operator.cardIs('source', 'none');
    const afterCalls = await measureCalls(operator, desk);
    return {
      keyToChangeMs: spread(keys),
      lampMs: spread(lamps),
      reloadMs: spread(reloads),
      afterCalls,
    };
  } finally {
    await browser.close();
    await desk.close();
  }
}

process.stdout.write(JSON.stringify(await measureOperator()));
