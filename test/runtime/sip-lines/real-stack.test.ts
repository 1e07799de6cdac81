import { expect, test } from 'vitest';
import { systemHash } from '#adapters/sip/chance.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import type { StackEvent } from '#sip/stack/surface.ts';
import { account, REALM } from '../../sip/support/b2bua.ts';
import { seeded } from '../../sip/support/peer.ts';
import { Phone } from '../../sip/support/phone.ts';
import { assemble } from './bench.ts';

const EXCHANGE = { host: '192.0.2.1', port: 5060 };

/** 820 and 821 as telephones on a network, before the real SIP stack. */
function office() {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  let hear: (event: StackEvent) => void = () => undefined;
  const edge = new SipEdge({
    ...{ network: box(EXCHANGE.host), clock, dns: new SimulatedDns(clock) },
    options: { codec: sipCodec, random: seeded(1).bytes, hash: systemHash, realm: REALM },
    hear: (event) => hear(event),
  });
  const numbers = ['820', '821'];
  edge.do((stack, now) =>
    stack.configure({ devices: numbers.map((number) => account(number)), trunks: [] }, now),
  );
  const desks = numbers.map((number, n) => new Phone(box(`192.0.2.${10 + n}`), clock, EXCHANGE, number, n));
  const all = assemble(clock, edge);
  hear = (event) => all.lines.hear(event);
  all.run(2000);
  for (const desk of desks) desk.register();
  all.run(1000);
  return { ...all, edge, desks };
}

test('over the real stack: telephones register, call each other and analog ones, and leave nothing behind', () => {
  const { desks, phone, run, stateOf, store, legs, edge } = office();
  const [a, b] = [desks[0]!, desks[1]!];
  const bodies: string[] = [];
  for (const desk of desks)
    desk.onEvent = (event) => {
      const body = 'offer' in event ? event.offer : 'body' in event ? event.body : null;
      if (body !== null) bodies.push(new TextDecoder().decode(body));
    };
  expect([stateOf('820'), stateOf('821')]).toEqual(['idle', 'idle']);

  a.call('821');
  run(4000);
  expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
  expect(bodies.length).toBeGreaterThan(1);
  // Voice is received at all addresses; each telephone is told the one that it speaks to.
  expect(bodies.filter((body) => !body.includes('c=IN IP4 192.0.2.1\r\n'))).toEqual([]);
  b.hangUp();
  run(1000);
  expect(a.session).toBeNull();
  expect([stateOf('820'), stateOf('821')]).toEqual(['idle', 'idle']);

  phone(1).lift();
  run(500);
  phone(1).dial('820');
  run(5000);
  expect([stateOf('801'), stateOf('820')]).toEqual(['talking', 'talking']);
  phone(1).hangUp();
  run(1500);
  expect(a.session).toBeNull();

  b.call('802');
  run(2000);
  expect(stateOf('802')).toBe('alerting');
  b.hangUp();
  run(1500);
  expect([stateOf('802'), stateOf('821')]).toEqual(['idle', 'idle']);

  expect(store.records.map(({ from, to, answeredAt }) => [from, to, answeredAt !== null])).toEqual([
    ['820', '821', true],
    ['801', '820', true],
    ['821', '802', false],
  ]);
  expect(legs.size).toBe(0);
  run(60_000);
  expect(edge.stack.held.legs).toBe(0);
});
