import { ToneNames } from '#sim/dsp/tone-names.ts';
import { PublicLine } from '#sim/exchange-line/exchange-line.ts';
import { TwoWireLine } from '#sim/line.ts';
import { NATIONS, type NationCode } from '#sim/nations.ts';
import type { ExchangeLineSettings } from '#sim/people.ts';
import { seededRandom } from '#sim/random.ts';
import { Telephone, type TelephoneOptions } from '#sim/telephone/telephone.ts';
import { type Instant, instant } from '#units/time.ts';

/** Telephones straight on a line of the public exchange: the world without a card in between. */
export class Street {
  readonly line: PublicLine;
  readonly phones: Telephone[];
  readonly wire = new TwoWireLine();
  now: Instant = instant(0);

  constructor(
    nation: NationCode,
    settings: Partial<ExchangeLineSettings> = {},
    phones: Partial<TelephoneOptions>[] = [{}],
  ) {
    const names = new ToneNames(NATIONS[nation].tones);
    const port = '1/7' as const;
    const dateTime = (): string => '03041506';
    this.line = new PublicLine({ port, nation: NATIONS[nation], names, dateTime, settings });
    this.phones = phones.map(
      (over, i) => new Telephone({ port: '1/1', names, random: seededRandom(i + 1), ...over }),
    );
    this.wire.wire(this.line, this.phones, null);
  }

  get phone(): Telephone {
    return this.phones[0]!;
  }

  /** Lets time pass; `until` ends it early. Answers whether it did. */
  run(ms: number, until: () => boolean = () => false): boolean {
    for (let at = 0; at < ms; at += 5) {
      for (const phone of this.phones) phone.produce();
      this.line.produce();
      for (let step = 0; step < 4; step++) {
        this.now = instant(this.now + 1250);
        for (const phone of this.phones) phone.step(this.now, this.wire.state);
        this.line.step(this.now, this.wire.state);
        this.wire.settle();
      }
      this.wire.mixToCard();
      for (const phone of this.phones) phone.listen(this.now);
      this.line.listen(this.now);
      if (until()) return true;
    }
    return false;
  }
}
