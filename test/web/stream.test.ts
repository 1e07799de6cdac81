import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallRecord, CallView } from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import { instant } from '#units/time.ts';
import { UNSENT_BYTES_MAX } from '#web/events.ts';
import { KEPT_MS_MAX, type StreamEvent, type StreamMessage } from '#web/protocol/stream.ts';
import { HEARTBEAT_MS } from '#web/protocol.ts';
import { diffPictures, type Happening, NOTHING, type Picture } from '#web/stream/diff.ts';
import { LISTENERS_MAX, StreamHub } from '#web/stream/hub.ts';
import { EventRing } from '#web/stream/ring.ts';
import { FakeObserve, line, record } from './fake-observe.ts';

type PartyWord = CallView['parties'][number]['state'];
const NUMBERS: Record<string, string> = { '1/1': '801', '1/2': '802', '1/3': '803', '1/8': '02165550000' };

const call = (id: string, parties: Record<string, PartyWord>, more: Partial<CallView> = {}): CallView => ({
  ...{ call: id as CallId, kind: 'internal', state: 'alerting', from: '801', to: '802', dialled: '802' },
  ...{ startedAt: instant(0), answeredAt: null },
  parties: Object.entries(parties).map(([port, state]) => ({
    port: port as PortId,
    state,
    number: NUMBERS[port]!,
  })),
  ...more,
});

const ports = [
  line('1/1'),
  line('1/2', { number: '802' }),
  line('1/3', { number: '803' }),
  line('1/8', { kind: 'fxo', number: '4000' }),
];
const picture = (...calls: CallView[]): Picture => ({ ports, calls, alarms: [] });

/** `delivered 802 ← 801` */
const told = (happenings: readonly Happening[]): string[] =>
  happenings.map((one) =>
    one.kind === 'call'
      ? [one.event, one.device, one.other].filter((word) => word !== null).join(' ')
      : one.event,
  );
const story = (pictures: readonly Picture[], records: Record<string, Partial<CallRecord>> = {}): string[][] =>
  pictures
    .slice(1)
    .map((after, at) =>
      told(diffPictures(pictures[at]!, after, (id) => (records[id] ? { ...record, ...records[id] } : null))),
    );

describe('what is told of calls, in CSTA words', () => {
  test('a call inside: dialled, rung, answered, held, retrieved, hung up', () => {
    const steps = [
      picture(),
      picture(call('c1', { '1/1': 'initiated' }, { dialled: '' })),
      picture(call('c1', { '1/1': 'initiated', '1/2': 'alerting' })),
      picture(call('c1', { '1/1': 'connected', '1/2': 'connected' })),
      picture(call('c1', { '1/1': 'connected', '1/2': 'held' })),
      picture(call('c1', { '1/1': 'connected', '1/2': 'connected' })),
      picture(),
    ];
    expect(story(steps, { c1: { cause: 16 } })).toEqual([
      ['serviceInitiated 801'],
      ['originated 801 802', 'delivered 802 801'],
      ['established 802 801'],
      ['held 802 801'],
      ['retrieved 802 801'],
      ['connectionCleared 801 802', 'connectionCleared 802 801', 'callCleared'],
    ]);
  });

  test('a call outside reaches the network, then somebody answers', () => {
    const outside = { dialled: '902165550000', kind: 'outgoing' as const };
    const steps = [
      picture(call('c1', { '1/1': 'initiated' }, { dialled: '' })),
      picture(call('c1', { '1/1': 'connected', '1/8': 'alerting' }, outside)),
      picture(call('c1', { '1/1': 'connected', '1/8': 'connected' }, outside)),
    ];
    expect(story(steps)).toEqual([
      ['originated 801 902165550000', 'networkReached 02165550000 801'],
      ['established 02165550000 801'],
    ]);
  });

  test('a consultation that ends in a transfer: who left, and what the consultation became part of', () => {
    const steps = [
      picture(call('c1', { '1/1': 'connected', '1/2': 'connected' })),
      picture(
        call('c1', { '1/1': 'held', '1/2': 'connected' }),
        call('c2', { '1/1': 'connected', '1/3': 'connected' }),
      ),
      picture(call('c1', { '1/2': 'connected', '1/3': 'connected' })),
    ];
    const [, last] = story(steps, { c2: { joined: 'c1' as CallId } });
    expect(last).toEqual([
      'transferred 801 802',
      'established 803 802',
      'connectionCleared 801 802',
      'connectionCleared 801 803',
      'callCleared c1',
    ]);
  });

  test('a conference, a diverted call, a busy tone', () => {
    const two = [
      call('c1', { '1/1': 'held', '1/2': 'connected' }),
      call('c2', { '1/1': 'connected', '1/3': 'connected' }),
    ];
    const three = call('c1', { '1/1': 'connected', '1/2': 'connected', '1/3': 'connected' });
    expect(story([picture(...two), picture(three)], { c2: { joined: 'c1' as CallId } })[0]).toEqual([
      'conferenced 803 801',
      'retrieved 801 802',
      'established 803 801',
      'callCleared c1',
    ]);
    const rings = picture(call('c1', { '1/1': 'initiated', '1/2': 'alerting' }));
    expect(story([rings, picture(call('c1', { '1/1': 'initiated', '1/3': 'alerting' }))])[0]).toEqual([
      'diverted 802 801',
      'delivered 803 801',
      'connectionCleared 802 801',
    ]);
    expect(story([rings, picture(call('c1', { '1/1': 'failed' }))])[0]).toContain('failed 801');
  });

  test('devices and alarms come and go', () => {
    const out = ports.map((one) =>
      one.port === '1/2' ? { ...one, health: 'fault' as const, state: 'outOfService' } : one,
    );
    const alarm = {
      code: 'TR-CARD-003',
      where: 'port 1/2',
      what: 'no chip',
      todo: 'reseat it',
      sinceEpochMs: 1,
    };
    const bad: Picture = { ports: out, calls: [], alarms: [alarm] };
    expect(story([picture(), bad, picture()])).toEqual([
      ['outOfService', 'stateChanged', 'raised'],
      ['backInService', 'stateChanged', 'cleared'],
    ]);
  });

  const anyCall = fc
    .record({
      id: fc.constantFrom('c1', 'c2', 'c3'),
      parties: fc.dictionary(
        fc.constantFrom('1/1', '1/2', '1/3', '1/8'),
        fc.constantFrom<PartyWord>('initiated', 'alerting', 'connected', 'held', 'queued', 'failed'),
        { minKeys: 1, noNullPrototype: true },
      ),
    })
    .map(({ id, parties }) => call(id, parties));
  const anyPicture = fc
    .uniqueArray(anyCall, { selector: (one) => one.call, maxLength: 3 })
    .map((calls) => picture(...calls));

  test('whatever happens, each call that goes is cleared once, and nothing is told of what did not change', () => {
    fc.assert(
      fc.property(anyPicture, anyPicture, (before, after) => {
        expect(diffPictures(after, after, () => null)).toEqual([]);
        const events = diffPictures(before, after, () => null);
        const gone = before.calls.filter((one) => !after.calls.some((now) => now.call === one.call));
        const cleared = events.filter((one) => one.kind === 'call' && one.event === 'callCleared');
        expect(cleared.map((one) => (one.kind === 'call' ? one.call : ''))).toEqual(
          gone.map((one) => one.call),
        );
        const words = new Set(events.map((one) => JSON.stringify(one)));
        expect(words.size).toBe(events.length);
      }),
    );
  });
});

const event = (seq: number, epochMs = 0): StreamEvent => ({
  ...{ seq, epochMs, kind: 'device', event: 'stateChanged', device: '801', port: '1/1', state: 'idle' },
});

describe('what is kept for listeners that come back', () => {
  test('is exactly what they missed, or nothing when a part of it is gone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 0, max: 90 }),
        (size, added, after) => {
          const ring = new EventRing(size);
          for (let seq = 1; seq <= added; seq++) ring.add(event(seq));
          const missed = ring.after(after, 0);
          const known = after <= added && added - after <= size;
          expect(missed?.map(({ seq }) => seq) ?? null).toEqual(
            known ? Array.from({ length: added - after }, (_, at) => after + 1 + at) : null,
          );
        },
      ),
    );
  });

  test('is not older than ten minutes', () => {
    const ring = new EventRing(10);
    ring.add(event(1, 0));
    expect(ring.after(0, KEPT_MS_MAX)).toHaveLength(1);
    expect(ring.after(0, KEPT_MS_MAX + 1)).toBeNull();
  });
});

class Socket {
  bufferedAmount = 0;
  readonly heard: StreamMessage[] = [];
  closed: number | null = null;
  terminated = false;
  send(text: string): void {
    this.heard.push(JSON.parse(text) as StreamMessage);
  }
  ping(): void {}
  close(code: number): void {
    this.closed = code;
  }
  terminate(): void {
    this.terminated = true;
  }
  kinds(): string[] {
    return this.heard.map((one) => (one.kind === 'call' ? one.event : one.kind));
  }
}

function hubOf(options: { ring?: EventRing; bootId?: string; epochMs?: () => number } = {}) {
  const observe = new FakeObserve();
  observe.change({ ports });
  const beats: (() => void)[] = [];
  const hub = new StreamHub({
    observeFor: () => observe,
    mask: (role, number) => (role === 'viewer' ? '***' : number),
    bootId: 'boot-1',
    epochMs: () => 1_000,
    later: (ms, wake) => {
      expect(ms).toBe(HEARTBEAT_MS);
      beats.push(wake);
      return () => undefined;
    },
    ...options,
  });
  const join = (
    wish: { after?: number; boot?: string } = {},
    role: 'viewer' | 'operator' = 'operator',
    stillWelcome = () => true,
    unsent = 0,
  ) => {
    const socket = new Socket();
    socket.bufferedAmount = unsent;
    hub.join({ socket, role, stillWelcome }, wish);
    return socket;
  };
  return { observe, hub, join, beat: () => beats.shift()!() };
}
const ringing = call('c1', { '1/1': 'initiated', '1/2': 'alerting' });

describe('the event stream', () => {
  test('begins with how everything stands, then tells every event once with its number', () => {
    const { observe, join } = hubOf();
    const socket = join();
    expect(socket.heard).toMatchObject([
      { kind: 'hello', bootId: 'boot-1', resumed: false },
      { kind: 'snapshot', seq: 0 },
    ]);
    observe.change({ calls: [ringing] });
    observe.change({ calls: [] });
    const numbers = socket.heard.flatMap((one) => ('seq' in one && one.kind !== 'snapshot' ? [one.seq] : []));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(socket.kinds().slice(2, 5)).toEqual(['serviceInitiated', 'originated', 'delivered']);
  });

  test('goes on where a listener was cut off', () => {
    const { observe, join, hub } = hubOf();
    const first = join();
    observe.change({ calls: [ringing] });
    hub.leave(first);
    observe.change({ calls: [] });
    const last = first.heard.at(-1) as StreamEvent;
    const again = join({ after: last.seq, boot: 'boot-1' });
    expect(again.heard[0]).toMatchObject({ kind: 'hello', resumed: true });
    expect(again.kinds().slice(1)).toEqual(['connectionCleared', 'connectionCleared', 'callCleared']);
    expect((again.heard[1] as StreamEvent).seq).toBe(last.seq + 1);
  });

  test('a listener from before a restart, or of too long ago, gets a snapshot', () => {
    const { observe, join } = hubOf({ ring: new EventRing(2) });
    join();
    observe.change({ calls: [ringing] });
    expect(join({ after: 0 }).kinds()).toEqual(['hello', 'snapshot']);
    expect(join({ after: 2, boot: 'boot-0' }).kinds()).toEqual(['hello', 'snapshot']);
    expect(join({ after: 99, boot: 'boot-1' }).kinds()).toEqual(['hello', 'snapshot']);
    expect(join({ after: 3, boot: 'boot-1' }).kinds()).toEqual(['hello']);
  });

  test('nobody listened for a while: the next one begins with how it stands now, and the numbers go on', () => {
    let nowMs = 1_000;
    const { observe, join, hub } = hubOf({ epochMs: () => nowMs });
    const first = join();
    observe.change({ calls: [ringing] });
    const { seq } = first.heard.at(-1) as StreamEvent;
    hub.leave(first);
    nowMs += KEPT_MS_MAX + 1;
    observe.change({ calls: [] });
    observe.change({ calls: [ringing] });
    const again = join({ after: seq, boot: 'boot-1' });
    expect(again.kinds()).toEqual(['hello', 'snapshot']);
    observe.change({ calls: [] });
    const told = again.heard.slice(2) as StreamEvent[];
    expect(told.map((one) => one.seq - seq)).toEqual([2, 3, 4]);
    expect(again.kinds().slice(2)).toEqual(['connectionCleared', 'connectionCleared', 'callCleared']);
  });

  test('one who does not read is let go; one who has much to catch up with is not', () => {
    const { observe, join, hub } = hubOf();
    const much = 2 * UNSENT_BYTES_MAX;
    const [slow, late] = [join(), join({ after: 0 }, 'operator', () => true, much)];
    slow.bufferedAmount = UNSENT_BYTES_MAX + 1;
    observe.change({ calls: [ringing] });
    expect([slow.terminated, late.terminated, hub.listeners]).toEqual([true, false, 1]);
    hub.alive(late);
    observe.change({ calls: [] });
    expect(late.terminated).toBe(true);
  });

  test('one who does not answer, whose session has ended, or who speaks is let go', () => {
    const { join, hub, beat } = hubOf();
    let welcome = true;
    const [silent, out, loud] = [join(), join({}, 'operator', () => welcome), join()];
    hub.spoke(loud);
    beat();
    expect(silent.kinds().at(-1)).toBe('beat');
    hub.alive(out);
    welcome = false;
    beat();
    expect([silent.terminated, out.closed, loud.closed, hub.listeners]).toEqual([true, 4401, 1008, 0]);
  });

  test('only so many may listen', () => {
    const { join } = hubOf();
    for (let count = 0; count < LISTENERS_MAX; count++) join();
    expect(join().closed).toBe(1013);
  });

  test('a role that may not see numbers does not hear them', () => {
    const { observe, join } = hubOf();
    const [viewer, operator] = [join({}, 'viewer'), join()];
    observe.change({ calls: [ringing] });
    const others = (socket: Socket) =>
      socket.heard.flatMap((one) => (one.kind === 'call' ? [one.other] : []));
    expect(others(viewer).filter((one) => one !== null && one !== '***')).toEqual([]);
    expect(others(operator)).toContain('802');
  });
});

test('nothing happened before anything was seen', () => {
  expect(diffPictures(NOTHING, picture(), () => null)).toEqual([]);
});
