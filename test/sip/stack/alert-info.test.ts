import { describe, expect, it } from 'vitest';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { RingStyle } from '#sip/identity/alert-info.ts';
import type { InviteWish } from '#sip/stack/surface.ts';
import { sec } from '#units/time.ts';
import { account, MEDIA, TestExchange } from '../support/b2bua.ts';
import { Phone } from '../support/phone.ts';

const CALLER = { number: '62345678', name: '', restricted: false };

/** What a telephone reads in the INVITE that rings it. */
function toldOf(ringing: RingStyle | undefined, more: Partial<InviteWish>): string[] {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  const exchange = new TestExchange({ network: box('192.0.2.1'), clock, dns: new SimulatedDns(clock) }, [
    '101',
  ]);
  const device = { ...account('101'), ...(ringing && { ringing }) };
  exchange.edge.do((stack, now) => stack.configure({ devices: [device], trunks: [] }, now));
  const phone = new Phone(box('192.0.2.10'), clock, { host: '192.0.2.1', port: 5060 }, '101', 1);
  phone.register();
  clock.runFor(sec(2));
  let told: string[] = [];
  phone.onEvent = (event) => {
    if (event.kind !== 'incoming') return;
    told = event.invite.fields.filter(({ name }) => name === 'alert-info').map(({ value }) => value);
  };
  const wish: InviteWish = {
    to: { kind: 'device', user: '101' },
    caller: CALLER,
    local: MEDIA(20_000),
    ...more,
  };
  exchange.edge.do((stack, now) => stack.invite(wish, now));
  clock.runFor(sec(1));
  return told;
}

describe('a telephone that is rung', () => {
  it('is told that the call comes from outside, as it understands it', () => {
    expect(toldOf('bellcore', { alert: 'outside' })).toEqual(['<http://127.0.0.1>;info=Bellcore-dr2']);
    expect(toldOf('named', { alert: 'outside' })).toEqual(['<http://127.0.0.1>;info=alert-external']);
  });

  it('is told nothing where the office wants it so, where nothing is known, and inside by patterns', () => {
    expect(toldOf('plain', { alert: 'outside' })).toEqual([]);
    expect(toldOf(undefined, { alert: 'outside' })).toEqual([]);
    expect(toldOf('bellcore', {})).toEqual([]);
    expect(toldOf('bellcore', { alert: 'inside' })).toEqual([]);
  });

  it('that is to answer by itself is told that, and nothing besides', () => {
    const [one, ...others] = toldOf('bellcore', { alert: 'outside', autoAnswer: true });
    expect([one?.includes('alert-autoanswer'), others]).toEqual([true, []]);
  });
});
