import type { VoiceSource } from '#ports/bench.ts';
import type { Cancel } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { type Instant, SAMPLES_PER_FRAME } from '#units/time.ts';
import { Ear, NOTHING_HEARD } from '../dsp/ear.ts';
import { isSilent } from '../dsp/level.ts';
import type { ToneNames } from '../dsp/tone-names.ts';
import type { CallerDisplay, DialMode, DialOptions, Heard, RingBurst, TelephoneSet } from '../people.ts';
import type { Random } from '../random.ts';
import type { LineState, Load } from '../two-wire.ts';
import { Voice } from '../voice.ts';
import { Watchers } from '../watchers.ts';
import { CallWaitingDisplay } from './call-waiting.ts';
import { CallerIdReceiver } from './caller-display.ts';
import { Dialler } from './dialler.ts';
import { HookSwitch } from './hook-switch.ts';
import { Ringer } from './ringer.ts';

export interface TelephoneOptions {
  readonly port: PortId;
  readonly names: ToneNames;
  readonly random: Random;
  /** Default 1. */
  readonly ren?: number;
  /** DC resistance off-hook, Ω; default 300. */
  readonly offHookOhms?: number;
  /** Default `dtmf`; an old dial telephone has `pulse`. */
  readonly mode?: DialMode;
  /** How long its flash key opens the loop; default 150 ms. */
  readonly flashMs?: number;
  /** Shows callers who wait while a call is up; default true. */
  readonly callWaitingDisplay?: boolean;
}

const FLASH_MS = 150;
const FLASH_MAKE_MS = 20;
/** The microphone and the keypad live on the loop current. */
const FEED_MA_MIN = 6;
/** Loop current on an on-hook set is another telephone's: its keys are not a caller's number. */
const PARALLEL_MA = 3;
/** A caller ID this recent belongs to the ringing that begins now. */
const FRESH_DISPLAY_US = 8_000_000;
/** Own voice in the own ear, as a set's hybrid leaves it. */
const SIDETONE = 10 ** (-15 / 20);

/** One telephone at the end of a line. */
export class Telephone implements TelephoneSet, Load {
  readonly port: PortId;
  readonly ren: number;
  readonly flashMs: number;
  readonly transmit = new Float32Array(SAMPLES_PER_FRAME);
  readonly receive = new Float32Array(SAMPLES_PER_FRAME);
  loopOhms = Number.POSITIVE_INFINITY;
  readonly #offHookOhms: number;
  readonly #mode: DialMode;
  readonly #hook: HookSwitch;
  readonly #dialler: Dialler;
  readonly #voice = new Voice();
  readonly #ringer = new Ringer();
  readonly #callerId = new CallerIdReceiver();
  readonly #callWaiting: CallWaitingDisplay | null;
  readonly #ear: Ear;
  readonly #watchers = new Watchers();
  #display: CallerDisplay | null = null;
  #displayedAt = Number.NEGATIVE_INFINITY;
  #milliamps = 0;
  #volts = 0;
  #sounding = false;

  constructor(options: TelephoneOptions) {
    this.port = options.port;
    this.ren = options.ren ?? 1;
    this.flashMs = options.flashMs ?? FLASH_MS;
    this.#offHookOhms = options.offHookOhms ?? 300;
    this.#mode = options.mode ?? 'dtmf';
    this.#callWaiting = options.callWaitingDisplay === false ? null : new CallWaitingDisplay();
    this.#hook = new HookSwitch(options.random);
    this.#dialler = new Dialler(this.#hook);
    this.#ear = new Ear(options.names);
  }

  lift(): void {
    if (this.offHook) return;
    this.#hook.set(true);
    this.#ear.reset();
    this.#callerId.reset();
    this.#callWaiting?.reset();
  }

  hangUp(): void {
    this.#dialler.stop();
    this.#hook.set(false);
    this.#ear.reset();
  }

  flash(breakMs = this.flashMs): void {
    this.#hook.break(breakMs, FLASH_MAKE_MS);
  }

  dial(digits: string, options: DialOptions = {}): void {
    if (this.offHook) this.#dialler.dial(digits, options.via ?? this.#mode, options);
  }

  press(key: string): void {
    if (this.offHook) this.#dialler.press(key);
  }

  release(): void {
    this.#dialler.keypad.release();
  }

  say(voice: VoiceSource): void {
    this.#voice.say(voice);
  }

  /** Samples of a live microphone, 8 kHz. */
  speak(samples: Int16Array): void {
    this.#voice.feed(samples);
  }

  get voice(): VoiceSource {
    return this.#voice.source;
  }

  get offHook(): boolean {
    return this.#hook.lifted;
  }

  get dialling(): boolean {
    return this.#dialler.busy;
  }

  get ringing(): boolean {
    return this.#ringer.ringing;
  }

  get ringHz(): number {
    return this.#ringer.hz;
  }

  get rings(): readonly RingBurst[] {
    return this.#ringer.bursts;
  }

  get display(): CallerDisplay | null {
    return this.#display;
  }

  get hears(): Heard {
    return this.offHook ? this.#ear.heard : NOTHING_HEARD;
  }

  /** At its terminals, V and mA. */
  get volts(): number {
    return this.#volts;
  }

  get milliamps(): number {
    return this.#milliamps;
  }

  /** Fault `hook-bounce`: the hook's contacts chatter at each movement. */
  set hookBounce(on: boolean) {
    this.#hook.bouncing = on;
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  /** Start of a frame: what goes into the handset and the keypad. */
  produce(): void {
    if (this.#sounding) this.transmit.fill(0);
    this.#sounding = false;
    if (!this.offHook) return;
    const dialling = this.#dialler.busy;
    this.#dialler.frame();
    if (dialling && !this.#dialler.busy) this.#watchers.mark();
    if (this.#milliamps < FEED_MA_MIN) return;
    // A keypad cuts the microphone off while a key sounds.
    const keys = this.#dialler.keypad.add(this.transmit);
    const answers = this.#callWaiting?.add(this.transmit) ?? false;
    const muted = keys || (this.#callWaiting?.mutes ?? false);
    this.#sounding = (!muted && this.#voice.add(this.transmit)) || keys || answers;
  }

  /** 1.25 ms with this at the terminals; then the contact may have moved. */
  step(now: Instant, line: LineState): void {
    this.#volts = line.volts;
    this.#milliamps = line.milliamps;
    if (this.#ringer.step(now, line)) this.#watchers.mark();
    if (this.#ringer.takeAnew() && now - this.#displayedAt > FRESH_DISPLAY_US) this.#display = null;
    this.loopOhms = this.#hook.step() ? this.#offHookOhms : Number.POSITIVE_INFINITY;
  }

  /** End of a frame: the earpiece, or the display while the handset rests. */
  listen(now: Instant): void {
    const silent = isSilent(this.receive);
    if (this.offHook) {
      if (this.#ear.hear(this.receive, silent)) this.#watchers.mark();
      const waiting = this.#callWaiting?.hear(this.receive) ?? null;
      if (waiting !== null) {
        this.#display = waiting;
        this.#displayedAt = now;
        this.#watchers.mark();
      }
    } else if (this.#milliamps < PARALLEL_MA) {
      const caller = this.#callerId.hear(this.receive, silent);
      if (caller !== null) {
        this.#display = caller;
        this.#displayedAt = now;
        this.#watchers.mark();
      }
    }
    this.#watchers.tell();
  }

  /** What the earpiece gives this frame, sidetone included; silence on-hook. */
  earpiece(out: Float32Array): void {
    out.fill(0);
    if (!this.offHook || this.#callWaiting?.mutes) return;
    for (let i = 0; i < out.length; i++) out[i] = this.receive[i]! + SIDETONE * this.transmit[i]!;
  }
}
