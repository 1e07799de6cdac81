import { describe, expect, test } from 'vitest';
import { bench, type Leg } from './bench.ts';

/** A promise of the exchange is kept. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

type Bench = ReturnType<typeof bench>;

/** 801 is in conversation with 822, whose telephone has three lines. */
function inCall({ sip, run, phone }: Bench): Leg {
  const leg = sip.phoneCalls('822', '801');
  run(500);
  phone(1).lift();
  run(500);
  return leg;
}

describe('a SIP telephone with several lines', () => {
  test('a second caller rings at it beside its call; a fourth call finds it busy, in and out', () => {
    const all = bench();
    const { sip, run, phone, stateOf } = all;
    inCall(all);
    const caller = sip.phoneCalls('820', '822');
    run(3000);
    const second = sip.last;
    expect(second.wish).toMatchObject({ to: { user: '822' }, caller: { number: '820' } });
    sip.answers(second);
    run(300);
    expect([stateOf('820'), caller.told]).toEqual(['talking', ['183', '200']]);
    const third = sip.phoneCalls('822', '821');
    run(300);
    expect(third.told).toEqual(['183']);
    expect(sip.phoneCalls('822', '802').told).toEqual(['release 17']);
    phone(2).lift();
    run(500);
    phone(2).dial('822');
    run(2000);
    expect(phone(2).hears.tone).toBe('busy');
  });

  test('it holds one and calls another; each hears what he should, and REFER with Replaces joins them', async () => {
    const all = bench();
    const { sip, run, phone, store, legs, stateOf } = all;
    const first = inCall(all);
    sip.holds(first);
    const second = sip.phoneCalls('822', '802');
    run(500);
    phone(2).lift();
    run(500);
    phone(2).say('speech');
    sip.refers(first, '802', second);
    await settled();
    run(500);
    expect(first.told).toEqual(['183', '200', '202', 'refer 200', 'release 16']);
    expect(second.told).toEqual(['183', '200', 'release 16']);
    expect([stateOf('801'), stateOf('802'), stateOf('822')]).toEqual(['talking', 'talking', 'idle']);
    expect(phone(1).hears.tone).toBe('voice');
    phone(1).hangUp();
    phone(2).hangUp();
    run(1500);
    expect(store.records.map(({ to, joined }) => [to, joined !== null])).toEqual([
      ['802', true],
      ['801', false],
    ]);
    expect(legs.size).toBe(0);
  });

  test('REFER with Replaces of a call that is not its own is refused, and so is one of a call that rings yet', async () => {
    const all = bench();
    const { sip, run, stateOf } = all;
    const first = inCall(all);
    const other = sip.phoneCalls('820', '802');
    run(300);
    sip.refers(first, '802', other);
    const own = sip.phoneCalls('822', '821');
    run(2000);
    sip.refers(own, '801', first);
    await settled();
    run(300);
    expect([first.told.at(-1), own.told.at(-1)]).toEqual(['refer refused', 'refer refused']);
    expect(stateOf('801')).toBe('talking');
  });

  test('it transfers before the other has answered: the caller hears ringback, then him', async () => {
    const all = bench();
    const { sip, run, phone, stateOf } = all;
    const first = inCall(all);
    sip.holds(first);
    const second = sip.phoneCalls('822', '802');
    run(1500);
    sip.refers(first, '802', second);
    await settled();
    run(500);
    expect([first.told.at(-1), second.told.at(-1)]).toEqual(['release 16', 'release 16']);
    expect(phone(1).hears.tone).toBe('ringback');
    phone(2).lift();
    run(500);
    expect([stateOf('801'), stateOf('802')]).toEqual(['talking', 'talking']);
  });

  test('it sends on a caller whom it holds, to a number', async () => {
    const all = bench();
    const { sip, run, stateOf } = all;
    const first = inCall(all);
    sip.holds(first);
    sip.refers(first, '802');
    await settled();
    run(1500);
    expect(first.told.slice(2)).toEqual(['202', 'refer 200', 'release 16']);
    expect([stateOf('802'), stateOf('822')]).toEqual(['alerting', 'idle']);
  });

  test('whom it holds hangs up: it is told at that line, and its other call goes on', () => {
    const all = bench();
    const { sip, run, phone, stateOf } = all;
    const first = inCall(all);
    sip.holds(first);
    const second = sip.phoneCalls('822', '802');
    run(500);
    phone(2).lift();
    run(500);
    phone(1).hangUp();
    run(500);
    expect(first.told.at(-1)).toBe('release 16');
    expect([second.told.at(-1), stateOf('802')]).toEqual(['200', 'talking']);
  });

  test('two callers at once ring at it as two calls, and one who gives up ends his own', () => {
    const { sip, run, phone } = bench();
    phone(1).lift();
    phone(2).lift();
    run(500);
    phone(1).dial('822');
    phone(2).dial('822');
    run(4000);
    expect(sip.legs.map(({ wish }) => wish?.caller.number)).toEqual(['801', '802']);
    phone(1).hangUp();
    run(500);
    expect(sip.legs.map(({ told }) => told)).toEqual([['release 16'], []]);
  });

  test('unregistered while one of its lines talks: the others are out of service, and that one afterwards', () => {
    const all = bench();
    const { sip, run, host } = all;
    const leg = inCall(all);
    sip.register('822', 0);
    run(300);
    const states = () =>
      host.observe.snapshot().ports.flatMap(({ number, state }) => (number === '822' ? [state] : []));
    expect(states()).toEqual(['talking', 'outOfService', 'outOfService']);
    sip.ends(leg);
    run(300);
    expect(states()).toEqual(['outOfService', 'outOfService', 'outOfService']);
    sip.register('822');
    run(300);
    expect(states()).toEqual(['idle', 'idle', 'idle']);
  });
});

describe('what a SIP telephone answers to a call', () => {
  test.each([
    [17, 'busy'],
    [21, 'congestion'],
    [18, 'congestion'],
  ] as const)('a refusal of cause %i ends the ringing for its caller at once: %s', (cause, hears) => {
    const { sip, run, phone } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    sip.ends(sip.last, cause);
    run(300);
    expect(phone(1).hears.tone).toBe(hears);
  });

  test('busy at the telephone: forward on busy takes the call', async () => {
    const { sip, run, phone, host, stateOf } = bench();
    const forward = { all: null, busy: '802', noAnswer: null, offline: null };
    host.control.request({ op: 'setSubscriber', device: '820', change: { forward } });
    await settled();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    sip.ends(sip.last, 17);
    run(300);
    expect([stateOf('820'), stateOf('802')]).toEqual(['idle', 'alerting']);
  });

  test('302: the call goes where it says; when that cannot be, the refusal counts', async () => {
    const { sip, run, phone, stateOf } = bench();
    for (const [to, heard] of [
      ['802', 'ringback'],
      ['nobody', 'busy'],
    ] as const) {
      phone(1).lift();
      run(500);
      phone(1).dial('820');
      run(4000);
      sip.tell({ kind: 'redirected', leg: sip.last.id, to });
      sip.ends(sip.last, 17);
      await settled();
      run(300);
      expect([stateOf('820'), phone(1).hears.tone]).toEqual(['idle', heard]);
      phone(1).hangUp();
      run(1500);
    }
  });

  test('a call that its user asked for by a page rings it with the wish to answer by itself', async () => {
    const { sip, run, host, phone, stateOf } = bench();
    host.control.request({ op: 'makeCall', device: '820', to: '801' });
    await settled();
    run(100);
    expect(sip.last.wish).toMatchObject({ autoAnswer: true });
    sip.answers(sip.last);
    run(500);
    expect(stateOf('801')).toBe('alerting');
    phone(1).lift();
    run(300);
    expect(stateOf('820')).toBe('talking');
  });

  test('no voice is free: its caller does not wait for it', () => {
    const { run, phone, legs, stateOf } = bench();
    while (legs.open() !== null);
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    expect([stateOf('820'), phone(1).hears.tone]).toEqual(['idle', 'congestion']);
  });
});

describe('INVITE with Replaces', () => {
  test('takes a call that rings at another telephone', async () => {
    const { sip, run, phone, stateOf } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('821');
    run(4000);
    const rings = sip.last;
    const takes = sip.takes('822', rings);
    await settled();
    run(500);
    expect([rings.told, takes.told]).toEqual([['release 16'], ['183', '200']]);
    expect([stateOf('801'), stateOf('822')]).toEqual(['talking', 'talking']);
  });

  test('takes over a conversation of its group; the other one is released', async () => {
    const { sip, run, phone, stateOf, store } = bench();
    const first = sip.phoneCalls('821', '801');
    run(500);
    phone(1).lift();
    run(500);
    const takes = sip.takes('822', first);
    await settled();
    run(500);
    expect([first.told.at(-1), takes.told]).toEqual(['release 16', ['183', '200']]);
    expect([stateOf('801'), stateOf('821'), stateOf('822')]).toEqual(['talking', 'idle', 'talking']);
    phone(1).hangUp();
    run(1500);
    expect(store.records.at(-1)?.legs.map(({ number, how }) => [number, how])).toEqual([
      ['821', 'origin'],
      ['801', 'dialled'],
      ['822', 'pickup'],
    ]);
  });

  test('is refused to who is not of its group, and for a call that is gone', async () => {
    const { sip, run, phone, stateOf } = bench();
    const first = sip.phoneCalls('821', '801');
    run(500);
    phone(1).lift();
    run(500);
    const takes = sip.takes('820', first);
    await settled();
    run(500);
    expect(takes.told).toEqual(['183', 'release 21']);
    expect([stateOf('820'), stateOf('821')]).toEqual(['idle', 'talking']);
    sip.ends(first);
    expect(sip.takes('822', first).told).toEqual(['release 31']);
  });
});
