import type { VoiceSource } from '#ports/bench.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { Feed } from '#ports/line-card.ts';
import type { PortId } from '#units/ids.ts';
import { after, between, type Instant, inMs, ms } from '#units/time.ts';
import type { CallerDisplay, DialOptions, Heard, RingBurst, TelephoneSet } from '../people.ts';
import { heard, SILENCE, SILENT_EAR, type Sound, TEST_TONE, VOICE } from './sound.ts';
import { Watchers } from './watchers.ts';
import type { OfficeEnd, TelephoneEnd } from './wires.ts';

const RING_REST_MS = 10_000;
const RINGS_MAX = 64;

interface Key {
  readonly digit: string;
  readonly options: DialOptions;
}

export interface PortLevelTelephoneOptions {
  readonly bell: { readonly hz: number; readonly voltsRms: number };
  /** How long its flash key opens the loop. */
  readonly flashMs: number;
}

/** A telephone whose audio is a name: same words, same timing as the one on real wires. */
export class PortLevelTelephone implements TelephoneSet, TelephoneEnd {
  readonly port: PortId;
  readonly flashMs: number;
  readonly #clock: Clock;
  readonly #office: OfficeEnd;
  readonly #watchers: Watchers;
  readonly #bell: PortLevelTelephoneOptions['bell'];
  #offHook = false;
  #voice: VoiceSource = 'none';
  #key: string | null = null;
  #queue: Key[] = [];
  #cancelKey: Cancel | null = null;
  #cancelFlash: Cancel = () => undefined;
  /** Ringing voltage is on the line. */
  #bellOn = false;
  /** The last of `rings` still sounds. */
  #sounding = false;
  #rings: RingBurst[] = [];
  #display: CallerDisplay | null = null;
  #displayedAt: Instant | null = null;
  #fed = true;

  constructor(port: PortId, clock: Clock, office: OfficeEnd, { bell, flashMs }: PortLevelTelephoneOptions) {
    this.port = port;
    this.#clock = clock;
    this.#office = office;
    this.#watchers = new Watchers(clock);
    this.#bell = bell;
    this.flashMs = flashMs;
  }

  lift(): void {
    if (this.#offHook) return;
    this.#offHook = true;
    this.#endBurst();
    this.#office.loop(true);
    this.#speak();
  }

  hangUp(): void {
    if (!this.#offHook) return;
    this.#offHook = false;
    this.#cancelFlash();
    this.#stopDialling();
    this.#office.loop(false);
    this.#speak();
  }

  flash(breakMs = this.flashMs): void {
    if (!this.#offHook) return;
    this.#office.loop(false);
    this.#cancelFlash();
    this.#cancelFlash = this.#clock.at(after(this.#clock.now(), ms(breakMs)), () => this.#office.loop(true));
  }

  dial(digits: string, options: DialOptions = {}): void {
    if (!this.#offHook) return;
    for (const digit of digits) this.#queue.push({ digit, options });
    if (this.#cancelKey === null) this.#nextKey();
  }

  press(key: string): void {
    if (!this.#offHook) return;
    this.#key = key;
    this.#speak();
  }

  release(): void {
    this.#key = null;
    this.#speak();
  }

  say(voice: VoiceSource): void {
    this.#voice = voice;
    this.#speak();
  }

  get voice(): VoiceSource {
    return this.#voice;
  }

  get offHook(): boolean {
    return this.#offHook;
  }

  get dialling(): boolean {
    return this.#cancelKey !== null;
  }

  get ringing(): boolean {
    return this.#bellOn && !this.#offHook;
  }

  get rings(): readonly RingBurst[] {
    const last = this.#rings.at(-1);
    if (last === undefined || !this.ringing) return this.#rings;
    const lengthMs = inMs(between(last.start, this.#clock.now()));
    return [...this.#rings.slice(0, -1), { ...last, lengthMs }];
  }

  get display(): CallerDisplay | null {
    return this.#display;
  }

  get hears(): Heard {
    return this.#offHook && this.#fed ? heard(this.#office.hears()) : SILENT_EAR;
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  // ───── from the line card ─────

  ring(on: boolean): void {
    if (on === this.#bellOn) return;
    if (on && !this.#offHook) this.#beginBurst();
    else this.#endBurst();
    this.#bellOn = on;
    this.#watchers.changed();
  }

  feed(feed: Feed): void {
    this.#fed = feed !== 'open';
    this.#watchers.changed();
  }

  /** What arrives in the earpiece has changed. */
  ear(): void {
    if (this.#offHook) this.#watchers.changed();
  }

  shows(display: CallerDisplay): void {
    if (this.#offHook) return;
    this.#display = display;
    this.#displayedAt = this.#clock.now();
    this.#watchers.changed();
  }

  #beginBurst(): void {
    const now = this.#clock.now();
    const last = this.#rings.at(-1);
    const restMs = last === undefined ? Infinity : inMs(between(last.start, now)) - last.lengthMs;
    if (restMs > RING_REST_MS) {
      this.#rings = [];
      const shownMs = this.#displayedAt === null ? Infinity : inMs(between(this.#displayedAt, now));
      // Sent before the first ring: it belongs to this call.
      if (shownMs > 5000) this.#display = null;
    }
    this.#sounding = true;
    this.#rings = [...this.#rings.slice(1 - RINGS_MAX), { start: now, lengthMs: 0, ...this.#bell }];
  }

  #endBurst(): void {
    const last = this.#rings.at(-1);
    if (last === undefined || !this.#sounding) return;
    this.#sounding = false;
    const lengthMs = inMs(between(last.start, this.#clock.now()));
    this.#rings = [...this.#rings.slice(0, -1), { ...last, lengthMs }];
  }

  #speak(): void {
    this.#office.sound(this.#sound());
    this.#watchers.changed();
  }

  #sound(): Sound {
    if (!this.#offHook) return SILENCE;
    if (this.#key !== null) return { is: 'dtmf', digit: this.#key };
    if (this.#voice === 'none') return SILENCE;
    return this.#voice === 'tone1k' ? TEST_TONE : VOICE;
  }

  #nextKey(): void {
    const key = this.#queue.shift();
    if (key === undefined) {
      this.#cancelKey = null;
      this.#watchers.changed();
      return;
    }
    if (key.digit === ',') {
      this.#wait(1000, () => this.#nextKey());
      return;
    }
    const {
      via = 'dtmf',
      onMs = 70,
      offMs = 70,
      breakMs = 60,
      makeMs = 40,
      interDigitMs = 700,
    } = key.options;
    if (via === 'pulse' && /[0-9]/.test(key.digit)) {
      const pulses = key.digit === '0' ? 10 : Number(key.digit);
      this.#wait(pulses * (breakMs + makeMs), () => {
        this.#office.pulse(key.digit);
        this.#wait(interDigitMs, () => this.#nextKey());
      });
      return;
    }
    this.press(key.digit);
    this.#wait(onMs, () => {
      this.release();
      this.#wait(offMs, () => this.#nextKey());
    });
  }

  #wait(milliseconds: number, then: () => void): void {
    this.#cancelKey = this.#clock.at(after(this.#clock.now(), ms(milliseconds)), then);
  }

  #stopDialling(): void {
    this.#cancelKey?.();
    this.#cancelKey = null;
    this.#queue = [];
    this.#key = null;
  }
}
