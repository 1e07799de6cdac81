import type { Nation } from '../nations.ts';
import type { ExchangeLineSettings } from '../people.ts';
import { RingGenerator } from './ring-generator.ts';
import type { ExchangeSignals } from './signals.ts';

type Caller = { readonly number: string; readonly name: string };
type CallerIdSettings = Pick<ExchangeLineSettings, 'callerId' | 'callerIdWhen'>;

const STEP_MS = 1.25;
/** GR-30: 300 … 1500 ms of silence before the data, 200 ms after it. */
const AFTER_RING_MS = 600;
const BEFORE_RING_MS = 300;
const AFTER_DATA_MS = 250;
/** SIN 227: reversal, 100 ms or more, alert of 100 ms, 45 ms or more, data. */
const REVERSAL_MS = 200;
const ALERT_MS = 200;

type Phase = 'none' | 'reversal' | 'alert' | 'before' | 'data' | 'ringing';

/** How a call comes in: caller ID and ringing, in the order of the country and the settings. */
export class IncomingCall {
  readonly #ring: RingGenerator;
  readonly #signals: ExchangeSignals;
  readonly #dateTime: () => string;
  readonly #reverses: boolean;
  readonly #alerts: boolean;
  #caller: Caller | null = null;
  #how: CallerIdSettings['callerId'] = null;
  #after = false;
  #phase: Phase = 'none';
  #leftMs = 0;
  reversed = false;

  constructor(nation: Nation, signals: ExchangeSignals, dateTime: () => string) {
    this.#ring = new RingGenerator(nation);
    this.#signals = signals;
    this.#dateTime = dateTime;
    this.#reverses = nation.callerIdReversal;
    this.#alerts = nation.callerIdAlert;
  }

  get ringing(): { readonly hz: number; readonly voltsRms: number } | null {
    return this.#ring.ringing;
  }

  /** `settings` null: no caller ID, ringing at once. */
  start(caller: Caller, settings: CallerIdSettings | null): void {
    this.#caller = caller;
    this.#how = settings?.callerId ?? null;
    const before = this.#how !== null && settings?.callerIdWhen === 'before-ring';
    this.#after = this.#how !== null && !before;
    if (!before) this.#startRing();
    else if (this.#reverses && this.#how?.signal === 'fsk') {
      this.reversed = true;
      this.#wait('reversal', REVERSAL_MS);
    } else this.#wait('before', BEFORE_RING_MS);
  }

  stop(): void {
    this.#phase = 'none';
    this.#ring.stop();
    this.#signals.stop();
    this.reversed = false;
  }

  step(): void {
    if (this.#phase === 'ringing') this.#stepRinging();
    else if (this.#phase === 'data') {
      if (!this.#signals.sending) this.#countDown();
    } else if (this.#phase !== 'none') this.#countDown();
  }

  #stepRinging(): void {
    this.#ring.step();
    if (!this.#after || this.#ring.restMs < AFTER_RING_MS) return;
    this.#after = false;
    this.#send();
  }

  #countDown(): void {
    this.#leftMs -= STEP_MS;
    if (this.#leftMs > 0) return;
    if (this.#phase === 'reversal') {
      if (this.#alerts) this.#signals.alert();
      this.#wait('alert', ALERT_MS);
    } else if (this.#phase === 'data') this.#startRing();
    else {
      this.#send();
      this.#wait('data', AFTER_DATA_MS);
    }
  }

  #wait(phase: Phase, ms: number): void {
    this.#phase = phase;
    this.#leftMs = ms;
  }

  #startRing(): void {
    this.#phase = 'ringing';
    this.#ring.start();
  }

  #send(): void {
    if (this.#how !== null && this.#caller !== null) {
      this.#signals.sendCallerId(this.#caller, this.#dateTime(), this.#how);
    }
  }
}
