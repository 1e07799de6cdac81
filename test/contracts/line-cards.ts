import { describe, expect, it } from 'vitest';
import { inWords, LINE, type LineCardsUnderTest, Office, PHONE, type Scene } from './line-cards-office.ts';
import { exchangeLine, troubles } from './line-cards-trunk.ts';

export type { LineCardsUnderTest } from './line-cards-office.ts';

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
