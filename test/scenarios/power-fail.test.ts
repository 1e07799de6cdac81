import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestOffice } from '../support/office.ts';

/** P0 and P7 of the card, P1 and P6: sockets are counted from 1. */
const [PHONE, LINE] = [1, 8];
const [SECOND_PHONE, SECOND_LINE] = [2, 7];
/** The card has waited 2 s for a burst (docs/px8.md), and one frame more. */
const KEPT_ALIVE_MS = 2_010;
const FRAME_MS = 5;

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

const card = () => office.board.world.cards[0]!.card;
const alarms = (): string[] => office.host.observe.snapshot().alarms.map(({ code }) => code);

/** Nothing of the firmware runs any more, and its outputs stay as they were; the world goes on. */
function dead(millisecondsMax: number, until: () => boolean = () => false): boolean {
  for (let at = 0; at < millisecondsMax; at += FRAME_MS) {
    office.board.world.frame();
    if (until()) return true;
  }
  return false;
}

/** Over the wire from the telephone to the public exchange and back, without anything of ours in between. */
function callOut(run: typeof dead): void {
  const [phone, line] = [office.phone(PHONE), office.line(LINE)];
  phone.lift();
  expect(run(6_000, () => phone.hears.tone === 'dial')).toBe(true);
  expect(line.seized).toBe(true);
  phone.dial('13800000001');
  expect(run(15_000, () => line.state === 'ringing-out')).toBe(true);
  expect(line.dialled).toBe('13800000001');
  line.farAnswers();
  phone.say('tone1k');
  expect(run(3_000, () => line.hears.tone === 'testTone')).toBe(true);
  phone.say('none');
  line.say('tone1k');
  expect(run(3_000, () => phone.hears.tone === 'testTone')).toBe(true);
}

describe('a firmware that is dead', () => {
  it('keeps the relays for two seconds, and then a telephone is on its exchange line, and a call goes through', () => {
    expect(card().relaysEnergised).toBe(true);
    expect(dead(1_900, () => !card().relaysEnergised)).toBe(false);
    expect(dead(KEPT_ALIVE_MS - 1_900, () => !card().relaysEnergised)).toBe(true);
    callOut(dead);
  });

  it('leaves both pairs of the card to the public exchange, which rings the telephones', () => {
    dead(KEPT_ALIVE_MS);
    office.line(LINE).callIn({ number: '13900000001', name: '' });
    office.line(SECOND_LINE).callIn({ number: '13900000002', name: '' });
    const ring = () => office.phone(PHONE).ringing && office.phone(SECOND_PHONE).ringing;
    expect(dead(6_000, ring)).toBe(true);
    office.phone(PHONE).lift();
    expect(dead(2_000, () => office.line(LINE).state === 'talking')).toBe(true);
    office.phone(PHONE).say('tone1k');
    expect(dead(3_000, () => office.line(LINE).hears.tone === 'testTone')).toBe(true);
  });

  it('that dies in a call of the telephone leaves it with the public exchange, where it hears dial tone', () => {
    const phone = office.phone(PHONE);
    phone.lift();
    office.hears(PHONE, 'dial');
    phone.dial('803');
    office.waitFor('ringing', () => office.phone(3).ringing);
    office.phone(3).lift();
    office.run(1_000);
    dead(KEPT_ALIVE_MS);
    expect(dead(6_000, () => office.line(LINE).seized && phone.hears.tone === 'dial')).toBe(true);
  });

  it('that lives again takes the telephones back', () => {
    dead(KEPT_ALIVE_MS);
    office.waitFor('the relays are held again', () => card().relaysEnergised);
    office.phone(PHONE).lift();
    office.hears(PHONE, 'dial');
    expect(office.line(LINE).seized).toBe(false);
  });
});

describe('a card that loses its 12 V or 48 V', () => {
  it('lets the relays fall at once, tells of it, and takes the lines back when the power is there', () => {
    card().faults.setInputPower(false);
    office.waitFor('the relays have fallen', () => !card().relaysEnergised, FRAME_MS);
    office.waitFor('an alarm', () => alarms().includes('TR-CARD-007'), 1_000);
    callOut((msMax, until) => {
      for (let at = 0; at < msMax; at += FRAME_MS) {
        office.run(FRAME_MS);
        if (until?.()) return true;
      }
      return false;
    });
    office.phone(PHONE).hangUp();
    office.run(3_000);
    card().faults.setInputPower(true);
    office.waitFor(
      'the lines are back',
      () => office.health.status === 'ok' && alarms().length === 0,
      90_000,
    );
    expect(card().relaysEnergised).toBe(true);
    office.phone(PHONE).lift();
    office.hears(PHONE, 'dial');
    expect(office.line(LINE).seized).toBe(false);
  });
});
