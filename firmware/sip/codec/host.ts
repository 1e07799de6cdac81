import { DIGIT, HOST, type Reader, SyntaxFault, wholeNumber } from './reader.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number | null;
}

const LONGEST_IPV6 = 45;
const LONGEST_HOST = 253;

/** `host[:port]`, an IPv6 address in brackets; the address comes back without them. A Via may have blanks there. */
export function readHostPort(reader: Reader, where: string, blanks = false): HostPort {
  const host = reader.peek() === 0x5b ? readIpv6Reference(reader, where) : readHostName(reader, where);
  if (blanks) reader.skipBlanks();
  return { host, port: readPort(reader, where, blanks) };
}

function readPort(reader: Reader, where: string, blanks: boolean): number | null {
  if (reader.peek() !== 0x3a) return null;
  reader.at++;
  if (blanks) reader.skipBlanks();
  const port = wholeNumber(reader.run(DIGIT), 65_535, `${where} port`);
  if (port === 0) throw new SyntaxFault(`${where} port: zero`);
  return port;
}

function readHostName(reader: Reader, where: string): string {
  const host = reader.run(HOST);
  if (host === '' || host.length > LONGEST_HOST) throw new SyntaxFault(`${where}: host expected`);
  return host.toLowerCase();
}

function readIpv6Reference(reader: Reader, where: string): string {
  reader.at++;
  const address = normalIpv6(reader.until(']'));
  if (address === null || reader.done) throw new SyntaxFault(`${where}: IPv6 address expected`);
  reader.at++;
  return address;
}

/**
 * Lower case, or null when it is no IPv6 address. The grammar of RFC 3261 by mistake let three colons stand
 * before an IPv4 part; RFC 5118 §4.10 asks to understand who took it at its word.
 */
export function normalIpv6(text: string): string | null {
  if (text.length > LONGEST_IPV6 + 1) return null;
  const address = text.toLowerCase().replace(/:::(?=\d+\.\d+\.\d+\.\d+$)/, '::');
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (groups.includes(-1)) return null;
  const total = groups.reduce((sum, count) => sum + count, 0);
  const right = halves.length === 2 ? total <= 7 : total === 8;
  return right ? address : null;
}

/** Number of 16-bit groups, -1 where one is none; an IPv4 tail counts as two. */
function groupsOf(half: string, last: boolean): number {
  if (half === '') return 0;
  const groups = half.split(':');
  let count = 0;
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/.test(group)) count += 1;
    else if (last && index === groups.length - 1 && isIpv4(group)) count += 2;
    else return -1;
  }
  return count;
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.', 5);
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** As it stands in a URI or a Via. */
export function writtenHostPort({ host, port }: HostPort): string {
  const written = host.includes(':') ? `[${host}]` : host;
  return port === null ? written : `${written}:${port}`;
}
