import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expanded } from '#adapters/sip/addresses.ts';
import { SocketNetwork } from '#adapters/sip/network.ts';
import { GATE_LIMITS } from '#sip/edge/gate.ts';
import { Box, request, sipTransportContract } from '../../contracts/sip-transport.ts';
import { socketWorld, testTls } from './support.ts';

for (const [transport, host] of [
  ['UDP', '127.0.0.1'],
  ['UDP', '::1'],
  ['TCP', '127.0.0.1'],
  ['TCP', '::1'],
  ['TLS', '127.0.0.1'],
  ['TLS', '::1'],
] as const)
  sipTransportContract(`${transport} over ${host}`, () => socketWorld(transport, host));

describe('the sockets of a box', () => {
  it('a port in use is told with what to do, and the other listeners work', async () => {
    const free = { transport: 'UDP', local: { host: '127.0.0.1', port: 0 } } as const;
    const first = await SocketNetwork.open({ listen: [free], tls: null });
    const [taken] = first.network.listeners;
    const second = await SocketNetwork.open({ listen: [taken!, free], tls: null });
    expect(second.faults).toEqual([
      {
        wanted: taken,
        fault: expect.objectContaining({
          code: 'TR-SIP-001',
          where: `SIP UDP 127.0.0.1:${taken!.local.port}`,
        }),
      },
    ]);
    expect(second.network.listeners).toHaveLength(1);
    await first.network.stop();
    await second.network.stop();
  });

  it('TLS without a certificate, or with a broken one, is told and opens nothing', async () => {
    const wanted = { transport: 'TLS', local: { host: '127.0.0.1', port: 0 } } as const;
    for (const tls of [null, { certificate: 'x', key: 'y' }]) {
      const { network, faults } = await SocketNetwork.open({ listen: [wanted], tls });
      expect(faults[0]!.fault.code).toBe('TR-SIP-005');
      expect(network.listeners).toEqual([]);
      await network.stop();
    }
  });

  it('what is no handshake is counted and costs nothing, and a handshake that never comes ends in time', async () => {
    const world = await socketWorld('TLS', '127.0.0.1');
    const { network } = await SocketNetwork.open({
      listen: [{ transport: 'TLS', local: { host: '127.0.0.1', port: 0 } }],
      tls: testTls(),
      limits: {
        connections: 20,
        connectionsPerSource: 3,
        unsentBytesMax: 1_000,
        handshakeMsMax: 200,
        connectMsMax: 500,
      },
    });
    const box = new Box(network, GATE_LIMITS);
    const { port } = box.address;
    const garbage = createConnection(port, '127.0.0.1', () => garbage.write('OPTIONS sip:x SIP/2.0\r\n\r\n'));
    const silent = createConnection(port, '127.0.0.1');
    for (const socket of [garbage, silent]) socket.on('error', () => undefined);
    await world.until(() => network.counts.handshakesFailed === 2 && network.counts.connections === 0);
    const many = Array.from({ length: 6 }, () => createConnection(port, '127.0.0.1'));
    for (const socket of many) socket.on('error', () => undefined);
    await world.until(() => network.counts.turnedAway === 3);
    await world.until(() => network.counts.connections === 0);
    const other = new Box(await world.open(), GATE_LIMITS);
    other.send(other.flowTo(box), request());
    await world.until(() => box.heard.length === 1);
    for (const socket of [garbage, silent, ...many]) socket.destroy();
    await other.network.stop();
    await network.stop();
  });

  it('a server whose certificate is of another name is not spoken to', async () => {
    const world = await socketWorld('TLS', '127.0.0.1');
    const [a, b] = [new Box(await world.open(), GATE_LIMITS), new Box(await world.open(), GATE_LIMITS)];
    a.send({ ...a.flowTo(b), serverName: 'another.example' }, request());
    await world.until(() => a.lost.length === 1);
    a.send({ ...a.flowTo(b), serverName: 'pbx.example' }, request());
    await world.until(() => b.heard.length === 1);
    await a.network.stop();
    await b.network.stop();
  });

  it('a peer that reads nothing is cut off when too much waits for it', async () => {
    const world = await socketWorld('TCP', '127.0.0.1');
    const [a, b] = [new Box(await world.open(), GATE_LIMITS), new Box(await world.open(), GATE_LIMITS)];
    a.send(a.flowTo(b), request());
    await world.until(() => b.heard.length === 1);
    const { flow } = b.heard[0]!;
    a.network.pause(a.flowTo(b), true);
    for (let n = 0; n < 400; n++) b.send(flow, new Uint8Array(60_000));
    await world.until(() => b.closed.includes('peer does not read'));
    await a.network.stop();
    await b.network.stop();
  });

  it('a name of the box can be listened at, and a datagram that is too long or to no port counts as unsent', async () => {
    const { network } = await SocketNetwork.open({
      listen: [{ transport: 'UDP', local: { host: 'localhost', port: 0 } }],
      tls: null,
    });
    const box = new Box(network, GATE_LIMITS);
    const flow = box.flowTo(box);
    box.send({ ...flow, remote: { host: '127.0.0.1', port: 0 } }, request());
    box.send(flow, new Uint8Array(70_000));
    // What is sent after them arrives, so they have been dealt with.
    box.send(flow, request());
    await (await socketWorld('UDP', '127.0.0.1')).until(() => box.heard.length === 1);
    expect(network.counts.datagramsUnsent).toBe(2);
    await network.stop();
  });

  it('"all addresses" is each address of the box, without those that mean nothing elsewhere', () => {
    const entry = (address: string) => ({ address }) as never;
    const found = expanded(
      [
        { transport: 'UDP', local: { host: '0.0.0.0', port: 5060 } },
        { transport: 'TCP', local: { host: '::', port: 5060 } },
        { transport: 'TLS', local: { host: '192.0.2.9', port: 5061 } },
      ],
      { lo: [entry('127.0.0.1')], eth0: [entry('192.0.2.1'), entry('fe80::1'), entry('2001:db8::1')] },
    );
    expect(found.map(({ transport, local }) => `${transport} ${local.host}`)).toEqual([
      'UDP 127.0.0.1',
      'UDP 192.0.2.1',
      'TCP 2001:db8::1',
      'TLS 192.0.2.9',
    ]);
  });
});
