import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';

/** Without polarity reversal; nobody answers by himself. */
const PLAIN = { answer: 'voice', emergency: [] } as const;
/** Nothing is heard of it after the digits, neither ringback nor an end of it. */
const DUMB = { ...PLAIN, dialledCompleteMs: 10_000_000 } as const;
const HOUR_MS = 3_600_000;

/** 820 has called `number`, over the exchange line unless it is for help. */
function calls(line: Parameters<typeof bench>[0], number: string) {
  const all = bench(line);
  const leg = all.sip.phoneCalls('820', number);
  all.run(10_000);
  const far = all.world.lines.get('1/7')!;
  const speaks = (on: boolean): void =>
    all.world.media.input(all.slotOf(leg), on ? { is: 'voice' } : { is: 'silence' });
  return { ...all, leg, far, speaks };
}

describe('a SIP telephone calls for help over an exchange line', () => {
  test.each([
    ['that gives no sign of an answer and no ringback', DUMB],
    ['whose ringback is heard', PLAIN],
  ])('%s: its call is answered as soon as it is dialled, and stays for an hour', (_, conduct) => {
    const { leg, far, run, store, sip, legs, stateOf } = calls(conduct, '110');
    expect(far.dialled).toBe('110');
    expect(leg.told).toEqual(['183', '200']);
    run(HOUR_MS);
    expect(leg.told).toEqual(['183', '200']);
    expect(far.seized).toBe(true);
    sip.ends(leg);
    run(5_000);
    expect([far.seized, stateOf('820'), legs.size]).toEqual([false, 'idle', 0]);
    expect(store.records).toMatchObject([
      { kind: 'emergency', from: '820', to: '110', cause: 16, releasedBy: 'caller' },
    ]);
  });

  test('both sides hear each other from the first moment, before anything tells that help has answered', () => {
    const { far, speaks, heardOn, leg, run } = calls(PLAIN, '110');
    expect(heardOn(leg)).toBe('ringback');
    speaks(true);
    expect(far.hears.tone).toBe('voice');
    far.farAnswers();
    far.say('speech');
    run(200);
    expect(heardOn(leg)).toBe('voice');
  });

  test('the record tells when help has answered, not when the telephone was told so', () => {
    const { far, run, store, sip, leg } = calls(PLAIN, '110');
    run(30_000);
    far.farAnswers();
    far.say('speech');
    run(20_000);
    sip.ends(leg);
    run(5_000);
    const [record] = store.records;
    expect(record!.answeredAt! - record!.startedAt).toBeGreaterThan(30_000_000);
    expect(record!.answeredAt! - record!.startedAt).toBeLessThan(50_000_000);
  });

  test('help hangs up: the telephone is told so', () => {
    const { far, run, leg, legs } = calls(PLAIN, '110');
    far.farAnswers();
    run(10_000);
    far.farHangsUp();
    run(10_000);
    expect([leg.told.at(-1), legs.size]).toEqual(['release 16', 0]);
  });

  test('its line fails before anybody has answered: it goes over the carrier, in the same call of the telephone', () => {
    const { far, run, leg, sip } = calls(PLAIN, '110');
    far.dead(true);
    run(10_000);
    expect(sip.last.wish).toMatchObject({ to: { kind: 'trunk', number: '110' } });
    expect(leg.told).toEqual(['183', '200']);
    sip.answers(sip.last);
    run(1_000);
    expect(leg.told).toEqual(['183', '200']);
  });

  test('no other call takes its line, nor another call for help', () => {
    const { far, run, sip, leg } = calls(PLAIN, '110');
    const ordinary = sip.phoneCalls('821', '755501234');
    run(5_000);
    sip.ends(ordinary);
    sip.trunk(false);
    run(5_000);
    sip.phoneCalls('822', '119');
    run(30_000);
    expect([far.dialled, far.seized, leg.told]).toEqual(['110', true, ['183', '200']]);
  });
});

describe('a SIP telephone calls out over an exchange line', () => {
  test('whose ringback ends: the call is answered then', () => {
    const { leg, far, run, stateOf } = calls(PLAIN, '755501234');
    run(60_000);
    expect([far.dialled, leg.told, stateOf('820')]).toEqual(['55501234', ['183'], 'awaitingAnswer']);
    far.farAnswers();
    run(10_000);
    expect([leg.told, stateOf('820')]).toEqual([['183', '200'], 'talking']);
  });

  test('whose polarity tells the answer: the call is answered at once', () => {
    const { leg, far, run } = calls({ ...PLAIN, answer: 'polarity' }, '755501234');
    run(3_000);
    far.farAnswers();
    run(100);
    expect(leg.told).toEqual(['183', '200']);
  });

  test('that gives no sign: the call counts as answered after 20 s, before a telephone gives up its early media', () => {
    const { leg, run, stateOf } = calls(DUMB, '755501234');
    expect(leg.told).toEqual(['183']);
    run(30_000);
    expect([leg.told, stateOf('820')]).toEqual([['183', '200'], 'talking']);
  });

  test('both sides hear each other before the answer is told, where the telephone sends its voice so early', () => {
    const { far, speaks, leg, heardOn } = calls(PLAIN, '755501234');
    expect(heardOn(leg)).toBe('ringback');
    speaks(true);
    expect([far.hears.tone, leg.told]).toEqual(['voice', ['183']]);
  });
});
