import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** What the page itself measured in the audio that reached it (`window.tipringBench`). */
export interface Heard {
  readonly hz: number;
  readonly tones: readonly number[];
  readonly dbm0: number;
  readonly samplesReceived: number;
  readonly name: string | null;
}

interface Measuring {
  tipringBench: {
    earpiece(device: string): Heard;
    levelAt(device: string, hz: number): number;
    played(device: string): { played: number; gaps: number } | null;
  };
}

const HEARD_MS_MAX = 15_000;
/** In the order of their buttons. */
const VOICES = ['microphone', 'tone1k', 'speech'] as const;
/** As a calm finger; shorter, and a busy machine hands the key's down and up to the simulator as one. */
const KEY_MS = 160;

const jackOf = (device: string): string => `[data-jack="${device.slice(device.indexOf(':') + 1)}"]`;

/** The bench page, in the words of somebody who sits at it. */
export class BenchPage {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly #putDown = new Set<string>();

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<BenchPage> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      ...options,
    });
    const bench = new BenchPage(await context.newPage());
    await bench.page.goto(url);
    await bench.page.locator('.telephone').first().waitFor();
    return bench;
  }

  device(device: string): Locator {
    return this.page.locator(`[data-device="${device}"]`);
  }

  /** One that was put down a moment ago is lifted when the exchange knows it, else it would be a flash. */
  async lift(device: string): Promise<void> {
    if (this.#putDown.delete(device)) {
      const jack = this.page.locator('.jack-place').filter({ has: this.page.locator(jackOf(device)) });
      await jack.and(this.page.locator('[data-lamp=ready], [data-lamp=ringing]')).waitFor();
    }
    await this.device(device).locator('.hook-button').click();
    await this.page.locator(`[data-device="${device}"][data-off-hook]`).waitFor();
  }

  async hangUp(device: string): Promise<void> {
    await this.device(device).locator('.hook-button').click();
    await this.isOnHook(device);
    this.#putDown.add(device);
  }

  /** Waits until it is: the same button would lift it again. */
  async isOnHook(device: string): Promise<void> {
    await this.page.locator(`[data-device="${device}"]:not([data-off-hook])`).waitFor();
  }

  /** Nobody speaks any more, everybody hangs up, and the exchange is at rest. */
  async quiet(): Promise<void> {
    const { page } = this;
    const named = (selector: string): Promise<(string | null)[]> =>
      page
        .locator(selector)
        .evaluateAll((all) => all.map((one) => one.closest('[data-device]')!.getAttribute('data-device')));
    for (const device of await named('.voice-group [data-selected]')) {
      await this.say(device!, 'none');
    }
    for (const device of await named('.telephone[data-off-hook]')) await this.hangUp(device!);
    for (const device of await named('.outside[data-state="ringing-in"]')) {
      await this.device(device!).getByRole('button', { name: 'Give up' }).click();
    }
    await page.waitForFunction(() => {
      const every = (selector: string, name: string, value: string): boolean =>
        [...document.querySelectorAll(selector)].every((one) => one.getAttribute(name) === value);
      return every('.outside', 'data-state', 'idle') && every('.jack-place', 'data-lamp', 'ready');
    });
  }

  /** By mouse, key after key. */
  async dial(device: string, digits: string): Promise<void> {
    for (const digit of digits) {
      await this.device(device)
        .locator('.key')
        .filter({ has: this.page.locator('.key-digit', { hasText: digit === '*' ? '✱' : digit }) })
        .click({ delay: KEY_MS });
    }
  }

  /** By keyboard, on the telephone that has the focus. */
  async type(digits: string): Promise<void> {
    for (const digit of digits) await this.page.keyboard.press(digit, { delay: KEY_MS });
  }

  /** Chooses who speaks into a device, or nobody, and waits until it is so. */
  async say(device: string, voice: (typeof VOICES)[number] | 'none'): Promise<void> {
    const buttons = this.device(device).locator('.voice-group button');
    if (voice === 'none') await this.device(device).locator('.voice-group [data-selected]').click();
    else await buttons.nth(VOICES.indexOf(voice)).click();
    const chosen = this.device(device).locator('.voice-group [data-selected]');
    await chosen.waitFor({ state: voice === 'none' ? 'detached' : 'attached' });
  }

  heard(device: string): Promise<Heard> {
    return this.page.evaluate(
      (one) => (globalThis as unknown as Measuring).tipringBench.earpiece(one),
      device,
    );
  }

  levelAt(device: string, hz: number): Promise<number> {
    return this.page.evaluate(
      ([one, frequency]) =>
        (globalThis as unknown as Measuring).tipringBench.levelAt(one as string, frequency as number),
      [device, hz],
    );
  }

  /** Waits until the device's earpiece hears this tone, as the page names it. */
  async hears(device: string, name: string): Promise<Heard> {
    try {
      await this.page.waitForFunction(
        ([one, tone]) => (globalThis as unknown as Measuring).tipringBench.earpiece(one!).name === tone,
        [device, name],
        { timeout: HEARD_MS_MAX },
      );
    } catch {
      throw new Error(`${device} does not hear ${name} but ${JSON.stringify(await this.heard(device))}`);
    }
    return this.heard(device);
  }

  /** Waits until a frequency arrives at the device, within 12 Hz, louder than −40 dBm0. */
  async hearsHz(device: string, hz: number): Promise<Heard> {
    try {
      await this.page.waitForFunction(
        ([one, frequency]) => {
          const { hz: now, dbm0 } = (globalThis as unknown as Measuring).tipringBench.earpiece(one as string);
          return Math.abs(now - (frequency as number)) < 12 && dbm0 > -40;
        },
        [device, hz],
        { timeout: HEARD_MS_MAX },
      );
    } catch {
      throw new Error(`${device} does not hear ${hz} Hz but ${JSON.stringify(await this.heard(device))}`);
    }
    return this.heard(device);
  }

  /** Waits until nothing is heard: the echo of what was said before is over. */
  async hearsNothing(device: string): Promise<void> {
    await this.page.waitForFunction(
      (one) => (globalThis as unknown as Measuring).tipringBench.earpiece(one).dbm0 < -45,
      device,
      { timeout: HEARD_MS_MAX },
    );
  }

  /** Waits until the device is louder than this, whatever it hears. */
  async louderThan(device: string, dbm0: number): Promise<void> {
    await this.page.waitForFunction(
      ([one, level]) =>
        (globalThis as unknown as Measuring).tipringBench.earpiece(one as string).dbm0 > (level as number),
      [device, dbm0],
      { timeout: HEARD_MS_MAX },
    );
  }

  /** Waits until so many samples of the device went to the loudspeaker; answers how often it ran dry. */
  async gapsWhilePlaying(device: string, samples: number): Promise<number> {
    const gaps = await this.page.waitForFunction(
      ([one, count]) => {
        const played = (globalThis as unknown as Measuring).tipringBench.played(one as string);
        return played !== null && played.played > (count as number) ? { gaps: played.gaps } : null;
      },
      [device, samples],
      { timeout: HEARD_MS_MAX },
    );
    return (await gaps.jsonValue())!.gaps;
  }

  rings(device: string): Promise<void> {
    return this.page.locator(`[data-device="${device}"][data-ringing]`).waitFor({ timeout: HEARD_MS_MAX });
  }

  /** Lengths of the next whole burst and the pause after it, ms, as the page shows the bell. */
  ringCadence(device: string): Promise<{ onMs: number; offMs: number }> {
    return this.page.evaluate(
      (one) =>
        new Promise((resolve) => {
          const bell = document.querySelector(`[data-device="${one}"]`)!;
          const edges: number[] = [];
          const watcher = new MutationObserver(() => {
            const ringing = bell.hasAttribute('data-ringing');
            if (edges.length === 0 && !ringing) return;
            edges.push(performance.now());
            if (edges.length < 3) return;
            watcher.disconnect();
            resolve({ onMs: edges[1]! - edges[0]!, offMs: edges[2]! - edges[1]! });
          });
          watcher.observe(bell, { attributeFilter: ['data-ringing'] });
        }),
      device,
    );
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
