import { describe, expect, it } from 'vitest';
import type { VirtualBoard } from '#boards/sim/virtual.ts';
import type { MediaCommand } from '#ports/media.ts';
import type { Region } from '#ports/region.ts';
import { timeslotOf } from '#units/ids.ts';
import { bench, region } from '../drivers/office.ts';

function office(country: Region) {
  const b = bench({ region: country });
  const media = (command: MediaCommand) => b.board.media.command(command);
  media({ op: 'configure', law: country.law, tones: country.tones, dtmf: country.dtmf });
  b.pass(2000);
  return { ...b, media };
}

const hears = (board: VirtualBoard, port: `${number}/${number}`) => board.world.phone(port).hears;

describe('The simulator board in virtual time', () => {
  it.each(['cn', 'us', 'uk', 'de', 'fr', 'jp', 'au'])(
    '%s: dial tone is at a lifted handset at about −10 dBm',
    (code) => {
      const country = region(code);
      const { board, media, pass } = office(country);
      board.world.phone('1/1').lift();
      media({ op: 'tone', slot: timeslotOf('1/1'), tone: 'dial' });
      pass(1500);
      const { hz, dbm0 } = hears(board, '1/1');
      const [wanted] = country.tones.dial.steps[0]?.hz ?? [];
      expect(hz.some((heard) => Math.abs(heard - (wanted ?? 0)) <= 5)).toBe(true);
      expect(dbm0).toBeGreaterThan(-13);
      expect(dbm0).toBeLessThan(-8);
    },
  );

  it('two telephones that are connected hear each other with the loss of the plan', () => {
    const { board, media, pass } = office(region('cn'));
    const [a, b] = [timeslotOf('1/1'), timeslotOf('1/2')];
    for (const port of ['1/1', '1/2'] as const) board.world.phone(port).lift();
    pass(500);
    media({ op: 'connect', from: a, to: b, gainDb: 0 });
    media({ op: 'connect', from: b, to: a, gainDb: 0 });
    board.world.phone('1/1').say('tone1k');
    pass(1500);
    const { hz, dbm0 } = hears(board, '1/2');
    expect(hz[0]).toBeCloseTo(1000, -1);
    // 1 kHz at −10 dBm, 0 dB into the highway, 3.5 dB loss out of it.
    expect(Math.abs(dbm0 - -13.5)).toBeLessThanOrEqual(1);
    board.world.phone('1/1').say('none');
    pass(500);
    expect(hears(board, '1/2').dbm0).toBeLessThan(-50);
  });

  it('a seized exchange line is heard by an extension, dial tone and all', () => {
    const { board, media, pass, told } = office(region('cn'));
    const [phone, line] = [timeslotOf('1/1'), timeslotOf('1/7')];
    board.world.phone('1/1').lift();
    board.lineCards.command({ op: 'seize', port: '1/7' });
    media({ op: 'connect', from: line, to: phone, gainDb: 0 });
    pass(3000);
    expect(hears(board, '1/1').hz[0]).toBeCloseTo(450, -1);
    expect(told.map(({ event }) => event.kind)).toContain('offHook');
  });

  it('the same world twice tells the same at the same time', () => {
    const run = () => {
      const b = office(region('cn'));
      b.board.world.phone('1/1').lift();
      b.pass(1000);
      b.board.world.phone('1/1').dial('42', { via: 'pulse' });
      b.board.world.exchangeLine('1/7').callIn({ number: '1', name: '' });
      b.pass(9000);
      return b.told;
    };
    expect(run()).toEqual(run());
  });

  it('closing it leaves nothing on the clock', async () => {
    const { board, pass } = office(region('cn'));
    await board.close();
    pass(1000);
    expect(board.clock.waiting).toBe(0);
  });
});
