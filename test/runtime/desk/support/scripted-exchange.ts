import type { HostSnapshot, LineView } from '#ports/observe.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { type DeskOffice, type DeskSources, NO_ATTENDANTS } from '#runtime/desk/sources.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type {
  AttendantView,
  CallView,
  CardView,
  Command,
  ConsoleView,
  PresentationLevel,
  QuietTime,
  Refusal,
  Reply,
  WaitingView,
  WakeUp,
} from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { NOON_EPOCH_MS } from '../../../support/records.ts';
import { host, line } from '../../../web/fake-observe.ts';

export const id = (call: string): CallId => call as CallId;

const LEVEL: PresentationLevel = {
  ...{ key: 1, name: '外线', priority: 1, urgentPriority: 2, ringDelayMs: 0 },
  kinds: ['trunk'],
};

/** Two consoles in one group, extensions 801 … 804; 801 and 802 are the operators' telephones. */
export const OFFICE: DeskOffice = {
  consoles: ['1', '2'].map((console, i) => ({
    ...{ id: console, name: `话务台 ${console}`, extension: `80${i + 1}`, telephoneRings: false },
    ...{ mayDistribute: i === 0, maySupervise: i === 0 },
  })),
  groups: [
    {
      ...{ number: '9', name: '总机', entity: 'main', consoles: ['1', '2'], hunt: 'all', levels: [LEVEL] },
      ...{ urgentAfterMs: 30_000, absentAfterMs: 80_000, waitingMax: null, overflowTo: null, helpers: [] },
      ...{ helpAfterMs: 0, distribution: {}, greeting: '' },
    },
  ],
  extensions: ['801', '802', '803', '804'].map((number, i) => ({
    ...{ number, port: `1/${i + 1}` as PortId, name: `分机${number}`, entity: 'main', language: 'zh-CN' },
  })),
  ringCycleMs: 5_000,
};

const idle = (console: string): ConsoleView => ({
  ...{ console, state: 'idle', telephone: 'off-hook', source: null, destination: null, conference: false },
  ...{ held: [], reserved: null, chained: false, called: [] },
});

/** An exchange that does what a test says, and a little by itself; it judges nothing. */
export class ScriptedExchange {
  readonly clock = new VirtualClock();
  readonly wallClock = new VirtualWallClock(this.clock, NOON_EPOCH_MS, 480);
  readonly database = new MemoryDatabase();
  readonly asked: Command[] = [];
  readonly alarms: Fault[] = [];
  readonly noticed: (readonly [string, number])[] = [];
  readonly consoles = new Map<string, ConsoleView>();
  waiting: readonly WaitingView[] = [];
  calls: readonly CallView[] = [];
  lines: readonly LineView[] = OFFICE.extensions.map(({ port, number }) => line(port, { number }));
  doNotDisturb = new Set<string>();
  readonly quietTimes = new Map<string, QuietTime>();
  readonly wakeUps = new Map<string, WakeUp>();
  joined = new Map<CallId, CallId>();
  refuse: Refusal | null = null;
  readonly #listeners = new Set<() => void>();

  sources(more: Partial<DeskSources> = {}): DeskSources {
    const { clock, wallClock, database } = this;
    const directory = new OfficeDirectory(database.desk);
    directory.setExtensions(OFFICE.extensions);
    return {
      ...{ clock, wallClock, directory, store: database.desk, records: database.records, bootId: 'boot' },
      office: () => OFFICE,
      attendants: () => this.#view(),
      request: (command) => this.#obey(command),
      alarm: (raised, fault) => {
        if (raised) this.alarms.push(fault);
      },
      trusts: async (_user, password) => password === 'good',
      notice: (number, unread) => this.noticed.push([number, unread]),
      observe: {
        snapshot: () => this.#snapshot(),
        onChange: (changed) => {
          this.#listeners.add(changed);
          return () => this.#listeners.delete(changed);
        },
        trace: (call) => {
          const joined = this.joined.get(call);
          const record = joined === undefined ? null : ({ joined } as never);
          const parked = { rule: 'park.parked', facts: { slot: '71' } } as never;
          return { call, startedEpochMs: 0, record, trace: [parked] };
        },
        epochMsOf: (at) => Math.round(wallClock.epochMs() - (clock.now() - at) / 1_000),
        subscriber: (number) => ({
          ...FRESH_SUBSCRIBER,
          doNotDisturb: this.doNotDisturb.has(number),
          quietTime: this.quietTimes.get(number) ?? null,
          wakeUp: this.wakeUps.get(number) ?? null,
        }),
        modes: () => [{ entity: 'main', mode: 'day', byHand: false }],
      },
      ...more,
    };
  }

  /** Something has happened: told as the host does, with the next turn. */
  async turn(waitMs = 0): Promise<void> {
    this.#tell();
    this.clock.runFor(ms(waitMs));
    // Answers of the disk and of the exchange are promises.
    for (let i = 0; i < 20; i++) await Promise.resolve();
    this.clock.runFor(ms(0));
  }

  /** Somebody waits for an operator. */
  async ring(call: string, from: string, more: Partial<WaitingView> = {}): Promise<void> {
    this.waiting = [
      ...this.waiting,
      {
        ...{ call: id(call), group: '9', kind: 'trunk', level: 1, urgent: false, important: false, from },
        ...{ name: '', to: '9', since: this.clock.now(), presentedTo: ['1', '2'], ...more },
      },
    ];
    this.up(call, from);
    await this.turn();
  }

  /** Gone from the exchange altogether. */
  async hangUp(call: string): Promise<void> {
    this.waiting = this.waiting.filter((one) => one.call !== call);
    this.calls = this.calls.filter((one) => one.call !== call);
    for (const [console, view] of this.consoles) {
      const without = (card: CardView | null) => (card?.call === call ? null : card);
      const held = view.held.filter((one) => one.call !== call);
      const cards = { source: without(view.source), destination: without(view.destination), held };
      this.consoles.set(console, { ...view, ...cards });
    }
    await this.turn();
  }

  up(call: string, from = '', state = 'connected'): void {
    if (this.calls.some((one) => one.call === call)) return;
    const plain = { kind: 'incoming', to: '9', dialled: '', answeredAt: null } as const;
    const parties = [{ port: '1/8' as PortId, state: 'connected', number: from }] as const;
    this.calls = [
      ...this.calls,
      { ...plain, call: id(call), state, from, parties, startedAt: this.clock.now() },
    ];
  }

  card(call: string, number: string, more: Partial<CardView> = {}): CardView {
    const plain = { name: '', state: 'connected', outside: number.length > 4 } as const;
    return { ...plain, call: id(call), number, since: this.clock.now(), ...more };
  }

  change(console: string, change: Partial<ConsoleView>): void {
    this.consoles.set(console, { ...(this.consoles.get(console) ?? idle(console)), ...change });
  }

  #tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }

  #view(): AttendantView {
    const { waiting } = this;
    const state = [...this.consoles.values()].some((one) => one.state !== 'out') ? 'in-service' : 'unplugged';
    const group = { group: '9', state, mode: 'day', byHand: false, overflows: false } as const;
    return { ...NO_ATTENDANTS, groups: [group], consoles: [...this.consoles.values()], waiting };
  }

  #snapshot(): HostSnapshot {
    return host({ ports: this.lines, calls: this.calls });
  }

  async #obey(command: Command): Promise<Reply> {
    this.asked.push(command);
    if (this.refuse !== null) return { ok: false, why: this.refuse };
    if (!('console' in command)) return { ok: true, call: null };
    const { console } = command;
    const view = this.consoles.get(console) ?? idle(console);
    switch (command.op) {
      case 'consoleIn':
        this.change(console, idle(console));
        break;
      case 'consoleOut':
        this.consoles.delete(console);
        break;
      case 'consoleAnswer': {
        const waited = this.waiting.find(({ call }) => command.call === null || call === command.call);
        if (waited === undefined) {
          const faster = [...this.consoles.values()].find(({ source }) => source?.call === command.call);
          return { ok: false, why: 'taken', by: faster?.console ?? '' };
        }
        this.waiting = this.waiting.filter((one) => one !== waited);
        this.change(console, { state: 'busy', source: this.card(waited.call, waited.from) });
        break;
      }
      case 'consoleCall':
        this.change(console, {
          destination: this.card(`to ${command.to}`, command.to, { state: 'alerting' }),
        });
        break;
      case 'consoleTransfer':
      case 'consoleSend':
        this.change(console, { state: 'idle', source: null, destination: null });
        break;
      case 'consoleHold':
        this.change(console, { state: 'idle', source: null, held: [...view.held, view.source!] });
        break;
      case 'consoleRelease':
        this.calls = this.calls.filter(({ call }) => call !== view.source?.call);
        this.change(console, { state: 'idle', source: null, destination: null });
        break;
      default:
    }
    this.#tell();
    return { ok: true, call: view.source?.call ?? null };
  }
}
