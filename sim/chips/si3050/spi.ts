import type { RegisterFile } from '../si3215/spi.ts';

const BROADCAST = 0x80;
const READ = 0x40;
/** b5 = 1 and b4 = 0 mark a control byte. */
const CONTROL_MASK = 0x30;
const CONTROL_PATTERN = 0x20;
const CHANNEL = 0x0f;

/**
 * SPI byte machine (data sheet §5.35): control, address, data. With CS high after each byte that is three
 * bytes; when CS stays low past the eighth bit the chip takes two 16-bit words, the data doubled. The
 * machine counts bytes and nothing else: a two-byte access leaves it out of step until the count fits
 * again or RESET falls (or a CS with a clock count that is no multiple of 8, which no CPLD operation makes).
 */
export class Si3050Spi {
  private readonly registers: RegisterFile;
  private index = 0;
  private control = 0;
  private address = 0;
  private sinceSelect = 0;
  private wide = false;
  private answer = 0;

  constructor(registers: RegisterFile) {
    this.registers = registers;
  }

  reset(): void {
    this.index = 0;
    this.wide = false;
  }

  select(): void {
    this.sinceSelect = 0;
  }

  byte(mosi: number): number {
    this.sinceSelect++;
    if (this.index === 1) this.wide = this.sinceSelect > 1;
    const { index } = this;
    this.index++;
    if (index === 0) this.control = mosi;
    else if (index === 1) this.address = mosi & 0x3f;
    else if (index === 2) {
      this.answer = this.data(mosi);
      if (!this.wide) this.index = 0;
      return this.answer;
    } else {
      this.index = 0;
      return this.answer;
    }
    return 0;
  }

  private data(mosi: number): number {
    if ((this.control & CONTROL_MASK) !== CONTROL_PATTERN) return 0;
    const read = (this.control & READ) !== 0;
    const broadcast = (this.control & BROADCAST) !== 0;
    // Each device of a chain takes one from the channel number; the one that sees 0 is meant.
    if ((this.control & CHANNEL) !== 0 && !(broadcast && !read)) return 0;
    if (read) return this.registers.readDirect(this.address);
    this.registers.writeDirect(this.address, mosi);
    return 0;
  }
}
