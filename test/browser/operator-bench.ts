/**
 * The operator's page in a real browser: how long a key, a lamp, a search and a reload take to be seen. Run by
 * `npm run bench -- operator`; prints JSON.
 */
import type { Page } from 'playwright-core';
import { openBrowser } from './support/chromium.ts';
import { OperatorPage } from './support/operator-page.ts';
import { ScriptedDesk } from './support/scripted-desk.ts';

const TIMES = 100;
const RELOADS = 10;
const EXTENSIONS = 500;

/** ms */
interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface OperatorCost {
  /** From the key to the change on the screen that it makes by itself. */
  readonly keyToChangeMs: Spread;
  /** From the exchange's message to the drawn lamp, among 500 of them. */
  readonly lampMs: Spread;
  /** From the last letter to the drawn hits. The directory is a scripted one: the page's share, not the search. */
  readonly searchMs: Spread;
  /** Until the conversation is on the screen again. */
  readonly reloadMs: Spread;
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
  for (let i = 0; i < TIMES; i += 1) {
    const number = String(2_000 + ((i * 37) % EXTENSIONS));
    const lamp = i % 2 === 0 ? 'busy' : 'ringing';
    const change = `document.querySelector('.op-extension[data-number="' + word + '"]')?.dataset.lamp === '${lamp}'`;
    const at = performance.now();
    const waited = timed(operator.page, number, change, () => desk.setLamp(number, lamp));
    await waited;
    times.push(performance.now() - at);
  }
  return times;
}

async function measureSearch(operator: OperatorPage): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const [text, number] = i % 2 === 0 ? ['w', '8203'] : ['s', '8101'];
    const change =
      'document.querySelector(".op-hit[aria-selected=true] .op-hit-number")?.textContent === word';
    times.push(await timed(operator.page, number!, change, () => operator.press(text!)));
    await operator.press('Escape');
    await operator.page.locator('.op-hit[aria-selected=true]').waitFor({ state: 'detached' });
  }
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

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number =>
    Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
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
    const searches = await measureSearch(operator);
    desk.ring('02155501234', 'bench');
    await operator.waiting.waitFor();
    await operator.press('NumpadAdd');
    await operator.cardIs('source', 'connected');
    const reloads = await measureReloads(operator);
    return {
      keyToChangeMs: spread(keys),
      lampMs: spread(lamps),
      searchMs: spread(searches),
      reloadMs: spread(reloads),
    };
  } finally {
    await browser.close();
    await desk.close();
  }
}

process.stdout.write(JSON.stringify(await measureOperator()));
