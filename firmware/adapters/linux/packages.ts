import { createRequire } from 'node:module';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

const require = createRequire(import.meta.url);

/**
 * The packages of the hardware edge are optional (they are compiled, and only a box with cards needs them), so they are
 * loaded when a board asks for them. Of each, only what is used is described here.
 */
export interface SpiPackage {
  readonly MODE3: 3;
  openSync(
    bus: number,
    select: number,
    options: { readonly mode: 3; readonly maxSpeedHz: number },
  ): SpiDevice;
}

export interface SpiDevice {
  transfer(
    message: readonly {
      readonly byteLength: number;
      readonly sendBuffer: Buffer;
      readonly receiveBuffer: Buffer;
      readonly speedHz: number;
    }[],
    done: (error: Error | null) => void,
  ): void;
  closeSync(): void;
}

export interface I2cPackage {
  openSync(bus: number): I2cDevice;
}

type Moved = (error: Error | null, bytes: number) => void;

export interface I2cDevice {
  i2cRead(address: number, length: number, buffer: Buffer, done: Moved): void;
  i2cWrite(address: number, length: number, buffer: Buffer, done: Moved): void;
  readI2cBlock(address: number, register: number, length: number, buffer: Buffer, done: Moved): void;
  i2cFuncsSync(): { readonly i2c: boolean; readonly smbusReadI2cBlock: boolean };
  closeSync(): void;
}

export interface GpioPackage {
  readonly Gpio: new (line: number, direction: 'in' | 'high' | 'low', edge?: 'both') => GpioFile;
}

export interface GpioFile {
  readSync(): 0 | 1;
  writeSync(value: 0 | 1): void;
  watch(changed: (error: Error | null, value: 0 | 1) => void): void;
  unexport(): void;
}

interface Packages {
  'spi-device': SpiPackage;
  'i2c-bus': I2cPackage;
  onoff: GpioPackage;
}

export const whatOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const notBuilt = (name: string, error: unknown): Fault => ({
  code: 'TR-BOARD-010',
  where: `package ${name}`,
  what: `it does not load: ${whatOf(error)}`,
  todo: 'install a C++ compiler (Debian: g++ make), then run `npm run setup`',
});

/** Loads one, or says that it was not built (TR-BOARD-010). */
export function loadPackage<N extends keyof Packages>(name: N): Result<Packages[N]> {
  try {
    return ok(require(name));
  } catch (error) {
    return fail(notBuilt(name, error));
  }
}
