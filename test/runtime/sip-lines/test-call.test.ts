import { describe, expect, test } from 'vitest';
import type { LegCounters } from '#ports/packet-legs.ts';
import type { SipTestCalls } from '#ports/sip-test-call.ts';
import { bench, type Leg } from './bench.ts';

const NUMBER = '955501234';
const COUNTED: LegCounters = {
  ...{ sent: 0, received: 0, strangers: 0, malformed: 0, sendFailed: 0, unauthentic: 0, relayed: 0 },
};

/** The technician presses the button; the carrier has the INVITE. */
async function begun() {
  const office = bench();
  const { lines, run, sip, legs, slotOf } = office;
  expect(await lines.tests.begin('carrier', NUMBER)).toEqual({ ok: true });
  run(500);
  const leg = sip.last;
  const view = () => lines.tests.view('carrier')!;
  const comes = (counted: Partial<LegCounters>) => legs.counted.set(slotOf(leg), { ...COUNTED, ...counted });
  return { ...office, leg, view, comes };
}

type Answer = Awaited<ReturnType<SipTestCalls['begin']>>;
const refused = (why: Extract<Answer, { ok: false }>['why']): Answer => ({ ok: false, why });

describe('a test call of a SIP trunk', () => {
  test('tells each stage: sent, rings, answered, how it sounds, over', async () => {
    const { sip, leg, run, view, comes, store, legs } = await begun();
    expect(leg.wish).toMatchObject({ to: { id: 'carrier', number: '55501234' }, caller: { number: '' } });
    expect(view()).toMatchObject({
      trunk: 'carrier',
      number: NUMBER,
      state: 'sent',
      sent: '55501234',
      caller: '',
    });
    sip.rings(leg);
    run(4_000);
    expect(view()).toMatchObject({ state: 'ringing', earlyMs: null, answeredMs: null, codec: null });
    comes({ received: 40 });
    sip.answers(leg);
    run(1_500);
    comes({ received: 115 });
    expect(view()).toMatchObject({
      ...{ state: 'talking', codec: 'PCMA', encrypted: false, end: null },
      heard: { packets: 75, lossShare: 0 },
    });
    const { ringingMs, answeredMs } = view();
    expect(answeredMs! - ringingMs!).toBe(4_000);
    run(14_000);
    expect(leg.told.at(-1)).toBe('release 16');
    expect(view()).toMatchObject({ state: 'over', end: 'worked', advice: 'none', heard: { packets: 75 } });
    run(5_000);
    expect(legs.size).toBe(0);
    expect(store.records).toMatchObject([{ kind: 'outgoing', dialled: NUMBER, to: '55501234', cause: 16 }]);
  });

  test.each([
    [NUMBER, true],
    ['55501234', false],
  ])('%s: whether a telephone’s call would go this way (%s)', async (number, routed) => {
    const { lines } = bench();
    await lines.tests.begin('carrier', number);
    expect(lines.tests.view('carrier')).toMatchObject({ routed });
  });

  test('an announcement before the answer is told as such', async () => {
    const { sip, leg, run, view } = await begun();
    sip.rings(leg, true);
    run(1_000);
    expect(view()).toMatchObject({ state: 'early', ringingMs: null, codec: 'PCMA' });
  });

  test.each([
    [{}, 'silence'],
    [{ unauthentic: 400 }, 'keys'],
  ])('answered, and nothing is heard (%j): it says so', async (counted, advice) => {
    const { sip, leg, run, view, comes } = await begun();
    comes(counted);
    sip.answers(leg);
    run(16_000);
    expect(view()).toMatchObject({ end: 'worked', heard: { packets: 0 }, advice });
  });

  test.each([
    [403, 21, 'refused', 'account'],
    [404, 18, 'refused', 'number'],
    [484, 18, 'refused', 'number'],
    [486, 17, 'busy', 'none'],
    [488, 18, 'refused', 'codecs'],
    [503, 41, 'refused', 'limit'],
    [500, 41, 'refused', 'carrier'],
    [302, 18, 'refused', 'moved'],
    [480, 18, 'unanswered', 'none'],
  ] as const)(
    'refused with %i: %s in the carrier’s words, and what to do',
    async (status, cause, end, advice) => {
      const { sip, leg, run, view, lines, legs } = await begun();
      sip.tell({ kind: 'released', leg: leg.id, cause, by: 'peer', status, words: 'Not today' });
      run(5_000);
      expect(view()).toMatchObject({
        state: 'over',
        end,
        advice,
        status,
        words: 'Not today',
        answeredMs: null,
      });
      expect(legs.size).toBe(0);
      expect(sip.legs).toHaveLength(1);
      expect(lines.tests.hangUp('carrier')).toBe(false);
    },
  );

  test('the carrier has not said a word: network', async () => {
    const { sip, leg, run, view } = await begun();
    sip.tell({ kind: 'released', leg: leg.id, cause: 38, by: 'network', status: null });
    run(100);
    expect(view()).toMatchObject({ end: 'noWord', advice: 'network' });
  });

  test('nobody lifts: given up after a minute', async () => {
    const { sip, leg, run, view } = await begun();
    sip.rings(leg);
    run(60_000);
    expect([view().end, leg.told]).toEqual(['unanswered', ['release 16']]);
  });

  test('is hung up by whoever has begun it', async () => {
    const { sip, leg, run, view, lines, legs } = await begun();
    sip.rings(leg);
    expect(lines.tests.hangUp('carrier')).toBe(true);
    run(5_000);
    expect([view().end, leg.told, legs.size]).toEqual(['hungUp', ['release 16'], 0]);
  });

  test('after its end the channel serves others, and its number is forgotten', async () => {
    const { sip, leg, run, lines, view } = await begun();
    sip.tell({ kind: 'released', leg: leg.id, cause: 21, by: 'peer', status: 403 });
    run(5_000);
    const other = sip.phoneCalls('820', NUMBER);
    run(2_000);
    sip.answers(sip.last);
    run(500);
    expect([other.told, view().end]).toEqual([['183', '200'], 'refused']);
    run(11 * 60_000);
    expect(lines.tests.view('carrier')).toBeNull();
  });

  test('counts among the calls of the trunk, and there is one at a time', async () => {
    const { sip, run, lines } = await begun();
    expect(await lines.tests.begin('carrier', NUMBER)).toEqual(refused('under-way'));
    const heard: Leg[] = ['55500', '+8621555'].map((called) => {
      const leg = sip.calls({ kind: 'trunk', id: 'carrier' }, called);
      run(100);
      return leg;
    });
    expect(heard.map(({ told }) => told)).toEqual([['180'], ['release 34']]);
  });

  test('gives its channel to a call for help, and says so', async () => {
    const { sip, leg, run, phone, view } = await begun();
    sip.calls({ kind: 'trunk', id: 'carrier' }, '55500');
    run(100);
    phone(2).lift();
    run(500);
    phone(2).dial('110');
    run(5_000);
    expect([view().end, leg.told]).toEqual(['gaveWay', ['release 16']]);
    expect(sip.last.wish?.to).toMatchObject({ number: '110' });
  });

  test('is refused where it cannot be, and says why', async () => {
    const { lines, sip, run } = bench();
    const begin = (trunk: string, number: string) => lines.tests.begin(trunk, number);
    expect(await begin('nobody', NUMBER)).toEqual(refused('no-such-trunk'));
    expect(await begin('carrier', '9110')).toEqual(refused('emergency'));
    expect(await begin('carrier', '801')).toEqual(refused('bad-number'));
    expect(lines.tests.view('carrier')).toBeNull();
    for (const called of ['55500', '+8621555']) {
      sip.calls({ kind: 'trunk', id: 'carrier' }, called);
      run(100);
    }
    expect(await begin('carrier', NUMBER)).toEqual(refused('no-line-free'));
    sip.trunk(false);
    expect(await begin('carrier', NUMBER)).toEqual(refused('trunk-down'));
  });
});
