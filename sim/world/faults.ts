import { BENCH_FAULTS, type BenchFault } from '#ports/bench.ts';
import { POSITIONS_PER_CARD } from '#units/ids.ts';
import { fail, ok, type Result, unreachable } from '#units/result.ts';
import type { SimulatedCard } from '../card/card.ts';
import type { PublicLine } from '../exchange-line/exchange-line.ts';
import type { Random } from '../random.ts';
import type { Telephone } from '../telephone/telephone.ts';

/** Per bit, both ways: about one control operation in 800 and one media burst in 10 is hurt. */
const SPI_ERROR_ODDS = 1e-5;

/** What a fault can get hold of. */
export interface FaultTarget {
  readonly card: SimulatedCard;
  readonly phonesAt: (position: number) => readonly Telephone[];
  readonly outsideAt: (position: number) => PublicLine | null;
}

export interface ActiveFault {
  readonly target: string;
  readonly fault: BenchFault;
}

const WHOLE_CARD: readonly BenchFault[] = ['card-out', 'spi-errors'];

const refused = (target: string, what: string): Result<never> =>
  fail({
    code: 'TR-SIM-002',
    where: `fault on ${target}`,
    what,
    todo: 'name a card such as 1 for card-out and spi-errors, otherwise a port such as 1/3',
  });

/** Faults that are on, and how to put them on and off. */
export class Faults {
  readonly #cards: readonly FaultTarget[];
  readonly #random: Random;
  readonly #active = new Map<string, ActiveFault>();

  constructor(cards: readonly FaultTarget[], random: Random) {
    this.#cards = cards;
    this.#random = random;
  }

  get active(): readonly ActiveFault[] {
    return [...this.#active.values()];
  }

  /** `target` is a port `1/3` or, for what concerns a whole card, `1`. */
  set(target: string, fault: BenchFault, on: boolean): Result<void> {
    if (!BENCH_FAULTS.includes(fault)) return refused(target, `there is no fault ${JSON.stringify(fault)}`);
    const found = /^(\d{1,2})(?:\/(\d{1,2}))?$/.exec(target);
    if (found === null) return refused(target, 'is neither a card nor a port');
    const at = this.#cards[Number(found[1]) - 1];
    if (at === undefined) return refused(target, `there is no card ${found[1]}`);
    const position = found[2] === undefined ? -1 : Number(found[2]) - 1;
    const whole = WHOLE_CARD.includes(fault);
    if (!whole && (position < 0 || position >= POSITIONS_PER_CARD))
      return refused(target, 'is no port of a card');
    this.#apply(at, position, fault, on);
    // A reset is an event, not a state.
    const key = `${whole ? found[1] : target} ${fault}`;
    if (on && fault !== 'chip-reset') this.#active.set(key, { target: whole ? found[1]! : target, fault });
    else this.#active.delete(key);
    return ok(undefined);
  }

  heal(): void {
    for (const { target, fault } of this.active) this.set(target, fault, false);
  }

  #apply({ card, phonesAt, outsideAt }: FaultTarget, position: number, fault: BenchFault, on: boolean): void {
    switch (fault) {
      case 'card-out':
        card.faults.setCardOut(on);
        break;
      case 'spi-errors':
        card.faults.setSpiErrors(on ? SPI_ERROR_ODDS : 0, this.#random);
        break;
      case 'stuck-interrupt':
        card.faults.setStuckInterrupt(position, on);
        break;
      case 'chip-reset':
        if (on) card.faults.resetChip(position);
        break;
      case 'no-battery': {
        const outside = outsideAt(position);
        if (outside === null) card.faults.setNoBattery(position, on);
        else outside.dead(on);
        break;
      }
      case 'hook-bounce':
        for (const phone of phonesAt(position)) phone.hookBounce = on;
        break;
      default:
        unreachable(fault);
    }
  }
}
