import { describe, expect, test } from 'vitest';
import type { SessionId } from '#sip/dialogs/session.ts';
import { ms } from '#units/time.ts';
import { office } from './real-office.ts';

type Office = ReturnType<typeof office>;

/** A promise of the exchange is kept. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

/** Everybody is at rest, and neither SIP nor the media plane keeps anything of a call. */
function expectQuiet({ run, stateOf, legs, edge, phone }: Office): void {
  for (const n of [1, 2] as const) phone(n).hangUp();
  run(70_000);
  for (const number of ['801', '802', '820', '821', '822'])
    expect([number, stateOf(number)]).toEqual([number, 'idle']);
  expect([legs.size, edge.stack.held.legs]).toEqual([0, 0]);
}

/** 822 has called `number`, an analog telephone that was lifted. */
function calls({ desks, run, phone }: Office, number: '801' | '802'): SessionId {
  const desk = desks[2]!;
  desk.call(number);
  run(1000);
  phone(number === '801' ? 1 : 2).lift();
  run(500);
  return desk.session!;
}

describe('a telephone of three lines over the real stack', () => {
  test('holds one call, makes another, and joins the two by REFER with Replaces', async () => {
    const all = office();
    const { desks, run, phone, stateOf, host } = all;
    const desk = desks[2]!;
    const first = calls(all, '801');
    desk.hold('sendonly');
    run(300);
    expect(stateOf('822')).toBe('holding');
    const second = calls(all, '802');
    const states = () =>
      host.observe.snapshot().ports.flatMap(({ number, state }) => (number === '822' ? [state] : []));
    expect(states()).toEqual(['holding', 'talking', 'idle']);
    phone(2).say('speech');
    desk.refer(first, '802', second);
    run(100);
    await settled();
    run(1000);
    expect(states()).toEqual(['idle', 'idle', 'idle']);
    expect([stateOf('801'), stateOf('802'), phone(1).hears.tone]).toEqual(['talking', 'talking', 'voice']);
    expectQuiet(all);
  });

  test('holds, and takes back: the other party hears it again', () => {
    const all = office();
    const { desks, run, stateOf } = all;
    calls(all, '801');
    for (const direction of ['inactive', 'sendrecv', 'sendonly', 'sendrecv'] as const) {
      desks[2]!.hold(direction);
      run(300);
      expect(stateOf('822')).toBe(direction === 'sendrecv' ? 'talking' : 'holding');
    }
    expectQuiet(all);
  });

  test('two telephones that hold each other, in either order of taking back, are in conversation again', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const all = office();
      const { desks, run, stateOf } = all;
      desks[0]!.call('821');
      run(4000);
      for (const n of [0, 1] as const) desks[n]!.hold('sendonly');
      run(300);
      expect([stateOf('820'), stateOf('821')]).toEqual(['holding', 'holding']);
      for (const n of order) desks[n]!.hold('sendrecv');
      run(300);
      expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
      desks[0]!.hangUp();
      expectQuiet(all);
    }
  });

  test('holds in the moment in which the other hangs up: it is released, whichever was first', () => {
    for (const wait of [0, 5, 10, 15, 20, 25, 30, 60]) {
      const all = office();
      calls(all, '801');
      all.desks[2]!.hold('sendonly');
      all.clock.runFor(ms(wait));
      all.phone(1).hangUp();
      expectQuiet(all);
    }
  });

  test('gives up at any moment of its call: nothing is left', () => {
    const all = office();
    for (const wait of [0, 5, 10, 15, 20, 25, 30, 50, 100, 500]) {
      all.desks[2]!.call('801');
      all.clock.runFor(ms(wait));
      all.desks[2]!.hangUp();
      expectQuiet(all);
    }
  });

  test('is answered in the moment in which its caller gives up: CANCEL and 200 cross', () => {
    const all = office();
    const { desks, run, phone, clock } = all;
    for (const wait of [0, 3, 5, 8, 10, 12, 15, 20, 30]) {
      const answered: (() => void)[] = [];
      desks[2]!.onIncoming = (session) => answered.push(() => desks[2]!.pickUp(session));
      phone(1).lift();
      run(500);
      phone(1).dial('822');
      run(4000);
      expect(answered).toHaveLength(1);
      answered[0]!();
      clock.runFor(ms(wait));
      phone(1).hangUp();
      expectQuiet(all);
    }
  });

  test('leaves the offer to the exchange, and is heard all the same', () => {
    const all = office();
    const { desks, run, phone, stateOf, legs } = all;
    desks[2]!.offersLate = true;
    desks[2]!.call('801');
    run(1500);
    phone(1).lift();
    run(1000);
    expect([stateOf('801'), stateOf('822')]).toEqual(['talking', 'talking']);
    expect([...legs.agreed.values()]).toMatchObject([{ sends: true, receives: true }]);
    desks[2]!.hangUp();
    expectQuiet(all);
  });

  test('refuses as busy: the caller hears so at once', () => {
    const all = office();
    const { desks, run, phone } = all;
    desks[2]!.onIncoming = (session) => desks[2]!.do((ua, now) => ua.reject(session, 486, {}, now));
    phone(1).lift();
    run(500);
    phone(1).dial('822');
    run(4000);
    expect(phone(1).hears.tone).toBe('busy');
    expectQuiet(all);
  });

  test.each([1, 2, 3])(
    'on a bad network (%i) calls are held, joined and ended, and nothing is left',
    async (seed) => {
      const all = office(seed);
      const { desks, run, internet, stateOf } = all;
      internet.weather = { lost: 5, doubled: 10, late: 10 };
      for (let turn = 0; turn < 4; turn++) {
        const first = calls(all, '801');
        desks[2]!.hold('sendonly');
        run(3000);
        const second = calls(all, '802');
        run(3000);
        if (turn % 2 === 0) desks[2]!.refer(first, '802', second);
        run(3000);
        await settled();
        run(3000);
        if (turn % 2 === 0) expect([stateOf('801'), stateOf('802')]).toEqual(['talking', 'talking']);
        for (const session of [first, second]) desks[2]!.do((ua, now) => ua.hangUp(session, now));
        expectQuiet(all);
      }
    },
  );
});
