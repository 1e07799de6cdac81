import { createRequire } from 'node:module';
import type { Fault } from '#units/result.ts';

/** The class that `native/node` exports; JSON in and out, see `native/node/src/plane.rs`. */
export interface NativePlane {
  command(json: string): string | null;
  prepareFrame(mosi: Uint8Array[]): void;
  processFrame(miso: Uint8Array[], mosi: Uint8Array[]): number;
  drainEvents(): string;
  openLeg(family: string): string | null;
  setLeg(slot: number, agreement: string): string | null;
  closeLeg(slot: number): void;
  legCounters(slot: number): string | null;
  startSimulated(socketPaths: string[], wake: () => void): void;
  startSpidev(bursts: string[], wake: () => void): void;
  stop(): void;
  statistics(): string;
}

/** One card's burst, `native/node/src/spidev.rs`. */
export interface NativeCardBurst {
  waitFrame(msMax: number): boolean;
  exchange(mosi: Uint8Array, miso: Uint8Array): void;
  selfTest(clocksHz: number[], bursts: number): string;
  close(): void;
}

/** One GPIO line of the character device, `native/node/src/gpio.rs`. */
export interface NativeGpioLine {
  get(): boolean;
  set(high: boolean): void;
  watch(changed: () => void): void;
  close(): void;
}

interface AddOn {
  readonly MediaPlane: new (cards: number, packetLegs?: string) => NativePlane;
  readonly CardBurst: new (options: string) => NativeCardBurst;
  readonly GpioLine: new (
    labels: string[],
    offset: number,
    direction: 'in' | 'high' | 'low',
  ) => NativeGpioLine;
  probe(): Int16Array;
  findProbe(heard: Int16Array): number | null;
  giveBackMemory(): void;
}

/** The machine lacks the Rust half of the firmware: thrown at start, before anything runs. */
export class AddOnFailure extends Error {
  override readonly name = 'AddOnFailure';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`${fault.code} ${fault.where}: ${fault.what}. ${fault.todo}`);
    this.fault = fault;
  }
}

const WHERE = 'native/tipring.node';
const BUILD_IT = 'Run `npm run setup`: it builds the media plane for this machine.';

let loaded: AddOn | null = null;

/** Loads the add-on once; throws `AddOnFailure` (TR-MEDIA-001 missing, -002 unfit for this machine or Node). */
export function loadAddOn(path = './tipring.node'): AddOn {
  if (loaded !== null && path === './tipring.node') return loaded;
  try {
    const addOn: AddOn = createRequire(import.meta.url)(path);
    if (path === './tipring.node') loaded = addOn;
    return addOn;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const fault: Fault =
      code === 'MODULE_NOT_FOUND'
        ? { code: 'TR-MEDIA-001', where: WHERE, what: 'the media plane is not built', todo: BUILD_IT }
        : {
            code: 'TR-MEDIA-002',
            where: WHERE,
            what: `the media plane does not load here (${process.platform} ${process.arch}, Node ${process.version}): ${what}`,
            todo: BUILD_IT,
          };
    throw new AddOnFailure(fault);
  }
}
