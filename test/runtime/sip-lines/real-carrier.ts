import type { SipField } from '#ports/sip-codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { account } from '../../sip/support/b2bua.ts';
import { Phone } from '../../sip/support/phone.ts';
import { office } from './real-office.ts';

const CARRIER = { host: '192.0.2.50', port: 5060 };
const TRUNK: TrunkSettings = {
  ...{ id: 'carrier', domain: CARRIER.host, user: '4000', authUser: '4000', password: '', registers: false },
  ...{ outboundProxy: null, port: CARRIER.port, transport: 'UDP', expiresSec: 600, watched: true },
  ...{ callerStyle: 'pai', diversionStyle: 'diversion', mainNumber: '+862155518000', media: USUAL_MEDIA },
};

/**
 * A carrier at 192.0.2.50 that knows our address, telephones, the real SIP stack, host and core. 801 has all its calls
 * forwarded to `to`.
 */
export function carrierOffice(to: string, settings: Partial<TrunkSettings> = {}) {
  const all = office();
  const network = all.internet.box([{ transport: 'UDP', local: CARRIER }]);
  const carrier = new Phone(network, all.clock, { host: '192.0.2.1', port: 5060 }, '4000', 77);
  const devices = ['820', '821', '822'].map((number) => account(number));
  all.edge.do((stack, now) => stack.configure({ devices, trunks: [{ ...TRUNK, ...settings }] }, now));
  all.run(5_000);
  const forward = { all: to, busy: null, noAnswer: null, offline: null };
  all.host.control.ask({ op: 'setSubscriber', device: '801', change: { forward } }, () => undefined);
  all.run(100);
  /** The carrier's INVITE for the number of 801; `hops`: how far it may still go. */
  const calls = (from: string, fields: readonly SipField[], hops?: number): void => {
    const address = (user: string) => ({ display: '', uri: sipUri(user, '192.0.2.1'), params: [] });
    const contact = { display: '', uri: sipUri('4000', CARRIER.host, CARRIER.port), params: [] };
    const parts = { from: address(from), to: address('862155518801'), contact, fields, offer: null, hops };
    carrier.do((ua, now) => {
      carrier.session = ua.call({ ...parts, target: parts.to.uri }, carrier.flow, now);
    });
    all.run(12_000);
  };
  return { ...all, carrier, calls };
}
