import type { DnsAnswer, DnsQuestion, NaptrRecord, SrvRecord } from '#ports/sip-dns.ts';
import type { SipTransport } from '#ports/sip-transport.ts';
import { isIpv4, normalIpv6 } from '../codec/host.ts';

/** Whom to reach: the host of a URI, or of an outbound proxy. */
export interface Wanted {
  readonly host: string;
  /** Null: SRV decides, or the transport's own. */
  readonly port: number | null;
  /** Null: NAPTR and SRV decide, or UDP. */
  readonly transport: SipTransport | null;
  /** `sips:`: TLS, and nothing else. */
  readonly secure: boolean;
}

/** One place to try. */
export interface Place {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
  /** Name that the certificate must have. */
  readonly name: string;
}

type Asking<T> = Generator<DnsQuestion, T, DnsAnswer>;

const PLACES_MAX = 16;
const SERVERS_MAX = 8;
const SERVICES: readonly {
  readonly service: string;
  readonly transport: SipTransport;
  readonly srv: string;
}[] = [
  { service: 'SIPS+D2T', transport: 'TLS', srv: '_sips._tcp' },
  { service: 'SIP+D2T', transport: 'TCP', srv: '_sip._tcp' },
  { service: 'SIP+D2U', transport: 'UDP', srv: '_sip._udp' },
];

const defaultPort = (transport: SipTransport): number => (transport === 'TLS' ? 5061 : 5060);

/**
 * RFC 3263 §4 as questions and answers: yields what DNS is asked, is given the answers, returns where to go in the
 * order of trying. `speaks` is what the box can use, `chance` draws among equal SRV records by weight.
 */
export function* locate(
  wanted: Wanted,
  speaks: readonly SipTransport[],
  chance: () => number,
): Asking<Place[]> {
  const { host, port, secure } = wanted;
  const named = wanted.transport ?? (secure ? 'TLS' : null);
  const numeric = isIpv4(host) || normalIpv6(host) !== null;
  if (numeric || port !== null) {
    const transport = named ?? 'UDP';
    if (!speaks.includes(transport)) return [];
    const addresses = numeric ? [host] : yield* addressesOf(host);
    return addresses.map((address) => ({
      transport,
      address,
      port: port ?? defaultPort(transport),
      name: host,
    }));
  }
  const services =
    named === null ? yield* servicesOf(host, secure, speaks) : servicesNamed(host, named, speaks);
  const places: Place[] = [];
  for (const { transport, name } of services) {
    const { srv } = yield { type: 'SRV', name };
    for (const record of inOrder(srv, chance).slice(0, SERVERS_MAX)) {
      const addresses = yield* addressesOf(record.target);
      // The domain is what was trusted, the SRV target only what DNS said (RFC 5922 §4).
      for (const address of addresses) places.push({ transport, address, port: record.port, name: host });
    }
    if (places.length > 0) return places.slice(0, PLACES_MAX);
  }
  const transport = named ?? 'UDP';
  if (!speaks.includes(transport)) return [];
  const addresses = yield* addressesOf(host);
  return addresses.map((address) => ({ transport, address, port: defaultPort(transport), name: host }));
}

function* addressesOf(name: string): Asking<string[]> {
  if (isIpv4(name) || normalIpv6(name) !== null) return [name];
  const four = yield { type: 'A', name };
  const six = yield { type: 'AAAA', name };
  return [...four.addresses, ...six.addresses];
}

interface Service {
  readonly transport: SipTransport;
  readonly name: string;
}

const servicesNamed = (host: string, named: SipTransport, speaks: readonly SipTransport[]): Service[] =>
  SERVICES.filter(({ transport }) => transport === named && speaks.includes(transport)).map(
    ({ transport, srv }) => ({ transport, name: `${srv}.${host}` }),
  );

/** What the domain prefers (NAPTR); without a word from it, UDP first, as everybody speaks it. */
function* servicesOf(host: string, secure: boolean, speaks: readonly SipTransport[]): Asking<Service[]> {
  const { naptr } = yield { type: 'NAPTR', name: host };
  const known = [...naptr].sort(byOrder).flatMap((record) => {
    const service = SERVICES.find((entry) => entry.service === record.service.toUpperCase());
    const usable =
      service !== undefined && record.flags.toLowerCase() === 's' && speaks.includes(service.transport);
    if (!usable || (secure && service.transport !== 'TLS') || record.replacement === '') return [];
    return [{ transport: service.transport, name: record.replacement }];
  });
  if (known.length > 0) return known.slice(0, SERVICES.length);
  return SERVICES.toReversed()
    .filter(({ transport }) => speaks.includes(transport) && (!secure || transport === 'TLS'))
    .map(({ transport, srv }) => ({ transport, name: `${srv}.${host}` }));
}

const byOrder = (a: NaptrRecord, b: NaptrRecord): number => a.order - b.order || a.preference - b.preference;

/** RFC 2782: lowest priority first; among equals each is drawn in proportion to its weight. */
export function inOrder(records: readonly SrvRecord[], chance: () => number): SrvRecord[] {
  // The root as target says: no such service here.
  const rest = records.filter(({ target }) => target !== '' && target !== '.');
  const sorted = rest.sort((a, b) => a.priority - b.priority || a.weight - b.weight);
  const out: SrvRecord[] = [];
  while (sorted.length > 0) {
    const { priority } = sorted[0]!;
    const equals = sorted.filter((record) => record.priority === priority);
    const total = equals.reduce((sum, { weight }) => sum + weight, 0);
    const drawn = Math.floor(chance() * (total + 1));
    const chosen = equals.find((_, index) => weightUpTo(equals, index) >= drawn) ?? equals.at(-1)!;
    sorted.splice(sorted.indexOf(chosen), 1);
    out.push(chosen);
  }
  return out;
}

const weightUpTo = (records: readonly SrvRecord[], index: number): number =>
  records.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0);
