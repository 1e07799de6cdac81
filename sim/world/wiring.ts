import { POSITIONS_PER_CARD } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { SimulatedCard, SocketChip } from '../card/card.ts';
import type { PublicLine } from '../exchange-line/exchange-line.ts';
import { TwoWireLine } from '../line.ts';
import type { Nation } from '../nations.ts';
import type { Telephone } from '../telephone/telephone.ts';
import type { LineState } from '../two-wire.ts';

/** Pair of fail-to-wire (card facts): P0 with P7, P1 with P6. */
const BYPASS_POSITIONS = 2;
const DEAD: LineState = { volts: 0, milliamps: 0, ringing: null };
/** A chip that is sought in vain: nothing is in its socket. */
const NOTHING: SocketChip = null;

/** What hangs on one position, and the pair of wires between. */
interface Place {
  readonly phones: readonly Telephone[];
  readonly outside: PublicLine | null;
  readonly line: TwoWireLine;
}

/** All pairs of one card. Rewired when a module changes, the card is pulled out, or the relays move. */
export class CardWiring {
  readonly card: SimulatedCard;
  readonly #places: readonly Place[];
  /** Terminals of the chips, for the card; a chip that the relays cut off has a dead pair. */
  readonly #terminals: LineState[] = [];
  /** The line that each outside line is on now, by position. */
  readonly #outsideLine: (TwoWireLine | null)[] = [];
  /** Lines whose far ends are filled before and after the card's highway. */
  readonly #wired: SocketChip[] = [];
  #relays = false;
  #present = true;

  constructor(
    card: SimulatedCard,
    nation: Nation,
    phonesAt: (position: number) => readonly Telephone[],
    outsideAt: (position: number) => PublicLine | null,
  ) {
    this.card = card;
    const makeup = { ohms: 60, impedance: nation.impedance };
    this.#places = Array.from({ length: POSITIONS_PER_CARD }, (_, position) => ({
      phones: phonesAt(position),
      outside: outsideAt(position),
      line: new TwoWireLine(makeup),
    }));
    this.#rewire();
  }

  /** Wire of a port, for whoever wants to see its voltage. */
  terminals(position: number): LineState {
    return this.#terminals[position] ?? DEAD;
  }

  produce(): void {
    this.#rewireIfChanged();
    for (const { phones, outside } of this.#places) {
      for (const phone of phones) phone.produce();
      outside?.produce();
    }
  }

  /** 1.25 ms: hooks and bells move, the wires settle, the chips look. */
  step(subBlock: number, now: Instant): void {
    for (let position = 0; position < this.#places.length; position++) {
      const { phones, outside, line } = this.#places[position]!;
      for (const phone of phones) phone.step(now, line.state);
      outside?.step(now, this.#outsideLine[position]?.state ?? DEAD);
    }
    for (const { line } of this.#places) line.settle();
    this.card.advance(subBlock, this.#terminals);
  }

  /** What the card takes from the wires, its highway, what it gives to them. */
  mix(): void {
    for (const { line } of this.#places) line.mixToCard();
    this.card.runHighway();
    for (const { line } of this.#places) line.mixFromCard();
  }

  listen(now: Instant): void {
    for (const { phones, outside } of this.#places) {
      for (const phone of phones) phone.listen(now);
      outside?.listen(now);
    }
  }

  #rewireIfChanged(): void {
    const { card } = this;
    let same = card.relaysEnergised === this.#relays && card.present === this.#present;
    for (let n = 0; same && n < this.#places.length; n++)
      same = (card.chips[n] ?? NOTHING) === this.#wired[n];
    if (!same) this.#rewire();
  }

  #rewire(): void {
    const { card } = this;
    this.#relays = card.relaysEnergised;
    this.#present = card.present;
    for (let n = 0; n < this.#places.length; n++) {
      this.#wired[n] = card.chips[n] ?? NOTHING;
      this.#terminals[n] = DEAD;
      this.#outsideLine[n] = null;
      this.#places[n]!.line.wire(null, this.#places[n]!.phones, null);
    }
    for (let n = 0; n < this.#places.length; n++) {
      const partner = this.#bypassed(n);
      if (partner !== null) this.#bypass(n, partner);
      else if (this.#bypassed(POSITIONS_PER_CARD - 1 - n) === null) this.#attach(n);
    }
  }

  /** The exchange line that a telephone's position is switched to by relays at rest, or null. */
  #bypassed(position: number): number | null {
    if (position < 0 || position >= BYPASS_POSITIONS || this.#relays || !this.#present) return null;
    if (this.#places[position]!.outside !== null) return null;
    const partner = POSITIONS_PER_CARD - 1 - position;
    return this.#places[partner]!.outside !== null ? partner : null;
  }

  #bypass(position: number, partner: number): void {
    const { line, phones } = this.#places[position]!;
    line.wire(this.#places[partner]!.outside, phones, null);
    this.#outsideLine[partner] = line;
  }

  #attach(position: number): void {
    const { line, phones, outside } = this.#places[position]!;
    const chip = this.#present ? this.#wired[position]! : NOTHING;
    if (outside !== null) {
      line.wire(outside, chip?.type === 'Si3050' ? [chip] : [], 'loads');
      this.#outsideLine[position] = line;
    } else line.wire(chip?.type === 'Si3215' ? chip : null, phones, 'feeder');
    if (chip !== NOTHING) this.#terminals[position] = line.state;
  }
}
