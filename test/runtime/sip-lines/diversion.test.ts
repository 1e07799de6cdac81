import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

const CARRIER = { kind: 'trunk', id: 'carrier' } as const;
const CALLER = { number: '02155501234', name: '', restricted: false };
const SHOP = { number: '+8620555', name: 'Shop', restricted: false, why: 'no-answer', count: 1 } as const;

/** 801 sends all its calls to `to`. */
function forwarding(to: string) {
  const made = bench();
  const forward = { all: to, busy: null, noAnswer: null, offline: null };
  made.host.control.ask({ op: 'setSubscriber', device: '801', change: { forward } }, () => undefined);
  made.run(100);
  return made;
}

describe('a call that was sent on', () => {
  test('from one SIP telephone over another’s forwarding to a third says at the third whose call it is', () => {
    const { sip, run } = forwarding('821');
    sip.phoneCalls('820', '801');
    run(3000);
    expect(sip.last.wish).toMatchObject({
      to: { kind: 'device', user: '821' },
      diversions: [{ number: '801', why: 'unconditional', restricted: false, count: 1 }],
    });
  });

  test('to its own caller’s number directly says nothing', () => {
    const { sip, run } = forwarding('821');
    sip.phoneCalls('820', '821');
    run(3000);
    expect(sip.last.wish).toMatchObject({ to: { user: '821' } });
    expect(sip.last.wish).not.toHaveProperty('diversions');
  });

  test('from a carrier over an extension to a carrier says who pays, and who had sent it here', () => {
    const { sip, run } = forwarding('955501234');
    const leg = sip.calls(CARRIER, '55500', CALLER, [SHOP]);
    run(12_000);
    expect(sip.legs).toHaveLength(2);
    expect(sip.last.wish).toMatchObject({
      to: { kind: 'trunk', number: '55501234' },
      diversions: [
        { number: '+8620555', name: '', why: 'no-answer' },
        { number: '', name: '', why: 'unconditional', restricted: false },
      ],
    });
    sip.answers(sip.last);
    run(500);
    expect(leg.told).toContain('200');
    sip.ends(leg);
    run(3000);
    sip.phoneCalls('820', '955501234');
    run(3000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk' } });
    expect(sip.last.wish).not.toHaveProperty('diversions');
  });

  test('before it came here shows that at the telephone, but for a number that is hidden', () => {
    for (const restricted of [false, true]) {
      const { sip, run } = forwarding('820');
      sip.calls(CARRIER, '55500', CALLER, [{ ...SHOP, restricted }]);
      run(4000);
      expect(sip.last.wish).toMatchObject({
        to: { user: '820' },
        diversions: [
          { number: '020555', name: 'Shop', restricted },
          { number: '801', restricted: false },
        ],
      });
    }
  });
});
