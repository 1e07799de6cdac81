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

const PORT = 5060;
const EXCHANGE = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' };
const DESKS = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' };

/** 820, 821 and 822 (three lines) as telephones on a network, before the real SIP stack. `six`: those on IPv6. */
export function office(seed = 3, six: readonly string[] = []) {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(seed));
  const box = (...hosts: string[]) =>
    internet.box(hosts.map((host) => ({ transport: 'UDP', local: { host, port: PORT } })));
  let hear: (event: StackEvent) => void = () => undefined;
  const edge = new SipEdge({
    ...{ network: box(EXCHANGE.ipv4, EXCHANGE.ipv6), clock, dns: new SimulatedDns(clock) },
    options: { codec: sipCodec, random: seeded(1).bytes, hash: systemHash, realm: REALM },
    hear: (event) => hear(event),
  });
  const numbers = ['820', '821', '822'];
  edge.do((stack, now) =>
    stack.configure({ devices: numbers.map((number) => account(number)), trunks: [] }, now),
  );
  const desks = numbers.map((number, n) => {
    const family = six.includes(number) ? 'ipv6' : 'ipv4';
    const exchange = { host: EXCHANGE[family], port: PORT };
    return new Phone(box(`${DESKS[family]}${n}`), clock, exchange, number, n);
  });
  const all = assemble(clock, edge);
  hear = (event) => {
    all.keys.hear(event);
    all.watchers.hear(event);
    all.lines.hear(event);
  };
  all.run(2000);
  for (const desk of desks) desk.register();
  all.run(1000);
  return { ...all, clock, internet, edge, desks };
}
