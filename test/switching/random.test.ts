import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createExchange, heldTimeslots, isIdle, step } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent, Office } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { type Instant, instant, ms } from '#units/time.ts';
import { BRITISH_RINGING, CHINESE_RINGING, makeOffice } from './support/office.ts';
import { EPOCH_MS, Play } from './support/play.ts';

/** What chance does at one moment: an event at a port, digits in a row, or time passing. */
type Act =
  | { readonly wait: number }
  | { readonly dial: string; readonly at: number }
  | { readonly event: (port: PortId) => ExchangeEvent; readonly at: number };

const NUMBERS = [
  '801',
  '802',
  '803',
  '80',
  '877',
  '9',
  '95551234',
  '95551234#',
  '110',
  '9110',
  '911',
  '*',
  '5',
];

const event = fc.oneof(
  fc.constantFrom('offHook' as const, 'onHook' as const, 'flash' as const, 'loopDrop' as const).map(
    (kind) =>
      (port: PortId): ExchangeEvent => ({ kind, port }),
  ),
  fc.tuple(fc.constantFrom(...'0123456789*#A'), fc.constantFrom('dtmf' as const, 'pulse' as const)).map(
    ([digit, via]) =>
      (port: PortId): ExchangeEvent => ({ kind: 'digit', port, digit, via }),
  ),
  fc.boolean().map(
    (on) =>
      (port: PortId): ExchangeEvent => ({ kind: 'ringing', port, on }),
  ),
  fc.boolean().map(
    (reversed) =>
      (port: PortId): ExchangeEvent => ({ kind: 'polarity', port, reversed }),
  ),
  fc.boolean().map(
    (present) =>
      (port: PortId): ExchangeEvent => ({ kind: 'battery', port, present }),
  ),
  fc.tuple(fc.constantFrom('dial', 'busy', 'ringback', 'congestion', 'sit', 'cng', 'ced'), fc.boolean()).map(
    ([tone, on]) =>
      (port: PortId) =>
        ({ kind: 'tone', port, tone, on }) as ExchangeEvent,
  ),
  fc.constantFrom('', '13800138000').map((number) => (port: PortId): ExchangeEvent => {
    return { kind: 'callerId', port, callerId: { number, name: '', absence: number === '' ? 'P' : '' } };
  }),
  fc.nat(40).map(
    (id) =>
      (port: PortId): ExchangeEvent => ({ kind: 'sent', port, id }),
  ),
  fc.boolean().map(
    (inService) =>
      (port: PortId): ExchangeEvent => ({ kind: 'health', port, inService }),
  ),
  fc.constant((): ExchangeEvent => ({ kind: 'deadline' })),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ event, at: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ dial: fc.constantFrom(...NUMBERS), at: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.nat(8_000).map((wait) => ({ wait })) },
);

const office = fc
  .record({
    alerting: fc.constantFrom(CHINESE_RINGING, BRITISH_RINGING),
    hunt: fc.constantFrom('linear' as const, 'longest-idle' as const),
    answerBy: fc.subarray(['polarity', 'ringback', 'time'] as const),
    releaseBy: fc.subarray(['polarity', 'loop-drop', 'busy-tone'] as const),
    dialling: fc.constantFrom('dtmf' as const, 'pulse' as const),
  })
  .map(({ alerting, hunt, ...trunk }) => makeOffice({ alerting, hunt, trunk }));

function perform(play: Play, design: Office, acts: readonly Act[]): void {
  const ports = [...design.extensions, ...design.trunks].map(({ port }) => port);
  for (const each of acts) {
    if ('wait' in each) play.wait(each.wait);
    else if ('event' in each) play.send(each.event(ports[each.at]!));
    else {
      play.send({ kind: 'offHook', port: ports[each.at]! });
      for (const digit of each.dial) play.send({ kind: 'digit', port: ports[each.at]!, digit, via: 'dtmf' });
    }
  }
}

/** Everybody hangs up, everything works, and all timers have run. */
function goHome(play: Play, design: Office): void {
  for (const { port } of [...design.extensions, ...design.trunks]) {
    play.send({ kind: 'onHook', port });
    play.send({ kind: 'health', port, inService: true });
    play.send({ kind: 'battery', port, present: true });
  }
  play.wait(300_000);
}

/** Calls that were made: every call has a trace or record of its own number. */
const callsBegun = (play: Play): number => play.exchange.nextCall - 1;

describe('whatever happens, in any order', () => {
  test('the exchange stays consistent, every effect makes sense, and all is quiet in the end', () => {
    fc.assert(
      fc.property(
        office,
        fc.array(act, { maxLength: 60, size: 'max' }),
        fc.boolean(),
        (design, acts, confirms) => {
          const play = new Play(design);
          if (!confirms) play.sendingMs = null;
          perform(play, design, acts);
          goHome(play, design);
          expect(play.rules()).not.toContain('core.assertion');
          expect(heldTimeslots(play.exchange)).toBe(0);
          expect(isIdle(play.exchange)).toBe(true);
          expect(play.allQuiet).toBe(true);
          const ids = play.records.map(({ call }) => call);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toHaveLength(callsBegun(play));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('the times of every record are in order, and an answered call has a destination', () => {
    fc.assert(
      fc.property(office, fc.array(act, { maxLength: 60, size: 'max' }), (design, acts) => {
        const play = new Play(design);
        perform(play, design, acts);
        goHome(play, design);
        for (const record of play.records) {
          const { startedAt, alertedAt, answeredAt, releasedAt, toPort } = record;
          const times = [startedAt, alertedAt ?? startedAt, answeredAt ?? alertedAt ?? startedAt, releasedAt];
          expect(times, JSON.stringify(record)).toEqual([...times].sort((a, b) => a - b));
          if (answeredAt !== null) expect(toPort).not.toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the same events give the same states and the same effects', () => {
    fc.assert(
      fc.property(office, fc.array(act, { maxLength: 40, size: 'max' }), (design, acts) => {
        const play = new Play(design);
        perform(play, design, acts);
        let { exchange } = createExchange(design, instant(0), EPOCH_MS);
        const effects: Effect[] = [];
        for (const { event: again, at } of play.events) {
          const next = step(exchange, again, at);
          exchange = next.exchange;
          effects.push(...next.effects);
        }
        expect(exchange).toEqual(play.exchange);
        expect(effects.slice(effects.length - play.effects.length)).toEqual(play.effects);
      }),
      { numRuns: 100 },
    );
  });

  test('a deadline is never in the past, and calling for it makes progress', () => {
    fc.assert(
      fc.property(office, fc.array(act, { maxLength: 40, size: 'max' }), (design, acts) => {
        const play = new Play(design);
        perform(play, design, acts);
        let now: Instant = play.now;
        let { exchange, deadline } = step(play.exchange, { kind: 'deadline' }, now);
        for (let turn = 0; turn < 200 && deadline !== null; turn++) {
          expect(deadline).toBeGreaterThan(now);
          now = instant(deadline + ms(turn % 3));
          ({ exchange, deadline } = step(exchange, { kind: 'deadline' }, now));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('offices that come and go under running calls leave nothing behind', () => {
    const offices = [
      makeOffice(),
      makeOffice({ extensions: 2 }),
      makeOffice({ trunks: 1 }),
      makeOffice({ extensions: 5 }),
    ];
    const change = fc.record({
      acts: fc.array(act, { maxLength: 15, size: 'max' }),
      next: fc.nat(offices.length - 1),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const design = offices[0]!;
        const play = new Play(design);
        for (const { acts, next } of changes) {
          perform(play, design, acts);
          play.send({ kind: 'configure', office: offices[next]! });
        }
        for (const each of offices) goHome(play, each);
        play.send({ kind: 'configure', office: design });
        goHome(play, design);
        expect(play.rules()).not.toContain('core.assertion');
        expect(play.allQuiet).toBe(true);
        expect(play.records).toHaveLength(callsBegun(play));
      }),
      { numRuns: 150 },
    );
  });
});
