import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

const CARRIER = { kind: 'trunk', id: 'carrier' } as const;
const CALLER = { number: '02155501234', name: 'Li', restricted: false };

describe('busy-lamp keys', () => {
  test('follow a call from the first digit to the end, at both telephones', () => {
    const { sip, run, phone } = bench();
    phone(1).lift();
    run(500);
    expect(sip.lamps).toEqual(['801: trying initiator']);
    phone(1).dial('820');
    run(4000);
    expect(sip.lamps.slice(1)).toEqual(['801: trying initiator 820', '820: early recipient 801']);
    sip.answers(sip.last);
    run(500);
    expect(sip.lamps.slice(3)).toEqual(['801: confirmed initiator 820', '820: confirmed recipient 801']);
    phone(1).hangUp();
    run(1500);
    expect(sip.lamps.slice(5)).toEqual(['801: at rest', '820: at rest']);
  });

  test('do not tell who calls from outside, nor who is called there', () => {
    const { sip, run, phone } = bench();
    sip.calls(CARRIER, '55500', CALLER);
    run(1000);
    phone(1).lift();
    run(500);
    expect(sip.lamps).toEqual(['801: early recipient', '801: confirmed recipient']);
    phone(2).lift();
    run(400);
    phone(2).dial('955501234#');
    run(3000);
    expect(new Set(sip.lamps.slice(2))).toEqual(
      new Set(['802: trying initiator', '802: confirmed initiator']),
    );
  });

  test('show two calls of a telephone with several lines, and one that it holds', () => {
    const { sip, run, phone } = bench();
    const first = sip.phoneCalls('822', '801');
    run(500);
    phone(1).lift();
    run(500);
    sip.holds(first);
    sip.phoneCalls('822', '802');
    run(500);
    expect(sip.lamps.at(-2)).toBe('822: confirmed initiator 801, trying initiator 802');
  });

  test('are told nothing while nothing happens, and little while much does', () => {
    const { sip, run, phone } = bench();
    for (let turn = 0; turn < 20; turn++) {
      phone(1).lift();
      run(20);
      phone(1).hangUp();
      run(20);
    }
    run(2000);
    expect(sip.lamps.length).toBeLessThan(8);
    const before = sip.lamps.length;
    run(60_000);
    expect(sip.lamps).toHaveLength(before);
  });
});
