import { describe, expect, test } from 'vitest';
import type { Office } from '#switching/model.ts';
import { makeOffice } from './support/office.ts';
import { Play } from './support/play.ts';

const without = (office: Office, number: string): Office => ({
  ...office,
  extensions: office.extensions.filter((extension) => extension.number !== number),
});

describe('a new office while the exchange runs', () => {
  test('conversations go on, ports keep what they do', () => {
    const office = makeOffice();
    const play = new Play(office);
    play.call('801', '802');
    play.lift('802');
    play.talkOutside('803', '955', 'L1');
    play.send({ kind: 'configure', office: { ...office, plan: [...office.plan].reverse() } });
    expect(play.hears('801')).toBe('802');
    expect(play.hears('803')).toBe('L1');
    expect(play.records).toEqual([]);
    play.hangUp('801', '802', '803');
    play.wait(2_000);
    expect(play.allQuiet).toBe(true);
    expect(play.records).toHaveLength(2);
  });

  test('a removed extension keeps its call, and is gone when it hangs up', () => {
    const office = makeOffice();
    const play = new Play(office);
    play.call('801', '802');
    play.lift('802');
    play.send({ kind: 'configure', office: without(office, '801') });
    expect(play.hears('802')).toBe('801');
    play.call('803', '801');
    expect(play.hears('803')).toBe('vacant');
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    play.lift('801');
    expect(play.hears('801')).toBe('silence');
    play.hangUp('801', '802', '803');
    expect(play.allQuiet).toBe(true);
  });

  test('a removed exchange line that is idle is gone at once, its receivers are switched off', () => {
    const office = makeOffice();
    const play = new Play(office);
    const [first] = office.trunks;
    play.send({ kind: 'configure', office: { ...office, trunks: [first!] } });
    expect(play.all('detect')).toEqual([
      expect.objectContaining({ detectors: { dtmf: false, progress: false, fax: false, callerId: false } }),
    ]);
    play.burst('L2');
    expect(play.records).toHaveLength(0);
    expect(play.rules()).toContain('event.unknownPort');
  });

  test('a new extension on a position that works is in service at once', () => {
    const office = makeOffice();
    const play = new Play(without(office, '803'));
    play.send({ kind: 'health', port: office.extensions[2]!.port, inService: true });
    play.send({ kind: 'configure', office });
    play.lift('803');
    expect(play.hears('803')).toBe('dial');
  });

  test('an extension removed and added again works as before', () => {
    const office = makeOffice();
    const play = new Play(office);
    play.send({ kind: 'configure', office: without(office, '802') });
    play.send({ kind: 'configure', office });
    play.call('801', '802');
    expect(play.rings('802')).toBe(true);
  });

  test('a position that becomes an exchange line loses its call', () => {
    const office = makeOffice();
    const play = new Play(office);
    play.call('801', '802');
    play.lift('802');
    const [line] = office.extensions;
    const trunk = { ...office.trunks[0]!, port: line!.port, name: 'L9' };
    play.send({
      kind: 'configure',
      office: { ...without(office, '801'), trunks: [...office.trunks, trunk] },
    });
    expect(play.hears('802')).toBe('congestion');
    expect(play.lastRecord.cause).toBe(27);
    expect(play.state('L9')).toBe('idle');
  });

  test('a caller who waits for an extension rings where the new office sends him', () => {
    const office = makeOffice();
    const play = new Play(office);
    play.lift('801');
    play.burst('L1');
    play.wait(3_000);
    const trunks = office.trunks.map((trunk) => ({ ...trunk, ringIn: '802' }));
    play.send({ kind: 'configure', office: { ...office, trunks } });
    expect(play.rings('802')).toBe(true);
  });
});
