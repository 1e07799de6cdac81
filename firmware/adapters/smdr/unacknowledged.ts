import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/*
 * Node tells when the kernel has taken bytes, not when the other end has them; a line in a dead connection's buffer
 * would be lost unnoticed. Linux shows what is not acknowledged yet in /proc/net/tcp and tcp6: column 5 is
 * `tx_queue:rx_queue` in hex, write_seq − snd_una of the connection (Documentation/networking/proc_net_tcp.rst).
 */

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/** Bytes that the other end has not acknowledged; null when this machine does not tell, or the socket is gone. */
export async function unacknowledgedBytes(socket: Socket): Promise<number | null> {
  const { localPort, remotePort, remoteAddress } = socket;
  if (localPort === undefined || remotePort === undefined || remoteAddress === undefined) return null;
  const remote = bytesOf(remoteAddress);
  for (const path of TABLES) {
    const text = await readFile(path, 'latin1').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const [, local = '', far = '', , queues = ''] = line.trim().split(/\s+/);
      if (portOf(local) !== localPort || portOf(far) !== remotePort) continue;
      if (kernelBytes(far.split(':')[0]!) === remote) return Number.parseInt(queues, 16);
    }
  }
  return null;
}

const portOf = (place: string): number => Number.parseInt(place.split(':')[1] ?? '', 16);

/** The kernel prints an address as 32-bit words in the machine's byte order (little endian on all our boards). */
function kernelBytes(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  return canonical(words.map((word) => (word.match(/../g) ?? []).reverse().join('')).join(''));
}

/** Hex of the 4 or 16 bytes of an address as Node writes it. */
function bytesOf(address: string): string {
  const [text = ''] = address.split('%');
  const v4 = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const tail =
    v4 === null
      ? ''
      : v4
          .slice(1)
          .map((part) => Number(part).toString(16).padStart(2, '0'))
          .join('');
  if (v4 !== null && !text.includes(':')) return canonical(tail);
  const head = v4 === null ? text : `${text.slice(0, v4.index)}${tail.slice(0, 4)}:${tail.slice(4)}`;
  const [before = '', after] = head.split('::');
  const groups = (part: string): string[] =>
    part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0'));
  const first = groups(before);
  const last = after === undefined ? [] : groups(after);
  return canonical([...first, ...Array(8 - first.length - last.length).fill('0000'), ...last].join(''));
}

/** An IPv4 address in an IPv6 socket is `::ffff:` and the address (RFC 4291 §2.5.5.2): the same as without. */
const canonical = (hex: string): string => hex.toLowerCase().replace(/^0{20}ffff(?=.{8}$)/, '');
