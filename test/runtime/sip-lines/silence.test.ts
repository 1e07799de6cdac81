import { describe, expect, test } from 'vitest';
import { audio, bench } from './bench.ts';

/** SIP telephone 820 talks to the analog 801. */
function talking() {
  const office = bench();
  const { sip, run, phone } = office;
  const leg = sip.phoneCalls('820', '801');
  run(3000);
  phone(1).lift();
  run(500);
  expect(leg.told.at(-1)).toBe('200');
  return { ...office, leg, slot: office.slotOf(leg) };
}

describe('a peer that is gone without a word', () => {
  test('after a minute its call is over, and the other one hears so', () => {
    const { leg, slot, run, voiceOf, phone, legs, stateOf } = talking();
    voiceOf(slot, true);
    voiceOf(slot, false);
    run(45_000);
    expect(leg.told.at(-1)).toBe('200');
    run(10_000);
    expect(leg.told.at(-1)).toBe('release 102');
    expect([stateOf('820'), phone(1).hears.tone]).toEqual(['idle', 'busy']);
    expect(legs.size).toBe(0);
  });

  test('who comes back in time keeps his call, and so does who is on hold or was agreed with anew', () => {
    const { leg, slot, sip, run, voiceOf } = talking();
    voiceOf(slot, false);
    run(40_000);
    voiceOf(slot, true);
    run(30_000);
    voiceOf(slot, false);
    run(40_000);
    sip.tell({ kind: 'media', leg: leg.id, media: audio(4000, 'sendonly') });
    run(60_000);
    sip.tell({ kind: 'media', leg: leg.id, media: audio(4000) });
    run(60_000);
    expect(leg.told.at(-1)).toBe('200');
  });

  test('the next call at that port is not taken for it', () => {
    const { leg, slot, sip, run, voiceOf, phone } = talking();
    voiceOf(slot, false);
    run(30_000);
    sip.ends(leg);
    phone(1).hangUp();
    run(5000);
    const next = sip.phoneCalls('820', '801');
    run(3000);
    phone(1).lift();
    run(40_000);
    expect(next.told.at(-1)).toBe('200');
  });
});
