const BCD_TENS = 16;
const bcd = (value: number): number => Math.floor(value / 10) * BCD_TENS + (value % 10);
const unbcd = (value: number): number => (value >> 4) * 10 + (value & 15);

const CONTROL = 0x0e;
const STATUS = 0x0f;
const TEMPERATURE = 0x11;
const REGISTERS = 0x13;
const OSF = 0x80;
const SECOND_US = 1_000_000;

/** Real-time clock DS3231: BCD time in registers 0–6 (24 h), OSF tells that the time is not to be trusted. */
export class Ds3231 {
  private readonly registers = new Uint8Array(REGISTERS);
  private epochSeconds = Date.UTC(2000, 0, 1) / 1_000;
  private fraction = 0;

  constructor() {
    this.registers[CONTROL] = 0x1c;
    this.registers[STATUS] = 0x88;
    this.registers[TEMPERATURE] = 25;
  }

  /** Sets time as if it had run on its battery: OSF is cleared. */
  set(epochMs: number): void {
    this.epochSeconds = Math.floor(epochMs / 1_000);
    this.fraction = 0;
    this.registers[STATUS]! &= ~OSF;
  }

  /** Its battery was empty: OSF is set and the time begins anew. */
  losePower(): void {
    this.epochSeconds = Date.UTC(2000, 0, 1) / 1_000;
    this.registers[STATUS]! |= OSF;
  }

  advance(micros: number): void {
    this.fraction += micros;
    while (this.fraction >= SECOND_US) {
      this.fraction -= SECOND_US;
      this.epochSeconds++;
    }
  }

  read(register: number, length: number): Uint8Array {
    const time = this.time();
    return Uint8Array.from({ length }, (_, i) => {
      const at = (register + i) % REGISTERS;
      return at < time.length ? time[at]! : this.registers[at]!;
    });
  }

  write(register: number, data: Uint8Array): void {
    const time = this.time();
    let timeWritten = false;
    for (let i = 0; i < data.length; i++) {
      const at = (register + i) % REGISTERS;
      if (at < time.length) {
        time[at] = data[i]!;
        timeWritten = true;
      } else if (at === STATUS) {
        // OSF can be cleared, not set.
        this.registers[at] = (data[i]! & ~OSF) | (this.registers[at]! & data[i]! & OSF);
      } else if (at < TEMPERATURE) this.registers[at] = data[i]!;
    }
    if (!timeWritten) return;
    const [second = 0, minute = 0, hour = 0, , date = 1, month = 1, year = 0] = time;
    this.epochSeconds =
      Date.UTC(
        2000 + unbcd(year),
        unbcd(month & 0x1f) - 1,
        unbcd(date),
        unbcd(hour & 0x3f),
        unbcd(minute),
        unbcd(second),
      ) / 1_000;
    this.fraction = 0;
  }

  private time(): number[] {
    const now = new Date(this.epochSeconds * 1_000);
    return [
      bcd(now.getUTCSeconds()),
      bcd(now.getUTCMinutes()),
      bcd(now.getUTCHours()),
      now.getUTCDay() + 1,
      bcd(now.getUTCDate()),
      bcd(now.getUTCMonth() + 1),
      bcd(now.getUTCFullYear() % 100),
    ];
  }
}
