import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LegQuality } from '#ports/database.ts';
import type { CallQuality, MediaCommand, MediaEvent, MediaPlane } from '#ports/media.ts';
import { CallQualities, together } from '#runtime/quality.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { type CallId, type PortId, type Timeslot, timeslotOf } from '#units/ids.ts';
import { ms } from '#units/time.ts';

const CLEAN: CallQuality = {
  ms: 1000,
  levelDbm0: -20,
  activity: 0.5,
  noiseDbm0: -60,
  peakDbm0: -6,
  clippedShare: 0,
  lossShare: 0,
  burstRatio: 1,
  jitterMs: 0,
  delayMs: 16,
  echoReturnLossDb: null,
  echoEnhancementDb: null,
  r: 92,
  mos: 4.4,
};

const A = 'a' as CallId;
const B = 'b' as CallId;

/** Meters on a media plane that answers after 5 ms, as the next frame does; or never. */
function bench(answers = true) {
  const clock = new VirtualClock();
  const talks = new Map<PortId, CallId>();
  const asked: string[] = [];
  let figures: Partial<CallQuality> = {};
  const media: MediaPlane = {
    start: () => undefined,
    stop: () => undefined,
    statistics: () => {
      throw new Error('nobody asks');
    },
    command: (command: MediaCommand) => {
      if (command.op !== 'quality') return;
      const { slot, report } = command;
      asked.push(`${report} ${slot}`);
      const quality = { ...CLEAN, ...figures };
      const event: MediaEvent = { kind: 'quality', slot, last: report === 'end', quality };
      if (answers && report !== 'start')
        clock.at((clock.now() + ms(5)) as never, () => qualities.hears(event));
    },
  };
  const qualities = new CallQualities({ clock, media, callOf: (port) => talks.get(port) ?? null });
  const connect = (call: CallId, a: PortId, b: PortId): void => {
    talks.set(a, call);
    talks.set(b, call);
    qualities.carried({ kind: 'connect', a: timeslotOf(a), b: timeslotOf(b) });
  };
  const gather = (call: CallId) => {
    const got: { quality: readonly LegQuality[] | null } = { quality: null };
    qualities.gather(call, (quality) => {
      got.quality = quality;
    });
    return got;
  };
  return {
    ...{ clock, talks, asked, qualities, connect, gather },
    measures: (now: Partial<CallQuality>) => {
      figures = now;
    },
    run: (milliseconds: number) => clock.runFor(ms(milliseconds)),
  };
}

describe('the quality of a call', () => {
  test('both legs are measured from their connection on, and their figures are in the record', () => {
    const { connect, gather, run, asked } = bench();
    connect(A, '1/1', '1/2');
    connect(A, '1/1', '1/2');
    expect(asked).toEqual(['start 0', 'start 1']);
    const record = gather(A);
    expect(record.quality).toBeNull();
    run(10);
    expect(record.quality).toEqual([
      { port: '1/1', ...CLEAN },
      { port: '1/2', ...CLEAN },
    ]);
    expect(asked.slice(2)).toEqual(['end 0', 'end 1']);
  });

  test('a call that never talked has its record at once', () => {
    const { gather, qualities } = bench();
    expect(gather(A).quality).toEqual([]);
    expect(qualities.waiting).toBe(0);
  });

  test('a card that is gone delays the record by 300 ms and no more', () => {
    const { connect, gather, run, qualities } = bench(false);
    connect(A, '1/1', '1/2');
    const record = gather(A);
    run(299);
    expect([record.quality, qualities.waiting]).toEqual([null, 1]);
    run(2);
    expect([record.quality, qualities.waiting]).toEqual([[], 0]);
  });

  test('an exchange that stops waits for no figures, and keeps those that somebody has looked at', () => {
    const { connect, gather, run, qualities } = bench();
    connect(A, '1/1', '1/2');
    qualities.live(A);
    run(10);
    const record = gather(A);
    qualities.flush();
    expect(record.quality).toMatchObject([{ port: '1/1', mos: 4.4 }, { port: '1/2' }]);
    connect(B, '1/3', '1/4');
    expect(gather(B).quality).toEqual([]);
  });

  test('a consultation is measured apart from the call on hold', () => {
    const { connect, gather, run, measures } = bench();
    connect(A, '1/1', '1/7');
    measures({ levelDbm0: -30, ms: 3000 });
    connect(B, '1/1', '1/2');
    run(10);
    measures({ levelDbm0: -10, ms: 2000 });
    const consultation = gather(B);
    run(10);
    expect(consultation.quality).toMatchObject([
      { port: '1/1', levelDbm0: -10 },
      { port: '1/2', levelDbm0: -10 },
    ]);
    measures({ levelDbm0: -30, ms: 1000 });
    connect(A, '1/1', '1/7');
    const record = gather(A);
    run(10);
    expect(record.quality).toMatchObject([
      { port: '1/1', levelDbm0: -30, ms: 4000 },
      { port: '1/7', levelDbm0: -30, ms: 1000 },
    ]);
  });

  test('every member of a conference is measured', () => {
    const { talks, qualities, asked } = bench();
    const ports: PortId[] = ['1/1', '1/2', '1/3'];
    for (const port of ports) talks.set(port, A);
    const members = ports.map((port) => ({ slot: timeslotOf(port), muted: false, heardBy: null }));
    qualities.carried({ kind: 'conference', id: 1, members });
    expect(asked).toEqual(['start 0', 'start 1', 'start 2']);
  });

  test('who looks at a call that is up sees its figures, and asks at most once a second', () => {
    const { connect, run, qualities, asked } = bench();
    connect(A, '1/1', '1/2');
    expect(qualities.live(A)).toEqual([]);
    run(10);
    expect(qualities.live(A)).toMatchObject([{ port: '1/1', mos: 4.4 }, { port: '1/2' }]);
    expect(asked.filter((line) => line.startsWith('now'))).toHaveLength(2);
    run(1000);
    qualities.live(A);
    expect(asked.filter((line) => line.startsWith('now'))).toHaveLength(4);
    expect(qualities.live(B)).toEqual([]);
  });

  test('figures that come too late for their record are nobody else’s', () => {
    const { connect, gather, run, qualities } = bench(false);
    const slot = 0 as Timeslot;
    connect(A, '1/1', '1/2');
    gather(A);
    run(400);
    connect(B, '1/1', '1/2');
    qualities.hears({ kind: 'quality', slot, last: true, quality: CLEAN });
    const record = gather(B);
    run(400);
    expect(record.quality).toEqual([]);
  });

  test('two parts of a leg together lie between them, whatever their lengths', () => {
    const part = fc.record({
      ms: fc.integer({ min: 0, max: 10_000_000 }),
      levelDbm0: fc.option(fc.integer({ min: -60, max: 0 })),
      activity: fc.float({ min: 0, max: 1, noNaN: true }),
      mos: fc.float({ min: 1, max: 4.5, noNaN: true }),
    });
    fc.assert(
      fc.property(part, part, (a, b) => {
        const both = together({ ...CLEAN, ...a }, { ...CLEAN, ...b });
        expect(both.ms).toBe(a.ms + b.ms);
        if (both.ms > 0) {
          expect(both.mos).toBeGreaterThanOrEqual(Math.min(a.mos, b.mos) - 1e-6);
          expect(both.mos).toBeLessThanOrEqual(Math.max(a.mos, b.mos) + 1e-6);
        }
        const levels = [a.levelDbm0, b.levelDbm0].filter((level) => level !== null);
        // Nobody spoke for any time: there is no level, whatever a part says of itself.
        const spoken = [a, b].filter((leg) => leg.levelDbm0 !== null && leg.ms * leg.activity > 1e-9);
        if (both.levelDbm0 === null) expect(spoken).toEqual([]);
        else {
          expect(both.levelDbm0).toBeGreaterThanOrEqual(Math.min(...levels) - 0.01);
          expect(both.levelDbm0).toBeLessThanOrEqual(Math.max(...levels) + 0.01);
        }
      }),
    );
  });
});
