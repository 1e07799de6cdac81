import { describe, expect, test } from 'vitest';
import { audio, bench } from './bench.ts';

/** A promise of the exchange is kept. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe('a SIP telephone is an extension', () => {
  test('it calls an analog one: ringback before the answer, voice both ways after it, one record', () => {
    const { sip, run, phone, world, heardOn, slotOf, stateOf, store, legs } = bench();
    const leg = sip.phoneCalls('820', '801');
    run(1000);
    expect(leg.told).toEqual(['183']);
    expect(heardOn(leg)).toBe('ringback');
    expect(stateOf('801')).toBe('alerting');
    run(3000);
    expect(phone(1).display).toMatchObject({ number: '820' });
    phone(1).lift();
    run(500);
    expect(leg.told).toEqual(['183', '200']);
    phone(1).say('speech');
    expect(heardOn(leg)).toBe('voice');
    world.media.input(slotOf(leg), { is: 'voice' });
    expect(phone(1).hears.tone).toBe('voice');
    expect(legs.agreed.get(slotOf(leg))).toMatchObject({
      remote: { address: '192.0.2.7', port: 4000 },
      stream: { codec: 'pcma', voice: 8, event: 101 },
      ...{ sends: true, receives: true },
    });
    sip.ends(leg);
    run(1000);
    expect(phone(1).hears.tone).toBe('busy');
    phone(1).hangUp();
    run(1000);
    expect(store.records).toMatchObject([{ from: '820', to: '801', cause: 16, releasedBy: 'caller' }]);
    expect(legs.size).toBe(0);
  });

  test('an analog one calls it: it is rung once, shown who calls, and BYE follows the hook', () => {
    const { sip, run, phone, legs, store, lines, stateOf } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(9000);
    expect(sip.legs).toHaveLength(1);
    const leg = sip.last;
    expect(leg.wish).toMatchObject({ to: { kind: 'device', user: '820' }, caller: { number: '801' } });
    expect(phone(1).hears.tone).toBe('ringback');
    sip.rings(leg);
    sip.answers(leg);
    run(500);
    expect(stateOf('820')).toBe('talking');
    phone(1).hangUp();
    run(1500);
    expect(leg.told).toEqual(['answered', 'release 16']);
    expect(stateOf('820')).toBe('idle');
    expect(store.records).toMatchObject([{ from: '801', to: '820', cause: 16 }]);
    expect([legs.size, lines.voices]).toEqual([0, 0]);
  });

  test('a caller who hangs up while it rings, also between two rings, ends its ringing at once', () => {
    const { sip, run, phone, legs } = bench();
    for (const wait of [3100, 3900, 5200, 7700]) {
      phone(1).lift();
      run(500);
      phone(1).dial('820');
      run(wait);
      const leg = sip.last;
      expect(leg.told).toEqual([]);
      phone(1).hangUp();
      run(1000);
      expect(leg.told).toEqual(['release 16']);
      expect(legs.size).toBe(0);
      run(1500);
    }
  });

  test('a busy extension: the SIP telephone hears it, and is released when nobody hangs it up', () => {
    const { sip, run, phone, heardOn, stateOf, legs } = bench();
    phone(1).lift();
    run(500);
    const leg = sip.phoneCalls('820', '801');
    run(500);
    expect(leg.told).toEqual(['183', '200']);
    expect(heardOn(leg)).toBe('busy');
    run(120_000);
    expect(leg.told).toEqual(['183', '200', 'release 16']);
    expect(stateOf('820')).toBe('idle');
    expect(legs.size).toBe(0);
  });

  test('a SIP telephone in a call is busy to a second call, in and out', () => {
    const { sip, run, phone } = bench();
    const first = sip.phoneCalls('820', '801');
    run(500);
    const second = sip.phoneCalls('820', '802');
    expect(second.told).toEqual(['release 17']);
    phone(2).lift();
    run(500);
    phone(2).dial('820');
    run(2000);
    expect(phone(2).hears.tone).toBe('busy');
    expect(first.told).toEqual(['183']);
  });

  test('nobody answers it: the caller hears so, and it rings no more', () => {
    const { sip, run, phone, stateOf } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(120_000);
    expect(sip.legs).toHaveLength(1);
    expect(sip.last.told).toEqual(['release 16']);
    expect(stateOf('820')).toBe('idle');
    expect(phone(1).hears.tone).not.toBe('ringback');
  });

  test('one that says no is asked no more in that call, whose caller hears so at once, and is in the next', () => {
    const { sip, run, phone, stateOf } = bench();
    for (const calls of [1, 2]) {
      phone(1).lift();
      run(500);
      phone(1).dial('820');
      run(4000);
      sip.ends(sip.last, 17);
      run(1_000);
      expect([stateOf('820'), phone(1).hears.tone]).toEqual(['idle', 'busy']);
      run(12_000);
      expect(sip.legs).toHaveLength(calls);
      phone(1).hangUp();
      run(2000);
    }
  });

  test('one that answers with a voice that cannot be had is released, once, and counts as out of reach', () => {
    const { sip, run, phone, stateOf } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    sip.tell({
      kind: 'answered',
      leg: sip.last.id,
      media: { ...audio(4000), remote: { host: '2001:db8::7', port: 4000 } },
    });
    run(10_000);
    expect(sip.legs.map(({ told }) => told)).toEqual([['release 88']]);
    expect([stateOf('820'), phone(1).hears.tone]).toEqual(['idle', 'congestion']);
  });

  test('an encrypted voice has its keys, and nobody but the leg is told', () => {
    const { sip, run, phone, legs, store } = bench();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    const srtp = {
      suite: 'AES_CM_128_HMAC_SHA1_80',
      localKey: 'L'.repeat(40),
      remoteKey: 'R'.repeat(40),
    } as const;
    sip.tell({ kind: 'answered', leg: sip.last.id, media: { ...audio(4000), srtp } });
    run(1000);
    expect([...legs.agreed.values()]).toMatchObject([{ srtp, ptimeMs: 20 }]);
    expect(JSON.stringify(store)).not.toMatch(/LLLL|RRRR/);
  });

  test('two SIP telephones call each other', () => {
    const { sip, run, world, heardOn, slotOf, store, legs } = bench();
    const from = sip.phoneCalls('820', '821');
    run(4000);
    const to = sip.last;
    expect(to.wish).toMatchObject({ to: { user: '821' }, caller: { number: '820', name: 'SIP 820' } });
    sip.answers(to);
    run(200);
    expect(from.told).toEqual(['183', '200']);
    world.media.input(slotOf(from), { is: 'voice' });
    expect(heardOn(to)).toBe('voice');
    world.media.input(slotOf(from), { is: 'silence' });
    sip.ends(to);
    run(200);
    expect(from.told).toEqual(['183', '200', 'release 16']);
    run(1000);
    expect(store.records).toMatchObject([{ from: '820', to: '821', releasedBy: 'called' }]);
    expect(legs.size).toBe(0);
  });

  test('its blind transfer sends the other party on, is told 200, and it is free', async () => {
    const { sip, run, phone, stateOf, store } = bench();
    const leg = sip.phoneCalls('820', '801');
    run(500);
    phone(1).lift();
    run(500);
    sip.tell({ kind: 'refer', leg: leg.id, to: '802', replaces: null });
    await settled();
    run(1500);
    expect(leg.told).toEqual(['183', '200', '202', 'refer 200', 'release 16']);
    expect([stateOf('802'), stateOf('820')]).toEqual(['alerting', 'idle']);
    phone(2).lift();
    run(500);
    expect([stateOf('801'), stateOf('802')]).toEqual(['talking', 'talking']);
    phone(2).hangUp();
    phone(1).hangUp();
    run(1000);
    expect(store.records.at(-1)).toMatchObject({ from: '820', to: '801' });
  });

  test('a transfer that cannot be is told so, and the call goes on', async () => {
    const { sip, run, phone, stateOf } = bench();
    const leg = sip.phoneCalls('820', '801');
    run(500);
    phone(1).lift();
    run(500);
    sip.tell({ kind: 'refer', leg: leg.id, to: 'nobody', replaces: null });
    sip.tell({ kind: 'refer', leg: leg.id, to: '802', replaces: leg.id });
    await settled();
    run(500);
    expect(leg.told).toEqual(['183', '200', 'refer refused', 'refer refused']);
    expect(stateOf('820')).toBe('talking');
  });

  test('while it holds, the call is on hold in the exchange, and its own voice goes nowhere; then both are back', () => {
    const { sip, run, phone, legs, host, slotOf, stateOf, heardOn } = bench();
    const leg = sip.phoneCalls('820', '801');
    run(500);
    phone(1).lift();
    run(500);
    sip.holds(leg);
    expect(legs.agreed.get(slotOf(leg))).toMatchObject({ sends: false, receives: true });
    expect(stateOf('820')).toBe('holding');
    expect(host.observe.snapshot().calls[0]?.parties.map(({ state }) => state)).toEqual([
      'held',
      'connected',
    ]);
    sip.resumes(leg);
    phone(1).say('speech');
    expect([stateOf('820'), heardOn(leg)]).toEqual(['talking', 'voice']);
    sip.holds(leg);
    phone(1).hangUp();
    run(500);
    expect(leg.told.at(-1)).toBe('release 16');
  });

  test('registration is its line: out of service without, and a call goes where it is sent when offline', async () => {
    const { sip, run, phone, host, stateOf } = bench();
    sip.register('820', 0);
    run(100);
    expect(stateOf('820')).toBe('outOfService');
    const { ports, alarms, health } = host.observe.snapshot();
    expect(ports.find(({ port }) => port === '100/1')).toMatchObject({ health: 'unreachable', fault: null });
    expect([alarms, health.status]).toEqual([[], 'ok']);
    const forward = { all: null, busy: null, noAnswer: null, offline: '802' };
    const set = host.control.request({ op: 'setSubscriber', device: '820', change: { forward } });
    await expect(set).resolves.toMatchObject({ ok: true });
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(1500);
    expect(stateOf('802')).toBe('alerting');
    expect(sip.legs).toHaveLength(0);
    sip.register('820');
    run(100);
    expect(stateOf('820')).toBe('idle');
  });

  test('one whose registration ends in a call stays in it, and is out of service afterwards', () => {
    const { sip, run, phone, stateOf } = bench();
    const leg = sip.phoneCalls('820', '801');
    run(500);
    phone(1).lift();
    run(500);
    sip.register('820', 0);
    run(5000);
    expect([stateOf('820'), stateOf('801')]).toEqual(['talking', 'talking']);
    sip.ends(leg);
    run(500);
    expect(stateOf('820')).toBe('outOfService');
  });

  test('keys by INFO are digits while the exchange waits for them, and are heard by whom it talks to', () => {
    const { sip, run, phone, heardOn, stateOf } = bench();
    phone(1).lift();
    run(500);
    const waits = sip.phoneCalls('820', '801');
    run(500);
    expect(heardOn(waits)).toBe('busy');
    sip.tell({ kind: 'dtmf', leg: waits.id, digit: '5', durationMs: 100 });
    run(500);
    expect(heardOn(waits)).toBe('confirmation');
    sip.ends(waits);
    const from = sip.phoneCalls('820', '802');
    run(500);
    phone(2).lift();
    run(500);
    sip.tell({ kind: 'dtmf', leg: from.id, digit: '5', durationMs: 100 });
    expect(phone(2).hears.tone).toBe('dtmf');
    run(1000);
    expect(phone(2).hears.tone).toBe('silence');
    expect(stateOf('820')).toBe('talking');
  });

  test('a name that is no number is refused', () => {
    const { sip } = bench();
    expect(sip.phoneCalls('820', 'alice').told).toEqual(['release 28']);
  });

  test('a telephone that is not registered can call, and is out of reach again afterwards', () => {
    const { sip, run, phone, stateOf } = bench();
    sip.register('820', 0);
    run(100);
    expect(stateOf('820')).toBe('outOfService');
    const leg = sip.phoneCalls('820', '801');
    run(1000);
    phone(1).lift();
    run(500);
    expect(leg.told).toEqual(['183', '200']);
    expect(stateOf('820')).toBe('talking');
    sip.ends(leg);
    run(1000);
    expect(stateOf('820')).toBe('outOfService');
    expect(sip.phoneCalls('820', 'alice').told).toEqual(['release 28']);
    phone(1).hangUp();
    run(1000);
    expect(stateOf('820')).toBe('outOfService');
  });

  test('without a free voice a call is refused, and the extension is free afterwards', () => {
    const { sip, run, legs, stateOf } = bench();
    while (legs.open() !== null);
    expect(sip.phoneCalls('820', '801').told).toEqual(['release 34']);
    run(100);
    expect(stateOf('820')).toBe('idle');
  });
});
