import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attendantView, createExchange, isIdle, step } from '#switching/exchange.ts';
import type { AttendantCommand, Effect, ExchangeEvent } from '#switching/model.ts';
import { instant } from '#units/time.ts';
import { EPOCH_MS } from '../support/play.ts';
import { Operators, type OperatorWishes } from './operators.ts';

/*
 * Operators whom chance sits at the consoles: keys in any order, at any moment of any call, with telephones that fail,
 * callers who hang up and offices that change under it all.
 */

type Act =
  | { readonly wait: number }
  /** Without its port. */
  | { readonly event: { readonly kind: string }; readonly at: number }
  | { readonly dial: string; readonly at: number }
  | { readonly key: AttendantCommand };

const TELEPHONES = 8;
const LINES = 3;

const console = fc.constantFrom('A', 'B', 'C');
const number = fc.constantFrom(
  '801',
  '802',
  '803',
  '804',
  '805',
  '806',
  '890',
  '891',
  '899',
  '95551234',
  '71',
);
const callId = fc.integer({ min: 1, max: 20 }).map((n) => `c${n}` as never);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one);

const key: fc.Arbitrary<AttendantCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant('consoleAnswer' as const), console, call: maybe(callId) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constantFrom('consoleCall' as const, 'consoleSend' as const),
      console,
      to: number,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      op: fc.constantFrom(
        ...([
          'consoleTransfer',
          'consoleToggle',
          'consoleConference',
          'consoleSplit',
          'consoleHold',
        ] as const),
        ...(['consoleCancel', 'consoleRelease', 'consoleRingAgain', 'consoleCampOn'] as const),
        ...(['consoleTouch', 'consoleHarassing'] as const),
      ),
      console,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('consoleRetrieve' as const), console, call: maybe(callId) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constantFrom('consoleIn' as const, 'consoleOut' as const), console }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('consolePlug' as const), console, plugged: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('consoleReserve' as const), console, number: maybe(number) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('consolePark' as const),
      console,
      slot: fc.constantFrom(null, '71', '72'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('consoleIntrude' as const),
      console,
      number,
      how: fc.constantFrom('listen' as const, 'whisper' as const, 'barge' as const, 'intercept' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('consoleForceRelease' as const), console, number }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('consoleCallFor' as const), console, from: number, to: number }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('consoleGroupCall' as const),
      console,
      numbers: fc.array(number, { maxLength: 4 }),
      rollCall: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('consoleChain' as const), console, on: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('consoleDistribute' as const),
      console,
      group: fc.constantFrom('890', '891'),
      mode: fc.constantFrom('day' as const, 'night' as const, 'mode1' as const, null),
    }),
  },
);

const hook = fc.constantFrom('offHook', 'offHook', 'onHook', 'flash').map((kind) => ({ kind }));
const health = fc.boolean().map((inService) => ({ kind: 'health', inService }));
const outside = fc.oneof(
  fc.boolean().map((on) => ({ kind: 'ringing', on })),
  fc.constantFrom('busy', 'dial').map((tone) => ({ kind: 'tone', tone, on: true })),
  fc.boolean().map((reversed) => ({ kind: 'polarity', reversed })),
  fc
    .constantFrom('13800138000', '')
    .map((shown) => ({ kind: 'callerId', callerId: { number: shown, name: '', absence: '' } })),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ event: hook, at: fc.nat(TELEPHONES - 1) }) },
  { weight: 1, arbitrary: fc.record({ event: health, at: fc.nat(TELEPHONES + LINES - 1) }) },
  {
    weight: 6,
    arbitrary: fc.record({ event: outside, at: fc.nat(LINES - 1).map((line) => line + TELEPHONES) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      dial: fc.constantFrom('890', '891', '801', '804', '805', '71', '110', '95551234'),
      at: fc.nat(TELEPHONES - 1),
    }),
  },
  { weight: 14, arbitrary: fc.record({ key }) },
  { weight: 4, arbitrary: fc.nat(8_000).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.nat(100_000).map((wait) => ({ wait })) },
);

const night = {
  night: { routings: ['805'], overflow: '95551234' },
  mode1: { routings: ['891'], overflow: '806' },
};
const wishes: fc.Arbitrary<OperatorWishes> = fc
  .record({
    telephoneRings: fc.boolean(),
    hunt: fc.constantFrom('all' as const, 'longest-idle' as const),
    greeting: fc.constantFrom('', 'greeting'),
    waitingMax: fc.constantFrom(null, 1),
    distribution: fc.constantFrom({}, night),
  })
  .map(({ telephoneRings, ...first }) => ({
    telephoneRings,
    first: { ...first, overflowTo: '891' },
    second: { ...first, overflowTo: '890', helpers: ['890'], helpAfterMs: 5_000 },
  }));

function perform(play: Operators, acts: readonly Act[]): void {
  const { extensions, trunks } = play.exchange.office;
  const ports = [...extensions, ...trunks].map(({ port }) => port);
  for (const each of acts) {
    if ('wait' in each) play.wait(each.wait);
    else if ('key' in each) play.send({ kind: 'command', id: play.events.length, command: each.key });
    else if ('event' in each) play.send({ ...each.event, port: ports[each.at]! } as ExchangeEvent);
    else {
      const port = ports[each.at]!;
      play.send({ kind: 'offHook', port });
      for (const digit of each.dial) play.send({ kind: 'digit', port, digit, via: 'dtmf' });
    }
    // Whatever is going on, a page can be told of it.
    attendantView(play.exchange);
  }
}

/** Every stay begins, is answered and ends in this order, within its call. */
function expectStaysInOrder(play: Operators): void {
  for (const { attended, startedAt, releasedAt } of play.records)
    for (const { queuedAt, answeredAt, leftAt, console: by, outcome } of attended) {
      const times = [startedAt, queuedAt, answeredAt ?? queuedAt, leftAt, releasedAt];
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(answeredAt === null).toBe(by === null);
      if (answeredAt !== null) expect(outcome).toBe('served');
    }
}

describe('whatever operators do, in any order', () => {
  test('the exchange stays consistent, all is quiet in the end, every call leaves one record', () => {
    fc.assert(
      fc.property(
        wishes,
        fc.array(act, { maxLength: 70, size: 'max' }),
        fc.boolean(),
        (design, acts, confirms) => {
          const play = new Operators(design, ['A', 'B', 'C']);
          if (!confirms) play.sendingMs = null;
          perform(play, acts);
          expect(play.end()).toBeNull();
          expect(isIdle(play.exchange)).toBe(true);
          expect(play.waiting).toEqual([]);
          expect(play.rules()).not.toContain('core.assertion');
          expectStaysInOrder(play);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('offices with and without operators that come and go leave nothing behind', () => {
    fc.assert(
      fc.property(
        wishes,
        wishes,
        fc.boolean(),
        fc.array(act, { maxLength: 40, size: 'max' }),
        fc.array(act, { maxLength: 30, size: 'max' }),
        (design, next, none, acts, more) => {
          const play = new Operators(design, ['A', 'B', 'C']);
          perform(play, acts);
          const without = { ...next, services: { consoles: [] }, groups: [] };
          const { office } = new Operators(none ? without : next, []).exchange;
          play.send({ kind: 'configure', office });
          perform(play, more);
          expect(play.end()).toBeNull();
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the same events give the same states and the same effects', () => {
    fc.assert(
      fc.property(wishes, fc.array(act, { maxLength: 40, size: 'max' }), (design, acts) => {
        const play = new Operators(design, ['A', 'B', 'C']);
        perform(play, acts);
        let { exchange } = createExchange(play.exchange.office, instant(0), EPOCH_MS);
        const effects: Effect[] = [];
        for (const { event, at } of play.events) {
          const made = step(exchange, event, at);
          exchange = made.exchange;
          effects.push(...made.effects);
        }
        expect(exchange).toEqual(play.exchange);
        expect(effects.slice(effects.length - play.effects.length)).toEqual(play.effects);
      }),
      { numRuns: 60 },
    );
  });
});
