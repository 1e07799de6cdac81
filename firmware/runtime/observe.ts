import type { Clock, WallClock } from '#ports/clock.ts';
import type { LegQuality } from '#ports/database.ts';
import type { LineCards, PortInfo } from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { HealthView, HostSnapshot, HostStatistics, LineView, Observe } from '#ports/observe.ts';
import { settingsAt, subscriberView } from '#switching/exchange.ts';
import type {
  AttendantView,
  CallRecord,
  CallView,
  ModeView,
  PortView,
  Subscriber,
} from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { between, type Instant, inMs } from '#units/time.ts';
import { Alarms } from './alarms.ts';
import type { EffectOf } from './effects-out.ts';
import { CallBook } from './why.ts';

/** What the read model asks the host for. */
export interface ObservedHost {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly regionCode: string;
  readonly board: string;
  readonly portViews: () => readonly PortView[];
  readonly callViews: () => readonly CallView[];
  readonly queue: () => { readonly length: number; readonly highWater: number };
  readonly recordsWaiting: () => number;
  readonly settings: (view: typeof subscriberView, number: string) => Subscriber | null;
  readonly modes: () => readonly ModeView[];
  /** Null before the exchange has begun. */
  readonly attendants: () => AttendantView | null;
  readonly quality: (call: CallId) => readonly LegQuality[];
  readonly saveJournal: (reason: string, done: (path: string | null) => void) => void;
}

/** The read model for the web server: derived from what passes through the host, never asked of the core. */
export class Observer implements Observe {
  readonly #host: ObservedHost;
  readonly #startedAt: Instant;
  readonly #alarms = new Alarms();
  readonly #book = new CallBook();
  readonly #faults = new Map<PortId, Fault>();
  readonly #listeners = new Set<() => void>();
  #told = true;
  #dialToneAfterMs: number | null = null;
  readonly #counts = { events: 0, effects: 0, shed: 0, calls: 0, answered: 0, assertions: 0 };

  constructor(host: ObservedHost) {
    this.#host = host;
    this.#startedAt = host.clock.now();
  }

  // ───── fed by the host ─────

  turn(effects: number): void {
    this.#counts.events += 1;
    this.#counts.effects += effects;
    this.changed();
  }

  count(what: 'shed' | 'assertions'): void {
    this.#counts[what] += 1;
  }

  dialTone(afterMs: number): void {
    this.#dialToneAfterMs ??= Math.round(afterMs);
    this.changed();
  }

  portFault(port: PortId, fault: Fault | null): void {
    if (fault === null) this.#faults.delete(port);
    else this.#faults.set(port, fault);
    this.changed();
  }

  alarm(raised: boolean, fault: Fault): boolean {
    const news = raised
      ? this.#alarms.raise(fault, this.#host.wallClock.epochMs())
      : this.#alarms.clear(fault.code, fault.where);
    if (news) this.changed();
    return news;
  }

  explain({ call, port, rule, facts }: EffectOf<'trace'>, at: Instant): void {
    if (call !== null) this.#book.note(call, { at, epochMs: this.epochMsOf(at), port, rule, facts });
  }

  record(record: CallRecord): void {
    this.#counts.calls += 1;
    if (record.answeredAt !== null) this.#counts.answered += 1;
    this.#book.close(record, this.epochMsOf(record.startedAt));
  }

  changed(): void {
    if (!this.#told || this.#listeners.size === 0) return;
    this.#told = false;
    const { clock } = this.#host;
    clock.at(clock.now(), () => {
      this.#told = true;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  // ───── asked by the web server ─────

  subscriber(number: string): Subscriber | null {
    return this.#host.settings(subscriberView, number);
  }

  settingsAt(number: string): Subscriber | null {
    return this.#host.settings(settingsAt, number);
  }

  modes(): readonly ModeView[] {
    return this.#host.modes();
  }

  attendants(): AttendantView {
    return this.#host.attendants() ?? { groups: [], consoles: [], waiting: [] };
  }

  snapshot(): HostSnapshot {
    const infos = this.#host.lineCards.ports();
    return {
      health: this.#health(infos),
      ports: this.#ports(infos),
      calls: this.#host.callViews(),
      alarms: this.#alarms.list(),
      statistics: this.#statistics(),
    };
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => {
      this.#listeners.delete(changed);
    };
  }

  recentCalls(limit: number) {
    return this.#book.recent(limit);
  }

  trace(call: CallId) {
    return this.#book.find(call);
  }

  quality(call: CallId): readonly LegQuality[] {
    return this.#host.quality(call);
  }

  epochMsOf(at: Instant): number {
    const { clock, wallClock } = this.#host;
    return Math.round(wallClock.epochMs() - inMs(between(at, clock.now())));
  }

  saveJournal(reason: string, done: (path: string | null) => void): void {
    this.#host.saveJournal(reason, done);
  }

  #health(infos: readonly PortInfo[]): HealthView {
    // A telephone that somebody has switched off is no line that is out of service.
    const equipped = infos.filter(
      ({ health, kind }) => health !== 'absent' && !(health === 'unreachable' && kind === 'fxs'),
    );
    const inService = equipped.filter((info) => info.health === 'in-service');
    return {
      status:
        this.#dialToneAfterMs === null
          ? 'starting'
          : inService.length === equipped.length
            ? 'ok'
            : 'degraded',
      lines: { equipped: equipped.length, inService: inService.length },
      uptimeMs: Math.round(inMs(between(this.#startedAt, this.#host.clock.now()))),
      dialToneAfterMs: this.#dialToneAfterMs,
      region: this.#host.regionCode,
      board: this.#host.board,
    };
  }

  #ports(infos: readonly PortInfo[]): readonly LineView[] {
    const views = new Map(this.#host.portViews().map((view) => [view.port, view]));
    return infos.map((info) => {
      const view = views.get(info.port);
      return {
        port: info.port,
        kind: info.kind,
        health: info.health,
        chip: info.chip,
        fault: this.#faults.get(info.port) ?? null,
        number: view?.number ?? '',
        name: view?.name ?? '',
        state: view?.state ?? 'unused',
        call: view?.call ?? null,
      };
    });
  }

  #statistics(): HostStatistics {
    const { length, highWater } = this.#host.queue();
    return {
      ...this.#counts,
      queued: length,
      queuedMax: highWater,
      recordsWaiting: this.#host.recordsWaiting(),
      media: this.#host.media.statistics(),
    };
  }
}
