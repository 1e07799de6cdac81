/**
 * The SIP edge alone, for load and torture tools: answers OPTIONS, registers telephones, connects calls between
 * them without voice. Settings are environment variables: TIPRING_SIP_PORT (5060), TIPRING_SIP_HOST (127.0.0.1),
 * TIPRING_SIP_USERS (100-149), TIPRING_SIP_PASSWORD (`secret%s`, %s is the user), TIPRING_SIP_RATES (`off`: strangers
 * are not held to a rate, so that a fuzzer reaches everything behind the gate), TIPRING_SIP_DIGEST (`md5`: for SIPp,
 * which knows nothing else).
 */

import { RealClock } from '#adapters/clock.ts';
import { expanded } from '#adapters/sip/addresses.ts';
import { systemHash, systemRandom } from '#adapters/sip/chance.ts';
import { NodeDns } from '#adapters/sip/dns.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import { SocketNetwork } from '#adapters/sip/network.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { GATE_LIMITS } from '#sip/edge/gate.ts';
import { type LocalMedia, USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { DeviceAccount, LegId, StackEvent } from '#sip/stack/surface.ts';

const REALM = 'tipring';
const { env } = process;
const host = env.TIPRING_SIP_HOST ?? '127.0.0.1';
const port = Number(env.TIPRING_SIP_PORT ?? 5060);
const [first = 100, last = first] = (env.TIPRING_SIP_USERS ?? '100-149').split('-').map(Number);
const template = env.TIPRING_SIP_PASSWORD ?? 'secret%s';

const devices: DeviceAccount[] = Array.from({ length: last - first + 1 }, (_, n) => {
  const user = String(first + n);
  const password = template.replace('%s', user);
  const md5 = { MD5: ha1Of(systemHash, 'MD5', user, REALM, password) };
  const sha256 = { 'SHA-256': ha1Of(systemHash, 'SHA-256', user, REALM, password) };
  const ha1 = env.TIPRING_SIP_DIGEST === 'md5' ? md5 : { ...sha256, ...md5 };
  return { user, number: user, name: '', ha1, media: USUAL_MEDIA };
});

/** Nobody listens there: this tool has no media plane. */
const SILENCE: LocalMedia = { address: host, port: 9, direction: 'inactive', srtpKey: 'A'.repeat(40) };
const other = new Map<LegId, LegId>();

function hear(event: StackEvent): void {
  edge.do((stack, now) => {
    if (event.kind === 'incoming') {
      const to = { kind: 'device', user: event.called } as const;
      const begun = stack.invite({ to, caller: event.caller, local: SILENCE }, now);
      if ('refused' in begun) stack.release(event.leg, 20, now);
      else other.set(event.leg, begun.leg).set(begun.leg, event.leg);
      return;
    }
    const peer = 'leg' in event ? other.get(event.leg) : undefined;
    if (peer === undefined || !('leg' in event)) return;
    if (event.kind === 'ringing') stack.ring(peer, now);
    else if (event.kind === 'answered') stack.answer(peer, SILENCE, now);
    else if (event.kind === 'released') {
      other.delete(event.leg);
      other.delete(peer);
      stack.release(peer, event.cause, now);
    }
  });
}

const local = { host, port };
const { network, faults } = await SocketNetwork.open({
  listen: expanded([
    { transport: 'UDP', local },
    { transport: 'TCP', local },
  ]),
  tls: null,
});
for (const { fault } of faults) console.error(`${fault.code} ${fault.where}: ${fault.what}; ${fault.todo}`);
if (faults.length > 0) process.exit(1);
const OPEN = { perSecond: 100_000, burst: 100_000 };
const edge = new SipEdge({
  network,
  clock: new RealClock(),
  dns: new NodeDns(),
  options: { codec: sipCodec, random: systemRandom, hash: systemHash, realm: REALM },
  hear,
  ...(env.TIPRING_SIP_RATES === 'off' && { limits: { ...GATE_LIMITS, strangers: OPEN, stranger: OPEN } }),
});
edge.do((stack, now) => stack.configure({ devices, trunks: [] }, now));
console.log(JSON.stringify({ ready: true, listeners: network.listeners }));

function leave(): void {
  console.log(
    JSON.stringify({ held: edge.stack.held, gate: edge.gate.counts, defence: edge.stack.defence.counts }),
  );
  edge.stop().then(() => process.exit(0));
}
process.on('SIGTERM', leave);
process.on('SIGINT', leave);
