import type { Clock } from '#ports/clock.ts';
import type { LineCardCommand, LineCardListener, LineCards, PortInfo } from '#ports/line-card.ts';
import type { Fault } from '#units/result.ts';

/** Line cards whose board has found something at its start that people should know: alarms until the next start. */
export class LineCardsWithNotices implements LineCards {
  readonly #cards: LineCards;
  readonly #notices: readonly Fault[];
  readonly #clock: Clock;

  constructor(cards: LineCards, notices: readonly Fault[], clock: Clock) {
    this.#cards = cards;
    this.#notices = notices;
    this.#clock = clock;
  }

  start(listener: LineCardListener): void {
    this.#cards.start(listener);
    for (const fault of this.#notices) listener({ kind: 'alarm', raised: true, fault }, this.#clock.now());
  }

  command(command: LineCardCommand): void {
    this.#cards.command(command);
  }

  ports(): readonly PortInfo[] {
    return this.#cards.ports();
  }

  stop(): void {
    this.#cards.stop();
  }
}
