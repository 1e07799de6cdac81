import { A_LAW, A_LAW_IDLE, type Companding, compress, expand, MU_LAW, MU_LAW_IDLE } from '../../g711.ts';
import type { LineSide } from './line-side.ts';
import { REG } from './registers.ts';
import type { RingDetector } from './ring-detector.ts';
import type { Si3050State } from './state.ts';

const SAMPLES = 40;
const SAMPLES_PER_STEP = 10;
const FULL_SCALE = 32_256;
const PCM = { enable: 0x20, format: 0x18, aLaw: 0x00, muLaw: 0x08, tri: 0x01 } as const;
const MUTE = { receive: 0x08, transmit: 0x80 } as const;
const ISOLATION_LOOPBACK = 0x02;
const DIGITAL_LOOPBACK = 0x01;
const RXE = 0x01;

/** Registers 38–41: dB steps with bit 4 for attenuation (+12 … −15), and tenths of a dB likewise. */
function gainOf(coarse: number, fine: number): number {
  const steps = coarse & 0x0f;
  const db = coarse & 0x10 ? -steps : Math.min(12, steps);
  const tenths = (fine & 0x0f) / 10;
  return 10 ** ((db + (fine & 0x10 ? -tenths : tenths)) / 20);
}

/** The codec: 40 samples between the highway and the line; gains, mutes, loopbacks, on-hook monitor. */
export class Si3050Pcm {
  readonly transmit: Float32Array = new Float32Array(SAMPLES);
  readonly receive: Float32Array = new Float32Array(SAMPLES);
  private readonly state: Si3050State;
  private readonly line: LineSide;
  private readonly ring: RingDetector;
  private silent = true;
  private txGain = 1;
  private rxGain = 1;

  constructor(state: Si3050State, line: LineSide, ring: RingDetector) {
    this.state = state;
    this.line = line;
    this.ring = ring;
  }

  /** Registers 38–41 were written, or reset. */
  updateGains(): void {
    const { direct } = this.state;
    this.txGain = gainOf(direct[REG.txGain]!, direct[REG.txGainFine]!);
    this.rxGain = gainOf(direct[REG.rxGain]!, direct[REG.rxGainFine]!);
  }

  /** `null` while PCM is off, or in a linear format, which this model leaves out. */
  get law(): Companding | null {
    const mode = this.state.direct[REG.pcmMode]!;
    if ((mode & PCM.enable) === 0 || !this.state.clocked) return null;
    const format = mode & PCM.format;
    return format === PCM.aLaw ? A_LAW : format === PCM.muLaw ? MU_LAW : null;
  }

  get transmitStart(): number {
    if (this.law === null || this.state.direct[REG.pcmMode]! & PCM.tri) return -1;
    return this.state.pair(REG.txStartLow);
  }

  get receiveStart(): number {
    return this.law === null ? -1 : this.state.pair(REG.rxStartLow);
  }

  highway(fromHighway: Uint8Array | null, toHighway: Uint8Array): void {
    const { law, state } = this;
    this.toLine(law, fromHighway);
    if (law === null) {
      const muLaw = (state.direct[REG.pcmMode]! & PCM.format) === PCM.muLaw;
      toHighway.fill(muLaw ? MU_LAW_IDLE : A_LAW_IDLE);
      return;
    }
    const isolation = (state.direct[REG.control1]! & ISOLATION_LOOPBACK) !== 0 && state.linked;
    if ((state.direct[REG.loopback]! & DIGITAL_LOOPBACK) !== 0 || isolation) {
      if (fromHighway !== null) toHighway.set(fromHighway);
      else toHighway.fill(law.idle);
      return;
    }
    this.fromLine(law, toHighway);
  }

  private toLine(law: Companding | null, fromHighway: Uint8Array | null): void {
    const muted = (this.state.direct[REG.mute]! & MUTE.transmit) !== 0;
    const speaks = law !== null && fromHighway !== null && !muted && this.line.audioValid;
    if (speaks) expand(law, fromHighway, this.txGain, this.transmit);
    else if (!this.silent) this.transmit.fill(0);
    this.silent = !speaks;
  }

  private fromLine(law: Companding, toHighway: Uint8Array): void {
    const { state } = this;
    const { direct } = state;
    const muted = (direct[REG.mute]! & MUTE.receive) !== 0 || (direct[REG.control2]! & RXE) === 0;
    const hears = state.offHook ? this.line.audioValid : state.linked && state.monitoring;
    if (!muted && hears) compress(law, this.receive, this.rxGain, toHighway);
    else if (!muted && state.linked && !state.offHook) this.ringSquare(law, toHighway);
    else toHighway.fill(law.idle);
  }

  /** On-hook without monitor, DTX shows a ring as a full-scale square wave at its frequency. */
  private ringSquare(law: Companding, toHighway: Uint8Array): void {
    const { signs } = this.ring;
    for (let step = 0; step < signs.length; step++) {
      const level = signs[step]! * FULL_SCALE;
      const code = level === 0 ? law.idle : law.encode[(level + 32_768) >> 2]!;
      toHighway.fill(code, step * SAMPLES_PER_STEP, (step + 1) * SAMPLES_PER_STEP);
    }
  }
}
