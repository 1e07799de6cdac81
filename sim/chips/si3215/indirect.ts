import type { SpiClock } from '../spi-clock.ts';
import { IRQ3, REG } from './registers.ts';
import type { Si3215State } from './state.ts';

/** Indirect registers are updated at 16 kHz: one access a period. */
const ACCESS_US = 63;

/**
 * Indirect access: address in register 30 starts it; it is a write when register 28 or 29 was written since
 * the last one, else a read into them. IAS (31.0) is 1 until it is done; then IND is raised.
 */
export class IndirectAccess {
  private readonly state: Si3215State;
  private readonly clock: SpiClock;
  private dataWritten = false;
  private pending = false;
  private doneAtUs = 0;
  private address = 0;
  private isWrite = false;

  constructor(state: Si3215State, clock: SpiClock) {
    this.state = state;
    this.clock = clock;
  }

  reset(): void {
    this.dataWritten = false;
    this.pending = false;
  }

  /** Registers 28, 29. */
  noteDataWrite(): void {
    this.dataWritten = true;
  }

  /** Register 30. A second address while one is pending replaces it: the first access is lost. */
  start(address: number): void {
    this.state.direct[REG.indirectAddress] = address;
    this.address = address;
    this.isWrite = this.dataWritten;
    this.dataWritten = false;
    this.pending = true;
    this.doneAtUs = this.clock.micros + ACCESS_US;
  }

  /** Finishes what is due; called before each register access and each 1.25 ms. */
  settle(): void {
    if (!this.pending || this.clock.micros < this.doneAtUs) return;
    this.pending = false;
    const { direct, indirect } = this.state;
    if (this.isWrite) {
      indirect[this.address] = this.state.pair(REG.indirectLow);
    } else {
      direct[REG.indirectLow] = indirect[this.address]! & 0xff;
      direct[REG.indirectHigh] = indirect[this.address]! >> 8;
    }
    this.state.raise(REG.irq3, IRQ3.indirect);
  }

  get status(): number {
    return this.pending ? 1 : 0;
  }
}
