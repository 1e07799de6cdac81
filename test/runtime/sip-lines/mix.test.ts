import { describe, expect, test } from 'vitest';
import { bench, type Leg } from './bench.ts';

/*
 * Analog telephones, SIP telephones and a SIP carrier's callers in one call, in every mix: what one says the other
 * hears, whoever hangs up first, and nothing is left.
 */

type Bench = ReturnType<typeof bench>;

/** Somebody who calls and is called, by whatever telephone. */
interface Person {
  /** What others dial for him. */
  readonly dialled: string;
  calls(to: Person): void;
  answers(): void;
  hangsUp(): void;
  speaks(): void;
  hears(): string;
}

function atAnalog({ phone, run }: Bench, n: 1 | 2): Person {
  return {
    dialled: `80${n}`,
    calls: (to) => {
      phone(n).lift();
      run(500);
      phone(n).dial(to.dialled);
    },
    answers: () => phone(n).lift(),
    hangsUp: () => phone(n).hangUp(),
    speaks: () => phone(n).say('speech'),
    hears: () => phone(n).hears.tone,
  };
}

/** Its newest call. */
function atSip({ sip, world, slotOf, heardOn }: Bench, number: string): Person {
  let own: Leg | null = null;
  const leg = (): Leg => {
    own ??= sip.legs.findLast(({ wish }) => wish?.to.kind === 'device' && wish.to.user === number) ?? null;
    if (own === null) throw new Error(`${number} is in no call`);
    return own;
  };
  return {
    dialled: number,
    calls: (to) => {
      own = sip.phoneCalls(number, to.dialled);
    },
    answers: () => sip.answers(leg()),
    hangsUp: () => sip.ends(leg()),
    speaks: () => world.media.input(slotOf(leg()), { is: 'voice' }),
    hears: () => heardOn(leg()),
  };
}

function outside({ sip, world, slotOf, heardOn }: Bench): Person {
  let own: Leg | null = null;
  const leg = (): Leg => {
    own ??= sip.legs.findLast(({ wish }) => wish?.to.kind === 'trunk') ?? null;
    if (own === null) throw new Error('nobody outside is in a call');
    return own;
  };
  return {
    dialled: '955501234#',
    calls: (to) => {
      const caller = { number: '02155501234', name: '', restricted: false };
      own = sip.calls({ kind: 'trunk', id: 'carrier' }, `862155518${to.dialled}`, caller);
    },
    answers: () => sip.answers(leg()),
    hangsUp: () => sip.ends(leg()),
    speaks: () => world.media.input(slotOf(leg()), { is: 'voice' }),
    hears: () => heardOn(leg()),
  };
}

const KINDS = ['analog', 'SIP', 'outside'] as const;
type Kind = (typeof KINDS)[number];

/** People of the wanted kinds, each at a telephone of his own. */
function people(all: Bench, kinds: readonly Kind[]): Person[] {
  let analog = 1;
  let sip = 820;
  return kinds.map((kind) => {
    if (kind === 'outside') return outside(all);
    return kind === 'analog' ? atAnalog(all, analog++ as 1 | 2) : atSip(all, String(sip++));
  });
}

/** Each hears the other. */
function expectVoice(one: Person, other: Person): void {
  one.speaks();
  other.speaks();
  expect([one.hears(), other.hears()]).toEqual(['voice', 'voice']);
}

function expectQuiet({ phone, run, legs, stateOf, host }: Bench): void {
  phone(1).hangUp();
  phone(2).hangUp();
  run(5_000);
  for (const number of ['801', '802', '820', '821', '822'])
    expect([number, stateOf(number)]).toEqual([number, 'idle']);
  expect([legs.size, host.observe.snapshot().calls]).toEqual([0, []]);
}

const pairs = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const)).filter(
  ([from, to]) => from !== 'outside' || to !== 'outside',
);

describe.each(pairs)('%s calls %s', (from, to) => {
  test.each(['caller', 'called'] as const)('they hear each other, and the %s hangs up first', (first) => {
    const all = bench();
    const [caller, called] = people(all, [from, to]) as [Person, Person];
    caller.calls(called);
    all.run(6_000);
    called.answers();
    all.run(500);
    expectVoice(caller, called);
    const [leaves, stays] = first === 'caller' ? [caller, called] : [called, caller];
    leaves.hangsUp();
    all.run(500);
    expect(stays.hears()).not.toBe('voice');
    expectQuiet(all);
    expect(all.store.records).toHaveLength(1);
  });

  test('nobody answers, and the caller gives up', () => {
    const all = bench();
    const [caller, called] = people(all, [from, to]) as [Person, Person];
    caller.calls(called);
    all.run(6_000);
    caller.hangsUp();
    all.run(3_000);
    expectQuiet(all);
    expect(all.store.records).toMatchObject([{ answeredAt: null }]);
  });
});

const threes = KINDS.flatMap((held) =>
  (['analog', 'SIP'] as const).flatMap((by) => KINDS.map((to) => [by, held, to] as const)),
).filter(([by, held, to]) => {
  const analog = [by, held, to].filter((kind) => kind === 'analog').length;
  return analog < 3 && (held !== 'outside' || to !== 'outside');
});

/** A promise of the exchange is kept. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe.each(threes)('a telephone (%s) with somebody (%s) on hold calls another (%s)', (by, held, to) => {
  /** Who transfers has several lines when he is at a SIP telephone. */
  function consultation() {
    const all = bench();
    const { sip, run, phone } = all;
    const [analog] = by === 'analog' ? people(all, ['analog']) : [];
    const others: readonly Kind[] = by === 'analog' ? ['analog', held, to] : [held, to];
    const [first, second] = people(all, others).slice(-2) as [Person, Person];
    const middle = analog ?? atSip(all, '822');
    first.calls(middle);
    run(6_000);
    middle.answers();
    run(500);
    const one = sip.legs.findLast(({ wish }) => wish?.to.kind === 'device' && wish.to.user === '822');
    if (by === 'analog') {
      phone(1).flash();
      run(1_000);
      phone(1).dial(second.dialled);
    } else {
      sip.holds(one!);
      sip.phoneCalls('822', second.dialled);
    }
    const two = sip.legs.findLast(({ wish }) => wish === null);
    run(6_000);
    return { all, first, second, one, two };
  }

  /** Its two calls become one, as such a telephone does it. */
  async function joins({
    all: { sip, run, phone },
    one,
    two,
  }: ReturnType<typeof consultation>): Promise<void> {
    if (by === 'analog') phone(1).hangUp();
    else sip.refers(one!, '0', two!);
    await settled();
    run(1_500);
  }

  test('and brings the two together', async () => {
    const talk = consultation();
    const { all, first, second } = talk;
    second.answers();
    all.run(500);
    expect(first.hears()).not.toBe('voice');
    await joins(talk);
    expectVoice(first, second);
    first.hangsUp();
    all.run(500);
    second.hangsUp();
    expectQuiet(all);
    expect(all.store.records).toHaveLength(2);
  });

  test('and leaves them to each other before he has answered', async () => {
    const talk = consultation();
    const { all, first, second } = talk;
    await joins(talk);
    second.answers();
    all.run(500);
    expectVoice(first, second);
    second.hangsUp();
    all.run(500);
    first.hangsUp();
    expectQuiet(all);
  });
});
