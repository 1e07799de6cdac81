import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { loadAddOn, type NativeCardBurst } from './addon.ts';

/** Where a card's media burst is, on a real box. */
export interface SpidevBurst {
  /** `/dev/spidev0.1` */
  readonly device: string;
  /** SCLK asked for, Hz; the controller takes the next one below that it can divide to. */
  readonly clockHz: number;
  /** Labels of the GPIO controller, the first that is there. */
  readonly gpioLabels: readonly string[];
  /** FRAME, as an offset of that controller: the BCM number. */
  readonly frameLine: number;
  /** How long FRAME may be missing before that counts as lost frames: 0 for a card, whose crystal never stalls. */
  readonly stallMsMax: number;
}

/** What one run of the self-test has seen; counts of bursts. */
export interface LoopbackRun {
  readonly bursts: number;
  readonly returned: number;
  readonly damaged: number;
  readonly refused: number;
  readonly wrong: number;
  readonly failed: number;
}

export interface BurstSelfTest {
  /** Hz: the first clean one; the lowest when none was; the first when there is no card. */
  readonly clockHz: number;
  readonly verdict: 'clean' | 'dirty' | 'no-card';
  readonly run: LoopbackRun;
  /** The first clock that was not clean; null when the first one was. */
  readonly refused: { readonly clockHz: number; readonly run: LoopbackRun } | null;
}

/** A card's burst in JavaScript's hands: the self-test at start, and comparing. The media plane takes it over. */
export class CardBurst {
  readonly #native: NativeCardBurst;

  constructor(native: NativeCardBurst) {
    this.#native = native;
  }

  /** Blocks until FRAME has fallen; false after so many milliseconds. */
  waitFrame(msMax: number): boolean {
    return this.#native.waitFrame(msMax);
  }

  /** One burst, 704 bytes each way. Throws when the bus does not carry it out. */
  exchange(mosi: Uint8Array, miso: Uint8Array): void {
    this.#native.exchange(mosi, miso);
  }

  /** Tries clocks (Hz) in their order, so many loopback bursts each (1–1000, 5 ms each), until one is clean. Blocks. */
  selfTest(clocksHz: readonly number[], bursts: number): BurstSelfTest {
    return JSON.parse(this.#native.selfTest([...clocksHz], bursts));
  }

  close(): void {
    this.#native.close();
  }
}

const refusal = (device: string, what: string): Fault => ({
  code: 'TR-BOARD-011',
  where: device,
  what,
  todo: 'enable SPI and the overlay px8 in config.txt as docs/px8.md says, and see that no other program has them',
});

/** Opens a card's burst, or says why it cannot be. Throws `AddOnFailure` when the add-on is not there. */
export function openCardBurst(burst: SpidevBurst): Result<CardBurst> {
  const { CardBurst: Native } = loadAddOn();
  try {
    return ok(new CardBurst(new Native(JSON.stringify(burst))));
  } catch (error) {
    return fail(refusal(burst.device, error instanceof Error ? error.message : String(error)));
  }
}
