import { SIP_PORTS } from '#ports/office-document/usual-ports.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import { makerOfMac, normalMac } from '#ports/provisioning.ts';
import type { Listener } from '#ports/sip-transport.ts';
import { BAN_RULES } from '#sip/defence/bans.ts';
import type { DefenceSettings } from '#sip/defence/defence.ts';
import { insideOf, PRIVATE_NETWORKS } from '#sip/defence/networks.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import type { RingStyle } from '#sip/identity/alert-info.ts';
import type { NumberForm } from '#sip/identity/number-form.ts';
import type { CodecName } from '#sip/sdp/codecs.ts';
import { type MediaPolicy, USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { StackOptions } from '#sip/stack/options.ts';
import type { DeviceAccount, StackSettings } from '#sip/stack/surface.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { sec } from '#units/time.ts';
import { systemHash } from './chance.ts';

type Sip = NonNullable<OfficeDocument['sip']>;
type Device = NonNullable<Sip['devices']>[number];
type Trunk = NonNullable<Sip['trunks']>[number];

/** What SIP is opened with; a change of it opens it anew. */
export interface SipGround {
  readonly listen: readonly Listener[];
  /** Files, PEM. */
  readonly certificate: string | null;
  readonly key: string | null;
  readonly authorities: string | null;
  readonly realm: string;
  readonly publicAddress: string | null;
  readonly defence: DefenceSettings;
}

export interface SipSettings {
  readonly ground: SipGround;
  readonly stack: StackSettings;
}

export const REALM = 'tipring';
const TRANSPORTS = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' } as const;
const CODECS: Readonly<Record<string, CodecName>> = {
  pcma: 'PCMA',
  pcmu: 'PCMU',
  g722: 'G722',
  opus: 'opus',
};

/** SIP as the office has it; null: it has none, and nothing is to be heard. `port`: instead of 5060. */
export function sipOf(document: OfficeDocument, port: number): SipSettings | null {
  const { sip } = document;
  const { devices = [], trunks = [] } = sip ?? {};
  if (sip === undefined || devices.length + trunks.length === 0) return null;
  const people = new Map((document.extensions ?? []).map((one) => [one.number, one]));
  const realm = sip.realm ?? REALM;
  return {
    ground: groundOf(sip, realm, port),
    stack: {
      devices: devices.map((device) => {
        const { name = '', language = document.language } = people.get(device.extension) ?? {};
        return { ...accountOf(device, realm), name, language: language ?? 'zh-CN' };
      }),
      trunks: trunks.map(trunkOf),
    },
  };
}

function groundOf(sip: Sip, realm: string, usualPort: number): SipGround {
  const { certificate = null, key = null, authorities = null, publicAddress = null } = sip;
  const listen = sip.listen ?? [
    { transport: 'udp', port: usualPort },
    { transport: 'tcp', port: usualPort },
  ];
  return {
    listen: listen.map(({ transport, address = '0.0.0.0', port = SIP_PORTS[transport] }) => ({
      transport: TRANSPORTS[transport],
      local: { host: address, port },
    })),
    ...{ certificate, key, authorities, realm, publicAddress },
    defence: defenceOf(sip.defence),
  };
}

function defenceOf({
  trusted,
  failures,
  withinSeconds,
  banSeconds,
}: Sip['defence'] & {} = {}): DefenceSettings {
  const first = banSeconds === undefined ? BAN_RULES.first : sec(banSeconds);
  return {
    trusted: trusted ?? PRIVATE_NETWORKS,
    rules: {
      ...{ failures: failures ?? BAN_RULES.failures, entries: BAN_RULES.entries, first },
      within: withinSeconds === undefined ? BAN_RULES.within : sec(withinSeconds),
      longest: first > BAN_RULES.longest ? first : BAN_RULES.longest,
    },
  };
}

const policyOf = ({ codecs, srtp = 'never' }: Device | Trunk): MediaPolicy => ({
  ...USUAL_MEDIA,
  codecs: codecs?.map((codec) => CODECS[codec]!) ?? USUAL_MEDIA.codecs,
  srtp,
});

/** Snom's telephones have melodies for words; the others most likely have patterns. */
function ringingOf({ ringing, maker, mac }: Device): RingStyle {
  const made = maker ?? makerOfMac(normalMac(mac ?? '') ?? '');
  return ringing ?? (made === 'snom' ? 'named' : 'bellcore');
}

function accountOf(device: Device, realm: string): Omit<DeviceAccount, 'name'> {
  const { extension, user = extension, secret, ha1, digest = 'any', tlsOnly = false } = device;
  const made = (algorithm: 'MD5' | 'SHA-256'): string =>
    ha1Of(systemHash, algorithm, user, realm, secret ?? '');
  const md5 = { MD5: secret === undefined ? (ha1 ?? '') : made('MD5') };
  const both = secret !== undefined && digest === 'any';
  return {
    ...{ user, number: extension, tlsOnly, media: policyOf(device), ringing: ringingOf(device) },
    ha1: both ? { 'SHA-256': made('SHA-256'), ...md5 } : md5,
  };
}

/** The account's user is told to the carrier as caller, too: in its own shape where it is a number. */
const mainNumberOf = ({ user = '', number = '' }: Trunk): string =>
  /^\+?[0-9]{3,}$/.test(user) || number === '' ? user : number;

/** Whoever writes the trunk's own number with `+` has it from a carrier that writes all of them so. */
function callerFormOf(trunk: Trunk): NumberForm {
  const { callerForm = 'own' } = trunk;
  if (callerForm !== 'own') return callerForm;
  return mainNumberOf(trunk).startsWith('+') ? 'plus' : 'dialled';
}

function trunkOf(trunk: Trunk): TrunkSettings {
  const { id, domain, user = '', authUser = user, secret = '', proxy, port = null } = trunk;
  const { registers = true, transport = 'auto', expiresSeconds = 600, watch = true } = trunk;
  return {
    ...{ id, domain, user, authUser, password: secret, registers, port },
    outboundProxy: proxy === undefined ? null : { host: proxy, port },
    transport: transport === 'auto' ? null : TRANSPORTS[transport],
    ...{ expiresSec: expiresSeconds, watched: watch, callerStyle: trunk.callerHeader ?? 'pai' },
    // An unknown header is passed by (RFC 3261 §8.2.2); without it some carriers refuse a forwarded call.
    ...{ diversionStyle: trunk.diversion ?? 'diversion', mainNumber: mainNumberOf(trunk) },
    callerForm: callerFormOf(trunk),
    // Routes put called numbers into shape, for lines of every kind alike.
    media: policyOf(trunk),
  };
}

/** Behind a router peers on the Internet are told its address; those of the house are told ours. */
export function seenAsOf({ publicAddress }: SipGround): Pick<StackOptions, 'seenAs'> {
  if (publicAddress === null) return {};
  const isNear = insideOf(PRIVATE_NETWORKS);
  return {
    seenAs: ({ local, remote }) => (isNear(remote.host) ? local : { host: publicAddress, port: local.port }),
  };
}
