import { REG } from './registers.ts';

/** What the byte machine talks to. */
export interface RegisterFile {
  readDirect(register: number): number;
  writeDirect(register: number, value: number): void;
}

const READ = 0x80;
const SPIDC = 0x80;

/**
 * SPI byte machine (data sheet §2.10): address byte with R/W in bit 7, then data. A falling chip select
 * resynchronises the bits of a byte, not the pair of bytes: CS high between the two is recommended, so an
 * access of an odd number of bytes leaves the next one out of step until another odd one or a reset.
 *
 * With SPIDC (0.7) set an access has three bytes; the first selects devices of a chain, bit 0 this one.
 */
export class Si3215Spi {
  private readonly registers: RegisterFile;
  private expects: 'select' | 'address' | 'data' = 'address';
  private address = 0;
  private selected = true;

  constructor(registers: RegisterFile) {
    this.registers = registers;
  }

  reset(): void {
    this.expects = 'address';
    this.selected = true;
  }

  byte(mosi: number): number {
    if (this.expects === 'select') {
      this.selected = (mosi & 1) !== 0;
      this.expects = 'address';
      return 0;
    }
    if (this.expects === 'address') {
      this.address = mosi;
      this.expects = 'data';
      return 0;
    }
    const answer = this.data(mosi);
    this.expects = this.registers.readDirect(REG.spiMode) & SPIDC ? 'select' : 'address';
    return answer;
  }

  private data(mosi: number): number {
    if (!this.selected) return 0;
    const register = this.address & 0x7f;
    if (this.address & READ) return this.registers.readDirect(register);
    this.registers.writeDirect(register, mosi);
    return 0;
  }
}
