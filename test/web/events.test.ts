import { beforeEach, describe, expect, test } from 'vitest';
import {
  CHANGE_INTERVAL_MS,
  createEventHub,
  type EventHub,
  UNSENT_BYTES_MAX,
  WATCHERS_MAX,
  type WatcherSocket,
} from '#web/events.ts';
import { type EventMessage, HEARTBEAT_MS } from '#web/protocol.ts';
import { FakeObserve, host, line, recentCall, record } from './fake-observe.ts';

/** Time that only the test moves on. */
class Timers {
  #now = 0;
  #waiting: { at: number; wake: () => void }[] = [];
  readonly later = (ms: number, wake: () => void) => {
    const entry = { at: this.#now + ms, wake };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== entry);
    };
  };
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#now = next.at;
      next.wake();
    }
    this.#now = end;
  }
  get waiting(): number {
    return this.#waiting.length;
  }
}

class Page implements WatcherSocket {
  bufferedAmount = 0;
  readonly got: EventMessage[] = [];
  pings = 0;
  ended: string | null = null;
  send(text: string): void {
    this.got.push(JSON.parse(text) as EventMessage);
  }
  ping(): void {
    this.pings += 1;
  }
  close(code: number): void {
    this.ended = `closed ${code}`;
  }
  terminate(): void {
    this.ended = 'terminated';
  }
}

let observe: FakeObserve;
let timers: Timers;
let hub: EventHub;

beforeEach(() => {
  observe = new FakeObserve();
  timers = new Timers();
  hub = createEventHub(observe, timers.later);
});

const joined = (): Page => {
  const page = new Page();
  hub.join(page);
  return page;
};

describe('a page that watches', () => {
  test('gets the whole picture first', () => {
    observe.recent = [recentCall()];
    const page = joined();
    expect(page.got).toHaveLength(1);
    expect(page.got[0]).toMatchObject({
      kind: 'snapshot',
      health: { status: 'ok', lines: { total: 1, inService: 1 } },
      lines: [{ port: '1/1', number: '801' }],
      recent: [{ call: 'c1', trace: [{ rule: 'plan.matched', sinceStartMs: 500 }] }],
    });
  });

  test('is told only the parts that changed, many changes of a moment as one', () => {
    const page = joined();
    observe.change({ ports: [line('1/1', { state: 'dialling' })] });
    observe.change({ ports: [line('1/1', { state: 'ringing' })] });
    timers.pass(CHANGE_INTERVAL_MS);
    expect(page.got.slice(1)).toEqual([
      { kind: 'change', lines: [expect.objectContaining({ state: 'ringing' })] },
    ]);
  });

  test('is not told that time has passed', () => {
    const page = joined();
    observe.change({ health: { ...host().health, uptimeMs: 99_000 } });
    timers.pass(CHANGE_INTERVAL_MS);
    expect(page.got).toHaveLength(1);
  });

  test('is told a call again when its story goes on and when it ends', () => {
    observe.recent = [recentCall()];
    const page = joined();
    const longer = recentCall({ trace: [...recentCall().trace, ...recentCall().trace] });
    observe.recent = [longer];
    observe.change({});
    timers.pass(CHANGE_INTERVAL_MS);
    observe.recent = [{ ...longer, record }];
    observe.change({});
    timers.pass(CHANGE_INTERVAL_MS);
    expect(page.got.slice(1)).toMatchObject([
      { kind: 'change', recent: [{ call: 'c1', record: null }] },
      {
        kind: 'change',
        recent: [{ call: 'c1', record: { cause: 16, answeredEpochMs: null, from: '801' } }],
      },
    ]);
  });

  test('is let go when it does not read what it is sent', () => {
    const slow = joined();
    const quick = joined();
    slow.bufferedAmount = UNSENT_BYTES_MAX + 1;
    observe.change({ ports: [] });
    timers.pass(CHANGE_INTERVAL_MS);
    expect(slow.ended).toBe('terminated');
    expect(quick.ended).toBeNull();
    expect(quick.got.at(-1)).toEqual({ kind: 'change', lines: [] });
    expect(hub.watchers).toBe(1);
  });

  test('is let go when it does not answer a ping, and kept when it does', () => {
    const dead = joined();
    const alive = joined();
    timers.pass(HEARTBEAT_MS);
    hub.alive(alive);
    timers.pass(HEARTBEAT_MS);
    expect([dead.ended, alive.ended]).toEqual(['terminated', null]);
    expect(alive.got.filter(({ kind }) => kind === 'beat')).toHaveLength(2);
  });

  test('is let go when it speaks, since nothing is to be said here', () => {
    const page = joined();
    hub.spoke(page);
    expect(page.ended).toBe('closed 1008');
    expect(hub.watchers).toBe(0);
  });

  test('is turned away when too many watch already', () => {
    for (let count = 0; count < WATCHERS_MAX; count += 1) joined();
    const late = new Page();
    expect(hub.join(late)).toBe(false);
    expect(late.ended).toBe('closed 1013');
    expect(late.got).toEqual([]);
  });
});

test('closing ends every watcher, the subscription and all timers', () => {
  const page = joined();
  observe.change({ ports: [] });
  hub.close();
  expect(page.ended).toBe('closed 1001');
  expect(observe.listeners).toBe(0);
  expect(timers.waiting).toBe(0);
});

test('a page whose session has ended is let go at the next heartbeat', () => {
  let welcome = true;
  const page = new Page();
  hub.join(page, () => welcome);
  timers.pass(HEARTBEAT_MS);
  hub.alive(page);
  expect(page.ended).toBeNull();
  welcome = false;
  timers.pass(HEARTBEAT_MS);
  expect(page.ended).toBe('closed 4401');
  expect(hub.watchers).toBe(0);
});
