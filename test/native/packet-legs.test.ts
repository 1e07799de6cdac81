import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { openSimulatedMedia, openVirtualMedia } from '#native/binding.ts';
import type { MediaEvent, PacketStreamSettings } from '#ports/media.ts';
import type { LegAgreement } from '#ports/packet-legs.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { type Timeslot, timeslot } from '#units/ids.ts';
import { ms } from '#units/time.ts';
import { MediaBench } from './media-bench.ts';

const LEGS = { legs: 2, portFirst: 23_000, portLast: 23_099, bind: '127.0.0.1' };
const SPEAKER = timeslot(0);
const LISTENER = timeslot(1);

const stream = (ssrc: number): PacketStreamSettings => ({
  codec: 'pcma',
  voice: 8,
  event: 101,
  noise: null,
  ssrc,
  firstSequence: 7,
  firstTimestamp: 7,
});

const toward = (port: number | null, more: Partial<LegAgreement> = {}): LegAgreement => ({
  remote: port === null ? null : { address: '127.0.0.1', port },
  stream: stream(1),
  sends: true,
  receives: true,
  ...more,
});

describe('packet legs through the add-on', () => {
  let bench: MediaBench;
  let told: MediaEvent[];

  beforeEach(() => {
    bench = new MediaBench(1, LEGS);
    told = [];
    bench.plane.start((event) => told.push(event));
  });

  afterEach(() => bench.plane.stop());

  const open = () => {
    const leg = bench.plane.legs.open('ipv4');
    if (leg === null) throw new Error('no leg is free');
    return leg;
  };

  const legEvents = () => told.filter(({ kind }) => kind === 'leg');

  it('a tone at one port goes by network to another and is as loud as it was', () => {
    const [near, far] = [open(), open()];
    expect([near.slot, far.slot, near.port % 2, far.port % 2]).toEqual([16, 17, 0, 0]);
    bench.plane.legs.set(near.slot, toward(far.port));
    bench.plane.legs.set(far.slot, toward(near.port, { stream: stream(2) }));
    bench.plane.command({ op: 'connect', from: SPEAKER, to: near.slot, gainDb: 0 });
    bench.plane.command({ op: 'connect', from: far.slot, to: LISTENER, gainDb: 0 });
    bench.say(SPEAKER, 'testTone');
    bench.pass(ms(2000));
    const heard = bench.hears(LISTENER);
    expect(heard.hz).toEqual([1000]);
    expect(Math.abs(heard.dbm0 + 10)).toBeLessThan(0.5);
    expect(legEvents()).toContainEqual({ kind: 'leg', slot: far.slot, heard: true });
    expect(bench.plane.legs.counters(near.slot)).toMatchObject({ sent: 100, sendFailed: 0, malformed: 0 });
  });

  it('all legs taken: there is none; one closed: it is free again, with counters at zero', () => {
    const [near] = [open(), open()];
    expect(bench.plane.legs.open('ipv4')).toBeNull();
    bench.plane.legs.set(near.slot, toward(9));
    bench.pass(ms(100));
    bench.plane.legs.close(near.slot);
    expect(bench.plane.legs.counters(near.slot)).toBeNull();
    bench.plane.legs.close(near.slot);
    expect(open().slot).toBe(near.slot);
    expect(bench.plane.legs.counters(near.slot)).toMatchObject({ sent: 0, received: 0 });
  });

  it('the voice of a stranger is counted and not heard', async () => {
    const leg = open();
    const [peer, stranger] = [await telephone(), await telephone()];
    bench.plane.legs.set(leg.slot, toward(peer.address().port));
    await say(peer, leg.port, rtp(1));
    bench.pass(ms(20));
    await say(stranger, leg.port, rtp(2));
    await say(peer, leg.port, Buffer.from('not RTP'));
    bench.pass(ms(20));
    expect(bench.plane.legs.counters(leg.slot)).toMatchObject({ received: 1, strangers: 1, malformed: 1 });
    for (const socket of [peer, stranger]) socket.close();
  });

  it('a peer that says nothing for ten seconds is told once', () => {
    const leg = open();
    bench.plane.legs.set(leg.slot, toward(null));
    bench.pass(ms(25_000));
    expect(legEvents()).toEqual([{ kind: 'leg', slot: leg.slot, heard: false }]);
  });

  it('an agreement that cannot be kept is refused with its reason, and nothing breaks', () => {
    const leg = open();
    const refusedFor = (slot: Timeslot, agreement: LegAgreement) => {
      told.length = 0;
      bench.plane.legs.set(slot, agreement);
      bench.pass(ms(5));
      return told.flatMap((event) => (event.kind === 'refused' ? [event.code] : []));
    };
    const elsewhere = (address: string) => toward(null, { remote: { address, port: 4000 } });
    expect(refusedFor(leg.slot, elsewhere('::1'))).toEqual(['family-other']);
    expect(refusedFor(leg.slot, elsewhere('gateway.example'))).toEqual(['agreement-invalid']);
    expect(refusedFor(timeslot(3), toward(9))).toEqual(['leg-not-open']);
    const twice = { ...stream(1), event: 8 };
    expect(refusedFor(leg.slot, toward(9, { stream: twice }))).toEqual(['payload-types-impossible']);
    expect(refusedFor(leg.slot, toward(9))).toEqual([]);
  });

  it('after the plane has stopped no leg opens', () => {
    bench.plane.stop();
    expect(bench.plane.legs.open('ipv4')).toBeNull();
  });
});

/** A machine whose kernel has IPv6 switched off has nothing to show. */
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

describe.skipIf(!hasIpv6)('packet legs of both families', () => {
  let bench: MediaBench;

  beforeEach(() => {
    bench = new MediaBench(1, { ...LEGS, portFirst: 23_200, portLast: 23_299, bind: null });
    bench.plane.start(() => undefined);
  });

  afterEach(() => bench.plane.stop());

  const at = (address: string, port: number, ssrc: number): LegAgreement =>
    toward(null, { remote: { address, port }, stream: stream(ssrc) });

  it('a tone goes from one IPv6 leg to another over ::1, as loud as it was', () => {
    const [near, far] = [bench.plane.legs.open('ipv6')!, bench.plane.legs.open('ipv6')!];
    bench.plane.legs.set(near.slot, at('::1', far.port, 1));
    bench.plane.legs.set(far.slot, at('::1', near.port, 2));
    bench.plane.command({ op: 'connect', from: SPEAKER, to: near.slot, gainDb: 0 });
    bench.plane.command({ op: 'connect', from: far.slot, to: LISTENER, gainDb: 0 });
    bench.say(SPEAKER, 'testTone');
    bench.pass(ms(2000));
    const heard = bench.hears(LISTENER);
    expect(heard.hz).toEqual([1000]);
    expect(Math.abs(heard.dbm0 + 10)).toBeLessThan(0.5);
  });

  it('a telephone on IPv6 and one on IPv4 hear each other: packets pass from one network to the other', async () => {
    const [six, four] = [bench.plane.legs.open('ipv6')!, bench.plane.legs.open('ipv4')!];
    const [onSix, onFour] = [await telephone('udp6', '::1'), await telephone()];
    const heard = Promise.all([once(onSix, 'message'), once(onFour, 'message')]);
    bench.plane.legs.set(six.slot, at('::1', onSix.address().port, 1));
    bench.plane.legs.set(four.slot, at('127.0.0.1', onFour.address().port, 2));
    bench.plane.command({ op: 'connect', from: six.slot, to: four.slot, gainDb: 0 });
    bench.plane.command({ op: 'connect', from: four.slot, to: six.slot, gainDb: 0 });
    for (let sequence = 1; sequence <= 50; sequence++) {
      await say(onSix, six.port, rtp(sequence), '::1');
      await say(onFour, four.port, rtp(sequence));
      bench.pass(ms(20));
    }
    for (const { slot } of [six, four]) {
      const counters = bench.plane.legs.counters(slot)!;
      expect(counters).toMatchObject({ received: 50, strangers: 0, malformed: 0, sendFailed: 0 });
      expect(counters.relayed).toBeGreaterThan(10);
    }
    for (const [packet] of await heard) expect((packet as Buffer).length).toBe(172);
    for (const socket of [onSix, onFour]) socket.close();
  });

  it('a box that is bound to one address has legs of its family alone', () => {
    const told: MediaEvent[] = [];
    bench.plane.stop();
    bench = new MediaBench(1, { ...LEGS, portFirst: 23_200, portLast: 23_299, bind: '::1' });
    bench.plane.start((event) => told.push(event));
    expect(bench.plane.legs.open('ipv4')).toBeNull();
    const six = bench.plane.legs.open('ipv6')!;
    bench.plane.legs.set(six.slot, toward(9));
    bench.pass(ms(5));
    expect(told.flatMap((event) => (event.kind === 'refused' ? [event.code] : []))).toEqual(['family-other']);
  });
});

describe('options of packet legs', () => {
  it('a board that asks for none has none', () => {
    expect(openVirtualMedia(1, new VirtualClock()).legs.open('ipv4')).toBeNull();
  });

  it('an impossible number of legs or range of ports is an error', () => {
    const opened = (options: object) => () =>
      openVirtualMedia(1, new VirtualClock(), { ...LEGS, ...options });
    expect(opened({ legs: 1025 })).toThrow('0 to 1024 are possible');
    expect(opened({ portFirst: 5000, portLast: 5000 })).toThrow('no pair of ports');
    expect(opened({ bind: 'localhost' })).toThrow('invalid IP address');
  });
});

it('the real-time thread serves legs by itself, with no card there', async () => {
  const plane = openSimulatedMedia(['/nowhere/media.sock'], new RealClock(), {
    ...LEGS,
    portFirst: 23_100,
    portLast: 23_199,
  });
  const heard = new Set<number>();
  const both = new Promise<void>((done) => {
    plane.start((event) => {
      if (event.kind === 'leg' && event.heard) heard.add(event.slot);
      if (heard.size === 2) done();
    });
  });
  const [near, far] = [plane.legs.open('ipv4')!, plane.legs.open('ipv4')!];
  plane.legs.set(near.slot, toward(far.port));
  plane.legs.set(far.slot, toward(near.port, { stream: stream(2) }));
  await both;
  expect([...heard].sort()).toEqual([near.slot, far.slot]);
  plane.stop();
});

async function telephone(kind: 'udp4' | 'udp6' = 'udp4', address = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket(kind).bind(0, address);
  await once(socket, 'listening');
  return socket;
}

const say = (from: Socket, port: number, bytes: Buffer, address = '127.0.0.1') =>
  new Promise<void>((sent) => from.send(bytes, port, address, () => sent()));

/** 20 ms of A-law silence. */
function rtp(sequence: number): Buffer {
  const packet = Buffer.alloc(172, 0xd5);
  packet.writeUInt16BE(0x8008, 0);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(99, 8);
  return packet;
}
