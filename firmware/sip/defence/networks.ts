import { isIpv4, normalIpv6 } from '../codec/host.ts';

/** A network as people write it: `192.168.0.0/16`, `2001:db8::/32`, or one address. */
export type Network = string;

/** Who is asked from where: RFC 1918, 4193, loopback and link-local. */
export const PRIVATE_NETWORKS: readonly Network[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
];

/** The bits of an address, as text of 0 and 1; null when it is none. */
function bitsOf(address: string): string | null {
  const plain = address.split('%')[0]!;
  if (isIpv4(plain))
    return plain
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  if (normalIpv6(plain) === null || plain.includes('.')) return null;
  const [head = '', tail = ''] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = plain.includes('::') ? 8 - left.length - right.length : 0;
  const groups = [...left, ...Array.from({ length: middle }, () => '0'), ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

/** Tells whether an address is in one of the networks; networks that nobody could mean are in none. */
export function insideOf(networks: readonly Network[]): (address: string) => boolean {
  const prefixes = networks.flatMap((network) => {
    const [address = '', length] = network.split('/');
    const bits = bitsOf(address);
    if (bits === null) return [];
    return [
      { size: bits.length, prefix: bits.slice(0, length === undefined ? bits.length : Number(length)) },
    ];
  });
  return (address) => {
    const bits = bitsOf(address);
    return (
      bits !== null && prefixes.some(({ size, prefix }) => bits.length === size && bits.startsWith(prefix))
    );
  };
}

/** One party of IPv6 has a whole /64 to write from: it is one source. */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const bits = bitsOf(address);
  return bits === null ? address : `v6:${BigInt(`0b${bits.slice(0, 64)}`).toString(16)}`;
}
