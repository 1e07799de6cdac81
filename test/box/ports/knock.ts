/**
 * Knocks once at each port that standard input names (JSON: protocol, address, from, ports): a datagram of one byte, or
 * the first packet of a connection that is then forgotten. Runs in a network namespace of its own.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

export interface Knocking {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  /** Own port of datagrams; 0: any. */
  readonly from: number;
  readonly ports: readonly number[];
}

const AT_ONCE = 200;

async function datagrams({ address, from, ports }: Knocking): Promise<void> {
  const socket = createSocket('udp4');
  // "Port unreachable" of those that are open and nobody's.
  socket.on('error', () => undefined);
  socket.bind(from);
  await once(socket, 'listening');
  for (const port of ports) await new Promise((sent) => socket.send(Buffer.of(0), port, address, sent));
  socket.close();
}

async function connections({ address, ports }: Knocking): Promise<void> {
  for (let at = 0; at < ports.length; at += AT_ONCE) {
    const sockets = ports.slice(at, at + AT_ONCE).map((port) => {
      const socket = connect({ host: address, port });
      return socket.on('error', () => undefined);
    });
    // Node asks the kernel for a connection in the next turn; the first packet is out then.
    await turn();
    await turn();
    for (const socket of sockets) socket.destroy();
  }
}

const knocking = JSON.parse(readFileSync(0, 'utf8')) as Knocking;
await (knocking.protocol === 'udp' ? datagrams(knocking) : connections(knocking));
