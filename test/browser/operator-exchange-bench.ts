/**
 * The operator's page and the exchange behind it: how long until an answered caller and the operator hear each
 * other, until a lifted telephone lights its lamp, and until ten thousand entries are searched. Run by
 * `npm run bench -- operator`; prints JSON.
 */
import type { Page } from 'playwright-core';
import { PASSWORD } from './support/admin-page.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import { OperatorPage } from './support/operator-page.ts';
import { SUPERVISOR, startOperatorsOffice } from './support/operators-office.ts';
import { type Spread, spread } from './support/spread.ts';

const CALLS = 30;
const LIFTS = 40;
const SEARCHES = 200;
const ENTRIES = 10_000;
/** Between two keys of somebody who types fast. */
const TYPING_MS = 50;
const [OPERATOR, OTHER, CALLER] = ['phone:1/1', 'phone:1/2', 'phone:1/5'] as const;
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇区解查朴盖任华'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英晓雄信国藩建华文玉兰'];
/** A tone that is heard at all; what speaks is 25 dB louder. */
const HEARD_DBM0 = -40;

interface ExchangeCost {
  /** From the key to the first of the caller's voice in the operator's ear, and of the operator's in the caller's;
   * the page's ear adds about 10 ms. */
  readonly answerToAudioMs: { readonly operatorHears: Spread; readonly callerHears: Spread };
  /** From the click that lifts a telephone to its lamp on the operator's screen. */
  readonly liftToLampMs: Spread;
  /** From the last letter to the hits on the screen, among `entries`. */
  readonly searchMs: Spread;
  readonly entries: number;
}

/** Pages of one browser read the same clock. */
const CLOCK = 'performance.timeOrigin + performance.now()';
const INSTALL = `globalThis.pressedAt = 0;
addEventListener('keydown', () => { globalThis.pressedAt = ${CLOCK}; }, true);
addEventListener('pointerdown', () => { globalThis.pressedAt = ${CLOCK}; }, true);`;
const pressedAt = (page: Page): Promise<number> => page.evaluate('globalThis.pressedAt');

/** When the page first saw this, by its clock; looked at every 5 ms. */
const seenAt = (page: Page, what: string): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    const look = () => { if (${what}) { clearInterval(timer); resolve(${CLOCK}); } };
    const timer = setInterval(look, 5);
  })`);

/** One speaks, the other listens: in his own ear everybody hears himself. */
async function measureAnswers(
  bench: BenchPage,
  operator: OperatorPage,
  [speaks, listens]: readonly [string, string],
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < CALLS; i += 1) {
    await bench.lift(CALLER);
    await bench.hears(CALLER, 'dial');
    await bench.dial(CALLER, '890');
    await operator.waiting.first().waitFor();
    await bench.say(speaks, 'tone1k');
    const heard = seenAt(bench.page, `tipringBench.levelAt('${listens}', 1000) > ${HEARD_DBM0}`);
    await operator.press('NumpadAdd');
    times.push((await heard) - (await pressedAt(operator.page)));
    await bench.say(speaks, 'none');
    await bench.hangUp(CALLER);
    await operator.cardIs('source', 'none');
  }
  return times;
}

/** A telephone that is put down is free only when it can no more be a flash: that is not measured. */
async function measureLamps(bench: BenchPage, operator: OperatorPage): Promise<number[]> {
  const times: number[] = [];
  const lamp = (state: string) => `.op-extension[data-number="802"][data-lamp=${state}]`;
  for (let i = 0; i < LIFTS; i += 1) {
    const lit = seenAt(operator.page, `document.querySelector('${lamp('busy')}') !== null`);
    await bench.lift(OTHER);
    times.push((await lit) - (await pressedAt(bench.page)));
    await bench.hangUp(OTHER);
    await operator.page.locator(lamp('free')).waitFor();
  }
  return times;
}

const entry = (i: number) => {
  const name = `${SURNAMES[i % SURNAMES.length]}${GIVEN[(i * 7) % GIVEN.length]}${GIVEN[(i * 13 + (i >> 5)) % GIVEN.length]}`;
  return { name, number: String(20_000 + i) };
};

/** Over the API, by somebody who may. */
async function importDirectory(url: string): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ name: SUPERVISOR, password: PASSWORD });
  const entered = await fetch(new URL('/api/session/login', url), { method: 'POST', headers: json, body });
  const { csrfToken } = (await entered.json()) as { csrfToken: string };
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const rows = Array.from({ length: ENTRIES }, (_, i) => entry(i)).map(
    ({ number, name }) => `${number},${name}`,
  );
  const answer = await fetch(new URL('/api/import/directory.csv?take=true', url), {
    method: 'POST',
    headers: { 'content-type': 'text/csv', cookie, 'x-csrf-token': csrfToken },
    body: ['number,name', ...rows].join('\n'),
  });
  if (!answer.ok) throw new Error(`the directory is not taken: ${answer.status} ${await answer.text()}`);
}

/** Every other time one initial, which some hundred names have; else the last figure of a number. */
async function measureSearches(operator: OperatorPage): Promise<number[]> {
  const times: number[] = [];
  const chosen = `document.querySelector('.op-hit[aria-selected=true] .op-hit-number')?.textContent`;
  for (let i = 0; i < SEARCHES; i += 1) {
    const { number } = entry((i * 67) % ENTRIES);
    const [before, key] = i % 2 === 0 ? ['', 'wlzcyhx'[i % 7]!] : [number.slice(0, -1), number.at(-1)!];
    await operator.page.keyboard.type(before, { delay: TYPING_MS });
    const found = seenAt(operator.page, i % 2 === 0 ? chosen : `${chosen} === '${number}'`);
    await operator.press(key);
    times.push((await found) - (await pressedAt(operator.page)));
    await operator.press('Escape');
    await operator.page.locator('.op-hit[aria-selected=true]').waitFor({ state: 'detached' });
  }
  return times;
}

async function measureExchange(): Promise<ExchangeCost> {
  const firmware = await startOperatorsOffice();
  const browser = await openBrowser();
  try {
    const bench = await BenchPage.open(browser, firmware.url);
    const operator = await OperatorPage.open(browser, firmware.url);
    await operator.logIn('lin');
    await operator.sitDown();
    await bench.page.evaluate(INSTALL);
    await operator.page.evaluate(INSTALL);
    await bench.lift(OPERATOR);
    const operatorHears = spread(await measureAnswers(bench, operator, [CALLER, OPERATOR]));
    const callerHears = spread(await measureAnswers(bench, operator, [OPERATOR, CALLER]));
    const lamps = await measureLamps(bench, operator);
    await importDirectory(firmware.url);
    const searches = await measureSearches(operator);
    return {
      answerToAudioMs: { operatorHears, callerHears },
      liftToLampMs: spread(lamps),
      searchMs: spread(searches),
      entries: ENTRIES,
    };
  } finally {
    await browser.close();
    await firmware.stop();
  }
}

process.stdout.write(JSON.stringify(await measureExchange()));
