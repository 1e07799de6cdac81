import type { Impedance } from './chip.ts';
import { isSilent } from './dsp/level.ts';
import type { Feeder, LineState, Load } from './two-wire.ts';

/** An end that hears some of its own voice through its hybrid; a telephone makes its sidetone itself. */
interface WithHybrid {
  echoGain(line: Impedance): number;
}
/** A load with a bell. */
interface WithRinger {
  /** Ringer equivalence number: 1 is 7 kΩ at the ringing frequency (TIA-968). */
  readonly ren: number;
}
export type LineLoad = Load & Partial<WithHybrid> & Partial<WithRinger>;
export type LineFeeder = Feeder & Partial<WithHybrid>;

const OHMS_PER_REN = 7000;
/** An open pair: what a feeder sees when every telephone is on-hook. */
const OPEN_LINE: Impedance = { seriesOhms: 100_000, parallelOhms: 0, nanofarads: 0 };
/** Echo gains move only when registers or hooks do; looked up again after so many frames. */
const ECHO_FRAMES = 100;

export interface LineMakeup {
  /** Resistance of both wires, Ω. */
  readonly ohms: number;
  readonly impedance: Impedance;
}

/** An in-house pair of some hundred metres into a telephone of 600 Ω. */
export const SHORT_LINE: LineMakeup = {
  ohms: 60,
  impedance: { seriesOhms: 600, parallelOhms: 0, nanofarads: 0 },
};

/** One pair of wires: settles its direct current and ringing, and mixes what its ends send. */
export class TwoWireLine {
  readonly #makeup: LineMakeup;
  readonly #state = { volts: 0, milliamps: 0, ringing: null as LineState['ringing'] };
  readonly #ringing = { hz: 0, voltsRms: 0 };
  #feeder: LineFeeder | null = null;
  #loads: readonly LineLoad[] = [];
  #card: 'feeder' | 'loads' | null = null;
  #feederEcho = 0;
  #loadEcho = 0;
  #echoIn = 0;
  #offHookBefore = 0;

  constructor(makeup: LineMakeup = SHORT_LINE) {
    this.#makeup = makeup;
  }

  /** What the terminals have now; the same object each time. */
  get state(): LineState {
    return this.#state;
  }

  /**
   * Rewires the pair; `null` for a feeder is a cut line. `card` says which end is a chip of a line card:
   * that end gets its audio before the card's highway runs, the other end after it.
   */
  wire(feeder: LineFeeder | null, loads: readonly LineLoad[], card: 'feeder' | 'loads' | null): void {
    this.#feeder = feeder;
    this.#loads = loads;
    this.#card = card;
    this.#echoIn = 0;
  }

  /** Before the highway. */
  mixToCard(): void {
    if (this.#card !== 'loads') this.mixToFeeder();
    if (this.#card !== 'feeder') this.mixToLoads();
  }

  /** After the highway: what the chips now send. */
  mixFromCard(): void {
    if (this.#card === 'feeder') this.mixToLoads();
    else if (this.#card === 'loads') this.mixToFeeder();
  }

  /** 1.25 ms later: the feeder limits the current, and is a resistance below that limit. */
  settle(): LineState {
    const feeder = this.#feeder;
    const state = this.#state;
    if (feeder === null) {
      state.volts = 0;
      state.milliamps = 0;
      state.ringing = null;
      return state;
    }
    let siemens = 0;
    for (const load of this.#loads) siemens += 1 / load.loopOhms;
    const { openVolts } = feeder;
    if (siemens === 0) {
      state.volts = openVolts;
      state.milliamps = 0;
    } else {
      const ohms = 1 / siemens;
      const open = Math.abs(openVolts);
      const free = (open * 1000) / (feeder.feedOhms + this.#makeup.ohms + ohms);
      state.milliamps = Math.min(free, feeder.limitMa);
      state.volts = Math.sign(openVolts) * Math.min(open, (state.milliamps * ohms) / 1000);
    }
    if (feeder.ringing === null) state.ringing = null;
    else this.#settleRinging(feeder, feeder.ringing, siemens);
    return state;
  }

  /** Current while ringing is the rms of the alternating current, or the direct one where that is more. */
  #settleRinging(feeder: Feeder, ringing: NonNullable<Feeder['ringing']>, offHookSiemens: number): void {
    let siemens = offHookSiemens;
    for (const load of this.#loads) siemens += (load.ren ?? 0) / OHMS_PER_REN;
    const series = feeder.feedOhms + this.#makeup.ohms;
    const share = 1 / (1 + siemens * series);
    this.#ringing.hz = ringing.hz;
    this.#ringing.voltsRms = ringing.voltsRms * share;
    this.#state.ringing = this.#ringing;
    const milliamps = this.#ringing.voltsRms * siemens * 1000;
    this.#state.milliamps = Math.max(this.#state.milliamps, milliamps);
  }

  /** Fills the feeder's `receive` from the loads that are off-hook, and its own echo. */
  mixToFeeder(): void {
    const feeder = this.#feeder;
    if (feeder === null) return;
    const offHook = this.#offHook();
    this.#renewEchoes(offHook);
    const out = feeder.receive;
    out.fill(0);
    const gain = bridged(offHook);
    for (const load of this.#loads)
      if (load.loopOhms < Number.POSITIVE_INFINITY) addTo(out, load.transmit, gain);
    if (this.#feederEcho > 0) addTo(out, feeder.transmit, this.#feederEcho);
  }

  /** Fills each load's `receive` from the feeder, the other loads, and its own echo. */
  mixToLoads(): void {
    const offHook = this.#offHook();
    this.#renewEchoes(offHook);
    const gain = bridged(offHook);
    for (const load of this.#loads) {
      const out = load.receive;
      out.fill(0);
      if (this.#feeder !== null) addTo(out, this.#feeder.transmit, gain);
      for (const other of this.#loads) {
        if (other !== load && other.loopOhms < Number.POSITIVE_INFINITY) addTo(out, other.transmit, gain);
      }
      if (load.echoGain !== undefined && this.#loadEcho > 0) addTo(out, load.transmit, this.#loadEcho);
    }
  }

  #offHook(): number {
    let offHook = 0;
    for (const load of this.#loads) if (load.loopOhms < Number.POSITIVE_INFINITY) offHook += 1;
    return offHook;
  }

  #renewEchoes(offHook: number): void {
    if (offHook === this.#offHookBefore && this.#echoIn-- > 0) return;
    this.#offHookBefore = offHook;
    this.#echoIn = ECHO_FRAMES;
    const { impedance } = this.#makeup;
    this.#feederEcho = this.#feeder?.echoGain?.(offHook > 0 ? impedance : OPEN_LINE) ?? 0;
    this.#loadEcho = this.#loads.find((load) => load.echoGain !== undefined)?.echoGain?.(impedance) ?? 0;
  }
}

/** Each further set of 600 Ω across a line of 600 Ω takes some: two are 3.5 dB down. */
const bridged = (offHook: number): number => (offHook > 1 ? 2 / (offHook + 1) : 1);

function addTo(out: Float32Array, from: Float32Array, gain: number): void {
  if (isSilent(from)) return;
  for (let i = 0; i < out.length; i++) out[i]! += from[i]! * gain;
}
