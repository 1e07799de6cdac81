import type { FxoChip, FxsChip } from '../chip.ts';
import type { LineState } from '../two-wire.ts';
import type { EepromVariant } from './eeprom.ts';
import type { CardDevices } from './i2c-devices.ts';

/** What sits in a socket when the card is built. `empty` has pulled-up INT and RGDT and never drives SDO. */
export type SocketKind = 'fxs' | 'fxo' | 'empty';
export type SocketChip = FxsChip | FxoChip | null;

/** Where the SPI bit errors come from: a stream of numbers in [0, 1), seeded by whoever owns the world. */
export type RandomSource = () => number;

export interface CardOptions {
  /** From 1; it is written into the ID EEPROM's custom atom. */
  readonly card: number;
  /** Positions P0…P7; missing ones are empty. */
  readonly sockets: readonly SocketKind[];
  /** Draws undefined register contents and calibration results; the same seed gives the same chip. */
  readonly seed?: number;
  /** What its ID EEPROM holds; default `good`. */
  readonly idEeprom?: EepromVariant;
}

/** Faults that a person or a seed can switch on; all are off at first. */
export interface CardFaults {
  /** Card pulled out: SPI floats high (0xFF both ports), I²C does not answer, lines are cut. */
  setCardOut(out: boolean): void;
  /** Flips bits on both SPI ports, both directions. `odds` is per bit, 0 ends it. */
  setSpiErrors(odds: number, random: RandomSource): void;
  /** The position's INT line (0–7) is held low whatever the chip says. */
  setStuckInterrupt(position: number, stuck: boolean): void;
  /** A brown-out: the chip in this position forgets everything, as after its RESET pin. */
  resetChip(position: number): void;
  /** The position's DC-DC converter gives no battery (FXS only). */
  setNoBattery(position: number, dead: boolean): void;
  /** Leaking line feed: the battery falls in < 500 ms once the converter is off (FXS only). */
  setLeakage(position: number, leaks: boolean): void;
  /** Takes a module out or puts one in, freshly powered. */
  setModule(position: number, kind: SocketKind): void;
  /** 12 V / 48 V input: when it is lost POWER_FAIL_N falls, relays drop, DC-DC converters stop. */
  setInputPower(good: boolean): void;
  /** PCLK and FSYNC stop: no PCM either way, burst flag b5. */
  setPclkLost(lost: boolean): void;
}

/**
 * One PX8 line card as the world and the wires see it. Order within each 5 ms of virtual time:
 * `advance` ×4 (1.25 ms each) → `runHighway` → one or more `exchange`; `control` and I²C at any moment.
 */
export interface SimulatedCard {
  readonly card: number;
  /** Positions P0…P7. The objects stay the same unless `setModule` changes them. */
  readonly chips: readonly SocketChip[];
  /**
   * 1.25 ms of DC for all eight positions. `lines[n]` is what is at the terminals of position n; while
   * ringing, `milliamps` is the rms of the AC loop current (a ring trip is seen by it).
   */
  advance(subBlock: number, lines: readonly LineState[]): void;
  /**
   * 40 samples between the queues and the chips: reads each chip's `receive`, fills its `transmit`, and
   * leaves one frame ready for the host.
   */
  runHighway(): void;
  /** FRAME pin: true while a frame waits for the host (the pin is low). */
  readonly frameReady: boolean;
  /** One media burst (CE1), 704 bytes each way, full duplex. */
  exchange(mosi: Uint8Array, miso: Uint8Array): void;
  /** One control transfer (CE0): n × 8 bytes; the answer has the same length. */
  control(mosi: Uint8Array): Uint8Array;
  /** CARD_RESET_N; low at power-up (pull-down). */
  setResetN(high: boolean): void;
  /** RELAY_ARM; low at power-up. */
  setRelayArm(high: boolean): void;
  /** ATTN pin: true while something is pending (the pin is low). */
  readonly attention: boolean;
  /** POWER_FAIL_N level: false while the input is lost. */
  readonly powerFailN: boolean;
  /** False: P0's telephone hangs straight on P7's exchange line, P1's on P6's (fail-to-wire). */
  readonly relaysEnergised: boolean;
  /** False while the card is pulled out: cut its lines. */
  readonly present: boolean;
  /**
   * I²C. Bus 0 is I2C1 (0x20 expander, 0x48 temperature, 0x54 calibration EEPROM, 0x68 clock), bus 1
   * the ID EEPROM at 0x50. `null` or `false`: nobody acknowledged.
   */
  i2cRead(bus: number, address: number, register: number, length: number): Uint8Array | null;
  i2cWrite(bus: number, address: number, register: number, data: Uint8Array): boolean;
  /** Temperature, clock and EEPROMs, to be set by whoever owns the world. */
  readonly devices: CardDevices;
  readonly faults: CardFaults;
}
