import { describe, expect, it } from 'vitest';
import type { MediaEvent } from '#ports/media.ts';
import { CARD_FLAG, EVENT, HOST_FLAG } from '#sim/card/burst.ts';
import { timeslot } from '#units/ids.ts';
import { type Instant, ms } from '#units/time.ts';
import { CONFIGURE } from '../contracts/media-plane.ts';
import { MediaBench } from './media-bench.ts';

interface Told {
  readonly event: MediaEvent;
  readonly at: Instant;
}

function listen(bench: MediaBench): Told[] {
  const told: Told[] = [];
  bench.plane.start((event, at) => told.push({ event, at }));
  bench.pass(ms(20));
  told.length = 0;
  return told;
}

const edge = (position: number, kind: string, level: boolean, card = 1) => ({
  kind: 'edge',
  edge: { card, position, kind, level },
});

describe('the burst between card and host', () => {
  it('an interrupt is told with the moment at which the pin fell, inside the frame', () => {
    const bench = new MediaBench();
    const told = listen(bench);
    const start = bench.now();
    bench.cards[0]!.events = [{ position: 2, kind: EVENT.intFell, tick: 8, value: 0 }];
    bench.cards[0]!.frame.intLevels = 0xfb;
    bench.frame();
    expect(told).toEqual([{ event: edge(2, 'int', false), at: start + 8 * 125 }]);
  });

  it('every kind of edge is told in the words of the port', () => {
    const bench = new MediaBench(2);
    const told = listen(bench);
    const frame = bench.cards[1]!.frame;
    bench.cards[1]!.events = [
      { position: 0, kind: EVENT.ringFell, tick: 0, value: 0 },
      { position: 0, kind: EVENT.ringRose, tick: 10, value: 0 },
      { position: 1, kind: EVENT.intFell, tick: 11, value: 0 },
      { position: 1, kind: EVENT.intRose, tick: 12, value: 0 },
      { position: 7, kind: EVENT.module, tick: 13, value: 0 },
      { position: 0, kind: EVENT.power, tick: 14, value: 0 },
      { position: 1, kind: EVENT.relay, tick: 15, value: 1 },
    ];
    frame.present = 0x7f;
    frame.flags = CARD_FLAG.relays;
    bench.frame();
    expect(told.map(({ event }) => event)).toEqual([
      edge(0, 'ring-detect', false, 2),
      edge(0, 'ring-detect', true, 2),
      edge(1, 'int', false, 2),
      edge(1, 'int', true, 2),
      edge(7, 'module', false, 2),
      edge(0, 'power', false, 2),
      edge(1, 'relay', true, 2),
    ]);
    expect(bench.plane.statistics()).toMatchObject({ edgesLost: 0, edgesMalformed: 0 });
  });

  it('an edge lost with a damaged frame is found by the level that stayed', () => {
    const bench = new MediaBench();
    const told = listen(bench);
    const card = bench.cards[0]!;
    card.events = [{ position: 4, kind: EVENT.intFell, tick: 8, value: 0 }];
    card.frame.intLevels = 0xef;
    card.spoil = (miso) => miso.map((byte, at) => (at === 16 ? byte ^ 1 : byte));
    bench.frame();
    expect(told).toEqual([]);
    bench.frame();
    expect(told.map(({ event }) => event)).toEqual([edge(4, 'int', false)]);
    expect(bench.plane.statistics()).toMatchObject({ headerErrors: 1, edgesLost: 1, repeated: 1 });
  });

  it('a card is told as down after three frames without a burst, and as up with the first good one', () => {
    const bench = new MediaBench(2);
    const told = listen(bench);
    bench.out.add(1);
    bench.pass(ms(10));
    expect(told).toEqual([]);
    bench.frame();
    expect(told.map(({ event }) => event)).toEqual([{ kind: 'card', card: 2, up: false }]);
    bench.pass(ms(500));
    bench.out.delete(1);
    bench.frame();
    expect(told.map(({ event }) => event).slice(1)).toEqual([{ kind: 'card', card: 2, up: true }]);
    expect(bench.plane.statistics()).toMatchObject({ missing: 3, repeated: 3 });
  });

  it('one spoilt frame does not interrupt a tone: the last good one is repeated', () => {
    const bench = new MediaBench();
    listen(bench);
    bench.plane.command({ op: 'connect', from: timeslot(0), to: timeslot(1), gainDb: 0 });
    bench.say(timeslot(0), 'testTone');
    bench.pass(ms(200));
    bench.cards[0]!.spoil = (miso) => miso.map((byte, at) => (at === 333 ? byte ^ 0x10 : byte));
    bench.pass(ms(50));
    expect(bench.hears(timeslot(1)).dbm0).toBeCloseTo(-10, 0);
    expect(bench.plane.statistics()).toMatchObject({ crcErrors: 1, repeated: 1 });
  });

  it('bursts of any wrong shape are counted and nothing else stops', () => {
    const bench = new MediaBench(2);
    listen(bench);
    const wrong: Uint8Array[] = [
      new Uint8Array(1),
      new Uint8Array(703),
      new Uint8Array(705),
      new Uint8Array(704),
      new Uint8Array(704).fill(0xff),
    ];
    for (const bytes of wrong) {
      bench.cards[1]!.spoil = () => bytes;
      bench.frame();
      bench.frame();
    }
    expect(bench.plane.statistics()).toMatchObject({ headerErrors: 5, sequenceGaps: 5, crcErrors: 0 });
  });

  it('the host asks a card that skipped far ahead to drop what it has queued', () => {
    const bench = new MediaBench();
    listen(bench);
    const card = bench.cards[0]!;
    bench.frame();
    expect(card.host.flags & HOST_FLAG.resync).toBe(0);
    card.frame.seq += 50;
    bench.pass(ms(10));
    expect(card.host.flags & HOST_FLAG.resync).toBe(HOST_FLAG.resync);
    bench.frame();
    expect(card.host.flags & HOST_FLAG.resync).toBe(0);
    expect(bench.plane.statistics()).toMatchObject({ sequenceGaps: 50, resyncs: 1 });
  });

  it('every burst of the host is good, in sequence, and says which law it speaks', () => {
    const bench = new MediaBench();
    listen(bench);
    bench.plane.command({ ...CONFIGURE, law: 'u' } as typeof CONFIGURE);
    bench.frame();
    const host = bench.cards[0]!.host;
    for (let frame = 0; frame < 5; frame++) {
      const before = host.seq;
      bench.frame();
      expect([host.headerGood, host.payloadGood, host.seq - before]).toEqual([true, true, 1]);
      expect(host.flags).toBe(HOST_FLAG.muLaw);
    }
  });
});
