/** Part of the composition root: SIP telephones and trunks, between the board and the exchange. */
import { systemWallClock } from '#adapters/clock.ts';
import { systemRandom } from '#adapters/sip/chance.ts';
import { NodeDns } from '#adapters/sip/dns.ts';
import { sipOf } from '#adapters/sip/office-sip.ts';
import { SipService } from '#adapters/sip/service.ts';
import type { RunningBoard } from '#boards/board.ts';
import type { PacketLegOptions } from '#native/binding.ts';
import type { PromptControl } from '#ports/control.ts';
import type { LineCards } from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { Observe } from '#ports/observe.ts';
import { RTP_PORTS } from '#ports/office-document/usual-ports.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { SipAdministration } from '#ports/sip-status.ts';
import type { SipTestCalls } from '#ports/sip-test-call.ts';
import type { AlarmRelay } from '#runtime/alarm-relay.ts';
import { keyTelephones } from '#runtime/office/key-telephones.ts';
import { sipPlan } from '#runtime/office/sip-positions.ts';
import { FeatureKeys } from '#runtime/sip-lines/feature-keys.ts';
import { SipLines } from '#runtime/sip-lines/sip-lines.ts';
import { Watchers } from '#runtime/sip-lines/watchers.ts';
import type { Fault } from './units/result.ts';

/** Voices over the network at one time, two a call, where the office has ports for so many; one not in use has 15 kB. */
const LEGS_MAX = 640;
const ANY = '0.0.0.0';

/** UDP ports of voices, as the office has them. */
export function packetsOf({ sip }: OfficeDocument): PacketLegOptions {
  const { portFirst = RTP_PORTS.first, portLast = RTP_PORTS.last, address = ANY } = sip?.rtp ?? {};
  const legs = Math.min(LEGS_MAX, Math.floor((portLast - portFirst + 1) / 2));
  return { legs, portFirst, portLast, bind: address === ANY ? null : address };
}

export interface Sip {
  /** In place of those of the board. */
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly administration: SipAdministration;
  /** Undefined where no voice goes over the network. */
  readonly tests: SipTestCalls | undefined;
  /** When the exchange runs: opens the sockets. Later, at each change of the office. */
  configure(document: OfficeDocument): Promise<void>;
  attach(control: PromptControl, observe: Observe): void;
  /** Messages that wait for an extension: its telephones light their lamp. */
  setUnread(number: string, unread: number): void;
  stop(): Promise<void>;
}

const NO_LEGS: Fault = {
  code: 'TR-SIP-008',
  where: 'SIP',
  what: 'this board carries no voice over the network',
  todo: 'use a board that does, or remove sip from the office',
};

/** `port`: where the office says none. Nothing is heard before `configure`. */
export function openSip(
  board: RunningBoard,
  document: OfficeDocument,
  { dataFolder, port, alarms }: { dataFolder: string; port: number; alarms: AlarmRelay },
): Sip {
  const { clock, legs, lineCards, media } = board;
  const service = new SipService({
    ...{ clock, wallClock: systemWallClock, dns: new NodeDns(), folder: dataFolder },
    hear: (event) => {
      keys.hear(event);
      watchers.hear(event);
      lines?.hear(event);
    },
    alarm: alarms.tell,
  });
  const keys = new FeatureKeys(clock, service);
  const watchers = new Watchers(clock, service);
  keys.configure(keyTelephones(document));
  const lines =
    legs === undefined
      ? null
      : new SipLines({
          ...{ clock, lineCards, media, legs, sip: service, random: systemRandom },
          // Each peer is told the address that it already speaks to.
          ...{ address: document.sip?.rtp?.address ?? ANY, plan: sipPlan(document) },
        });
  return {
    lineCards: lines?.lineCards ?? lineCards,
    media: lines?.media ?? media,
    administration: service,
    tests: lines?.tests,
    configure: async (now) => {
      const wanted = sipOf(now, port);
      alarms.tell(lines === null && wanted !== null, NO_LEGS);
      lines?.configure(sipPlan(now));
      keys.configure(keyTelephones(now));
      await service.configure(lines === null ? null : wanted);
    },
    attach: (control, observe) => {
      lines?.attach(control);
      lines?.watch(observe);
      keys.attach(control, observe);
      watchers.attach(observe);
    },
    setUnread: (number, unread) => service.setUnread(number, unread),
    stop: () => service.stop(),
  };
}
