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
  /** `changed` hears each edge. */
  watch(changed: (high: boolean) => void): void;
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
