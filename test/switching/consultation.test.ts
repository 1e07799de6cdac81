import { describe, expect, test } from 'vitest';
import { FREE_CLASS, PLAIN_SERVICES } from '#switching/plain.ts';
import { makeOffice, type OfficeWishes } from './support/office.ts';
import { Play } from './support/play.ts';

const play = (wishes: OfficeWishes = {}): Play => new Play(makeOffice({ extensions: 5, ...wishes }));

/** 801 and 802 are in conversation. */
function talking(wishes: OfficeWishes = {}): Play {
  const office = play(wishes);
  office.call('801', '802');
  office.lift('802');
  return office;
}

/** 801 talks to 802, holds it, and talks to 803. */
function consulting(wishes: OfficeWishes = {}): Play {
  const office = talking(wishes);
  office.flash('801');
  office.dial('801', '803');
  office.lift('803');
  return office;
}

describe('hold and consultation', () => {
  test('a flash holds the party, who hears music, and gives a dial tone', () => {
    const office = talking();
    office.flash('801');
    expect(office.hears('802')).toBe('music');
    expect(office.hears('801')).toBe('specialDial');
  });

  test('A consults B, who is busy, and goes back to the caller', () => {
    const office = talking();
    office.call('804', '803');
    office.flash('801');
    office.dial('801', '803');
    expect(office.hears('801')).toBe('busy');
    office.flash('801');
    expect(office.hears('801')).toBe('802');
    expect(office.hears('802')).toBe('801');
  });

  test('A gives up ringing B and goes back to the caller', () => {
    const office = talking();
    office.flash('801');
    office.dial('801', '803');
    expect(office.rings('803')).toBe(true);
    office.flash('801');
    expect(office.rings('803')).toBe(false);
    expect(office.hears('801')).toBe('802');
  });

  test('the held party hangs up: who consults goes on', () => {
    const office = consulting();
    office.hangUp('802');
    expect(office.hears('801')).toBe('803');
    expect(office.records).toHaveLength(1);
    office.hangUp('801', '803');
    expect(office.allQuiet).toBe(true);
    expect(office.records).toHaveLength(2);
  });

  test('hung up with somebody on hold: the telephone rings for him', () => {
    const office = talking();
    office.flash('801');
    office.hangUp('801');
    expect(office.rings('801')).toBe(true);
    expect(office.hears('802')).toBe('ringback');
    office.lift('801');
    expect(office.hears('801')).toBe('802');
  });

  test('both parties hold each other; only when both are back do they hear each other', () => {
    const office = talking();
    office.flash('801', '802');
    office.dial('802', '804');
    office.lift('804');
    office.flash('801');
    expect(office.hears('801')).toBe('music');
    office.hangUp('804');
    office.flash('802');
    expect(office.hears('801')).toBe('802');
  });
});

describe('transfer', () => {
  test('announced: hanging up connects the two, and the records tell who brought them together', () => {
    const office = consulting();
    office.hangUp('801');
    expect(office.hears('802')).toBe('803');
    expect(office.hears('803')).toBe('802');
    const [consultation] = office.records;
    expect(consultation).toMatchObject({ from: '801', to: '803', joined: 'c1' });
    office.hangUp('803', '802');
    const { legs } = office.lastRecord;
    expect(legs.map(({ number, how, by }) => [number, how, by])).toEqual([
      ['801', 'origin', ''],
      ['802', 'dialled', ''],
      ['803', 'transfer', '801'],
    ]);
    expect(office.allQuiet).toBe(true);
  });

  test('blind: the held party hears ringing, and the one who answers has him', () => {
    const office = talking();
    office.flash('801');
    office.dial('801', '803');
    office.hangUp('801');
    expect(office.hears('802')).toBe('ringback');
    expect(office.rings('803')).toBe(true);
    office.lift('803');
    expect(office.hears('803')).toBe('802');
  });

  test('nobody answers the transferred caller: he comes back to who sent him', () => {
    const office = talking();
    office.flash('801');
    office.dial('801', '803');
    office.hangUp('801');
    office.wait(PLAIN_SERVICES.timing.transferRecallMs);
    expect(office.rings('803')).toBe(false);
    expect(office.rings('801')).toBe(true);
    office.lift('801');
    expect(office.hears('801')).toBe('802');
    expect(office.lastLegs('802')).toContain('recall');
  });

  test('a caller from outside is transferred inside, and his line is released when he is gone', () => {
    const office = play();
    office.burst('L1');
    office.showNumber('L1', '13800138000');
    office.lift('801');
    office.flash('801');
    expect(office.hears('L1')).toBe('music');
    office.dial('801', '803');
    office.lift('803');
    office.hangUp('801');
    expect(office.hears('L1')).toBe('803');
    office.tone('L1', 'busy');
    expect(office.seized('L1')).toBe(false);
    office.hangUp('803');
    office.wait(2_000);
    expect(office.allQuiet).toBe(true);
  });

  test('outside to outside is refused by class of service: the held caller comes back', () => {
    const office = play();
    office.burst('L1');
    office.showNumber('L1', '13800138000');
    office.lift('801');
    office.flash('801');
    office.dial('801', '95551234');
    office.tone('L2', 'dial');
    office.wait(5_000);
    office.hangUp('801');
    expect(office.seized('L2')).toBe(false);
    expect(office.rings('801')).toBe(true);
    expect(office.rules()).toContain('transfer.refused');
  });

  test('outside to outside goes where the class permits it, and either end releases both lines', () => {
    const classes = [{ ...PLAIN_SERVICES.classes[0]!, id: FREE_CLASS, trunkToTrunk: true }];
    const office = play({ services: { classes } });
    office.burst('L1');
    office.showNumber('L1', '13800138000');
    office.lift('801');
    office.flash('801');
    office.dial('801', '95551234');
    office.tone('L2', 'dial');
    office.wait(5_000);
    office.hangUp('801');
    expect(office.hears('L1')).toBe('L2');
    office.tone('L1', 'busy');
    office.wait(2_000);
    expect(office.allQuiet).toBe(true);
  });
});

describe('two parties at one telephone', () => {
  test('a bare flash changes over', () => {
    const office = consulting();
    office.flash('801');
    office.wait(2_000);
    expect(office.hears('801')).toBe('802');
    expect(office.hears('803')).toBe('music');
    office.flash('801', '801');
    expect(office.hears('801')).toBe('803');
  });

  test('flash 1 drops the present party, flash 2 changes over, flash 4 connects the two', () => {
    const drops = consulting();
    drops.flash('801');
    drops.dial('801', '1');
    expect([drops.hears('801'), drops.hears('803')]).toEqual(['802', 'busy']);
    const changes = consulting();
    changes.flash('801');
    changes.dial('801', '2');
    expect(changes.hears('801')).toBe('802');
    const leaves = consulting();
    leaves.flash('801');
    leaves.dial('801', '4');
    expect([leaves.hears('802'), leaves.hears('801')]).toEqual(['803', 'specialDial']);
  });

  test('flash 3 makes a conference; each leaves on his own', () => {
    const office = consulting();
    office.flash('801');
    office.dial('801', '3');
    expect(office.hears('801')).toBe('802 + 803');
    expect(office.hears('802')).toBe('801 + 803');
    office.hangUp('801');
    expect(office.hears('802')).toBe('803');
    office.hangUp('802', '803');
    expect(office.allQuiet).toBe(true);
  });

  test('in a conference one brings in a fourth', () => {
    const office = consulting();
    office.flash('801');
    office.dial('801', '3');
    office.flash('801');
    expect(office.hears('802')).toBe('803');
    office.dial('801', '804');
    office.lift('804');
    office.flash('801');
    office.dial('801', '3');
    expect(office.hears('804')).toBe('801 + 802 + 803');
  });

  test('where the office has set it so, a bare flash brings all together', () => {
    const office = consulting({ services: { flash: 'conference' } });
    office.flash('801');
    office.wait(2_000);
    expect(office.hears('801')).toBe('802 + 803');
  });
});
