import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import type { Alarms } from './alarms.ts';
import { i2cRead, i2cWrite, type Program } from './program.ts';

const EXPANDER = 0x20;
const THERMOMETER = 0x48;
/** MCP23017 with IOCON.BANK = 0: port A has the module-present lines, port B the relays' read-back. */
const EXPANDER_PORTS = 0x12;
const EXPANDER_DIRECTION_A = 0x00;
const ALL_INPUTS = 0xff;
/** Read-back of the two fail-over relays: 1 is energised. */
const RELAY_BITS = 0x03;
/** LM75: 9 bits and more, left-aligned, two's complement, degrees in the first byte. */
const TEMPERATURE = 0x00;
const HOT_DEGREES = 70;
const COOL_DEGREES = 65;
/** Relays wait for the card's own watch over the bursts (2 s) before they move. */
const RELAY_PATIENCE: Duration = sec(5);
/** A single missed answer on I²C is no news. */
const MISSES_MAX = 3;

/** What the monitoring devices of one card said last, and the alarms that follow from it. */
export class CardHealth {
  readonly #where: string;
  readonly #alarms: Alarms;
  readonly #misses = new Map<string, number>();
  #relaysWrongSince: Instant | null = null;
  #expanderReady = false;
  /** °C; null while it was never read. */
  temperature: number | null = null;

  constructor(where: string, alarms: Alarms) {
    this.#where = where;
    this.#alarms = alarms;
  }

  /** One look, about once a second. */
  *look(relaysWanted: boolean, now: Instant): Program {
    yield* this.#temperature();
    yield* this.#relays(relaysWanted, now);
  }

  *#temperature(): Program {
    const bytes = yield* i2cRead('i2c', THERMOMETER, TEMPERATURE, 1, 2);
    this.#answered('temperature sensor', bytes !== null);
    if (bytes === null) return;
    const degrees = (((bytes[0] as number) << 24) >> 24) + (bytes[1] as number) / 256;
    this.temperature = degrees;
    const hot = this.#alarms.has('TR-CARD-006') ? degrees > COOL_DEGREES : degrees >= HOT_DEGREES;
    const raised = fault('TR-CARD-006', this.#where, `${degrees.toFixed(1)} °C`);
    this.#alarms.set(hot, raised);
  }

  *#relays(wanted: boolean, now: Instant): Program {
    if (!this.#expanderReady)
      this.#expanderReady = yield* i2cWrite(
        'i2c',
        EXPANDER,
        EXPANDER_DIRECTION_A,
        Uint8Array.of(ALL_INPUTS, ALL_INPUTS),
      );
    const ports = this.#expanderReady ? yield* i2cRead('i2c', EXPANDER, EXPANDER_PORTS, 1, 2) : null;
    this.#answered('port expander', ports !== null);
    if (ports === null) return;
    const energised = ((ports[1] as number) & RELAY_BITS) === RELAY_BITS;
    if (energised === wanted) this.#relaysWrongSince = null;
    else this.#relaysWrongSince ??= now;
    const wrong = this.#relaysWrongSince !== null && now >= after(this.#relaysWrongSince, RELAY_PATIENCE);
    this.#alarms.set(wrong, fault('TR-CARD-008', this.#where, wanted ? 'released' : 'energised'));
  }

  #answered(device: string, answered: boolean): void {
    const misses = answered ? 0 : (this.#misses.get(device) ?? 0) + 1;
    this.#misses.set(device, misses);
    if (misses >= MISSES_MAX || answered)
      this.#alarms.set(misses >= MISSES_MAX, fault('TR-CARD-009', `${this.#where} ${device}`));
  }
}
