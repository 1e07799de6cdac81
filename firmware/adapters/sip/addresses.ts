import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Listener } from '#ports/sip-transport.ts';

/**
 * `0.0.0.0` and `::` become one listener for each address of the box, so that every answer leaves by the address
 * that was asked, and Via and Contact can name it. Link-local IPv6 is left out: it means nothing without its link.
 */
export function expanded(
  listeners: readonly Listener[],
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): Listener[] {
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .filter((address) => !address.startsWith('fe80:'));
  return listeners.flatMap((listener) => {
    const { host, port } = listener.local;
    if (host !== '0.0.0.0' && host !== '::') return [listener];
    const six = isIPv6(host);
    const fitting = addresses.filter((address) => isIPv6(address) === six);
    return fitting.map((address) => ({ ...listener, local: { host: address, port } }));
  });
}
