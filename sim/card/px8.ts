import type { LineState } from '../two-wire.ts';
import { BitErrors } from './bit-errors.ts';
import { BURST_BYTES, EVENT } from './burst.ts';
import type { CardFaults, CardOptions, RandomSource, SimulatedCard, SocketChip, SocketKind } from './card.ts';
import { ControlCpld } from './control-cpld.ts';
import { Highway } from './highway.ts';
import { CardDevices } from './i2c-devices.ts';
import { type CardState, MediaMcu } from './media-mcu.ts';
import { Sockets } from './sockets.ts';

const FLOATING = 0xff;
/** Both pairs: P7 ↔ P0 and P6 ↔ P1. */
const BOTH_RELAYS = 0x03;
const TICKS_PER_STEP = 10;
const FRAME_US = 5_000;

/** The PX8 line card at the level of its wires (card-px8 facts). */
export class Px8Card implements SimulatedCard, CardFaults {
  readonly card: number;
  readonly devices: CardDevices;
  private readonly sockets: Sockets;
  private readonly cpld: ControlCpld;
  private readonly mcu: MediaMcu;
  private readonly errors = new BitErrors();
  private readonly wire = new Uint8Array(BURST_BYTES);
  private readonly state: { -readonly [K in keyof CardState]: CardState[K] } = {
    pclkLost: false,
    relays: false,
    inputPower: true,
  };
  private out = false;
  private resetHigh = false;
  private relayArm = false;

  constructor(options: CardOptions) {
    this.card = options.card;
    this.sockets = new Sockets(options.sockets, (options.seed ?? 1) * 256 + options.card);
    this.cpld = new ControlCpld(
      this.sockets,
      () => (this.state.relays ? BOTH_RELAYS : 0),
      (mask) => this.sockets.setReset(this.resetHigh, mask),
    );
    this.mcu = new MediaMcu(this.sockets, new Highway());
    this.devices = new CardDevices(options.card);
    this.devices.setIdEeprom(options.idEeprom ?? 'good');
    this.showOnExpander();
  }

  get faults(): CardFaults {
    return this;
  }

  get chips(): readonly SocketChip[] {
    return this.sockets.chips;
  }

  get present(): boolean {
    return !this.out;
  }

  get frameReady(): boolean {
    return !this.out && this.mcu.frameReady;
  }

  get attention(): boolean {
    this.sockets.samplePins();
    return !this.out && this.sockets.intLevels !== 0xff;
  }

  get powerFailN(): boolean {
    return this.state.inputPower;
  }

  get relaysEnergised(): boolean {
    return this.state.relays;
  }

  /** Control operations with a wrong CRC-8, for tests and the bench. */
  get controlCrcErrors(): number {
    return this.cpld.crcErrors;
  }

  advance(subBlock: number, lines: readonly LineState[]): void {
    if (this.out) return;
    this.sockets.advance(lines);
    this.mcu.watchPins(subBlock * TICKS_PER_STEP);
  }

  runHighway(): void {
    this.devices.clock.advance(FRAME_US);
    if (this.out) return;
    this.switchRelays();
    this.mcu.run(this.state);
  }

  exchange(mosi: Uint8Array, miso: Uint8Array): void {
    this.sockets.noteTraffic();
    if (this.out) {
      miso.fill(FLOATING);
      return;
    }
    let heard = mosi;
    if (this.errors.on && mosi.length === BURST_BYTES) {
      this.wire.set(mosi);
      this.errors.apply(this.wire);
      heard = this.wire;
    }
    this.mcu.exchange(heard, miso, this.state.inputPower);
    if (this.errors.on) this.errors.apply(miso);
  }

  control(mosi: Uint8Array): Uint8Array {
    this.sockets.noteTraffic();
    const miso = new Uint8Array(mosi.length);
    if (this.out) return miso.fill(FLOATING);
    if (!this.errors.on) {
      this.cpld.transfer(mosi, miso);
      return miso;
    }
    const heard = mosi.slice();
    this.errors.apply(heard);
    this.cpld.transfer(heard, miso);
    this.errors.apply(miso);
    return miso;
  }

  setResetN(high: boolean): void {
    this.resetHigh = high;
    this.sockets.setReset(high, this.cpld.resetMask);
  }

  setRelayArm(high: boolean): void {
    this.relayArm = high;
    this.switchRelays();
  }

  i2cRead(bus: number, address: number, register: number, length: number): Uint8Array | null {
    return this.out ? null : this.devices.read(bus, address, register, length);
  }

  i2cWrite(bus: number, address: number, register: number, data: Uint8Array): boolean {
    return !this.out && this.devices.write(bus, address, register, data);
  }

  /** Pulled out it loses its power; put back it starts as new, with RESET_N as the host holds it. */
  setCardOut(out: boolean): void {
    if (out === this.out) return;
    this.out = out;
    this.sockets.brownOutAll();
    this.cpld.powerUp();
    this.mcu.powerUp();
    this.state.relays = false;
    this.sockets.setReset(!out && this.resetHigh, 0);
    this.showOnExpander();
  }

  setSpiErrors(odds: number, random: RandomSource): void {
    this.errors.set(odds, random);
  }

  setStuckInterrupt(position: number, stuck: boolean): void {
    this.sockets.setStuckInterrupt(position, stuck);
  }

  resetChip(position: number): void {
    this.sockets.brownOut(position);
  }

  setNoBattery(position: number, dead: boolean): void {
    this.sockets.setNoBattery(position, dead);
  }

  setLeakage(position: number, leaks: boolean): void {
    this.sockets.setLeakage(position, leaks);
  }

  setModule(position: number, kind: SocketKind): void {
    this.sockets.fit(position, kind);
    this.mcu.event(EVENT.module, position, 0, kind === 'empty' ? 0 : 1);
    this.showOnExpander();
  }

  setInputPower(good: boolean): void {
    if (good === this.state.inputPower) return;
    this.state.inputPower = good;
    this.sockets.setInputPower(good);
    this.mcu.event(EVENT.power, 0, 0, good ? 1 : 0);
    this.switchRelays();
  }

  setPclkLost(lost: boolean): void {
    this.state.pclkLost = lost;
    this.sockets.setClocked(!lost);
  }

  /** Energised only while armed, asked for in the burst, with a live host and input power. */
  private switchRelays(): void {
    const asked = (this.mcu.relayRequest & BOTH_RELAYS) === BOTH_RELAYS;
    const relays = !this.out && this.relayArm && asked && this.mcu.hostAlive && this.state.inputPower;
    if (relays === this.state.relays) return;
    this.state.relays = relays;
    this.mcu.event(EVENT.relay, 0, 0, relays ? 1 : 0);
    this.showOnExpander();
  }

  private showOnExpander(): void {
    this.devices.expander.setInputs(this.sockets.present, this.state.relays ? BOTH_RELAYS : 0);
  }
}
