import { expect, test } from 'vitest';
import { sipOf } from '#adapters/sip/office-sip.ts';
import { SipService } from '#adapters/sip/service.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { SipEvent } from '#ports/sip-stack.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { sec } from '#units/time.ts';
import { Phone } from '../sip/support/phone.ts';

const BOX = { host: '192.168.1.10', port: 5060 };
const PUBLIC = '203.0.113.77';
const HOUSE = '192.168.1.20';
const AWAY = '198.51.100.21';
const OFFICE: OfficeDocument = {
  extensions: [
    { number: '820', name: 'Anna' },
    { number: '821', name: 'Bert' },
  ],
  sip: {
    listen: [{ transport: 'udp', address: BOX.host }],
    publicAddress: PUBLIC,
    devices: [
      { extension: '820', secret: 'geheim-820' },
      { extension: '821', secret: 'geheim-821' },
    ],
  },
};

/** A box behind a router that sends its ports on; what it says to each, and two telephones, one on either side. */
async function behindRouter() {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const said: { readonly to: string; readonly text: string }[] = [];
  internet.loses = ({ local, remote }, bytes) => {
    if (local.host === BOX.host) said.push({ to: remote.host, text: new TextDecoder().decode(bytes) });
    return false;
  };
  const local = { address: '0.0.0.0', port: 16_384, direction: 'sendrecv', srtpKey: 'E'.repeat(40) } as const;
  const answer = (event: SipEvent): void => {
    if (event.kind !== 'incoming') return;
    service.do((stack, now) => stack.answer(event.leg, local, now));
  };
  const service = new SipService({
    ...{ clock, wallClock: new VirtualWallClock(clock, Date.UTC(2026, 10, 22)), folder: '/nowhere' },
    ...{ dns: new SimulatedDns(clock), hear: answer, alarm: () => undefined },
    open: async ({ listen }) => ({ network: internet.box(listen), faults: [] }),
  });
  await service.configure(sipOf(OFFICE, BOX.port));
  const phone = (number: string, host: string, seed: number): Phone =>
    new Phone(
      internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]),
      clock,
      BOX,
      number,
      seed,
      `geheim-${number}`,
    );
  const phones = [phone('820', HOUSE, 1), phone('821', AWAY, 2)] as const;
  const pass = (seconds: number): void => void clock.runFor(sec(seconds));
  for (const one of phones) one.register();
  pass(2);
  const toldTo = (host: string, what: RegExp): string[] =>
    said.filter(({ to, text }) => to === host && what.test(text)).map(({ text }) => text);
  return { service, phones, pass, toldTo, local };
}

const CONTACT = /^contact: .*@([0-9.]+)/im;
const VOICE = /^c=IN IP4 ([0-9.]+)/m;

test.each([
  ['a telephone of the house', 0, HOUSE, BOX.host],
  ['a telephone on the Internet', 1, AWAY, PUBLIC],
] as const)(
  '%s that calls finds signalling and voice of a box behind a router at an address that it reaches',
  async (_what, n, host, ours) => {
    const { service, phones, pass, toldTo } = await behindRouter();
    phones[n].call('899');
    pass(2);
    const [answered] = toldTo(host, /^SIP\/2.0 200 [\s\S]*CSeq: \d+ INVITE/i);
    expect([CONTACT.exec(answered ?? '')?.[1], VOICE.exec(answered ?? '')?.[1]]).toEqual([ours, ours]);
    await service.stop();
  },
);

test.each([
  ['of the house', '820', HOUSE, BOX.host],
  ['on the Internet', '821', AWAY, PUBLIC],
] as const)('a telephone %s that is called finds them there, too', async (_what, user, host, ours) => {
  const { service, pass, toldTo, local } = await behindRouter();
  const caller = { number: '801', name: '', restricted: false };
  service.do((stack, now) => stack.invite({ to: { kind: 'device', user }, caller, local }, now));
  pass(2);
  const [invite] = toldTo(host, /^INVITE /);
  expect([CONTACT.exec(invite ?? '')?.[1], VOICE.exec(invite ?? '')?.[1]]).toEqual([ours, ours]);
  await service.stop();
});
