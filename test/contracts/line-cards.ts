import { describe, expect, it } from 'vitest';
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

const PHONE: PortId = '1/1';
const OTHER: PortId = '1/2';
const LINE: PortId = '1/7';

/** One opened set of line cards, in service, and all that it has told since. */
class Office {
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

function inWords(event: LineCardEvent): string {
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

/** What all `LineCards` promise; the same sentences for the drivers over chip models and for port level. */
export function lineCardsContract(name: string, open: () => LineCardsUnderTest): void {
  const scene = (body: (office: Office) => void) => () => {
    const under = open();
    try {
      const office = new Office(under);
      body(office);
    } finally {
      under.cards.stop();
      under.close?.();
    }
  };
  describe(`the contract of line cards: ${name}`, () => {
    describe('coming into service', () => inService(scene));
    describe('a telephone', () => telephone(scene));
    describe('ringing', () => ringing(scene));
    describe('an exchange line', () => exchangeLine(scene));
    describe('things that go wrong', () => troubles(scene));
  });
}

type Scene = (body: (office: Office) => void) => () => void;

function inService(scene: Scene): void {
  it(
    'every port is told to be in service and is listed with its kind',
    scene((office) => {
      const ready = office.all().filter((event) => event.kind === 'health' && event.health === 'in-service');
      const ports = office.under.cards.ports();
      expect(ready).toHaveLength(ports.length);
      expect(ports.every(({ health, chip }) => health === 'in-service' && chip !== '')).toBe(true);
      expect(ports.find(({ port }) => port === PHONE)?.kind).toBe('fxs');
      expect(ports.find(({ port }) => port === LINE)?.kind).toBe('fxo');
    }),
  );

  it(
    'an exchange line tells its battery and its polarity at first',
    scene((office) => expect(office.heard(LINE)).toEqual(expect.arrayContaining(['normal', 'battery']))),
  );
}

function telephone(scene: Scene): void {
  it(
    'lifting and hanging up are each told once, and of that line only',
    scene((office) => {
      office.all();
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.under.phone(PHONE).hangUp();
      office.pass(2000);
      const told = office.all();
      expect(told.map(inWords)).toEqual(['offHook', 'onHook']);
      expect(told.every((event) => 'port' in event && event.port === PHONE)).toBe(true);
    }),
  );

  it(
    'a flash is a flash and not hanging up',
    scene((office) => {
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.all();
      office.under.phone(PHONE).flash();
      office.pass(2000);
      expect(office.heard(PHONE)).toEqual(['flash']);
    }),
  );

  it(
    'pulse dialling gives the digits, one after the other, and nothing else',
    scene((office) => {
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.all();
      office.under.phone(PHONE).dial('1590', { via: 'pulse' });
      office.pass(8000);
      expect(office.heard(PHONE)).toEqual(['digit 1', 'digit 5', 'digit 9', 'digit 0']);
    }),
  );

  it(
    'keys of a DTMF telephone are no business of the line card',
    scene((office) => {
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.all();
      office.under.phone(PHONE).dial('159');
      office.pass(3000);
      expect(office.heard(PHONE)).toEqual([]);
    }),
  );

  it(
    'hanging up in the middle of a digit is hanging up',
    scene((office) => {
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.all();
      office.under.phone(PHONE).dial('0', { via: 'pulse' });
      office.pass(400);
      office.under.phone(PHONE).hangUp();
      office.pass(2000);
      expect(office.heard(PHONE)).toEqual(['onHook']);
    }),
  );

  it.each(['reversed', 'open'] as const)(
    'a handset that stays lifted while the feed is %s for half a second has not been hung up',
    (feed) =>
      scene((office) => {
        office.under.phone(PHONE).lift();
        office.pass(1000);
        office.all();
        office.command({ op: 'feed', port: PHONE, feed });
        office.pass(500);
        office.command({ op: 'feed', port: PHONE, feed: 'normal' });
        office.pass(2000);
        expect(office.heard(PHONE)).toEqual([]);
        office.under.phone(PHONE).hangUp();
        office.pass(2000);
        expect(office.heard(PHONE)).toEqual(['onHook']);
      })(),
  );
}

function ringing(scene: Scene): void {
  it(
    'the bell sounds from ringOn to ringOff at the country’s frequency, and tells nothing',
    scene((office) => {
      office.all();
      const phone = office.under.phone(PHONE);
      for (let burst = 0; burst < 3; burst += 1) {
        office.command({ op: 'ringOn', port: PHONE });
        office.pass(500);
        expect(phone.ringing).toBe(true);
        office.pass(500);
        office.command({ op: 'ringOff', port: PHONE });
        office.pass(100);
        expect(phone.ringing).toBe(false);
        office.pass(3900);
      }
      expect(phone.rings).toHaveLength(3);
      expect(phone.rings[0]?.hz).toBeCloseTo(office.under.region.ring.hz, 0);
      expect(phone.rings.every(({ lengthMs }) => Math.abs(lengthMs - 1000) <= 50)).toBe(true);
      expect(office.all()).toEqual([]);
    }),
  );

  it(
    'lifting during a burst stops the bell by itself and is told once',
    scene((office) => {
      office.all();
      office.command({ op: 'ringOn', port: PHONE });
      office.pass(500);
      office.under.phone(PHONE).lift();
      office.pass(400);
      expect(office.under.phone(PHONE).ringing).toBe(false);
      office.command({ op: 'ringOff', port: PHONE });
      office.pass(2000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'lifting in the silence between two bursts is told once',
    scene((office) => {
      office.all();
      office.command({ op: 'ringOn', port: PHONE });
      office.pass(1000);
      office.command({ op: 'ringOff', port: PHONE });
      office.pass(1500);
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'a handset lifted at any moment of ringing is never lost',
    scene((office) => {
      const phone = office.under.phone(PHONE);
      for (let offset = 0; offset < 40; offset += 1) {
        office.all();
        office.command({ op: 'ringOn', port: PHONE });
        office.pass(960 + offset * 4);
        if (offset * 4 > 40) office.command({ op: 'ringOff', port: PHONE });
        phone.lift();
        if (offset * 4 <= 40) office.command({ op: 'ringOff', port: PHONE });
        office.pass(600);
        expect([offset, ...office.heard(PHONE)]).toEqual([offset, 'offHook']);
        expect(phone.ringing).toBe(false);
        phone.hangUp();
        office.pass(1500);
        expect(office.heard(PHONE)).toEqual(['onHook']);
      }
    }),
  );

  it(
    'a line whose handset is lifted is not rung',
    scene((office) => {
      office.under.phone(PHONE).lift();
      office.pass(1000);
      office.heard(PHONE);
      office.command({ op: 'ringOn', port: PHONE });
      office.pass(1000);
      expect(office.under.phone(PHONE).ringing).toBe(false);
      expect(office.heard(PHONE)).toEqual([]);
    }),
  );
}

function exchangeLine(scene: Scene): void {
  it(
    'each burst of ringing is told when it begins and when it ends',
    scene((office) => {
      office.all();
      office.under.line(LINE).callIn({ number: '13800138000', name: '' });
      office.pass(7000);
      office.under.line(LINE).giveUp();
      office.pass(6000);
      expect(office.heard(LINE)).toEqual(['ringing on', 'ringing off', 'ringing on', 'ringing off']);
    }),
  );

  it(
    'seizing a line that rings answers the call, releasing it ends it',
    scene((office) => {
      const line = office.under.line(LINE);
      line.callIn({ number: '13800138000', name: '' });
      office.pass(6000);
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      expect(line).toMatchObject({ seized: true, answered: true });
      office.command({ op: 'release', port: LINE });
      office.pass(2000);
      expect(line.seized).toBe(false);
    }),
  );

  it(
    'pulse dialling reaches the exchange, and its end is told',
    scene((office) => {
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      office.all();
      office.command({ op: 'pulseDial', port: LINE, digits: '1409', id: 77 });
      office.pass(9000);
      expect(office.under.line(LINE).dialled).toBe('1409');
      expect(office.heard(LINE)).toEqual(['dialled 77']);
    }),
  );

  it(
    'a flash toward the exchange keeps the line',
    scene((office) => {
      office.command({ op: 'seize', port: LINE });
      office.pass(1500);
      office.all();
      office.command({ op: 'flash', port: LINE });
      office.pass(2000);
      expect(office.under.line(LINE).seized).toBe(true);
      expect(office.heard(LINE)).toEqual([]);
    }),
  );

  it(
    'answer and release of the far end are told by polarity where the exchange reverses it',
    scene((office) => {
      const line = office.under.line(LINE);
      line.configure({ answer: 'polarity', release: 'polarity' });
      dialOut(office);
      line.farAnswers();
      office.pass(1000);
      expect(office.heard(LINE)).toEqual(['reversed']);
      line.farHangsUp();
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['normal']);
    }),
  );

  it(
    'a loop drop of the exchange is told once',
    scene((office) => {
      const line = office.under.line(LINE);
      line.configure({ answer: 'voice', release: 'loop-drop', loopDropMs: 600 });
      dialOut(office);
      line.farAnswers();
      office.pass(1000);
      office.all();
      line.farHangsUp();
      office.pass(3000);
      expect(office.heard(LINE)).toEqual(['loopDrop']);
    }),
  );

  it(
    'a line that dies is told, and told again when it lives',
    scene((office) => {
      office.all();
      office.under.line(LINE).dead(true);
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['no battery']);
      office.under.line(LINE).dead(false);
      office.pass(2000);
      expect(office.heard(LINE)).toEqual(['battery']);
    }),
  );

  it(
    'seizing, flashing and releasing are never mistaken for something that the exchange did',
    scene((office) => {
      office.all();
      for (let round = 0; round < 5; round += 1) {
        office.command({ op: 'seize', port: LINE });
        office.pass(700 + round * 130);
        office.command({ op: 'flash', port: LINE });
        office.pass(900);
        office.command({ op: 'release', port: LINE });
        office.pass(400 + round * 170);
      }
      office.pass(3000);
      expect(office.heard(LINE)).toEqual([]);
    }),
  );
}

function dialOut(office: Office): void {
  office.command({ op: 'seize', port: LINE });
  office.pass(1500);
  office.command({ op: 'pulseDial', port: LINE, digits: '12', id: 1 });
  office.pass(3000 + office.under.line(LINE).settings.dialledCompleteMs + 1000);
  office.all();
}

function troubles(scene: Scene): void {
  it(
    'a command to the wrong kind of port, or to none, changes nothing',
    scene((office) => {
      office.command({ op: 'ringOn', port: LINE });
      office.command({ op: 'seize', port: PHONE });
      office.command({ op: 'release', port: '9/9' });
      office.command({ op: 'flash', port: LINE });
      office.all();
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'a card that is pulled out takes all its ports out of service within a second; put back, they work',
    scene((office) => {
      office.all();
      office.under.cardOut(true);
      office.pass(1000);
      const { cards } = office.under;
      expect(cards.ports().every(({ health }) => health !== 'in-service')).toBe(true);
      office.under.cardOut(false);
      office.pass(5000);
      expect(cards.ports().every(({ health }) => health === 'in-service')).toBe(true);
      office.all();
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'a chip that is reset is brought up again; the other lines do not notice',
    scene((office) => {
      office.under.phone(OTHER).lift();
      office.pass(500);
      office.all();
      office.under.chipReset(PHONE);
      office.pass(3000);
      const told = office.all();
      expect(told.every((event) => 'port' in event && event.port === PHONE)).toBe(true);
      expect(told.map(inWords).at(-1)).toBe('in-service');
      office.under.phone(PHONE).lift();
      office.pass(1000);
      expect(office.heard(PHONE)).toEqual(['offHook']);
    }),
  );

  it(
    'after stop nothing is told, no bell sounds and no exchange line is held',
    scene((office) => {
      office.command({ op: 'ringOn', port: PHONE });
      office.command({ op: 'seize', port: LINE });
      office.pass(1000);
      office.all();
      office.under.cards.stop();
      office.pass(500);
      expect(office.under.phone(PHONE).ringing).toBe(false);
      expect(office.under.line(LINE).seized).toBe(false);
      office.under.phone(OTHER).lift();
      office.pass(1000);
      expect(office.all()).toEqual([]);
    }),
  );
}
