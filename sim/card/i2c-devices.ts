import { Ds3231 } from './ds3231.ts';
import { Eeprom24c32, type EepromVariant, idEepromImage } from './eeprom.ts';

const ADDRESS = {
  expander: 0x20,
  temperature: 0x48,
  idEeprom: 0x50,
  calibration: 0x54,
  clock: 0x68,
} as const;
/** Bus 0 is I2C1 of the header, bus 1 the ID bus (GPIO 0/1). */
const ID_BUS = 1;

interface I2cDevice {
  read(register: number, length: number): Uint8Array;
  write(register: number, data: Uint8Array): void;
}

/**
 * MCP23017 with IOCON.BANK = 0. Port A shows which sockets are occupied (1 = module), port B bits 0 and 1
 * the relays as read back (1 = energised); the other pins of port B are LEDs.
 */
export class Mcp23017 implements I2cDevice {
  private static readonly GPIO_A = 0x12;
  private static readonly OLAT_A = 0x14;
  private static readonly REGISTERS = 0x16;
  private readonly registers = new Uint8Array(Mcp23017.REGISTERS);
  private readonly inputs = new Uint8Array(2);

  constructor() {
    this.registers[0] = 0xff;
    this.registers[1] = 0xff;
  }

  setInputs(modules: number, relays: number): void {
    this.inputs[0] = modules;
    this.inputs[1] = relays & 0x03;
  }

  /** Port B bits 2–7 as driven: the LEDs. */
  get leds(): number {
    return this.port(1) & 0xfc;
  }

  read(register: number, length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, i) => {
      const at = (register + i) % Mcp23017.REGISTERS;
      const port = at - Mcp23017.GPIO_A;
      return port === 0 || port === 1 ? this.port(port) : this.registers[at]!;
    });
  }

  write(register: number, data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      const at = (register + i) % Mcp23017.REGISTERS;
      const port = at - Mcp23017.GPIO_A;
      // Writing a port writes its latch.
      this.registers[port === 0 || port === 1 ? at + 2 : at] = data[i]!;
    }
  }

  private port(index: 0 | 1): number {
    const direction = this.registers[index]!;
    const polarity = this.registers[2 + index]!;
    const pins = (this.inputs[index]! & direction) | (this.registers[Mcp23017.OLAT_A + index]! & ~direction);
    return pins ^ (polarity & direction);
  }
}

/** LM75 / TMP102: register 0 is the temperature, 12 bits left-justified, 1/16 °C (an LM75 shows fewer). */
export class TemperatureSensor implements I2cDevice {
  celsius = 35;
  private readonly words = new Uint16Array(4);
  constructor() {
    this.words[1] = 0x60a0;
    this.words[2] = 0x4b00;
    this.words[3] = 0x5000;
  }

  read(register: number, length: number): Uint8Array {
    const word =
      (register & 3) === 0 ? (Math.round(this.celsius * 16) << 4) & 0xffff : this.words[register & 3]!;
    return Uint8Array.from({ length }, (_, i) => (i & 1 ? word & 0xff : word >> 8));
  }

  write(register: number, data: Uint8Array): void {
    if ((register & 3) === 0 || data.length === 0) return;
    this.words[register & 3] = (data[0]! << 8) | (data[1] ?? this.words[register & 3]! & 0xff);
  }
}

/** Everything of the card that answers on I²C. */
export class CardDevices {
  readonly expander: Mcp23017 = new Mcp23017();
  readonly temperature: TemperatureSensor = new TemperatureSensor();
  readonly calibration: Eeprom24c32 = new Eeprom24c32();
  readonly clock: Ds3231 = new Ds3231();
  readonly idEeprom: Eeprom24c32 = new Eeprom24c32();
  private readonly card: number;

  constructor(card: number) {
    this.card = card;
    this.setIdEeprom('good');
    this.idEeprom.writeProtected = true;
  }

  setIdEeprom(variant: EepromVariant): void {
    this.idEeprom.load(idEepromImage(this.card, variant));
  }

  /** `null`: nobody acknowledged the address. */
  read(bus: number, address: number, register: number, length: number): Uint8Array | null {
    return this.at(bus, address)?.read(register, length) ?? null;
  }

  write(bus: number, address: number, register: number, data: Uint8Array): boolean {
    const device = this.at(bus, address);
    device?.write(register, data);
    return device !== null;
  }

  private at(bus: number, address: number): I2cDevice | null {
    if (bus === ID_BUS) return address === ADDRESS.idEeprom ? this.idEeprom : null;
    switch (address) {
      case ADDRESS.expander:
        return this.expander;
      case ADDRESS.temperature:
        return this.temperature;
      case ADDRESS.calibration:
        return this.calibration;
      case ADDRESS.clock:
        return this.clock;
      default:
        return null;
    }
  }
}
