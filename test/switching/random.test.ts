import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  callViews,
  callViewsAt,
  changedPorts,
  createExchange,
  heldTimeslots,
  isIdle,
  portView,
  portViews,
  step,
} from '#switching/exchange.ts';
import type { CallRecord, Effect } from '#switching/model.ts';
import { PLAIN_SERVICES } from '#switching/plain.ts';
import { type Instant, instant, ms } from '#units/time.ts';
import {
  plainAct as act,
  anyFullOffice,
  anyKept,
  fullAct,
  goHome,
  plainOffice as office,
  perform,
} from './support/chance.ts';
import { fullOffice } from './support/full-office.ts';
import { makeOffice, port } from './support/office.ts';
import { EPOCH_MS, Play } from './support/play.ts';

/** Calls that were made: every call has a trace or record of its own number. */
const callsBegun = (play: Play): number => play.exchange.nextCall - 1;

/** Nobody is left anywhere, and every call has left one record. */
function expectQuiet(play: Play): void {
  expect(play.rules()).not.toContain('core.assertion');
  expect(heldTimeslots(play.exchange)).toBe(0);
  expect(isIdle(play.exchange)).toBe(true);
  expect(play.allQuiet).toBe(true);
  const ids = play.records.map(({ call }) => call);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(callsBegun(play));
}

function expectInOrder(record: CallRecord): void {
  const { startedAt, answeredAt, releasedAt, toPort, legs } = record;
  for (const one of [record, ...legs]) {
    const alerted = one.alertedAt ?? one.startedAt;
    const times = [one.startedAt, alerted, one.answeredAt ?? alerted, one.releasedAt];
    expect(times, JSON.stringify(record)).toEqual([...times].sort((a, b) => a - b));
  }
  for (const leg of legs) {
    expect(leg.startedAt, JSON.stringify(record)).toBeGreaterThanOrEqual(startedAt);
    expect(leg.releasedAt, JSON.stringify(record)).toBeLessThanOrEqual(releasedAt);
  }
  // What the exchange answers itself (a message, a room with nobody in it) has no destination.
  if (answeredAt !== null && legs.slice(1).some((leg) => leg.answeredAt !== null))
    expect(toPort, JSON.stringify(record)).not.toBeNull();
}

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
          expectQuiet(play);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('in an office that uses everything: consistent, sensible, quiet in the end, records in order', () => {
    fc.assert(
      fc.property(
        anyFullOffice,
        anyKept,
        fc.array(fullAct, { maxLength: 80, size: 'max' }),
        fc.boolean(),
        (design, kept, acts, confirms) => {
          const play = new Play(design);
          if (!confirms) play.sendingMs = null;
          play.send({ kind: 'restore', kept });
          perform(play, design, acts);
          goHome(play, design);
          expectQuiet(play);
          for (const record of play.records) expectInOrder(record);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the times of every record are in order, and an answered call has a destination', () => {
    fc.assert(
      fc.property(office, fc.array(act, { maxLength: 60, size: 'max' }), (design, acts) => {
        const play = new Play(design);
        perform(play, design, acts);
        goHome(play, design);
        for (const record of play.records) expectInOrder(record);
      }),
      { numRuns: 500 },
    );
  });

  const worlds = [
    ['plain', office, act],
    ['full', anyFullOffice, fullAct],
  ] as const;

  test.each(worlds)(
    'the same events give the same states and the same effects: a %s office',
    (_, any, one) => {
      fc.assert(
        fc.property(any, fc.array(one, { maxLength: 40, size: 'max' }), (design, acts) => {
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
    },
  );

  test.each(worlds)(
    'one position is shown as it stands among all, and its change is told: a %s office',
    (_, any, one) => {
      fc.assert(
        fc.property(any, fc.array(one, { maxLength: 40, size: 'max' }), (design, acts) => {
          const play = new Play(design);
          perform(play, design, acts);
          let { exchange } = createExchange(design, instant(0), EPOCH_MS);
          for (const { event, at } of play.events) {
            const before = exchange;
            exchange = step(before, event, at).exchange;
            const changed = changedPorts(before, exchange);
            for (const view of portViews(exchange)) {
              expect(portView(exchange, view.port)).toEqual(view);
              if (!changed.includes(view.port)) expect(portView(before, view.port)).toEqual(view);
              const calls = callViews(exchange).filter(({ parties }) =>
                parties.some(({ port: there }) => there === view.port),
              );
              expect(callViewsAt(exchange, view.port)).toEqual(calls);
            }
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  test.each(worlds)('a deadline is never in the past, and has its handler: a %s office', (_, any, one) => {
    fc.assert(
      fc.property(any, fc.array(one, { maxLength: 40, size: 'max' }), (design, acts) => {
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
      fullOffice(),
      fullOffice({ services: PLAIN_SERVICES }),
      fullOffice({ extensions: 6, trunks: 2 }),
      fullOffice({
        extension: (number) => (number === '802' ? { appearances: [port(40), port(41)], callsMax: 2 } : {}),
      }),
      // What was a further line is a telephone of its own.
      fullOffice({ extension: (number) => (number === '803' ? { port: port(41) } : {}) }),
    ];
    const change = fc.record({
      acts: fc.array(fc.oneof(act, fullAct), { maxLength: 15, size: 'max' }),
      next: fc.nat(offices.length - 1),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const design = offices[4]!;
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
