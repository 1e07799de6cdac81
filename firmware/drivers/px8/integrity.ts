import type { Fault } from '#units/result.ts';
import { after, type Duration, type Instant, ms, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import { realignment } from './operation.ts';
import { abandon, type Program, type Registers } from './program.ts';

/** `mask` are the bits that read back as written. */
export interface ConfiguredRegister {
  readonly register: number;
  readonly value: number;
  readonly mask: number;
}

const REALIGN_TRIES = 3;
/** This many configured registers, spread over the list, tell a chip that lost all from one that lost one. */
const SAMPLES = 5;

/**
 * Holds a chip to its configuration: one register after another is compared, and what a stray write changed
 * is written again. A chip that has forgotten everything was reset, and must be brought up anew.
 */
export class Integrity {
  /** Read in each round: it tells at once that the chip is not what it was. */
  readonly identity: ConfiguredRegister;
  readonly #registers: Registers;
  readonly #configuration: readonly ConfiguredRegister[];
  readonly #identityAtReset: number;
  #next = 0;

  /** The first register of the configuration is the identity; `identityAtReset` is what RESET makes of it. */
  constructor(registers: Registers, configuration: readonly ConfiguredRegister[], identityAtReset: number) {
    this.#registers = registers;
    this.#configuration = configuration;
    this.#identityAtReset = identityAtReset;
    this.identity = configuration[0] as ConfiguredRegister;
  }

  /** The register to read besides in this round. */
  next(): ConfiguredRegister {
    this.#next = (this.#next + 1) % this.#configuration.length;
    return this.#configuration[this.#next] as ConfiguredRegister;
  }

  /** Says why the chip must be brought up again, or null when the registers are (again) as they should be. */
  *check(identity: number, audited: ConfiguredRegister, seen: number): Program<Fault | null> {
    if (fits(this.identity, identity) && fits(audited, seen)) return null;
    for (let attempt = 0; attempt < REALIGN_TRIES; attempt += 1) {
      const agreed = yield* this.#registers.readAgreedOrNull(this.identity.register);
      if (agreed === this.#identityAtReset) return this.#lost('it has its reset values');
      if (yield* this.#mostlyRight()) return yield* this.#rewrite();
      // What reads like nothing we know may be out of step by a corrupted framing bit.
      yield* this.#registers.transfer(realignment(this.#registers.wire, this.#registers.position));
    }
    return this.#lost(`register ${this.identity.register} reads 0x${identity.toString(16)}`);
  }

  #lost(detail: string): Fault {
    return fault('TR-CHIP-003', this.#registers.where, detail);
  }

  *#mostlyRight(): Program<boolean> {
    let right = 0;
    // Zeroes prove nothing: a chip out of step reads 0 everywhere.
    const telling = this.#configuration.filter(({ value }) => value !== 0);
    const step = Math.max(1, Math.floor(telling.length / SAMPLES));
    const samples = telling.filter((_, index) => index % step === 0).slice(0, SAMPLES);
    for (const entry of samples) {
      const value = yield* this.#registers.readAgreedOrNull(entry.register);
      if (value !== null && fits(entry, value)) right += 1;
    }
    return right * 2 > samples.length;
  }

  *#rewrite(): Program<null> {
    for (const { register, value, mask } of this.#configuration) {
      const seen = yield* this.#registers.readAgreed(register);
      if ((seen & mask) !== (value & mask)) yield* this.#registers.writeVerified(register, value, mask);
    }
    return null;
  }
}

const fits = (entry: ConfiguredRegister, seen: number): boolean =>
  (seen & entry.mask) === (entry.value & entry.mask);

/** Rounds with the interrupt line asserted and no cause in the chip, 5 ms apart: then the line is stuck. */
const STUCK_ROUNDS = 8;
/** Rounds with a cause within the window: a line that rings, dials and flashes stays far below. */
const STORM_ROUNDS = 150;
const STORM_WINDOW: Duration = sec(1);
/** How soon the chip is looked at again while its interrupt stays asserted. */
export const ASSERTED_LOOK: Duration = ms(5);

/** Tells a stuck interrupt line and an endless stream of interrupts from work to do. */
export class InterruptWatch {
  readonly #where: string;
  #stuck = 0;
  #rounds = 0;
  #windowEnd: Instant | null = null;

  constructor(where: string) {
    this.#where = where;
  }

  /** After each round of service; the fault means: mask this position. */
  round(asserted: boolean, cause: boolean, now: Instant): Fault | null {
    this.#stuck = asserted && !cause ? this.#stuck + 1 : 0;
    if (this.#stuck >= STUCK_ROUNDS) return fault('TR-CHIP-004', this.#where);
    if (this.#windowEnd === null || now >= this.#windowEnd) {
      this.#windowEnd = after(now, STORM_WINDOW);
      this.#rounds = 0;
    }
    if (cause) this.#rounds += 1;
    return this.#rounds > STORM_ROUNDS ? fault('TR-CHIP-006', this.#where, `${this.#rounds} in 1 s`) : null;
  }
}

/**
 * At the end of bring-up: serves what is pending until the interrupt line is released. A position whose line
 * is stuck would otherwise go into service only to be taken out again.
 */
export function* interruptReleased(
  registers: Registers,
  watch: InterruptWatch,
  context: { interruptAsserted(): boolean; now(): Instant },
  serve: () => Program<boolean>,
): Program {
  for (;;) {
    yield* serve();
    // Any answer shows the interrupt lines as they are after that.
    yield* registers.read(0);
    if (!context.interruptAsserted()) return;
    const stuck = watch.round(true, false, context.now());
    if (stuck !== null) yield* abandon(stuck);
    yield* registers.sleep(ASSERTED_LOOK);
  }
}
