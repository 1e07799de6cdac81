import type { AttendantView, CallRecord, CallView, ModeView, Subscriber } from '#switching/model.ts';
import type { CallId, DialString, PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { Instant } from '#units/time.ts';
import type { LegQuality } from './database.ts';
import type { PortHealth, PortKind } from './line-card.ts';
import type { MediaStatistics } from './media.ts';

/** Bounds of the read model: older entries fall out. */
export const RECENT_CALLS_MAX = 200;
export const TRACE_ENTRIES_MAX = 100;

export interface HealthView {
  /** `ok`: every equipped port is in service. `degraded`: some are not. `starting`: bring-up still runs. */
  readonly status: 'starting' | 'ok' | 'degraded';
  readonly lines: {
    /** Ports with a chip in them. */
    readonly equipped: number;
    readonly inService: number;
  };
  /** Since the exchange started, ms. */
  readonly uptimeMs: number;
  /** From the start of the process to dial tone on every equipped line, ms; null until then. */
  readonly dialToneAfterMs: number | null;
  readonly region: string;
  readonly board: string;
}

/** One port as a technician sees it: position, chip, health, and what the exchange does with it. */
export interface LineView {
  readonly port: PortId;
  readonly kind: PortKind;
  readonly health: PortHealth;
  /** `Si3215 rev G`; empty when the position is. */
  readonly chip: string;
  /** Why it is out of service; null while it is in service. */
  readonly fault: Fault | null;
  /** Extension number, or the public number of an exchange line; empty when the office has no use for it. */
  readonly number: string;
  readonly name: string;
  /** State of the switching machine: `idle`, `dialling`, `talking` …; see `switching/view.ts`. */
  readonly state: string;
  readonly call: CallId | null;
}

export interface AlarmView {
  /** From a Fault, or from the exchange: `TR-…`. */
  readonly code: string;
  readonly where: string;
  readonly what: string;
  readonly todo: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly sinceEpochMs: number;
}

/** One line of the "why" view: the rule that decided and what filled its places. */
export interface TraceEntry {
  readonly at: Instant;
  readonly epochMs: number;
  readonly port: PortId | null;
  /** Catalogue key. */
  readonly rule: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A call that is over, or still going on (`record` is null then). */
export interface RecentCall {
  readonly call: CallId;
  readonly startedEpochMs: number;
  readonly record: CallRecord | null;
  readonly trace: readonly TraceEntry[];
}

export interface HostStatistics {
  /** Events stepped, effects carried out, events shed because the queue was full. */
  readonly events: number;
  readonly effects: number;
  readonly shed: number;
  readonly queued: number;
  readonly queuedMax: number;
  readonly calls: number;
  readonly answered: number;
  /** Call records written but not yet acknowledged by the store. */
  readonly recordsWaiting: number;
  /** Assertions that failed and took down one call each. */
  readonly assertions: number;
  readonly media: MediaStatistics;
}

export interface HostSnapshot {
  readonly health: HealthView;
  /** In order of card and position. */
  readonly ports: readonly LineView[];
  /** Calls now up. */
  readonly calls: readonly CallView[];
  readonly alarms: readonly AlarmView[];
  readonly statistics: HostStatistics;
}

/** What the web server may see of the exchange host, and the little that it may ask of it. */
export interface Observe {
  snapshot(): HostSnapshot;
  /**
   * Hears that something changed (at most once a turn of the event loop; ask `snapshot` for what).
   * Answers with the function that ends the subscription.
   */
  onChange(changed: () => void): () => void;
  /** Newest first, at most `RECENT_CALLS_MAX`. */
  recentCalls(limit: number): readonly RecentCall[];
  /** The "why" of one call; null when it is unknown or too old. */
  trace(call: CallId): RecentCall | null;
  /**
   * How a call that is up sounds, per leg, as of the last time that somebody asked (at most one new look a
   * second); empty for a call that does not talk. Missing while the host does not tell it.
   */
  quality?(call: CallId): readonly LegQuality[];
  /** Core instants (in records and views) as time of day, ms since 1970-01-01 UTC. */
  epochMsOf(at: Instant): number;
  /** What an extension has set; null when there is none of this number. Missing while the host does not tell it. */
  subscriber?(number: DialString): Subscriber | null;
  /**
   * What counts at a telephone: the settings of whoever uses it now (hot desk); the same object as long as nothing of
   * it changes. Null when there is none of this number. Missing while the host does not tell it.
   */
  settingsAt?(number: DialString): Subscriber | null;
  /** The mode of every entity. Missing while the host does not tell it. */
  modes?(): readonly ModeView[];
  /** Operators' groups, consoles, and who waits. Missing while the host does not tell it. */
  attendants?(): AttendantView;
  /** Saves the journal now for `npm run replay`; the path, or null when it could not be written. */
  saveJournal(reason: string, done: (path: string | null) => void): void;
}
