import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { systemHash, systemRandom } from '#adapters/sip/chance.ts';
import { NodeDns } from '#adapters/sip/dns.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import type { SocketNetwork } from '#adapters/sip/network.ts';
import type { SipNetwork } from '#ports/sip-transport.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { OPTIONS_LINES, textOf, wire } from '../../sip/support/messages.ts';
import { socketWorld } from './support.ts';

const FOLDER = join(import.meta.dirname, '../../sip');
const CORPUS = ['rfc4475', 'rfc5118'].flatMap((rfc) =>
  readdirSync(join(FOLDER, rfc))
    .filter((name) => name !== 'LICENSE')
    .map((name) => ({
      name: `${rfc}/${name}`,
      bytes: new Uint8Array(readFileSync(join(FOLDER, rfc, name))),
    })),
);

/** Takes the Via of a message to where the test listens, so that no answer goes to a stranger. */
function athome(bytes: Uint8Array, port: number): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(
    text.replace(/(SIP\s*\/\s*2\.0\s*\/\s*\w+\s+)[^;\r\n]+/gi, `$1127.0.0.1:${port}`),
    'latin1',
  );
}

describe('the torture messages of RFC 4475 and RFC 5118 through real sockets', () => {
  for (const transport of ['UDP', 'TCP'] as const)
    it(`over ${transport}: after each of them the exchange answers, and keeps nothing`, async () => {
      const world = await socketWorld(transport, '127.0.0.1');
      const network = (await world.open()) as SocketNetwork;
      const options = { codec: sipCodec, random: systemRandom, hash: systemHash, realm: 'tipring' };
      const edge = new SipEdge({
        network,
        clock: new RealClock(),
        dns: new NodeDns(),
        options,
        hear: () => {},
      });
      const client: SipNetwork = await world.open();
      let answers = '';
      client.hear((event) => {
        if (event.kind === 'datagram' || event.kind === 'bytes') answers += textOf(event.bytes);
      });
      const { port } = client.listeners[0]!.local;
      const flow = { transport, local: client.listeners[0]!.local, remote: network.listeners[0]!.local };
      for (const [n, { name, bytes }] of CORPUS.entries()) {
        client.send(flow, athome(bytes, port));
        // A stream that was spoilt is closed, and the next message opens another.
        if (transport === 'TCP') client.close(flow);
        if (transport === 'TCP') await world.until(() => client.counts.connections === 0);
        const ping = OPTIONS_LINES.map((line) =>
          line.startsWith('Call-ID') ? `Call-ID: alive-${n}` : line.replace('nashds7', `ping${n}`),
        );
        client.send(flow, wire(ping));
        await world
          .until(() => answers.includes(`Call-ID: alive-${n}`))
          .catch(() => {
            throw new Error(`no answer after ${name}`);
          });
        if (transport === 'TCP') client.close(flow);
        if (transport === 'TCP') await world.until(() => client.counts.connections === 0);
      }
      expect(edge.stack.held).toMatchObject({ sessions: 0, legs: 0, bindings: 0 });
      await client.stop();
      await edge.stop();
    });
});
