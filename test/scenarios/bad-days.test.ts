import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CARD } from '#sim/world/description.ts';
import { TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice({ world: { cards: [DEFAULT_CARD, DEFAULT_CARD] } });
});
afterEach(() => office.close());

const health = (port: string) =>
  office.host.observe.snapshot().ports.find((one) => one.port === port)!.health;
const alarms = () => office.host.observe.snapshot().alarms.map((alarm) => `${alarm.code} ${alarm.where}`);

/** A telephone of one card talks to another of the same card. */
function talk(card: number, number: string): void {
  const [a, b] = [office.phone(1, card), office.phone(2, card)];
  a.lift();
  office.waitFor('dial tone', () => a.hears.tone === 'dial');
  a.dial(number);
  office.waitFor('ringing', () => b.ringing);
  b.lift();
  office.run(6_000);
  a.say('tone1k');
  office.waitFor('conversation', () => b.hears.tone === 'testTone');
}

describe('things break in the middle of calls', () => {
  it('a card is pulled: its call is cleared, alarm within 1 s, the other card talks on; lines back within 5 s of its return', () => {
    talk(1, '802');
    talk(2, '808');
    office.board.world.fault('1', 'card-out', true);
    office.waitFor('alarm', () => alarms().length > 0, 1_000);
    office.waitFor('its call is gone', () => office.records.length === 1, 2_000);
    expect(office.records[0]).toMatchObject({ from: '801', to: '802', releasedBy: 'exchange' });
    expect(office.phone(2, 2).hears.tone).toBe('testTone');
    for (const position of [1, 2]) office.phone(position).hangUp();
    office.run(3_000);
    office.board.world.fault('1', 'card-out', false);
    office.waitFor(
      'all lines of card 1',
      () => [1, 2, 3, 4, 5, 6, 7, 8].every((n) => health(`1/${n}`) === 'in-service'),
      5_000,
    );
    expect(office.phone(2, 2).hears.tone).toBe('testTone');
    office.waitFor('no alarm is left', () => alarms().length === 0, 5_000);
    office.phone(1).lift();
    office.hears(1, 'dial');
  });

  it('a chip forgets everything in a call: the line comes back by itself, and the others never noticed', () => {
    talk(1, '802');
    talk(2, '808');
    office.board.world.fault('1/1', 'chip-reset', true);
    office.board.world.fault('1/1', 'chip-reset', false);
    office.waitFor('out of service', () => health('1/1') !== 'in-service', 1_000);
    office.waitFor('back', () => health('1/1') === 'in-service', 5_000);
    expect(office.phone(2, 2).hears.tone).toBe('testTone');
    office.phone(1).hangUp();
    office.phone(2).hangUp();
    office.run(2_000);
    office.phone(1).lift();
    office.hears(1, 'dial');
  });

  it('an interrupt line that is stuck silences one position; the other seven keep dial tone', () => {
    office.board.world.fault('1/3', 'stuck-interrupt', true);
    office.waitFor('told', () => alarms().length > 0, 2_000);
    for (const position of [1, 2, 4, 5, 6]) {
      office.phone(position).lift();
      office.hears(position, 'dial');
      office.phone(position).hangUp();
    }
    office.board.world.fault('1/3', 'stuck-interrupt', false);
    office.waitFor('back', () => health('1/3') === 'in-service', 90_000);
  });

  it('bit errors on the control port: a call goes on, nobody is cut off', () => {
    talk(1, '802');
    office.board.world.fault('1', 'spi-errors', true);
    for (let second = 0; second < 30; second++) {
      office.run(1_000);
      expect(office.phone(2).hears.tone).toBe('testTone');
    }
    expect(office.records).toHaveLength(0);
  });

  it('a bouncing hook is neither digits nor hanging up', () => {
    office.board.world.fault('1/1', 'hook-bounce', true);
    talk(1, '802');
    office.phone(1).hangUp();
    office.hears(2, 'busy');
    office.phone(2).hangUp();
    office.waitFor('rest', () => office.atRest());
    expect(office.records).toHaveLength(1);
    expect(office.records[0]).toMatchObject({ dialled: '802', cause: 16 });
  });
});

describe('two telephones on one line', () => {
  it('both ring, either answers, and the call ends when both are down', async () => {
    await office.close();
    office = new TestOffice({ world: { cards: [[{ kind: 'fxs' }, { kind: 'fxs', telephones: 2 }]] } });
    const [kitchen, hall] = office.board.world.phones('1/2');
    office.phone(1).lift();
    office.hears(1, 'dial');
    office.phone(1).dial('802');
    office.waitFor('both ring', () => kitchen!.ringing && hall!.ringing);
    hall!.lift();
    office.run(6_000);
    kitchen!.lift();
    office.phone(1).say('tone1k');
    office.waitFor('both hear', () => kitchen!.hears.tone === 'testTone' && hall!.hears.tone === 'testTone');
    hall!.hangUp();
    office.run(2_000);
    expect(kitchen!.hears.tone).toBe('testTone');
    kitchen!.hangUp();
    office.hears(1, 'busy');
  });
});
