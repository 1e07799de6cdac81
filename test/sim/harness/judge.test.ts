import { expect, test } from 'vitest';
import { FaultLog } from '#sim/harness/fault-log.ts';
import { Judge } from '#sim/harness/judge.ts';
import { NO_SERVICES } from '#sim/harness/service-card.ts';
import { bench } from '../../runtime/sip-lines/bench.ts';

const BOUNDS = {
  ...{ dialTone: 1000, tone: 1000, ring: 1000, release: 1000, emergency: 1000, glareTold: true },
};

/** 802 lifts so long after 801 has called it, in an office that gives up after 60 s. */
function liftsAfter(milliseconds: number) {
  const { world, clock, run, phone } = bench();
  const sheet = {
    extensions: [
      { number: '801', port: '1/1' as const },
      { number: '802', port: '1/2' as const },
    ],
    ...{ lines: [], groups: [], emergency: [], services: NO_SERVICES, dear: null },
  };
  const devices = { phones: world.phones.values(), lines: [] };
  const judge = new Judge(clock, sheet, devices, BOUNDS, new FaultLog(clock));
  const attempt = judge.lifted('1/1');
  for (const digit of '802') judge.dials(attempt, digit);
  phone(1).lift();
  run(500);
  phone(1).dial('802');
  run(2_000);
  judge.dialled(attempt);
  const rangFor = clock.now() - phone(2).rings[0]!.start;
  run(milliseconds - rangFor / 1_000);
  const callers = judge.callersOf('1/2');
  phone(2).lift();
  run(300);
  return { callers, rangOut: judge.rangOut(callers), hears: phone(1).hears.tone };
}

test('a telephone that is lifted in the moment in which it has rung out is no answer, and nobody is to blame', () => {
  expect(liftsAfter(59_995)).toEqual({ callers: ['1/1'], rangOut: true, hears: 'busy' });
});

test('one that is lifted before is an answer', () => {
  for (const wait of [5_000, 30_000, 59_000])
    expect(liftsAfter(wait)).toEqual({ callers: ['1/1'], rangOut: false, hears: 'silence' });
});
