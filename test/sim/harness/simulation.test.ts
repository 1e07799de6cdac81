import { describe, expect, test } from 'vitest';
import { replay } from '#runtime/replay.ts';
import { Dice } from '#sim/harness/dice.ts';
import { drawPlan } from '#sim/harness/plan.ts';
import { NO_SERVICES } from '#sim/harness/service-card.ts';
import { meaningOf, type Sheet } from '#sim/harness/sheet.ts';
import { runSimulation } from '../../../tools/sim/simulation.ts';

const PORT = { depth: 'port', faults: true, region: 'cn' } as const;
const EMERGENCY = ['110', '119', '120'];

describe('the seeded simulation', () => {
  test('the same seed is the same day, to the last effect; another seed is another', () => {
    const [first, again, other] = [7, 7, 8].map(
      (seed) => runSimulation({ ...PORT, hours: 3, seed }).report.traceHash,
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('six mornings with faults, each another seed, end without a violation', () => {
    let dearRefused = 0;
    for (let seed = 11; seed <= 16; seed++) {
      const { report } = runSimulation({ ...PORT, hours: 6, seed });
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ violations: 0, stuckLines: 0, heldTimeslots: 0, recordMismatches: 0 });
      expect(report.emergenciesReached).toBe(report.emergencies);
      expect(Object.keys(report.features).length).toBeGreaterThan(5);
      expect(report.answered).toBeGreaterThan(10);
      dearRefused += report.dearRefused;
    }
    expect(dearRefused).toBeGreaterThan(20);
  });

  test.each([
    ['a carrier whose caller finds everybody busy', 11, 2.7],
    ['telephones that are busy by their own word, and a line that somebody just dials on', 19, 3],
    ['a telephone that speaks before the answer of a line that tells none', 8, 1],
    ['a desk phone that is called in the moment in which it dials', 36, 7],
  ] as const)('%s: a day that was once judged wrong', (_what, seed, hours) => {
    expect(runSimulation({ ...PORT, hours, seed, faults: seed !== 8 }).report.findings).toEqual([]);
  });

  test.each([
    ['us', 'flashes are long, and two callers ring one after the other without a pause', 90],
    ['jp', 'flashes are long, and somebody calls for help on a line that is about to ring', 72],
    ['uk', '9 goes outside, and somebody dials 9999', 61],
    ['au', '0 goes outside, and somebody dials 0000', 60],
    ['au', 'two bursts are one ring, and somebody lifts before the caller ID', 77],
  ] as const)('a morning in %s, where %s', (region, _what, seed) => {
    const { report } = runSimulation({ ...PORT, region, hours: 3, seed });
    expect(report.findings).toEqual([]);
    expect(report.emergenciesReached).toBe(report.emergencies);
    expect(report.features).toHaveProperty('call waiting');
  });

  test('its journal replays', () => {
    const { journal } = runSimulation({ ...PORT, hours: 2, seed: 5 });
    expect(replay(journal)).toMatchObject({ ok: true, value: { difference: null } });
  });

  test('with every register and sample it ends without a violation too, and the same way twice', () => {
    const day = { ...PORT, depth: 'register', hours: 0.1, seed: 3 } as const;
    const { report } = runSimulation(day);
    expect(report.findings).toEqual([]);
    expect(report.calls).toBeGreaterThan(3);
    expect(runSimulation(day).report.traceHash).toBe(report.traceHash);
  });
});

describe('what a seed draws', () => {
  test('boards of many mixes, each with telephones and a line', () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      const { ports, sheet } = drawPlan(seed, 'port', EMERGENCY);
      sizes.add(ports.length);
      expect(sheet.extensions.length).toBeGreaterThanOrEqual(2);
      expect(sheet.lines.length).toBeGreaterThanOrEqual(1);
      expect(new Set(sheet.extensions.map(({ number }) => number)).size).toBe(sheet.extensions.length);
    }
    expect(sizes.size).toBeGreaterThan(8);
  });

  test('SIP telephones in most offices, and carriers, whose numbers nobody else has', () => {
    const plans = Array.from({ length: 100 }, (_, seed) => drawPlan(seed, 'port', EMERGENCY));
    expect(plans.filter(({ sip }) => sip.phones.length > 0).length).toBeGreaterThan(60);
    expect(plans.filter(({ sip }) => sip.lines.length > 0).length).toBeGreaterThan(30);
    expect(new Set(plans.map(({ sip }) => sip.doubled)).size).toBe(3);
    for (const { sheet, sip } of plans)
      for (const port of [...sip.phones, ...sip.lines])
        expect([...sheet.extensions, ...sheet.lines].filter((one) => one.port === port)).toHaveLength(1);
  });

  test('in half of all offices numbers that cost extra, and how many calls to them are too many', () => {
    const rules = Array.from({ length: 100 }, (_, seed) => drawPlan(seed, 'port', EMERGENCY).sheet.dear);
    const drawn = rules.flatMap((rule) => (rule === null ? [] : [rule]));
    expect(drawn.length).toBeGreaterThan(35);
    expect(drawn.length).toBeLessThan(65);
    expect(new Set(drawn.map(({ eachPerHourMax }) => eachPerHourMax))).toEqual(new Set([null, 0, 1, 2, 3]));
    expect(new Set(drawn.map(({ allPerHourMax }) => allPerHourMax))).toEqual(new Set([null, 2, 4, 8]));
    expect(new Set(drawn.map(({ linesEachMax }) => linesEachMax))).toEqual(new Set([1, 99]));
  });

  test('streams of chance by name do not disturb each other', () => {
    const throws = (name: string): number[] =>
      Array.from({ length: 20 }, Dice.prototype.whole.bind(Dice.of(1, name), 1, 6));
    expect(throws('a')).toEqual(throws('a'));
    expect(throws('a')).not.toEqual(throws('b'));
  });
});

describe('the numbering sheet beside the telephone', () => {
  const sheet: Sheet = {
    extensions: [{ number: '801', port: '1/1' }],
    lines: [],
    groups: [{ id: 'outside', prefix: '9', hunt: 'linear' }],
    emergency: EMERGENCY,
    services: NO_SERVICES,
    dear: null,
  };
  test.each([
    ['', 'nothing'],
    ['801', 'extension'],
    ['80', 'vacant'],
    ['899', 'vacant'],
    ['9', 'vacant'],
    ['962345678', 'outside'],
    ['110', 'emergency'],
    ['9110', 'emergency'],
    ['91', 'outside'],
  ])('"%s" is %s', (digits, kind) => expect(meaningOf(sheet, digits).kind).toBe(kind));
});
