import { A_LAW, A_LAW_IDLE, type Companding, compress, expand, MU_LAW, MU_LAW_IDLE } from '../../g711.ts';
import { Oscillator } from './oscillators.ts';
import { INDIRECT, REG } from './registers.ts';
import type { Si3215State } from './state.ts';

const SAMPLES = 40;
const PCM = { enable: 0x20, format: 0x18, aLaw: 0x00, muLaw: 0x08, tri: 0x01, wide: 0x04 } as const;
const LOOPBACK = { analog1: 0x01, digital: 0x02, analog2: 0x04 } as const;
const MUTE = { receive: 0x10, transmit: 0x20 } as const;
/** Register 9, ATX and ARX: 0, −3.5, +3.5 dB, mute. */
const ANALOG_GAIN = [1, 10 ** (-3.5 / 20), 10 ** (3.5 / 20), 0];
const UNITY_GAIN = 0x4000;

/** 12 bits, signed, in D15:4. */
const digitalGain = (value: number): number => (((value << 16) >> 16) & ~15) / UNITY_GAIN;

/** The codec: 40 samples between the highway and the line, with gains, mutes and loopbacks. */
export class Si3215Pcm {
  readonly transmit: Float32Array = new Float32Array(SAMPLES);
  readonly receive: Float32Array = new Float32Array(SAMPLES);
  readonly osc1: Oscillator;
  readonly osc2: Oscillator;
  private readonly state: Si3215State;
  private readonly mix = new Float32Array(SAMPLES);
  private silent = true;

  constructor(state: Si3215State) {
    this.state = state;
    this.osc1 = new Oscillator(state, 0);
    this.osc2 = new Oscillator(state, 1);
  }

  reset(): void {
    this.osc1.reset();
    this.osc2.reset();
  }

  /** `null` while PCM is off, or in the linear format, which this model leaves out. */
  get law(): Companding | null {
    const mode = this.state.direct[REG.pcmMode]!;
    if ((mode & (PCM.enable | PCM.wide)) !== PCM.enable || !this.state.clocked) return null;
    const format = mode & PCM.format;
    return format === PCM.aLaw ? A_LAW : format === PCM.muLaw ? MU_LAW : null;
  }

  /** Bit position in the 256-bit frame where DTX starts, or −1 when the chip drives nothing. */
  get transmitStart(): number {
    if (this.law === null || this.state.direct[REG.pcmMode]! & PCM.tri) return -1;
    return this.state.pair(REG.txStartLow);
  }

  get receiveStart(): number {
    return this.law === null ? -1 : this.state.pair(REG.rxStartLow);
  }

  highway(fromHighway: Uint8Array | null, toHighway: Uint8Array): void {
    const { law, state } = this;
    this.toLine(law === null ? null : fromHighway, law);
    if (law === null) {
      const muLaw = (state.direct[REG.pcmMode]! & PCM.format) === PCM.muLaw;
      toHighway.fill(muLaw ? MU_LAW_IDLE : A_LAW_IDLE);
      return;
    }
    this.fromLine(law, fromHighway, toHighway);
  }

  private get receiveGain(): number {
    const control = this.state.direct[REG.gain]!;
    if (control & MUTE.receive) return 0;
    return ANALOG_GAIN[control & 3]! * digitalGain(this.state.indirect[INDIRECT.receiveGain]!);
  }

  private get transmitGain(): number {
    const control = this.state.direct[REG.gain]!;
    if (control & MUTE.transmit) return 0;
    return ANALOG_GAIN[(control >> 2) & 3]! * digitalGain(this.state.indirect[INDIRECT.transmitGain]!);
  }

  private toLine(fromHighway: Uint8Array | null, law: Companding | null): void {
    const { transmit, state } = this;
    const tones = this.runOscillators();
    const gain = this.receiveGain;
    const audible = state.audioPasses;
    const speaks = audible && law !== null && fromHighway !== null && gain !== 0;
    if (speaks) expand(law, fromHighway, gain, transmit);
    else if (!this.silent) transmit.fill(0);
    this.silent = !speaks;
    if (tones && audible) {
      this.silent = false;
      if ((this.osc1.route | this.osc2.route) & 2) add(transmit, this.mix);
    }
    if (audible && state.direct[REG.loopback]! & LOOPBACK.analog2) {
      this.silent = false;
      add(transmit, this.receive);
    }
  }

  private fromLine(law: Companding, fromHighway: Uint8Array | null, toHighway: Uint8Array): void {
    const { state, mix } = this;
    const loopback = state.direct[REG.loopback]!;
    if (loopback & LOOPBACK.digital) {
      if (fromHighway !== null) toHighway.set(fromHighway);
      else toHighway.fill(law.idle);
      return;
    }
    if (loopback & LOOPBACK.analog1) {
      compress(law, this.transmit, this.transmitGain, toHighway);
      return;
    }
    const gain = state.audioPasses ? this.transmitGain : 0;
    if ((this.osc1.route | this.osc2.route) & 1) {
      for (let i = 0; i < SAMPLES; i++) mix[i] = mix[i]! + this.receive[i]! * gain;
      compress(law, mix, 1, toHighway);
    } else if (gain === 0) toHighway.fill(law.idle);
    else compress(law, this.receive, gain, toHighway);
  }

  /** Both oscillators into `mix`; false when none is on. The two share one route, as a dial tone does. */
  private runOscillators(): boolean {
    const { osc1, osc2, mix } = this;
    if ((osc1.control | osc2.control) === 0) {
      osc1.reset();
      osc2.reset();
      return false;
    }
    mix.fill(0);
    osc1.fill(mix);
    osc2.fill(mix);
    return true;
  }
}

function add(to: Float32Array, from: Float32Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += from[i]!;
}
