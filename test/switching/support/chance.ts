import fc from 'fast-check';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { ExchangeEvent, Kept, Office } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { fullOffice } from './full-office.ts';
import { BRITISH_RINGING, CHINESE_RINGING, makeOffice, port } from './office.ts';
import type { Play } from './play.ts';

/*
 * What chance does to an exchange: drawn here, played by tests.
 */

/** What chance does at one moment: an event at a port, digits in a row, a command, or time passing. */
export type Act =
  | { readonly wait: number }
  | { readonly dial: string; readonly at: number; readonly lifts: boolean }
  | { readonly command: Extract<ExchangeEvent, { kind: 'command' }>['command'] }
  | { readonly event: (port: PortId) => ExchangeEvent; readonly at: number };

const PLAIN_NUMBERS = [
  ...['801', '802', '803', '80', '877', '9', '95551234', '95551234#', '110', '9110', '911', '*', '5'],
];

const FULL_NUMBERS = [
  ...PLAIN_NUMBERS,
  ...['804', '805', '806', '807', '808', '860', '861', '862', '863', '864', '865', '870', '871', '880'],
  ...[
    '71',
    '72',
    '90085551234',
    '901055551234',
    '+4930123456#',
    '+86110#',
    '65551234',
    '1234',
    '12345',
    '1',
    '2',
    '3',
    '4',
    '6',
  ],
  ...['*57*803#', '*57*802#', '*57*95551234#', '#57#', '*40*804#', '*41*802#', '*41*860#', '*62*803#'],
  ...[
    '*56#',
    '#56#',
    '*50#',
    '#50#',
    '*58#',
    '**01',
    '**02',
    '**802',
    '**801',
    '#7',
    '*85',
    '#8571',
    '#8572',
  ],
  ...['*31*95551234', '*69', '*60', '*28', '*292', '*290', '*49880', '*39#', '*00#', '*23*802*1111#', '#23#'],
  ...['*99*1111#', '*11*802*1111#', '#11#', '*52*803#', '*521*804#', '#52#', '*54*11111#', '#54*1111#'],
  ...['*55*0931#', '#55#'],
  ...['*59#', '#59#', '*38*1234#', '*33802', '0', '*51*07*803#', '**07', '*7701', '*7702', '#'],
];

const TONES = ['dial', 'busy', 'ringback', 'congestion', 'sit', 'cng', 'ced'] as const;

const hook = fc.constantFrom('offHook', 'onHook', 'flash').map(
  (kind) =>
    (port: PortId): ExchangeEvent =>
      ({ kind, port }) as ExchangeEvent,
);

const outside = fc.oneof(
  fc.constant((port: PortId): ExchangeEvent => ({ kind: 'loopDrop', port })),
  fc.constantFrom(1 as const, 16 as const, 17 as const, 38 as const, 41 as const).map(
    (cause) =>
      (port: PortId): ExchangeEvent => ({ kind: 'cleared', port, cause }),
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
  fc.tuple(fc.constantFrom(...TONES), fc.boolean()).map(
    ([tone, on]) =>
      (port: PortId): ExchangeEvent => ({ kind: 'tone', port, tone, on }),
  ),
  fc
    .tuple(
      fc.constantFrom('', '13800138000', '1001', '1002', '1003', '1004'),
      fc.constantFrom(undefined, '+862155510803', '55510860', '5551'),
    )
    .map(([number, called]) => (port: PortId): ExchangeEvent => {
      const callerId = { number, name: '', absence: number === '' ? 'P' : '' } as const;
      return { kind: 'callerId', port, callerId, ...(called === undefined ? {} : { called }) };
    }),
);

const anywhere = fc.oneof(
  fc.tuple(fc.constantFrom(...'0123456789*#A'), fc.constantFrom('dtmf' as const, 'pulse' as const)).map(
    ([digit, via]) =>
      (port: PortId): ExchangeEvent => ({ kind: 'digit', port, digit, via }),
  ),
  fc.tuple(fc.constantFrom('sent' as const, 'guideEnded' as const), fc.nat(40)).map(
    ([kind, id]) =>
      (port: PortId): ExchangeEvent => ({ kind, port, id }),
  ),
  fc.tuple(fc.nat(40), fc.boolean()).map(
    ([id, ok]) =>
      (port: PortId): ExchangeEvent => ({ kind: 'guideRecorded', port, id, ok }),
  ),
  fc.boolean().map(
    (inService) =>
      (port: PortId): ExchangeEvent => ({ kind: 'health', port, inService }),
  ),
  fc.constant((): ExchangeEvent => ({ kind: 'deadline' })),
  fc.constantFrom(17 as const, 18 as const, 21 as const).map(
    (cause) =>
      (port: PortId): ExchangeEvent => ({ kind: 'declined', port, cause }),
  ),
);

/** What a telephone with a display does besides lifting and hanging up. */
const display = fc.oneof(
  { weight: 3, arbitrary: hook },
  {
    weight: 2,
    arbitrary: fc.constantFrom('hold' as const, 'retrieve' as const).map(
      (kind) =>
        (port: PortId): ExchangeEvent => ({ kind, port }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant((port: PortId): ExchangeEvent => ({ kind: 'declined', port, cause: 17 })),
  },
);

const device = fc.constantFrom('801', '802', '803', '804', '805', '806');
const callId = fc.integer({ min: 1, max: 12 }).map((n) => `c${n}` as never);

const command: fc.Arbitrary<Extract<Act, { command: unknown }>['command']> = fc.oneof(
  fc.record({ op: fc.constant('makeCall' as const), device, to: fc.constantFrom('803', '95551234', '860') }),
  fc.record({ op: fc.constantFrom('hold' as const, 'retrieve' as const), device, call: callId }),
  fc.record({
    op: fc.constantFrom('consult' as const, 'transfer' as const, 'deflect' as const),
    device,
    call: callId,
    to: fc.constantFrom('802', '803', '804', '860', '870', '95551234', '+4930123456'),
  }),
  fc.record({
    op: fc.constantFrom('completeTransfer' as const, 'conference' as const, 'alternate' as const),
    device,
  }),
  fc.record({ op: fc.constant('transferCall' as const), device, held: callId, active: callId }),
  fc.record({ op: fc.constant('pickup' as const), device, from: device }),
  fc.record({ op: fc.constant('takeOver' as const), device, call: callId, from: device }),
  fc.record({ op: fc.constant('release' as const), call: callId, device: fc.option(device) }),
  fc.record({
    op: fc.constant('setMode' as const),
    entity: fc.constant('main'),
    mode: fc.constantFrom('night' as const, null),
  }),
  fc.record({
    op: fc.constant('setWakeUp' as const),
    device,
    minuteOfDay: fc.integer({ min: 569, max: 573 }),
    by: fc.constant('A'),
  }),
  fc.record({ op: fc.constant('clearWakeUp' as const), device, by: fc.constant('A') }),
  fc.record({
    op: fc.constant('setDoNotDisturb' as const),
    device,
    on: fc.boolean(),
    from: fc.option(fc.integer({ min: 569, max: 573 })),
    to: fc.option(fc.integer({ min: 569, max: 573 })),
  }),
  fc.record({
    op: fc.constant('setFeature' as const),
    device,
    feature: fc.constantFrom('do-not-disturb', 'forward-all', 'forward-busy', 'forward-no-answer'),
    on: fc.boolean(),
    number: fc.constantFrom('', '801', '802', 'x'),
    noAnswerMs: fc.constantFrom(6_000, 30_000),
  }),
  fc.record({
    op: fc.constant('testCall' as const),
    port: fc.constantFrom(...fullOffice().trunks.map((trunk) => trunk.port)),
    number: fc.constantFrom('95551234', '65551234', '55', '110'),
  }),
  fc.record({
    op: fc.constant('setSubscriber' as const),
    device,
    change: fc.constantFrom({ doNotDisturb: true }, { doNotDisturb: false }, { callWaiting: true }),
  }),
);

const at = (ports: number) => fc.nat(ports - 1);

/** For a plain office of three extensions and two lines. */
export const plainAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ event: fc.oneof(hook, outside, anywhere), at: at(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ dial: fc.constantFrom(...PLAIN_NUMBERS), at: at(5), lifts: fc.constant(true) }),
  },
  { weight: 3, arbitrary: fc.nat(8_000).map((wait) => ({ wait })) },
);

/** Further lines of telephones in `anyFullOffice`: of 802 two, of 804 one. */
const MORE_LINES: Readonly<Record<string, readonly PortId[]>> = {
  '802': [port(40), port(41)],
  '804': [port(42)],
};

/** For the full office of eight extensions and three lines; further lines of telephones come after those. */
export const fullAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ event: hook, at: at(8) }) },
  { weight: 2, arbitrary: fc.record({ event: outside, at: at(3).map((line) => line + 8) }) },
  { weight: 1, arbitrary: fc.record({ event: anywhere, at: at(14) }) },
  { weight: 3, arbitrary: fc.record({ event: display, at: fc.constantFrom(1, 3, 11, 12, 13) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      dial: fc.constantFrom(...FULL_NUMBERS),
      at: at(3).map((line) => line + 11),
      lifts: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ dial: fc.constantFrom(...FULL_NUMBERS), at: at(8), lifts: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      dial: fc.constantFrom('802', '870', '860', '5'),
      at: fc.constantFrom(8, 9, 10),
      lifts: fc.constant(false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ command }) },
  { weight: 4, arbitrary: fc.nat(8_000).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.nat(200_000).map((wait) => ({ wait })) },
);

const trunkWishes = {
  answerBy: fc.subarray(['polarity', 'ringback', 'time'] as const),
  releaseBy: fc.subarray(['polarity', 'loop-drop', 'busy-tone'] as const),
  dialling: fc.constantFrom('dtmf' as const, 'pulse' as const),
  carrier: fc.constantFrom('', 'voip'),
  did: fc.constantFrom(
    [],
    [
      { pattern: '862155510XXX', to: { last: 3 }, toByMode: {} },
      { pattern: '5551.', to: '861', toByMode: { night: '804' } },
    ],
  ),
};

const wishes = {
  alerting: fc.constantFrom(CHINESE_RINGING, BRITISH_RINGING),
  hunt: fc.constantFrom('linear' as const, 'longest-idle' as const),
};

export const plainOffice = fc
  .record({ ...wishes, ...trunkWishes })
  .map(({ alerting, hunt, ...trunk }) => makeOffice({ alerting, hunt, trunk }));

export const anyFullOffice = fc
  .record({
    ...wishes,
    ...trunkWishes,
    flash: fc.constantFrom('shuttle' as const, 'conference' as const),
    callsMax: fc.constantFrom(null, 1, 2),
  })
  .map(({ alerting, hunt, flash, callsMax, ...trunk }) =>
    fullOffice({
      ...{ alerting, hunt, trunk, services: { flash } },
      extension: (number) => ({ appearances: MORE_LINES[number] ?? [], callsMax }),
    }),
  );

const fresh = FRESH_SUBSCRIBER.forward;

/** What people had set before the exchange was started. */
export const anyKept: fc.Arbitrary<readonly Kept[]> = fc
  .record({
    waiting: fc.subarray(['801', '802', '803', '804', '805']),
    all: fc.subarray(['804', '805', '806']),
    busy: fc.subarray(['801', '803', '807']),
    noAnswer: fc.subarray(['802', '803']),
    quiet: fc.subarray(['803', '804', '808']),
  })
  .map(({ waiting, all, busy, noAnswer, quiet }) =>
    ['801', '802', '803', '804', '805', '806', '807', '808'].map((key) => ({
      what: 'subscriber' as const,
      key,
      value: {
        ...FRESH_SUBSCRIBER,
        pin: '1111',
        callWaiting: waiting.includes(key),
        doNotDisturb: quiet.includes(key),
        forward: {
          ...fresh,
          all: all.includes(key) ? '95551234' : null,
          busy: busy.includes(key) ? '802' : null,
          noAnswer: noAnswer.includes(key) ? '804' : null,
        },
      },
    })),
  );

/** Telephones, exchange lines, then further lines of telephones. */
const portsOfOffice = ({ extensions, trunks }: Office): readonly PortId[] => [
  ...[...extensions, ...trunks].map(({ port: first }) => first),
  ...extensions.flatMap(({ appearances }) => appearances),
];

export function perform(play: Play, design: Office, acts: readonly Act[]): void {
  const ports = portsOfOffice(design);
  const at = (place: number): PortId => ports[place % ports.length]!;
  for (const each of acts) {
    if ('wait' in each) play.wait(each.wait);
    else if ('command' in each) play.send({ kind: 'command', id: play.events.length, command: each.command });
    else if ('event' in each) play.send(each.event(at(each.at)));
    else {
      const port = at(each.at);
      if (each.lifts) play.send({ kind: 'offHook', port });
      for (const digit of each.dial) play.send({ kind: 'digit', port, digit, via: 'dtmf' });
    }
  }
}

/** Everybody hangs up inside and outside, everything works, and all timers have run. */
export function goHome(play: Play, design: Office): void {
  for (const port of portsOfOffice(design)) {
    play.send({ kind: 'onHook', port });
    play.send({ kind: 'health', port, inService: true });
    play.send({ kind: 'battery', port, present: true });
  }
  play.wait(60_000);
  for (const { port, carrier } of design.trunks) {
    if (carrier !== '') play.send({ kind: 'cleared', port, cause: 16 });
    play.send({ kind: 'tone', port, tone: 'busy', on: true });
    play.send({ kind: 'loopDrop', port });
    for (const reversed of [true, false, true]) play.send({ kind: 'polarity', port, reversed });
  }
  play.wait(1_200_000);
}
