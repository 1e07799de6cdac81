import type { Shift } from '#ports/desk-store.ts';
import type { AttendantConsole, ConsoleView } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import type { Scene } from './scene.ts';
import type { Tally } from './tally.ts';
import type { Tickets } from './tickets.ts';

/** Numbers that an operator called last, for a search line with nothing in it. */
const RECENT_MAX = 20;

export const OUT = (console: string): ConsoleView => ({
  ...{ console, state: 'out', telephone: 'out', source: null, destination: null, conference: false },
  ...{ held: [], reserved: null, chained: false, called: [] },
});

/** Somebody's duty at a console. */
export interface Duty {
  readonly operator: string;
  shift: Shift;
  readonly tally: Tally;
}

/** What a key has done with a caller, for his ticket when he leaves. */
type Intent = 'transferred' | 'informed' | 'refused';

/** One console: who is there, which callers it has, what was done with them. */
export class Position {
  readonly id: string;
  duty: Duty | null = null;
  suspended = false;
  /** Left by the shift before. */
  handover = '';
  readonly recent: string[] = [];
  #calls = new Map<CallId, 'source' | 'held'>();
  #destination: CallId | null = null;
  readonly #intents = new Map<CallId, Intent>();

  constructor(id: string) {
    this.id = id;
  }

  rights({ office }: Scene): AttendantConsole | null {
    return office.consoles.find(({ id }) => id === this.id) ?? null;
  }

  seen({ consoles }: Scene): ConsoleView {
    return consoles.get(this.id) ?? OUT(this.id);
  }

  dialled(number: string): void {
    const place = this.recent.indexOf(number);
    if (place >= 0) this.recent.splice(place, 1);
    this.recent.unshift(number);
    if (this.recent.length > RECENT_MAX) this.recent.pop();
  }

  intend(call: CallId | null, intent: Intent): void {
    if (call !== null && this.#calls.has(call)) this.#intents.set(call, intent);
  }

  has(call: CallId): boolean {
    return this.#calls.has(call);
  }

  /** Callers who are with the console now and were not before. One that it had called itself is no caller. */
  arrived(scene: Scene): readonly CallId[] {
    const { source, held } = this.seen(scene);
    const now = [...held.map(({ call }) => call), ...(source === null ? [] : [source.call])];
    return now.filter((call) => !this.#calls.has(call) && call !== this.#destination);
  }

  /** Callers who were with the console and are no longer, and what that means. */
  left(scene: Scene, tickets: Tickets, joined: (call: CallId) => CallId | null): readonly Departure[] {
    const view = this.seen(scene);
    const now = new Map<CallId, 'source' | 'held'>(view.held.map(({ call }) => [call, 'held']));
    if (view.source !== null) now.set(view.source.call, 'source');
    const gone = [...this.#calls].filter(([call]) => !now.has(call) && call !== view.destination?.call);
    const departures = gone.map(([call, was]) => this.#departure(scene, call, was, tickets, joined));
    this.#calls = now;
    this.#destination = view.destination?.call ?? null;
    for (const call of this.#intents.keys()) if (!now.has(call)) this.#intents.delete(call);
    return departures;
  }

  #departure(
    scene: Scene,
    call: CallId,
    was: 'source' | 'held',
    tickets: Tickets,
    joined: (call: CallId) => CallId | null,
  ): Departure {
    const into = joined(call);
    if (into !== null) tickets.follow(call, into);
    const goesOn = scene.up.has(call) || into !== null;
    if (scene.waiting.has(call)) return { call, how: 'waits-again' };
    const intent = this.#intents.get(call);
    if (intent === 'informed' || intent === 'refused') return { call, how: intent };
    if (intent === 'transferred' || goesOn) return { call, how: 'transferred' };
    return { call, how: was === 'held' ? 'lost' : 'informed' };
  }
}

export interface Departure {
  readonly call: CallId;
  readonly how: Intent | 'lost' | 'waits-again';
}
