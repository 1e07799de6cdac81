import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { sec } from '#units/time.ts';
import { TestExchange } from './b2bua.ts';
import { Phone } from './phone.ts';

export const EXCHANGE = { host: '192.0.2.1', port: 5060 };
/** A carrier at a fixed address. */
const CARRIER: TrunkSettings = {
  ...{ id: 'carrier', domain: '192.0.2.51', user: '4000', authUser: '', password: '', registers: false },
  ...{ outboundProxy: null, port: 5060, transport: 'UDP', expiresSec: 600, watched: false },
  ...{ callerStyle: 'pai', diversionStyle: 'diversion', media: USUAL_MEDIA },
};

/** The simplest exchange, two telephones that are registered with it, and a carrier. */
export function carrierWorld(trunk: Partial<TrunkSettings> = {}) {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  const parts = { network: box(EXCHANGE.host), clock, dns: new SimulatedDns(clock) };
  const exchange = new TestExchange(parts, ['101', '102'], [{ ...CARRIER, ...trunk }]);
  const [phone, other, carrier] = ['10', '11', '51'].map(
    (host, n) => new Phone(box(`192.0.2.${host}`), clock, EXCHANGE, ['101', '102', '555'][n]!, n),
  ) as [Phone, Phone, Phone];
  phone.register();
  other.register();
  clock.runFor(sec(2));
  return { clock, internet, exchange, phone, other, carrier };
}
