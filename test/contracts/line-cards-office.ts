import type { LineCardEvent, LineCards } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import type { ExchangeLine, TelephoneSet } from '#sim/people.ts';
import type { PortId } from '#units/ids.ts';
import { type Duration, ms, sec } from '#units/time.ts';

/** Line cards under test: telephones on 1/1 and 1/2, exchange lines on 1/7 and 1/8, in China. */
export interface LineCardsUnderTest {
  readonly cards: LineCards;
  readonly region: Region;
  phone(port: PortId): TelephoneSet;
  line(port: PortId): ExchangeLine;
  cardOut(out: boolean): void;
  chipReset(port: PortId): void;
  pass(span: Duration): void;
  close?(): void;
}

export const PHONE: PortId = '1/1';
export const OTHER: PortId = '1/2';
export const LINE: PortId = '1/7';

/** One opened set of line cards, in service, and all that it has told since. */
export class Office {
  readonly under: LineCardsUnderTest;
  #told: LineCardEvent[] = [];

  constructor(under: LineCardsUnderTest) {
    this.under = under;
    under.cards.start((event) => this.#told.push(event));
    under.pass(sec(3));
  }

  /** What was told since the last look, in words: `offHook`, `digit 3`, `ringing on` … */
  heard(port: PortId): string[] {
    const words = this.#told.filter((event) => 'port' in event && event.port === port).map(inWords);
    this.#told = [];
    return words;
  }

  all(): LineCardEvent[] {
    return this.#told.splice(0);
  }

  command(...commands: Parameters<LineCards['command']>): void {
    this.under.cards.command(...commands);
  }

  pass(milliseconds: number): void {
    this.under.pass(ms(milliseconds));
  }
}

export function inWords(event: LineCardEvent): string {
  switch (event.kind) {
    case 'pulseDigit':
      return `digit ${event.digit}`;
    case 'ringing':
      return event.on ? 'ringing on' : 'ringing off';
    case 'polarity':
      return event.reversed ? 'reversed' : 'normal';
    case 'battery':
      return event.present ? 'battery' : 'no battery';
    case 'dialled':
      return `dialled ${event.id}`;
    case 'health':
      return event.health;
    default:
      return event.kind;
  }
}

/** One sentence of the contract: opens line cards, runs the body, stops them. */
export type Scene = (body: (office: Office) => void) => () => void;
