import type { BenchFault } from '#ports/bench.ts';
import { POSITIONS_PER_CARD, type PortId, portId, portParts } from '#units/ids.ts';
import { assert, type Result } from '#units/result.ts';
import { type Instant, instant } from '#units/time.ts';
import type { SimulatedCard } from '../card/card.ts';
import { Px8Card } from '../card/px8.ts';
import { ToneNames } from '../dsp/tone-names.ts';
import { PublicLine } from '../exchange-line/exchange-line.ts';
import { type Nation, nationOf } from '../nations.ts';
import { seededRandom } from '../random.ts';
import { Telephone } from '../telephone/telephone.ts';
import type { LineState } from '../two-wire.ts';
import { DirectBuses } from './card-buses.ts';
import { checkDescription, type PositionDescription, type WorldDescription } from './description.ts';
import { type ActiveFault, Faults } from './faults.ts';
import { CardWiring } from './wiring.ts';

const EPOCH_MS = Date.UTC(2025, 2, 4, 15, 6);
const SUB_BLOCKS = 4;
const SUB_BLOCK_US = 1250;

/** One card of the world, with what the firmware's side may touch. */
export interface WorldCard {
  readonly card: SimulatedCard;
  /** Control, I²C and lines; replies come at once. */
  readonly buses: DirectBuses;
  /** One media burst, 704 bytes each way. */
  exchange(mosi: Uint8Array, miso: Uint8Array): void;
}

/** Everything outside the firmware: cards, wires, telephones, the public exchange, and their time. */
export class World {
  readonly nation: Nation;
  readonly cards: readonly WorldCard[];
  readonly description: WorldDescription;
  readonly #phones = new Map<PortId, readonly Telephone[]>();
  readonly #lines = new Map<PortId, PublicLine>();
  readonly #wirings: readonly CardWiring[];
  readonly #faults: Faults;
  #now: Instant = instant(0);

  /** The description must have passed `checkDescription`. */
  constructor(description: WorldDescription) {
    const checked = checkDescription(description);
    assert(checked.ok, checked.ok ? '' : `${checked.error.where} ${checked.error.what}`);
    this.description = description;
    const { nation } = description;
    this.nation = typeof nation === 'string' ? nationOf(nation) : nation;
    this.#populate(new ToneNames(this.nation.tones));
    const cards = description.cards.map((positions, index) => this.#openCard(positions, index + 1));
    this.cards = cards.map((card) => ({
      card,
      buses: new DirectBuses(card),
      exchange: (mosi, miso) => card.exchange(mosi, miso),
    }));
    const targets = cards.map((card) => ({
      card,
      phonesAt: (position: number) => this.phones(portId(card.card, position + 1)),
      outsideAt: (position: number) => this.#lines.get(portId(card.card, position + 1)) ?? null,
    }));
    this.#wirings = targets.map(
      ({ card, phonesAt, outsideAt }) => new CardWiring(card, this.nation, phonesAt, outsideAt),
    );
    this.#faults = new Faults(targets, seededRandom(description.seed ^ 0x5eed));
  }

  /** Virtual time of the world: the end of the last frame. */
  get now(): Instant {
    return this.#now;
  }

  /** Telephones on a port; the second one is in parallel. */
  phones(port: PortId): readonly Telephone[] {
    return this.#phones.get(port) ?? [];
  }

  /** The (first) telephone on a port that is known to have one. */
  phone(port: PortId): Telephone {
    const phone = this.phones(port)[0];
    assert(phone !== undefined, `no telephone on port ${port}`);
    return phone;
  }

  /** The public exchange's line on a port that is known to have one. */
  exchangeLine(port: PortId): PublicLine {
    const line = this.#lines.get(port);
    assert(line !== undefined, `no exchange line on port ${port}`);
    return line;
  }

  get allPhones(): readonly Telephone[] {
    return [...this.#phones.values()].flat();
  }

  get allLines(): readonly PublicLine[] {
    return [...this.#lines.values()];
  }

  /** What is at the chip's terminals of a port. */
  terminals(port: PortId): LineState | null {
    const { card, position } = portParts(port);
    return this.#wirings[card - 1]?.terminals(position - 1) ?? null;
  }

  fault(target: string, fault: BenchFault, on: boolean): Result<void> {
    return this.#faults.set(target, fault, on);
  }

  get activeFaults(): readonly ActiveFault[] {
    return this.#faults.active;
  }

  /** Ends every fault. */
  heal(): void {
    this.#faults.heal();
  }

  /**
   * 5 ms go by: people speak, wires settle four times, the cards' highways run, ears listen. The media
   * burst of the frame is then up to the host (`cards[n].exchange`).
   */
  frame(): void {
    for (const wiring of this.#wirings) wiring.produce();
    for (let subBlock = 0; subBlock < SUB_BLOCKS; subBlock++) {
      this.#now = instant(this.#now + SUB_BLOCK_US);
      for (const wiring of this.#wirings) wiring.step(subBlock, this.#now);
    }
    for (const wiring of this.#wirings) wiring.mix();
    for (const wiring of this.#wirings) wiring.listen(this.#now);
    for (const { buses } of this.cards) buses.poll();
  }

  #openCard(positions: readonly PositionDescription[], card: number): SimulatedCard {
    const sockets = positions.map(({ kind }) => kind);
    const { seed, idEeproms = [] } = this.description;
    return new Px8Card({ card, sockets, seed: seed * 8 + card, idEeprom: idEeproms[card - 1] ?? 'good' });
  }

  #populate(names: ToneNames): void {
    const { cards, seed } = this.description;
    cards.forEach((positions, cardIndex) => {
      positions.slice(0, POSITIONS_PER_CARD).forEach((position, index) => {
        const port = portId(cardIndex + 1, index + 1);
        const random = seededRandom(seed + 131 * cardIndex + 17 * index);
        if (position.kind === 'fxs') {
          const { telephones = 1, ren = 1, mode = 'dtmf' } = position;
          const { flashMs } = this.nation;
          const make = (): Telephone => new Telephone({ port, names, random, ren, mode, flashMs });
          this.#phones.set(port, Array.from({ length: telephones }, make));
        } else if (position.kind === 'fxo') {
          const dateTime = (): string => this.#dateTime();
          const settings = position.line ?? {};
          this.#lines.set(port, new PublicLine({ port, nation: this.nation, names, dateTime, settings }));
        }
      });
    });
  }

  /** `MMDDHHMM`, as the public exchange's clock has it. */
  #dateTime(): string {
    const epochMs = (this.description.epochMs ?? EPOCH_MS) + Math.floor(this.#now / 1000);
    return new Date(epochMs).toISOString().replace(/^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, '$1$2$3$4');
  }
}
