import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatureOffice } from '../support/feature-office.ts';
import { region } from '../support/office.ts';
import { TonedGuides } from '../support/toned-guides.ts';

let office: FeatureOffice;
beforeEach(() => {
  office = new FeatureOffice();
});
afterEach(() => office.close());

const { fxsTransmitDb, fxsReceiveDb } = region().levels;
const TALK_DBM0 = -10 + fxsTransmitDb + fxsReceiveDb;

/** At the level of any conversation, or silence. */
function expectHeard(speaker: number, listeners: number[], deaf: number[]): void {
  const levels = office.heardFrom(speaker, ...listeners, ...deaf);
  for (const [i, level] of levels.entries()) {
    if (i >= listeners.length) expect(level).toBeNull();
    else expect(Math.abs((level ?? -90) - TALK_DBM0)).toBeLessThanOrEqual(1);
  }
}

const expectMusic = (position: number): void => {
  const { hz, dbm0 } = office.phone(position).hears;
  expect(hz[0]).toBeCloseTo(TonedGuides.hzOf('music'), -1);
  expect(dbm0).toBeGreaterThan(-20);
};

/** 801 talks with 802, holds, and talks with 803. */
function consult(): void {
  office.talk(1, 2);
  office.flash(1);
  office.hears(1, 'specialDial');
  office.phone(1).dial('803');
  office.answers(3);
}

describe('hold', () => {
  it('the held telephone hears the music and not the other party; fetched, both hear each other again', () => {
    office.talk(1, 2);
    expectHeard(1, [2], []);
    office.flash(1);
    office.run(1_000);
    expectMusic(2);
    office.phone(1).say('tone1k');
    office.run(1_000);
    expect(office.phone(2).hears.tone).not.toBe('testTone');
    office.phone(1).say('none');
    office.flash(1);
    expectHeard(1, [2], []);
    expectHeard(2, [1], []);
  });

  it('the held one hears nothing of the consultation, and the change over takes him in', () => {
    consult();
    expectHeard(1, [3], [2]);
    expectHeard(3, [1], [2]);
    office.flash(1, '2');
    expectHeard(1, [2], [3]);
    expectMusic(3);
  });

  it('a held party that is left comes back by ringing', () => {
    office.talk(1, 2);
    office.flash(1);
    office.phone(1).hangUp();
    office.answers(1);
    expectHeard(1, [2], []);
  });
});

describe('a conference of three', () => {
  it('each hears the other two, nobody himself; when one goes the others talk on', () => {
    consult();
    office.flash(1, '3');
    expectHeard(1, [2, 3], [1]);
    expectHeard(2, [1, 3], [2]);
    expectHeard(3, [1, 2], [3]);
    office.phone(1).hangUp();
    office.run(1_000);
    expectHeard(2, [3], []);
    expectHeard(3, [2], []);
    office.phone(2).hangUp();
    office.hears(3, 'busy');
    office.phone(3).hangUp();
    office.waitFor('rest', () => office.atRest());
    expect(office.records.map(({ joined }) => joined === null)).toContain(false);
    const [held] = office.records.filter(({ joined }) => joined === null);
    expect(new Set(held?.legs.map(({ number }) => number))).toEqual(new Set(['801', '802', '803']));
  });
});

describe('transfer', () => {
  it('a caller from outside is transferred before 802 answers: he hears ringback, and then 802', () => {
    const line = office.line(7);
    line.callIn({ number: '13800138000', name: '' });
    office.answers(1);
    office.run(500);
    office.flash(1);
    office.phone(1).dial('802');
    office.waitFor('802 rings', () => office.phone(2).ringing);
    office.phone(1).hangUp();
    office.waitFor('the caller hears ringback', () => line.hears.tone === 'ringback', 8_000);
    office.answers(2);
    line.say('tone1k');
    office.hears(2, 'testTone');
    line.say('none');
    office.phone(2).say('tone1k');
    office.waitFor('the caller hears 802', () => line.hears.tone === 'testTone');
    expect(office.phone(1).offHook || office.phone(1).ringing).toBe(false);
    office.phone(2).hangUp();
    office.waitFor('rest', () => office.atRest(), 20_000);
    const [call] = office.records.filter(({ kind }) => kind === 'incoming');
    expect(call?.legs.map(({ number, how }) => `${number} ${how}`)).toEqual([
      '13800138000 origin',
      expect.stringMatching(/^801 /),
      '802 transfer',
    ]);
  });
});

describe('call waiting', () => {
  it('only the telephone in conversation hears the beep; a flash takes the second caller', () => {
    office.phone(2).lift();
    office.hears(2, 'dial');
    office.phone(2).dial('*58#');
    office.hears(2, 'confirmation', 15_000);
    office.phone(2).hangUp();
    office.run(2_000);
    office.talk(1, 2);
    office.phone(3).lift();
    office.hears(3, 'dial');
    office.phone(3).dial('802');
    office.hears(3, 'ringback', 8_000);
    const beeps = { 1: 0, 2: 0 };
    for (let step = 0; step < 1_400; step++) {
      office.run(5);
      for (const position of [1, 2] as const) {
        const { hz, dbm0 } = office.phone(position).hears;
        if (dbm0 > -30 && Math.abs((hz[0] ?? 0) - 450) < 15) beeps[position] += 1;
      }
    }
    expect(beeps[2]).toBeGreaterThan(40);
    expect(beeps[1]).toBe(0);
    office.flash(2);
    expectHeard(3, [2], [1]);
  });
});

describe('the hook flash, through the chip and its driver', () => {
  it.each([100, 250, 450])('%i ms is a flash: the other party hears music', (breakMs) => {
    office.talk(1, 2);
    office.phone(1).flash(breakMs);
    office.hears(1, 'specialDial');
    expectMusic(2);
  });

  it('600 ms is hanging up: the other party hears busy', () => {
    office.talk(1, 2);
    office.phone(1).flash(600);
    office.hears(2, 'busy');
  });

  it('40 ms is a contact that chatters: the conversation goes on', () => {
    office.talk(1, 2);
    office.phone(1).flash(40);
    office.run(1_500);
    expectHeard(1, [2], []);
  });
});
