/** Which ports of the box are open: the usual ones of `nftables.conf`, and those that its office names. */
import { parse } from 'yaml';
import { RTP_PORTS, SIP_PORTS } from '#ports/office-document/usual-ports.ts';

/** First and last, both open. */
export type Range = readonly [number, number];
/** By the names of the sets in `nftables.conf`. */
export interface OpenPorts {
  readonly office_udp: readonly Range[];
  readonly office_tcp: readonly Range[];
}

export const USUAL: OpenPorts = {
  office_udp: [
    [SIP_PORTS.udp, SIP_PORTS.udp],
    [RTP_PORTS.first, RTP_PORTS.last],
  ],
  office_tcp: [
    [SIP_PORTS.tcp, SIP_PORTS.tcp],
    [SIP_PORTS.tls, SIP_PORTS.tls],
  ],
};

/** An office of a thousand extensions has less than a tenth of it. */
const CHARS_MAX = 8 * 1024 * 1024;
/** Of one list; the office's own checks are stricter. */
const RANGES_MAX = 64;

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.slice(0, RANGES_MAX).map(fieldsOf) : [];

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
const rangeOf = (first: unknown, last: unknown = first): Range[] =>
  isPort(first) && isPort(last) && first <= last ? [[first, last]] : [];

/** An office that is not there, or cannot be read, adds nothing; neither does a port that is none. */
export function portsOf(office: string | null): OpenPorts {
  if (office === null || office.length > CHARS_MAX) return USUAL;
  let document: Fields;
  try {
    document = fieldsOf(parse(office, { maxAliasCount: 0 }));
  } catch {
    return USUAL;
  }
  const { listen, rtp } = fieldsOf(document.sip);
  const { portFirst = RTP_PORTS.first, portLast = RTP_PORTS.last } = fieldsOf(rtp);
  const heard = (udp: boolean): Range[] =>
    listOf(listen)
      .filter(({ transport }) => (transport === 'udp') === udp)
      .flatMap(({ port }) => rangeOf(port));
  const records = listOf(document.smdr).filter(({ kind }) => kind === 'tcp-listen');
  return {
    office_udp: [...USUAL.office_udp, ...heard(true), ...rangeOf(portFirst, portLast)],
    office_tcp: [...USUAL.office_tcp, ...heard(false), ...records.flatMap(({ port }) => rangeOf(port))],
  };
}

const elementOf = ([first, last]: Range): string => (first === last ? `${first}` : `${first}-${last}`);

/** What `nft -f` is given: the sets of `nftables.conf` anew, in one step. */
export const nftScript = (ports: OpenPorts): string =>
  Object.entries(ports)
    .map(([set, ranges]: [string, readonly Range[]]) => {
      const elements = [...new Set(ranges.map(elementOf))].join(', ');
      return `flush set inet box ${set}\nadd element inet box ${set} { ${elements} }\n`;
    })
    .join('');
