import type { HostSnapshot } from '#ports/observe.ts';
import type {
  AttendantView,
  ConsoleView,
  ModeView,
  QuietTime,
  WaitingView,
  WakeUp,
} from '#switching/model.ts';
import type { CallId, DialString } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { DeskOffice, DeskSources } from './sources.ts';

/** How everything stands after a turn of the exchange, drawn once for all consoles. */
export interface Scene {
  readonly office: DeskOffice;
  readonly host: HostSnapshot;
  readonly view: AttendantView;
  readonly modes: readonly ModeView[];
  readonly waiting: ReadonlyMap<CallId, WaitingView>;
  readonly consoles: ReadonlyMap<string, ConsoleView>;
  /** Calls that are up. */
  readonly up: ReadonlySet<CallId>;
  readonly parked: readonly { readonly slot: string; readonly call: CallId; readonly number: string }[];
  /** Those that nobody has answered first, then as they fall due. */
  readonly wakeUps: readonly (WakeUp & { readonly number: DialString })[];
  readonly quietTimes: readonly (QuietTime & { readonly number: DialString })[];
}

export function drawScene(sources: DeskSources): Scene {
  const { observe } = sources;
  const host = observe.snapshot();
  const view = sources.attendants();
  return {
    ...{ office: sources.office(), host, view, modes: observe.modes?.() ?? [] },
    waiting: new Map(view.waiting.map((one) => [one.call, one])),
    consoles: new Map(view.consoles.map((one) => [one.console, one])),
    up: new Set(host.calls.filter(({ state }) => state !== 'failed').map(({ call }) => call)),
    parked: host.calls
      .filter(({ state }) => state === 'parked')
      .map(({ call, from, parties }) => ({
        call,
        slot: slotOf(sources, call),
        number: parties[0]?.number ?? from,
      })),
    ...byClock(sources),
  };
}

/** What extensions have set by the clock. */
function byClock({ observe, office }: DeskSources): Pick<Scene, 'wakeUps' | 'quietTimes'> {
  const wakeUps: (WakeUp & { number: DialString })[] = [];
  const quietTimes: (QuietTime & { number: DialString })[] = [];
  for (const { number } of office().extensions) {
    const { wakeUp = null, quietTime = null } = observe.subscriber?.(number) ?? {};
    if (wakeUp !== null) wakeUps.push({ ...wakeUp, number });
    if (quietTime !== null) quietTimes.push({ ...quietTime, number });
  }
  wakeUps.sort((a, b) => (a.dueEpochMs ?? 0) - (b.dueEpochMs ?? 0));
  return { wakeUps, quietTimes };
}

/** Where a call is parked stands in the reasons of what was done with it. */
function slotOf({ observe }: DeskSources, call: CallId): string {
  const entry = observe.trace(call)?.trace.findLast(({ rule }) => rule === 'park.parked');
  return String(entry?.facts.slot ?? '');
}

/** Instants whose time of day is remembered: asked again it must be the same, or every view would seem to change. */
const INSTANTS_MAX = 2_000;

export class TimesOfDay {
  readonly #epochMsOf: (at: Instant) => number;
  readonly #known = new Map<Instant, number>();

  constructor(epochMsOf: (at: Instant) => number) {
    this.#epochMsOf = epochMsOf;
  }

  of(at: Instant): number {
    const known = this.#known.get(at);
    if (known !== undefined) return known;
    if (this.#known.size >= INSTANTS_MAX) this.#known.delete(this.#known.keys().next().value!);
    const epochMs = this.#epochMsOf(at);
    this.#known.set(at, epochMs);
    return epochMs;
  }
}
