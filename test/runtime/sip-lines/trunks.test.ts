import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

const CARRIER = { kind: 'trunk', id: 'carrier' } as const;
const CALLER = { number: '02155501234', name: 'Li', restricted: false };

describe('a SIP trunk is exchange lines', () => {
  test('a call from outside rings at 801 with its number, is answered there, and ends with the caller', () => {
    const { sip, run, phone, world, heardOn, slotOf, store, legs } = bench();
    const leg = sip.calls(CARRIER, '55500', CALLER);
    run(4000);
    expect(leg.told).toEqual(['180']);
    expect(phone(1).display).toMatchObject({ number: '02155501234' });
    run(20_000);
    expect(leg.told).toEqual(['180']);
    phone(1).lift();
    run(500);
    expect(leg.told).toEqual(['180', '200']);
    phone(1).say('speech');
    expect(heardOn(leg)).toBe('voice');
    world.media.input(slotOf(leg), { is: 'voice' });
    expect(phone(1).hears.tone).toBe('voice');
    world.media.input(slotOf(leg), { is: 'silence' });
    sip.ends(leg);
    run(500);
    expect(phone(1).hears.tone).toBe('busy');
    phone(1).hangUp();
    run(3000);
    expect(store.records).toMatchObject([{ kind: 'incoming', from: '02155501234', to: '801' }]);
    expect(legs.size).toBe(0);
  });

  test('we hang up first: BYE', () => {
    const { sip, run, phone, legs } = bench();
    const leg = sip.calls(CARRIER, '55500', CALLER);
    run(4000);
    phone(1).lift();
    run(500);
    phone(1).hangUp();
    run(3000);
    expect(leg.told).toEqual(['180', '200', 'release 16']);
    expect(legs.size).toBe(0);
  });

  test('a caller who gives up: the telephone is silent after the pause between two rings, the line free', () => {
    const { sip, run, phone, stateOf, legs, store } = bench();
    const leg = sip.calls(CARRIER, '55500', CALLER);
    run(4000);
    sip.ends(leg);
    run(12_000);
    expect(stateOf('801')).toBe('idle');
    expect(phone(1).ringing).toBe(false);
    expect(store.records).toMatchObject([{ answeredAt: null, cause: 16 }]);
    expect(legs.size).toBe(0);
  });

  test('a caller who has just given up rings no more: who lifts has dial tone', () => {
    const { sip, run, phone } = bench();
    const leg = sip.calls(CARRIER, '55500', CALLER);
    run(4000);
    sip.ends(leg);
    phone(1).lift();
    run(500);
    expect(phone(1).hears.tone).toBe('dial');
  });

  test('a hidden number stays hidden', () => {
    const { sip, run, phone } = bench();
    sip.calls(CARRIER, '55500', { ...CALLER, restricted: true });
    run(4000);
    expect(phone(1).display).toMatchObject({ number: '', absence: 'P' });
  });

  test('two calls at once have two channels, a third is told that there is none', () => {
    const { sip, run } = bench();
    const first = sip.calls(CARRIER, '55500', CALLER);
    run(100);
    const second = sip.calls(CARRIER, '+8621555', CALLER);
    run(100);
    const third = sip.calls(CARRIER, '+862155518820', CALLER);
    expect([first.told, second.told, third.told]).toEqual([['180'], ['180'], ['release 34']]);
  });

  test('9 and a number go out as one INVITE; ringback of ours, answer, and the end of the far side', () => {
    const { sip, run, phone, world, slotOf, stateOf, store, legs } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('955501234');
    run(2000);
    expect(sip.legs).toHaveLength(0);
    run(10_000);
    expect(sip.legs).toHaveLength(1);
    const leg = sip.last;
    expect(leg.wish).toMatchObject({ to: { kind: 'trunk', id: 'carrier', number: '55501234' } });
    sip.rings(leg);
    run(200);
    expect(phone(1).hears.tone).toBe('ringback');
    sip.answers(leg);
    run(200);
    expect(phone(1).hears.tone).toBe('silence');
    expect(stateOf('801')).toBe('talking');
    world.media.input(slotOf(leg), { is: 'voice' });
    expect(phone(1).hears.tone).toBe('voice');
    world.media.input(slotOf(leg), { is: 'silence' });
    run(5000);
    sip.ends(leg);
    run(500);
    expect(phone(1).hears.tone).toBe('busy');
    phone(1).hangUp();
    run(3000);
    expect(store.records).toMatchObject([{ kind: 'outgoing', from: '801', cause: 16, releasedBy: 'called' }]);
    expect(store.records[0]!.answeredAt).not.toBeNull();
    expect(legs.size).toBe(0);
  });

  test('a trunk with tones of its own is heard as it is', () => {
    const { sip, run, phone, world, slotOf } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('955501234');
    run(12_000);
    sip.rings(sip.last, true);
    run(200);
    expect(phone(1).hears.tone).toBe('silence');
    world.media.input(slotOf(sip.last), { is: 'voice' });
    expect(phone(1).hears.tone).toBe('voice');
  });

  test('a SIP telephone says its whole number at once, and nobody waits for another digit', () => {
    const { sip, run } = bench();
    const from = sip.phoneCalls('820', '955501234');
    run(1000);
    const to = sip.last;
    expect(to.wish).toMatchObject({ to: { kind: 'trunk', number: '55501234' } });
    expect(from.told).toEqual(['183']);
    sip.rings(to);
    run(100);
    expect(from.told).toEqual(['183']);
    sip.answers(to);
    run(100);
    expect(from.told).toEqual(['183', '200']);
    sip.ends(from);
    run(100);
    expect(to.told).toEqual(['answered', 'release 16']);
  });

  test('busy outside is busy, a refused call is congestion; the channel is free again', () => {
    const { sip, run, phone, legs } = bench();
    for (const [cause, tone] of [
      [17, 'busy'],
      [41, 'congestion'],
    ] as const) {
      phone(1).lift();
      run(500);
      phone(1).dial('955501234');
      run(12_000);
      sip.ends(sip.last, cause);
      run(500);
      expect(phone(1).hears.tone).toBe(tone);
      phone(1).hangUp();
      run(5000);
      expect(legs.size).toBe(0);
    }
  });

  test('a caller who hangs up before the answer cancels; ringback of ours does not stay behind', () => {
    const { sip, run, phone, legs } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('955501234');
    run(12_000);
    sip.rings(sip.last);
    run(1000);
    phone(1).hangUp();
    run(3000);
    expect(sip.last.told).toEqual(['release 16']);
    phone(1).lift();
    run(300);
    expect(phone(1).hears.tone).toBe('dial');
    expect(legs.size).toBe(0);
  });

  test('a trunk that is down is out of service: no line, an alarm, and back', () => {
    const { sip, run, phone, host } = bench();
    sip.trunk(false);
    run(100);
    expect(host.observe.snapshot().alarms.map(({ code }) => code)).toEqual(['TR-SIP-007']);
    phone(1).lift();
    run(500);
    phone(1).dial('955501234');
    run(12_000);
    expect(phone(1).hears.tone).toBe('congestion');
    phone(1).hangUp();
    sip.trunk(true);
    run(1000);
    expect(host.observe.snapshot().alarms).toEqual([]);
  });
});

describe('what a carrier and the exchange tell each other', () => {
  test('the number that a caller has dialled chooses who rings', () => {
    const { sip, run, stateOf } = bench();
    sip.calls(CARRIER, '8621555', CALLER);
    run(300);
    expect([stateOf('801'), stateOf('802')]).toEqual(['idle', 'alerting']);
    const to = sip.calls(CARRIER, '+862155518821', CALLER);
    run(4000);
    expect(sip.last.wish).toMatchObject({
      to: { user: '821' },
      caller: { number: '02155501234', name: 'Li' },
    });
    sip.answers(sip.last);
    run(300);
    expect(to.told).toEqual(['180', '200']);
  });

  test('a telephone that says busy is what the caller from outside is told', () => {
    const { sip, run } = bench();
    const caller = sip.calls(CARRIER, '862155518820', CALLER);
    run(4000);
    sip.ends(sip.last, 17);
    run(300);
    expect(caller.told).toEqual(['180', 'release 17']);
  });

  test('nobody there: a number that nobody has, a telephone that is not registered', () => {
    const { sip, run } = bench();
    sip.register('820', 0);
    run(100);
    const causes = ['862155518820', '862155518899'].map((called) => {
      const leg = sip.calls(CARRIER, called, CALLER);
      run(1500);
      return leg.told.at(-1);
    });
    expect(causes).toEqual(['release 27', 'release 1']);
  });

  test('a refusal of the carrier reaches who called as what it is', () => {
    const { sip, run, phone } = bench();
    for (const [cause, tone] of [
      [17, 'busy'],
      [21, 'congestion'],
      [41, 'congestion'],
    ] as const) {
      phone(1).lift();
      run(500);
      phone(1).dial('955501234#');
      run(3000);
      sip.ends(sip.last, cause);
      run(300);
      expect(phone(1).hears.tone).toBe(tone);
      phone(1).hangUp();
      run(3000);
    }
    // Its other channel would fail for the same reason.
    expect(sip.legs).toHaveLength(3);
  });

  test('who calls out is shown as the extension and its user want', async () => {
    const { sip, run, phone, host } = bench();
    const shown = () => sip.last.wish?.caller;
    phone(1).lift();
    run(500);
    phone(1).dial('955501234#');
    run(3000);
    expect(shown()).toEqual({ number: '', name: '', restricted: false });
    phone(1).hangUp();
    run(3000);
    host.control.request({ op: 'setSubscriber', device: '801', change: { hiddenNumber: true } });
    await Promise.resolve();
    phone(1).lift();
    run(500);
    phone(1).dial('955501234#');
    run(3000);
    expect(shown()).toEqual({ number: '', name: '', restricted: true });
  });

  test('a SIP telephone hears why its call outside came to nothing, and is released when it hangs up', () => {
    const { sip, run, heardOn, stateOf } = bench();
    const leg = sip.phoneCalls('820', '955501234');
    run(1500);
    sip.ends(sip.last, 17);
    run(300);
    expect([leg.told, heardOn(leg)]).toEqual([['183', '200'], 'busy']);
    sip.ends(leg);
    run(300);
    expect(stateOf('820')).toBe('idle');
  });
});
