import type { ExchangeLineState, VoiceSource } from '#ports/bench.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import type { ExchangeLine, ExchangeLineSettings, FarRefusal, Heard, HeardTone } from '../people.ts';
import { heard, SILENCE, type Sound, TEST_TONE, VOICE } from './sound.ts';
import { Watchers } from './watchers.ts';
import type { PublicEnd, TrunkEnd } from './wires.ts';

/** An operator answers after one ringback. */
const OPERATOR_ANSWERS_MS = 3000;
/** From loop current to the end of ringing voltage. */
const RING_TRIP_MS = 120;
const CALLER_ID_GAP_MS = 500;
/** Without a digit the public exchange gives up its dial tone. */
const DIAL_TONE_MS_MAX = 20_000;
/** After the release signal, until the line gives busy tone. */
const BUSY_AFTER_MS = 300;
/** Battery back, or loop opened: the line is ready for the next call after this. */
const GUARD_MS = 100;

export const DEFAULT_LINE_SETTINGS: ExchangeLineSettings = {
  answer: 'polarity',
  release: 'busy-tone',
  dialToneDelayMs: 300,
  callerId: { signal: 'fsk', standard: 'bell202', format: 'mdmf' },
  callerIdWhen: 'after-first-ring',
  loopDropMs: 600,
  dialledCompleteMs: 2500,
  emergency: ['110', '119', '120', '122'],
  glare: false,
};

/** One period of ringing, beginning with a burst and ending with a pause. */
export type RingCadence = readonly { readonly on: boolean; readonly ms: number }[];

interface Caller {
  readonly number: string;
  readonly name: string;
}

/** A line of the public exchange without audio: the same conduct as the one that makes samples. */
export class PortLevelExchangeLine implements ExchangeLine, PublicEnd {
  readonly port: PortId;
  readonly #clock: Clock;
  readonly #office: TrunkEnd;
  readonly #cadence: RingCadence;
  readonly #watchers: Watchers;
  #settings: ExchangeLineSettings;
  #state: ExchangeLineState = 'idle';
  #seized = false;
  #answered = false;
  #incoming = false;
  #reversed = false;
  #dead = false;
  #dialled = '';
  #refusal: FarRefusal | null = null;
  #caller: Caller | null = null;
  /** Waits for the seizure to meet it (glare). */
  #lurking: Caller | null = null;
  #voice: VoiceSource = 'none';
  #tone: HeardTone | null = null;
  #cancel: Cancel = () => undefined;

  constructor(
    port: PortId,
    clock: Clock,
    office: TrunkEnd,
    cadence: RingCadence,
    settings: Partial<ExchangeLineSettings> = {},
  ) {
    this.port = port;
    this.#clock = clock;
    this.#office = office;
    this.#cadence = cadence;
    this.#watchers = new Watchers(clock);
    this.#settings = { ...DEFAULT_LINE_SETTINGS, ...settings };
  }

  // ───── people ─────

  get settings(): ExchangeLineSettings {
    return this.#settings;
  }

  configure(settings: Partial<ExchangeLineSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    if (!this.#settings.glare) this.#lurking = null;
  }

  callIn(caller: Caller): boolean {
    if (this.#dead || this.#state !== 'idle' || this.#seized || this.#lurking !== null) return false;
    if (this.#settings.glare) {
      this.#lurking = caller;
      return true;
    }
    this.#incoming = true;
    this.#caller = caller;
    this.#go('ringing-in');
    if (this.#settings.callerIdWhen === 'before-ring') {
      this.#signalCaller();
      this.#wait(2000, () => this.#ring(0));
    } else this.#ring(0);
    return true;
  }

  giveUp(): void {
    this.#lurking = null;
    if (this.#state === 'ringing-in') this.#clear();
  }

  farAnswers(): void {
    if (this.#state === 'ringing-out') this.#answer();
  }

  farHangsUp(): void {
    if (this.#state === 'ringing-in') {
      this.giveUp();
      return;
    }
    // Where the office has just gone, too, nobody is left to be told.
    if (this.#state !== 'talking' || !this.#seized) return;
    this.#answered = false;
    this.#go('busy');
    const { release, loopDropMs } = this.#settings;
    if (release === 'none') {
      this.#speak();
      return;
    }
    if (release === 'polarity') this.#reverse(!this.#reversed);
    if (release === 'loop-drop') this.#office.loopDrop(loopDropMs);
    this.#speak();
    this.#wait(release === 'loop-drop' ? loopDropMs + BUSY_AFTER_MS : BUSY_AFTER_MS, () =>
      this.#sing('busy'),
    );
  }

  farBusy(why: FarRefusal = 'busy'): void {
    if (this.#state === 'ringing-out') {
      this.#refuse(why);
      return;
    }
    if (this.#state === 'dial-tone' || this.#state === 'collecting') this.#refusal = why;
  }

  dead(on: boolean): void {
    if (on === this.#dead) return;
    this.#dead = on;
    if (on) {
      this.#cancel();
      this.#clear();
      this.#go('dead');
    } else this.#go(this.#seized ? 'busy' : 'idle');
    this.#office.battery();
    if (on && this.#seized) this.#office.loopDrop(60_000);
    if (!on && this.#seized) this.#sing('busy');
  }

  say(voice: VoiceSource): void {
    this.#voice = voice;
    this.#speak();
  }

  get voice(): VoiceSource {
    return this.#voice;
  }

  get state(): ExchangeLineState {
    return this.#state;
  }

  get seized(): boolean {
    return this.#seized;
  }

  get answered(): boolean {
    return this.#answered;
  }

  get dialled(): string {
    return this.#dialled;
  }

  get caller(): Caller | null {
    return this.#caller;
  }

  get hears(): Heard {
    return heard(this.#seized && !this.#dead ? this.#office.hears() : SILENCE);
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  // ───── the office's line card ─────

  get battery(): boolean {
    return !this.#dead;
  }

  get reversed(): boolean {
    return this.#reversed;
  }

  loop(closed: boolean): void {
    if (closed === this.#seized) return;
    this.#seized = closed;
    if (this.#dead) {
      this.#watchers.changed();
      return;
    }
    if (!closed) {
      this.#released();
      return;
    }
    if (this.#state === 'ringing-in') {
      this.#office.ringing(false);
      this.#answer();
      return;
    }
    if (this.#lurking !== null) {
      this.#meet(this.#lurking);
      return;
    }
    this.#dialled = '';
    this.#refusal = null;
    this.#caller = null;
    this.#incoming = false;
    this.#cancel();
    this.#watchers.changed();
    const { dialToneDelayMs } = this.#settings;
    this.#go('dial-tone');
    if (!Number.isFinite(dialToneDelayMs)) return;
    this.#wait(dialToneDelayMs, () => {
      this.#sing('dial');
      this.#wait(DIAL_TONE_MS_MAX, () => this.#refuse('busy'));
    });
  }

  /** Glare: the ring begins in the very moment of the seizure, which trips it and so answers it. */
  #meet(caller: Caller): void {
    this.#lurking = null;
    this.#caller = caller;
    this.#incoming = true;
    this.#go('ringing-in');
    this.#office.ringing(true);
    this.#wait(RING_TRIP_MS, () => {
      this.#office.ringing(false);
      if (this.#seized) this.#answer();
    });
  }

  /** This public exchange has no service behind a flash. */
  flash(): void {
    this.#watchers.changed();
  }

  digit(digit: string): void {
    if (!this.#seized || (this.#state !== 'dial-tone' && this.#state !== 'collecting')) return;
    this.#dialled += digit;
    this.#sing(null);
    this.#go('collecting');
    this.#wait(this.#settings.dialledCompleteMs, () => this.#route());
  }

  /** What arrives from the office has changed. */
  ear(): void {
    this.#watchers.changed();
  }

  #route(): void {
    if (this.#refusal !== null) {
      this.#refuse(this.#refusal);
      return;
    }
    this.#go('ringing-out');
    this.#sing('ringback');
    if (this.#settings.emergency.includes(this.#dialled)) {
      this.#wait(OPERATOR_ANSWERS_MS, () => this.#answer());
    }
  }

  #answer(): void {
    this.#cancel();
    this.#answered = true;
    this.#tone = null;
    this.#go('talking');
    if (!this.#incoming && this.#settings.answer === 'polarity') this.#reverse(true);
    this.#speak();
  }

  #refuse(why: FarRefusal): void {
    this.#go('busy');
    this.#sing(why);
  }

  #released(): void {
    this.#cancel();
    this.#answered = false;
    this.#reverse(false);
    this.#tone = null;
    this.#speak();
    this.#wait(GUARD_MS, () => this.#clear());
  }

  #clear(): void {
    this.#cancel();
    this.#office.ringing(false);
    this.#answered = false;
    this.#incoming = false;
    this.#lurking = null;
    this.#tone = null;
    this.#reverse(false);
    this.#speak();
    if (!this.#dead) this.#go('idle');
  }

  /** Steps through the cadence over and over; the number comes in the first pause of its first period. */
  #ring(at: number): void {
    const { on, ms: lengthMs } = this.#cadence[at % this.#cadence.length]!;
    this.#office.ringing(on);
    this.#wait(lengthMs, () => this.#ring(at + 1));
    if (at !== this.#cadence.length - 1 || this.#settings.callerIdWhen !== 'after-first-ring') return;
    this.#clock.at(after(this.#clock.now(), ms(CALLER_ID_GAP_MS)), () => {
      if (this.#state === 'ringing-in') this.#signalCaller();
    });
  }

  #signalCaller(): void {
    const { callerId } = this.#settings;
    const caller = this.#caller;
    // A recording says nothing where there are no samples.
    if (callerId === null || callerId.signal === 'recorded' || caller === null) return;
    const standard = callerId.signal === 'dtmf' ? 'dtmf' : callerId.standard;
    const number = caller.number === '' ? '' : caller.number;
    const absence = number === '' ? 'P' : '';
    const name = callerId.signal === 'fsk' && callerId.format === 'mdmf' ? caller.name : '';
    this.#office.callerId(standard, { number, name, dateTime: '', absence });
  }

  #reverse(reversed: boolean): void {
    if (reversed === this.#reversed) return;
    this.#reversed = reversed;
    this.#office.polarity(reversed);
  }

  #sing(tone: HeardTone | null): void {
    this.#tone = tone;
    this.#speak();
  }

  #speak(): void {
    this.#office.sound(this.#sound());
    this.#watchers.changed();
  }

  #sound(): Sound {
    if (this.#dead || !this.#seized) return SILENCE;
    if (this.#tone !== null) return { is: 'tone', name: this.#tone, hz: [], dbm0: -10 };
    if (!this.#answered || this.#voice === 'none') return SILENCE;
    return this.#voice === 'tone1k' ? TEST_TONE : VOICE;
  }

  #go(state: ExchangeLineState): void {
    this.#state = state;
    this.#watchers.changed();
  }

  #wait(milliseconds: number, then: () => void): void {
    this.#cancel();
    this.#cancel = this.#clock.at(after(this.#clock.now(), ms(milliseconds)), then);
  }
}
