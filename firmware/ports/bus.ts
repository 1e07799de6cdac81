import type { Result } from '#units/result.ts';

export type BusError = {
  readonly code: 'timeout' | 'no-answer' | 'closed' | 'refused' | 'io';
  readonly what: string;
};
export type BusReply<T> = (reply: Result<T, BusError>) => void;

/**
 * The PX8 control port (spidev0.0, mode 3): operations of 8 bytes, full duplex.
 * At most 32 operations (256 bytes) a transfer. Transfers are answered in the order asked; at most 8
 * wait at a time (`refused` beyond that). The reply may come before `transfer` returns (virtual time).
 */
export interface ControlBus {
  transfer(mosi: Uint8Array, reply: BusReply<Uint8Array>): void;
}

/** One I²C bus, register-addressed devices. `registerBytes` is 1, or 2 for a 24C32 EEPROM. */
export interface I2cBus {
  read(
    address: number,
    register: number,
    registerBytes: 1 | 2,
    length: number,
    reply: BusReply<Uint8Array>,
  ): void;
  write(
    address: number,
    register: number,
    registerBytes: 1 | 2,
    data: Uint8Array,
    reply: BusReply<void>,
  ): void;
}

export interface OutputLine {
  set(high: boolean): void;
}

export interface InputLine {
  get(): boolean;
  /**
   * `changed` hears the level after each edge. Edges that follow each other quickly may be told once, with the level as
   * it is then: the same level again means that it went and came back.
   */
  watch(changed: (high: boolean) => void): void;
}

/**
 * GPIO lines of one controller, by its own numbering (BCM numbers on a Raspberry Pi). Two kinds, one contract: sysfs,
 * and the character device for kernels without it.
 */
export interface LineController {
  /** Takes a line as an output that begins with this level; `TR-BOARD-013` when it cannot be had. */
  output(line: number, high: boolean): Result<OutputLine>;
  input(line: number): Result<InputLine>;
  /** Gives all of them back. */
  close(): void;
}

/** Everything of one card but its media burst, which belongs to the media plane. */
export interface CardBuses {
  readonly control: ControlBus;
  /** I2C1: 0x20 MCP23017, 0x48 temperature, 0x54 calibration EEPROM, 0x68 RTC. */
  readonly i2c: I2cBus;
  /** HAT ID EEPROM at 0x50 (24C32, 2 register bytes). */
  readonly idEeprom: I2cBus;
  /** CARD_RESET_N: low holds every chip in reset. */
  readonly resetN: OutputLine;
  readonly relayArm: OutputLine;
  readonly powerFailN: InputLine;
  /**
   * ATTN: low while any chip's interrupt is pending. The bursts tell the same, with the time; this is for when they do
   * not come. Missing where nobody wired it.
   */
  readonly attentionN?: InputLine;
}

/** INT, RGDT and module edges, with their time inside the frame, from the media burst's header. */
export interface CardEdge {
  readonly card: number;
  /** 0–7 */
  readonly position: number;
  readonly kind: 'int' | 'ring-detect' | 'module' | 'power' | 'relay';
  /** Level after the edge; INT and RGDT are active low. */
  readonly level: boolean;
}
