import { DtmfSender, isDtmfKey } from '../dsp/dtmf.ts';
import type { DialMode, DialOptions } from '../people.ts';
import type { HookSwitch } from './hook-switch.ts';

interface Order {
  readonly key: string;
  readonly via: DialMode;
  readonly options: DialOptions;
}

const KEYS_WAITING_MAX = 128;
const DEFAULTS = { onMs: 70, offMs: 70, breakMs: 60, makeMs: 40, interDigitMs: 700 } as const;

/** Dials key after key, by tone or by opening the loop; what was asked first goes first. */
export class Dialler {
  readonly keypad: DtmfSender;
  readonly #hook: HookSwitch;
  readonly #orders: Order[] = [];

  constructor(hook: HookSwitch, keypad = new DtmfSender()) {
    this.#hook = hook;
    this.keypad = keypad;
  }

  get busy(): boolean {
    return this.#orders.length > 0 || this.keypad.busy || this.#hook.busy;
  }

  dial(digits: string, via: DialMode, options: DialOptions): void {
    for (const key of digits) {
      if (this.#orders.length >= KEYS_WAITING_MAX) return;
      this.#orders.push({ key, via, options });
    }
  }

  stop(): void {
    this.#orders.length = 0;
    this.keypad.stop();
    this.#hook.stop();
  }

  /** Once a frame: starts the next key when the last is done. */
  frame(): void {
    if (this.#orders.length === 0 || this.keypad.busy || this.#hook.busy) return;
    const { key, via, options } = this.#orders.shift()!;
    const timing = { ...DEFAULTS, ...options };
    if (via === 'dtmf' || key === ',') this.keypad.send(key, timing);
    else if (/^[0-9]$/.test(key)) {
      // ITU-T E.161: n breaks for n, ten for 0.
      const pulses = key === '0' ? 10 : Number(key);
      for (let i = 1; i <= pulses; i++) {
        this.#hook.break(timing.breakMs, i === pulses ? timing.interDigitMs : timing.makeMs);
      }
    }
  }

  /** A key that comes while the last one still sounds its least time waits, and then sounds by itself. */
  press(key: string): void {
    if (!isDtmfKey(key)) return;
    this.keypad.release();
    if (this.busy) this.dial(key, 'dtmf', {});
    else this.keypad.hold(key);
  }
}
