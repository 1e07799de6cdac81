import type { CardBuses, CardEdge } from '#ports/bus.ts';
import type { Clock } from '#ports/clock.ts';
import type {
  LineCardCommand,
  LineCardEvent,
  LineCardListener,
  LineCards,
  PortInfo,
} from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import { POSITIONS_PER_CARD, portParts } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { Instant } from '#units/time.ts';
import { CHIPS } from './chips.ts';
import { fault } from './faults.ts';
import type { PositionDriver } from './position-driver.ts';
import { Px8Card } from './px8/card.ts';
import type { ControlStatistics } from './px8/scheduler.ts';

export interface LineCardsOptions {
  /** Card 1, card 2 … */
  readonly cards: readonly CardBuses[];
  readonly clock: Clock;
  readonly region: Region;
  /** Default: every chip that the product knows. */
  readonly chips?: readonly PositionDriver[];
}

/**
 * The line cards of a box as real chips on real buses (or on models of them, byte for byte). Edges come
 * from the media plane, which gets them in the bursts' headers: give each to `edge`.
 */
export class LineCardDrivers implements LineCards {
  readonly #cards: readonly Px8Card[];
  readonly #clock: Clock;
  #listener: LineCardListener = () => {};
  #running = false;

  constructor(options: LineCardsOptions) {
    const { clock, region, chips = CHIPS } = options;
    this.#clock = clock;
    this.#cards = options.cards.map(
      (buses, index) =>
        new Px8Card({ card: index + 1, buses, clock, region, chips, emit: (event) => this.#emit(event) }),
    );
  }

  /** Of the control ports, card by card. */
  get statistics(): readonly Readonly<ControlStatistics>[] {
    return this.#cards.map((card) => card.statistics);
  }

  start(listener: LineCardListener): void {
    this.#listener = listener;
    this.#running = true;
    for (const card of this.#cards) card.start();
  }

  command(command: LineCardCommand): void {
    const refused = this.#give(command);
    // Ignored, and said so: a notice that is over as soon as it is told.
    if (refused !== null) this.#emit({ kind: 'alarm', raised: false, fault: refused });
  }

  /** An edge event of a card, with the time at which it happened. */
  edge(edge: CardEdge, at: Instant): void {
    if (this.#running) this.#cards[edge.card - 1]?.edge(edge, at);
  }

  get isEmpty(): boolean {
    return this.#cards.length === 0;
  }

  ports(): readonly PortInfo[] {
    return this.#cards.flatMap((card) => card.ports());
  }

  stop(): void {
    this.shutDown(() => {});
  }

  /** As `stop`; `done` when ringing is off and the exchange lines are on-hook (100 ms at most). */
  shutDown(done: () => void): void {
    if (!this.#running) {
      done();
      return;
    }
    this.#running = false;
    let open = this.#cards.length;
    if (open === 0) done();
    for (const card of this.#cards)
      card.stop(() => {
        open -= 1;
        if (open === 0) done();
      });
  }

  #give(command: LineCardCommand): Fault | null {
    const { card, position } = portParts(command.port);
    const driver = this.#cards[card - 1];
    if (!this.#running || driver === undefined || position < 1 || position > POSITIONS_PER_CARD)
      return fault('TR-LINE-001', command.port, command.op);
    return driver.command(position - 1, command);
  }

  #emit(event: LineCardEvent): void {
    if (this.#running) this.#listener(event, this.#clock.now());
  }
}
