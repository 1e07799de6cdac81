import type { Cancel } from '#ports/clock.ts';
import type { StoredRecord } from '#ports/database.ts';
import type { BoardView, Desk, DeskAction, DeskReply, DeskSeat, TrunkGroupPorts } from '#ports/desk.ts';
import type { DeskPending } from '#ports/desk-store.ts';
import type { WaitingView } from '#switching/model.ts';
import type { CallId, DialString } from '#units/ids.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import { boardOf } from './board.ts';
import type { OfficeDirectory } from './directory/directory.ts';
import { noSuchConsole, notLoggedIn, otherOperator, sitsElsewhere } from './faults.ts';
import { Keys } from './keys.ts';
import { Lamps } from './lamps.ts';
import { Messages } from './messages.ts';
import { DeskOutbox } from './outbox.ts';
import { Position } from './position.ts';
import { drawScene, type Scene, TimesOfDay } from './scene.ts';
import { Seat } from './seat.ts';
import { Shifts } from './shifts.ts';
import type { DeskSources } from './sources.ts';
import { UsersTelephones } from './telephones.ts';
import { Tickets } from './tickets.ts';
import { type Backstage, viewOf } from './view.ts';

const GONE_MS = 10 * 60_000;
/** Calls that were marked as important while they waited. */
const IMPORTANT_MAX = 500;
const NOTHING_PENDING: DeskPending = {
  ...{ tickets: [], shifts: [], handovers: [], messages: [] },
  last: { entry: 0, ticket: 0, message: 0, operation: 0, shift: 0 },
};

interface Place {
  readonly position: Position;
  seat: Seat | null;
  cancelGone: Cancel;
}

/** The operators' desk of an office: all its consoles, who sits there, and what they leave behind. */
export class OperatorsDesk implements Desk {
  readonly directory: OfficeDirectory;
  readonly telephones: UsersTelephones;
  /** The directory, and what was counted today before this start, are there. */
  readonly loaded: Promise<void>;
  readonly #sources: DeskSources;
  readonly #outbox: DeskOutbox;
  readonly #lamps: Lamps;
  readonly #tickets: Tickets;
  readonly #messages: Messages;
  readonly #shifts: Shifts;
  readonly #keys: Keys;
  readonly #stage: Backstage;
  readonly #places = new Map<string, Place>();
  readonly #positions = new Map<string, Position>();
  readonly #important = new Set<CallId>();
  readonly #boards = new Set<() => void>();
  /** Words of the shift before, by console, for whoever sits down there first. */
  readonly #handovers: Map<string, string>;
  #scene: Scene;
  #told = true;
  #stopped = false;
  readonly #unsubscribe: () => void;

  /**
   * With what waits on the disk; directory and figures of today follow behind, for telephones come first. A disk that
   * cannot be read leaves a desk that begins empty, and an alarm.
   */
  static async open(sources: DeskSources): Promise<OperatorsDesk> {
    const pending = await sources.store.pending();
    if (!pending.ok) sources.alarm(true, pending.error);
    return new OperatorsDesk(sources, pending.ok ? pending.value : NOTHING_PENDING);
  }

  constructor(sources: DeskSources, pending: DeskPending) {
    this.#sources = sources;
    this.directory = sources.directory;
    const { clock, store, alarm, observe, office, wallClock, bootId, notice } = sources;
    this.#outbox = new DeskOutbox(clock, store, alarm);
    const save = this.#outbox.add.bind(this.#outbox);
    const epochMs = (): number => wallClock.epochMs();
    this.#lamps = new Lamps(observe, office);
    this.#tickets = new Tickets({ bootId, epochMs, save }, pending.tickets, pending.last.ticket);
    this.#messages = new Messages({ epochMs, save, notice }, pending.messages, pending.last.message);
    const saveShift = (row: DeskPending['shifts'][number]): void => save({ what: 'shift', row });
    this.#shifts = new Shifts({ wallClock, records: sources.records, office, save: saveShift }, pending);
    this.#handovers = new Map(pending.handovers.map(({ console, words }) => [console, words]));
    this.#keys = new Keys(
      {
        ...{ sources, tickets: this.#tickets, messages: this.#messages, save },
        handOver: (position, next, words) => this.#handOver(position, next, words),
        logOut: (position) => this.#end(this.#place(position.id), 'log-out'),
        operatorAt: (console) => this.#positions.get(console)?.duty?.operator ?? '',
        changed: () => this.#changed(),
      },
      pending.last.operation,
    );
    this.#stage = {
      ...{ directory: this.directory, lamps: this.#lamps, tickets: this.#tickets, messages: this.#messages },
      times: new TimesOfDay((at) => observe.epochMsOf(at)),
      ...{ positions: this.#positions, important: this.#important },
    };
    this.telephones = new UsersTelephones(sources, this.#tickets, this.#messages);
    this.#scene = drawScene(sources);
    const endLook = observe.onChange(() => this.#look());
    const endDirectory = this.directory.onChange(() => this.#changed());
    this.#unsubscribe = () => {
      endLook();
      endDirectory();
    };
    this.#look();
    this.loaded = this.#load();
  }

  async #load(): Promise<void> {
    const loaded = await this.directory.load();
    if (!loaded.ok) this.#sources.alarm(true, loaded.error);
    await this.#shifts.readToday();
    this.#changed();
  }

  trunkGroups(): readonly TrunkGroupPorts[] {
    const groups = Map.groupBy(this.#sources.office().trunks ?? [], ({ group }) => group);
    return [...groups].map(([group, trunks]) => ({ group, ports: trunks.map(({ port }) => port) }));
  }

  consoles(): ReturnType<Desk['consoles']> {
    return this.#sources.office().consoles.map(({ id, name }) => ({
      ...{ id, name, operator: this.#positions.get(id)?.duty?.operator ?? null },
    }));
  }

  async sit(user: string, console: string, tab: string, taken: () => void): Promise<Result<DeskSeat>> {
    if (this.#stopped || !this.#sources.office().consoles.some(({ id }) => id === console))
      return fail(noSuchConsole(console));
    const place = this.#place(console);
    const { position } = place;
    if (position.duty !== null && position.duty.operator !== user)
      return fail(otherOperator(console, position.duty.operator));
    const other = [...this.#places.values()].find(
      (one) => one !== place && one.position.duty?.operator === user,
    );
    if (other !== undefined && other.seat !== null) return fail(sitsElsewhere(console, other.position.id));
    if (other !== undefined) this.#end(other, 'replaced');
    if (position.duty === null) {
      this.#shifts.begin(user, position, this.#handovers.get(console) ?? '');
      this.#handovers.delete(console);
      this.#keys.note(position, 'shiftBegan');
    }
    const refused = await this.#logIn(place);
    if (refused !== null) return fail(refused);
    place.cancelGone();
    place.seat?.take();
    // With what the exchange has made of it already: a page shall not see itself logged out first.
    this.#look();
    const seat = this.#seatFor(place, tab, taken);
    place.seat = seat;
    return ok(seat);
  }

  logOut(user: string): void {
    for (const place of this.#places.values())
      if (place.position.duty?.operator === user) this.#end(place, 'log-out');
  }

  board(): BoardView {
    if (this.#isIdle) this.#draw();
    return boardOf(this.#scene, this.#stage, (group) => this.#shifts.today(group));
  }

  onBoard(changed: () => void): () => void {
    this.#boards.add(changed);
    return () => this.#boards.delete(changed);
  }

  unread(number: DialString): number {
    return this.#messages.unread(number);
  }

  read(number: DialString, ids: readonly number[]): number {
    const count = this.#messages.read(number, ids);
    if (count > 0) this.#changed();
    return count;
  }

  /** A call's record is on disk: the ledger, by which every figure is put right. */
  booked(record: StoredRecord): void {
    if (record.joined !== null) this.#tickets.follow(record.call, record.joined);
    if (this.#shifts.booked(record)) this.#changed();
  }

  /** Ends when what was done is on disk, or the disk has failed. Operators stay on duty: a restart is no log-out. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    for (const place of this.#places.values()) {
      place.cancelGone();
      place.seat?.take();
    }
    await this.#outbox.settled();
    this.#outbox.stop();
  }

  #place(console: string): Place {
    const known = this.#places.get(console);
    if (known !== undefined) return known;
    const place: Place = { position: new Position(console), seat: null, cancelGone: () => undefined };
    this.#places.set(console, place);
    this.#positions.set(console, place.position);
    return place;
  }

  /** The exchange must know that somebody is there; what keeps it from that ends the shift again. */
  async #logIn(place: Place): Promise<Fault | null> {
    const { position } = place;
    if (position.seen(drawScene(this.#sources)).state !== 'out') return null;
    const { duty } = position;
    const reply = await this.#sources.request({ op: 'consoleIn', console: position.id });
    if (position.duty !== duty) return otherOperator(position.id, position.duty?.operator ?? '');
    if (reply.ok) return null;
    this.#end(place, 'log-out');
    return notLoggedIn(position.id, reply.why);
  }

  #seatFor(place: Place, tab: string, taken: () => void): Seat {
    const { position } = place;
    return new Seat(
      {
        view: () => viewOf(this.#scene, position, this.#stage),
        lamps: () => this.#lamps.all(),
        onLamps: (changed) => this.#lamps.onChange(changed),
        lampOf: (number) => this.#lamps.of(number),
        search: (text, limit) => this.#search(position, text, limit),
        act: (action) => this.#act(position, action),
        left: (seat) => this.#left(place, seat),
      },
      tab,
      taken,
    );
  }

  #search(position: Position, text: string, limit: number) {
    if (text.trim() !== '') return this.directory.search(text, limit);
    return position.recent.slice(0, Math.max(0, limit)).map((number) => ({
      ...(this.directory.lookup(number) ?? {
        ...{ id: 0, library: 'local' as const, name: '', shortCode: '', department: '', notes: '' },
        important: false,
      }),
      ...{ number, found: { field: 'number' as const, from: 0, to: 0 } },
    }));
  }

  #act(position: Position, action: DeskAction): Promise<DeskReply> {
    return this.#keys.act(position, this.#scene, action);
  }

  #left(place: Place, seat: Seat): void {
    if (place.seat !== seat) return;
    place.seat = null;
    const { clock, goneMs = GONE_MS } = this.#sources;
    place.cancelGone = clock.at(after(clock.now(), ms(goneMs)), () => this.#end(place, 'gone'));
  }

  /** Nobody is at the console any more; its callers wait for the others. */
  #end(place: Place, endedBy: 'log-out' | 'gone' | 'replaced'): void {
    const { position } = place;
    if (position.duty === null) return;
    this.#keys.note(position, endedBy === 'log-out' ? 'shiftEnded' : `shiftEnded.${endedBy}`);
    this.#shifts.end(position, endedBy, { to: '', words: '' });
    position.suspended = false;
    place.cancelGone();
    const { seat } = place;
    place.seat = null;
    seat?.take();
    void this.#sources.request({ op: 'consoleOut', console: position.id });
    this.#changed();
  }

  /** The calls know nothing of it: only who answers for them changes. */
  #handOver(position: Position, next: string, words: string): 'sits-elsewhere' | null {
    const other = [...this.#places.values()].find((one) => one.position.duty?.operator === next);
    if (other !== undefined && other.seat !== null) return 'sits-elsewhere';
    if (other !== undefined) this.#end(other, 'replaced');
    const from = position.duty!.operator;
    this.#shifts.end(position, 'hand-over', { to: next, words });
    this.#tickets.handOver(position.id, from, next);
    this.#shifts.begin(next, position, words);
    this.#keys.note(position, 'shiftBegan');
    this.#changed();
    return null;
  }

  /** Something of our own is different: told with the next turn, as if the exchange had said it. */
  #changed(): void {
    if (!this.#told || this.#stopped) return;
    this.#told = false;
    const { clock } = this.#sources;
    clock.at(clock.now(), () => {
      this.#told = true;
      if (!this.#stopped) this.#look();
    });
  }

  /** No operator is there, nobody looks at the wall and no caller waits: a turn of the exchange is no news here. */
  get #isIdle(): boolean {
    const nobody = this.#places.size === 0 && this.#boards.size === 0;
    return nobody && this.#scene.waiting.size === 0 && this.#sources.attendants().waiting.length === 0;
  }

  #draw(): Scene {
    this.#scene = drawScene(this.#sources);
    this.#lamps.look(this.#scene.host.ports);
    return this.#scene;
  }

  #look(): void {
    this.telephones.tell();
    if (this.#isIdle) return;
    const before = this.#scene;
    const scene = this.#draw();
    for (const { call, important } of scene.view.waiting) if (important) this.#mark(call);
    for (const { position } of this.#places.values())
      for (const call of position.arrived(scene)) this.#arrived(position, call, before.waiting.get(call));
    for (const { position } of this.#places.values()) this.#departed(position, scene);
    for (const waited of before.view.waiting) this.#mayBeLost(waited, scene);
    for (const { seat } of this.#places.values()) seat?.tell();
    for (const changed of [...this.#boards]) changed();
  }

  #mark(call: CallId): void {
    if (this.#important.size >= IMPORTANT_MAX) this.#important.delete([...this.#important][0]!);
    this.#important.add(call);
  }

  /** A caller is with an operator. `waited`: as he was seen before; missing when it went too fast for that. */
  #arrived(position: Position, call: CallId, waited: WaitingView | undefined): void {
    const { duty } = position;
    const seen = position.seen(this.#scene);
    const card = [seen.source, ...seen.held].find((one) => one?.call === call);
    if (duty === null || card == null) return;
    const number = waited?.from ?? card.number;
    const { fresh } = this.#tickets.open({
      ...{ call, console: position.id, operator: duty.operator, callerNumber: number },
      callerName: this.directory.lookup(number)?.name ?? (waited?.name || card.name),
      wanted:
        waited !== undefined && ['private', 'no-answer', 'recall'].includes(waited.kind) ? waited.to : '',
    });
    if (fresh) duty.tally.ticket();
    if (waited !== undefined) {
      const { wallClock } = this.#sources;
      const answered = card.state === 'held' ? wallClock.epochMs() : this.#stage.times.of(card.since);
      const answerMs = answered - this.#stage.times.of(waited.since);
      for (const tally of [duty.tally, this.#shifts.today(waited.group)])
        tally.answered(call, answerMs, waited.kind === 'recall');
    }
    this.#shifts.saveFigures(duty);
  }

  #departed(position: Position, scene: Scene): void {
    const { observe } = this.#sources;
    const joined = (call: CallId) => observe.trace(call)?.record?.joined ?? null;
    for (const { call, how } of position.left(scene, this.#tickets, joined)) {
      if (this.#tickets.of(call)?.console !== position.id) continue;
      this.#tickets.close(call, how === 'waits-again' ? '' : how);
      if (how !== 'transferred') continue;
      if (position.duty === null) continue;
      position.duty.tally.transferred(call);
      this.#shifts.saveFigures(position.duty);
    }
  }

  /** Waited, and is with nobody and nowhere now: hung up before anybody answered. */
  #mayBeLost({ call, group }: WaitingView, scene: Scene): void {
    if (scene.waiting.has(call) || scene.up.has(call)) return;
    const { positions } = this.#stage;
    if ([...positions.values()].some((position) => position.has(call))) return;
    if ((this.#sources.observe.trace(call)?.record?.joined ?? null) !== null) return;
    this.#tickets.gaveUp(call);
    const serving = scene.office.groups.find(({ number }) => number === group)?.consoles ?? [];
    for (const id of serving) positions.get(id)?.duty?.tally.lost(call);
    this.#shifts.today(group).lost(call);
  }
}
