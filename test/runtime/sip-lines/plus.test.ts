import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

const CARRIER = { kind: 'trunk', id: 'carrier' } as const;
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe('numbers with + between SIP telephones and a carrier', () => {
  test('a telephone dials one: the carrier has it as it is dialled from here, at once, and the record keeps it', () => {
    const { sip, run, store } = bench();
    const from = sip.phoneCalls('820', '+4930123456');
    run(1000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk', number: '004930123456' } });
    sip.answers(sip.last);
    run(2000);
    sip.ends(from);
    run(3000);
    expect(store.records).toMatchObject([{ from: '820', to: '004930123456', dialled: '+4930123456#' }]);
  });

  test('one that is no number is refused as incomplete, a word as before', () => {
    const { sip, run } = bench();
    for (const called of ['+', '+12345678901234567', '+49x', 'alice'])
      expect([called, sip.phoneCalls('820', called).told]).toEqual([called, ['release 28']]);
    run(1000);
    expect(sip.legs).toHaveLength(4);
  });

  test('an emergency number with + goes out as the emergency number', () => {
    const { sip, run } = bench();
    sip.phoneCalls('820', '+86110');
    run(1000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk', number: '110' } });
  });

  test('REFER and 302 to one lead there', async () => {
    const { sip, run, phone } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    sip.tell({ kind: 'redirected', leg: sip.last.id, to: '+8613800138000' });
    await settled();
    run(2000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk', number: '13800138000' } });
    phone(1).hangUp();
    run(5000);

    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    const talks = sip.last;
    sip.answers(talks);
    run(1000);
    sip.refers(talks, '+861055551234');
    await settled();
    run(2000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk', number: '01055551234' } });
    expect(talks.told).toContain('202');
  });

  test('a caller from the carrier is shown and recorded as one would dial him', () => {
    const { sip, run, phone, store } = bench();
    const leg = sip.calls(CARRIER, '55500', { number: '+861055551234', name: 'Li', restricted: false });
    run(4000);
    expect(phone(1).display).toMatchObject({ number: '01055551234', name: 'Li' });
    sip.ends(leg);
    run(12_000);
    expect(store.records).toMatchObject([{ from: '01055551234' }]);
  });
});
