import type { HostSnapshot, LineView, Observe, RecentCall } from '#ports/observe.ts';
import type { CallRecord } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import { instant } from '#units/time.ts';

export const EPOCH_MS = 1_760_000_000_000;

export const line = (port: `${number}/${number}`, more: Partial<LineView> = {}): LineView => ({
  port,
  kind: 'fxs',
  health: 'in-service',
  chip: 'Si3215 rev G',
  fault: null,
  number: '801',
  name: 'Desk',
  state: 'idle',
  call: null,
  ...more,
});

const media = {
  frames: 1,
  crcErrors: 0,
  headerErrors: 0,
  sequenceGaps: 0,
  repeated: 0,
  underruns: 0,
  overruns: 0,
  cardQueueDepth: 2,
  frameUsMax: 100,
  paths: 0,
};

export const host = (more: Partial<HostSnapshot> = {}): HostSnapshot => ({
  health: {
    status: 'ok',
    lines: { equipped: 1, inService: 1 },
    uptimeMs: 12_000,
    dialToneAfterMs: 900,
    region: 'CN',
    board: 'sim',
  },
  ports: [line('1/1')],
  calls: [],
  alarms: [],
  statistics: {
    events: 0,
    effects: 0,
    shed: 0,
    queued: 0,
    queuedMax: 0,
    calls: 0,
    answered: 0,
    recordsWaiting: 0,
    assertions: 0,
    media,
  },
  ...more,
});

export const record: CallRecord = {
  call: 'c1' as CallId,
  kind: 'internal',
  from: '801',
  fromPort: '1/1',
  to: '802',
  toPort: '1/2',
  dialled: '802',
  startedAt: instant(1_000_000),
  alertedAt: instant(2_000_000),
  answeredAt: null,
  releasedAt: instant(5_000_000),
  cause: 16,
  entity: 'main',
  legs: [],
  account: '',
  joined: null,
  harassing: false,
  attended: [],
  releasedBy: 'caller',
};

export const recentCall = (more: Partial<RecentCall> = {}): RecentCall => ({
  call: 'c1' as CallId,
  startedEpochMs: EPOCH_MS + 1_000,
  record: null,
  trace: [
    {
      at: instant(1_500_000),
      epochMs: EPOCH_MS + 1_500,
      port: '1/1',
      rule: 'plan.matched',
      facts: { number: '802' },
    },
  ],
  ...more,
});

/** The exchange host as the web server sees it, moved by the test's hand. */
export class FakeObserve implements Observe {
  now = host();
  recent: RecentCall[] = [];
  journalPath: string | null = null;
  readonly #listeners = new Set<() => void>();
  /** Held by the instance, as the host holds its clock: a method taken off its object fails here too. */
  readonly #epochMs = EPOCH_MS;

  get listeners(): number {
    return this.#listeners.size;
  }

  change(more: Partial<HostSnapshot>): void {
    this.now = { ...this.now, ...more };
    for (const listener of this.#listeners) listener();
  }

  snapshot(): HostSnapshot {
    return this.now;
  }
  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }
  recentCalls(limit: number): readonly RecentCall[] {
    return this.recent.slice(0, limit);
  }
  trace(call: CallId): RecentCall | null {
    return this.recent.find((one) => one.call === call) ?? null;
  }
  epochMsOf(at: number): number {
    return this.#epochMs + at / 1000;
  }
  saveJournal(_reason: string, done: (path: string | null) => void): void {
    done(this.journalPath);
  }
}
