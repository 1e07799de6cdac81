import type { ExchangeLineState, VoiceSource } from '#ports/bench.ts';
import type { Cancel } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { type Instant, SAMPLES_PER_FRAME } from '#units/time.ts';
import { DtmfReceiver } from '../dsp/dtmf-receiver.ts';
import { Ear, NOTHING_HEARD } from '../dsp/ear.ts';
import { isSilent } from '../dsp/level.ts';
import type { ToneNames } from '../dsp/tone-names.ts';
import type { Nation } from '../nations.ts';
import type { ExchangeLine, ExchangeLineSettings, FarRefusal, Heard } from '../people.ts';
import type { Feeder, LineState } from '../two-wire.ts';
import { Voice } from '../voice.ts';
import { Watchers } from '../watchers.ts';
import { IncomingCall } from './incoming-call.ts';
import { LoopWatch } from './loop-watch.ts';
import { ExchangeSignals } from './signals.ts';

export interface ExchangeLineOptions {
  readonly port: PortId;
  readonly nation: Nation;
  readonly names: ToneNames;
  /** `MMDDHHMM` for caller ID. */
  readonly dateTime: () => string;
  readonly settings?: Partial<ExchangeLineSettings>;
}

const BATTERY_VOLTS = 48;
/** Two windings of 200 Ω and the protection, and half a kilometre of pair on the line itself. */
const FEED_OHMS = 500;
const LIMIT_MA = 45;
/** Ring trip while the bell sounds, and how long the current must flow (at once when it is silent). */
const RING_TRIP_MA = 25;
const GLARE_TRIP_MS = 200;
/** A real caller does not wait longer. */
const RINGING_MS_MAX = 90_000;
const OPERATOR_ANSWER_MS = 2000;
const DIALLED_MAX = 40;

const DEFAULTS = {
  answer: 'polarity',
  release: 'busy-tone',
  dialToneDelayMs: 300,
  loopDropMs: 600,
  dialledCompleteMs: 2500,
  glare: false,
} as const;

/** A subscriber line of the public exchange, and the far party behind it. */
export class PublicLine implements ExchangeLine, Feeder {
  readonly port: PortId;
  readonly feedOhms = FEED_OHMS;
  readonly limitMa = LIMIT_MA;
  readonly transmit = new Float32Array(SAMPLES_PER_FRAME);
  readonly receive = new Float32Array(SAMPLES_PER_FRAME);
  readonly #loop = new LoopWatch();
  readonly #signals: ExchangeSignals;
  readonly #incoming: IncomingCall;
  readonly #voice = new Voice();
  readonly #digits = new DtmfReceiver();
  readonly #ear: Ear;
  readonly #watchers = new Watchers();
  #settings: ExchangeLineSettings;
  #state: ExchangeLineState = 'idle';
  #stateSince = 0;
  #now = 0;
  #lastDigitAt = 0;
  #answered = false;
  #reversed = false;
  #dropUntil = 0;
  #dialled = '';
  #caller: { readonly number: string; readonly name: string } | null = null;
  #refusal: FarRefusal | null = null;
  #toneDue = false;
  #glarePending = false;
  #sounding = false;
  #volts = 0;
  #milliamps = 0;

  constructor(options: ExchangeLineOptions) {
    this.port = options.port;
    const { nation } = options;
    this.#settings = {
      ...DEFAULTS,
      callerId: nation.callerId,
      callerIdWhen: nation.callerIdWhen,
      emergency: nation.emergency,
      ...options.settings,
    };
    this.#signals = new ExchangeSignals(nation);
    this.#incoming = new IncomingCall(nation, this.#signals, options.dateTime);
    this.#ear = new Ear(options.names);
  }

  get settings(): ExchangeLineSettings {
    return this.#settings;
  }

  configure(settings: Partial<ExchangeLineSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  callIn(caller: { readonly number: string; readonly name: string }): boolean {
    if (this.#state !== 'idle' || this.#loop.seized || this.#loop.closed) return false;
    this.#caller = caller;
    if (this.#settings.glare) this.#glarePending = true;
    else this.#ringIn();
    return true;
  }

  giveUp(): void {
    if (this.#glarePending || this.#state === 'ringing-in') this.#toIdle();
  }

  farAnswers(): void {
    if (this.#state !== 'ringing-out') return;
    this.#signals.tone(null);
    this.#answered = true;
    if (this.#settings.answer === 'polarity') this.#reversed = true;
    this.#enter('talking');
  }

  farHangsUp(): void {
    if (this.#state !== 'talking') return;
    this.#answered = false;
    this.#enter('busy');
    const { release, loopDropMs } = this.#settings;
    if (release === 'busy-tone') this.#signals.tone('busy');
    else if (release === 'polarity') this.#reversed = !this.#reversed;
    else if (release === 'loop-drop') this.#dropUntil = this.#now + loopDropMs * 1000;
  }

  farBusy(why: FarRefusal = 'busy'): void {
    if (this.#state === 'dial-tone' || this.#state === 'collecting') this.#refusal = why;
    else if (this.#state === 'ringing-out') this.#refuse(why);
  }

  dead(on: boolean): void {
    if (on === (this.#state === 'dead')) return;
    this.#toIdle();
    this.#loop.reset();
    if (on) this.#enter('dead');
  }

  say(voice: VoiceSource): void {
    this.#voice.say(voice);
  }

  speak(samples: Int16Array): void {
    this.#voice.feed(samples);
  }

  get voice(): VoiceSource {
    return this.#voice.source;
  }

  get state(): ExchangeLineState {
    return this.#state;
  }

  get seized(): boolean {
    return this.#loop.seized;
  }

  get answered(): boolean {
    return this.#answered;
  }

  get dialled(): string {
    return this.#dialled;
  }

  get caller(): { readonly number: string; readonly name: string } | null {
    return this.#caller;
  }

  get hears(): Heard {
    return this.#loop.seized ? this.#ear.heard : NOTHING_HEARD;
  }

  get volts(): number {
    return this.#volts;
  }

  get milliamps(): number {
    return this.#milliamps;
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  get openVolts(): number {
    if (this.#state === 'dead' || this.#now < this.#dropUntil) return 0;
    return this.#reversed !== this.#incoming.reversed ? -BATTERY_VOLTS : BATTERY_VOLTS;
  }

  get ringing(): { readonly hz: number; readonly voltsRms: number } | null {
    return this.#incoming.ringing;
  }

  /** Start of a frame: what goes onto the wires. */
  produce(): void {
    if (this.#sounding) this.transmit.fill(0);
    this.#sounding = this.#signals.add(this.transmit);
    if (this.#answered) this.#sounding = this.#voice.add(this.transmit) || this.#sounding;
  }

  /** 1.25 ms with this at the terminals. */
  step(now: Instant, line: LineState): void {
    this.#now = now;
    this.#volts = line.volts;
    this.#milliamps = line.milliamps;
    if (this.#state === 'dead' || now < this.#dropUntil) return;
    if (this.#state === 'ringing-in') this.#stepRinging(line);
    else this.#stepLoop(line);
  }

  /** End of a frame: hears the office, and lets time pass. */
  listen(now: Instant): void {
    this.#now = now;
    if (this.#loop.seized) {
      const silent = isSilent(this.receive);
      if (this.#state === 'dial-tone' || this.#state === 'collecting') {
        const digit = this.#digits.hear(this.receive, silent);
        if (digit !== null) this.#digit(digit);
      }
      if (this.#ear.hear(this.receive, silent)) this.#watchers.mark();
    }
    this.#pass();
    this.#watchers.tell();
  }

  /** What the far party hears this frame; nothing while nobody is there. */
  earpiece(out: Float32Array): void {
    if (this.#loop.seized) out.set(this.receive);
    else out.fill(0);
  }

  #stepRinging(line: LineState): void {
    this.#incoming.step();
    // While the bell sounds its own current flows; only more than that is a handset.
    const milliamps = line.ringing !== null && line.milliamps < RING_TRIP_MA ? 0 : line.milliamps;
    const event = this.#loop.step(milliamps, this.#glarePending ? GLARE_TRIP_MS : undefined);
    if (event !== 'seized') return;
    this.#glarePending = false;
    this.#incoming.stop();
    this.#attend();
    this.#answered = true;
    this.#dialled = '';
    this.#enter('talking');
  }

  #stepLoop(line: LineState): void {
    const event = this.#loop.step(line.milliamps);
    if (this.#glarePending && this.#loop.closed && !this.#loop.seized) {
      this.#loop.reset();
      this.#ringIn();
    } else if (event === 'seized') this.#seize();
    else if (event === 'released') this.#toIdle();
    else if (event !== null && (this.#state === 'dial-tone' || this.#state === 'collecting')) {
      this.#digit(event.digit);
    }
  }

  #attend(): void {
    this.#ear.reset();
    this.#digits.reset();
  }

  #seize(): void {
    this.#attend();
    this.#dialled = '';
    this.#caller = null;
    this.#refusal = null;
    this.#toneDue = true;
    this.#enter('dial-tone');
  }

  #ringIn(): void {
    this.#enter('ringing-in');
    this.#incoming.start(this.#caller!, this.#glarePending ? null : this.#settings);
  }

  #digit(digit: string): void {
    this.#toneDue = false;
    this.#signals.tone(null);
    this.#lastDigitAt = this.#now;
    if (this.#dialled.length < DIALLED_MAX) this.#dialled += digit;
    if (this.#state === 'dial-tone') this.#enter('collecting');
    else this.#watchers.mark();
    if (this.#settings.emergency.includes(this.#dialled)) this.#reach();
  }

  /** The number is complete: the far telephone rings, or it cannot be had. */
  #reach(): void {
    if (this.#refusal !== null) this.#refuse(this.#refusal);
    else {
      this.#signals.tone('ringback');
      this.#enter('ringing-out');
    }
  }

  #refuse(why: FarRefusal): void {
    this.#signals.tone(why);
    this.#enter('busy');
  }

  #pass(): void {
    const sinceMs = (this.#now - this.#stateSince) / 1000;
    const { dialToneDelayMs, dialledCompleteMs, emergency } = this.#settings;
    if (this.#state === 'dial-tone' && this.#toneDue && sinceMs >= dialToneDelayMs) {
      this.#toneDue = false;
      this.#signals.tone('dial');
    } else if (this.#state === 'collecting') {
      if ((this.#now - this.#lastDigitAt) / 1000 >= dialledCompleteMs) this.#reach();
    } else if (this.#state === 'ringing-out') {
      if (emergency.includes(this.#dialled) && sinceMs >= OPERATOR_ANSWER_MS) this.#operatorAnswers();
    } else if (this.#state === 'ringing-in' && sinceMs >= RINGING_MS_MAX) this.giveUp();
  }

  #operatorAnswers(): void {
    this.farAnswers();
    if (this.#voice.source === 'none') this.#voice.say('speech');
  }

  #enter(state: ExchangeLineState): void {
    this.#state = state;
    this.#stateSince = this.#now;
    this.#watchers.mark();
  }

  #toIdle(): void {
    this.#signals.stop();
    this.#incoming.stop();
    this.#answered = false;
    this.#reversed = false;
    this.#dropUntil = 0;
    this.#caller = null;
    this.#refusal = null;
    this.#toneDue = false;
    this.#glarePending = false;
    this.#enter('idle');
  }
}
