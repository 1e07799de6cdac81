import type { Cancel } from '#ports/clock.ts';
import type { Control, PromptControl } from '#ports/control.ts';
import type { LineCardEvent, PortInfo } from '#ports/line-card.ts';
import type { MediaEvent } from '#ports/media.ts';
import type { Observe } from '#ports/observe.ts';
import { TONE_NAMES } from '#ports/region.ts';
import type { FinishedCall } from '#ports/store.ts';
import type { Exchange, Step } from '#switching/exchange.ts';
import { attendantView, modeViews } from '#switching/exchange.ts';
import type { CallRecord, CallView, ExchangeEvent, Office, PortView } from '#switching/model.ts';
import { type CallId, type PortId, timeslotOf } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { after, between, type Duration, type Instant, inMs, instant, sec } from '#units/time.ts';
import { faultOf } from './alarms.ts';
import { CallerIdReceivers } from './caller-id-receivers.ts';
import { Commands } from './commands.ts';
import { EXCHANGE_CORE, type ExchangeCore } from './core.ts';
import { carryOut, type EffectTargets } from './effects-out.ts';
import { EventQueue } from './event-queue.ts';
import { fromLineCard, fromMedia } from './events-in.ts';
import { GuidePlayer } from './guide-player.ts';
import type { HostOptions } from './host-options.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { Observer } from './observe.ts';
import { CallQualities } from './quality.ts';
import { RecordOutbox } from './record-outbox.ts';
import { chargeLegs } from './records/charge.ts';
import { TimeOfDay } from './time-of-day.ts';

/** Positions that have not told their health by then are left out until they do. */
const BRING_UP_MAX: Duration = sec(10);
/** Turns of the core in one turn of the event loop: a flood must not starve the web server. */
const TURNS_AT_ONCE = 64;
/** After a deadline that could not be handled: not at once again, not never. */
const DEADLINE_RETRY: Duration = sec(1);
const JOURNAL_SAVES_APART: Duration = sec(60);
const STOP_RECORDS_MAX: Duration = sec(2);

/**
 * The exchange on its ports: world → events → `step` → effects → world. The only place that holds the
 * state of the exchange; one timer for the core's next deadline; one event at a time.
 */
export class ExchangeHost {
  readonly observe: Observe;
  readonly control: Control & PromptControl;
  readonly #commands: Commands;
  readonly #timeOfDay: TimeOfDay;
  readonly #guides: GuidePlayer;
  readonly #qualities: CallQualities;
  readonly #observer: Observer;
  readonly #options: HostOptions;
  readonly #core: ExchangeCore;
  readonly #queue = new EventQueue();
  readonly #journal = new Journal();
  readonly #outbox: RecordOutbox;
  readonly #targets: EffectTargets;
  readonly #receivers: CallerIdReceivers;
  readonly #equipped = new Map<PortId, PortInfo>();
  #exchange: Exchange | null = null;
  #officeText = '';
  #last: Instant;
  #deadline: Instant | null = null;
  #armedFor: Instant | null = null;
  #disarm: Cancel = () => undefined;
  #turning = false;
  #stopping = false;
  #stopped = false;
  #journalSavedAt: Instant | null = null;

  constructor(options: HostOptions) {
    const { clock, wallClock, lineCards, media, store } = options.ports;
    this.#options = options;
    this.#core = options.core ?? EXCHANGE_CORE;
    this.#last = clock.now();
    this.#receivers = new CallerIdReceivers(media, options.region);
    this.#commands = new Commands(clock, (event) => this.#receive(event, clock.now()));
    this.control = this.#commands;
    this.#timeOfDay = new TimeOfDay(clock, wallClock, (epochMs) => {
      this.#configure();
      this.#receive({ kind: 'timeOfDay', epochMs }, clock.now());
    });
    this.#guides = new GuidePlayer(media, options.ports.guides ?? null, (event) =>
      this.#receive(event, clock.now()),
    );
    this.#qualities = new CallQualities({ clock, media, callOf: (port) => this.#callOf(port) });
    this.#outbox = new RecordOutbox(clock, store, {
      troubled: (fault) => this.#alarm(fault !== null, unwritten(fault)),
      gaveUp: (record) => this.#alarm(true, faultOf('TR-RUN-004', `call ${record.call}`)),
    });
    this.#observer = new Observer({
      ...{ clock, wallClock, lineCards, media, board: options.board, regionCode: options.region.code },
      portViews: () => (this.#exchange === null ? [] : this.#core.portViews(this.#exchange)),
      callViews: () => (this.#exchange === null ? [] : this.#core.callViews(this.#exchange)),
      queue: () => ({ length: this.#queue.length, highWater: this.#queue.highWater }),
      recordsWaiting: () => this.#recordsWaiting,
      settings: (view, number) => (this.#exchange === null ? null : view(this.#exchange, number)),
      modes: () => (this.#exchange === null ? [] : modeViews(this.#exchange, clock.now())),
      attendants: () => (this.#exchange === null ? null : attendantView(this.#exchange)),
      quality: (call) => this.#qualities.live(call),
      saveJournal: (reason, done) => store.saveJournal(reason, this.journalText(reason), done),
    });
    this.observe = this.#observer;
    this.#targets = {
      ...{ lineCards, media, region: options.region, receivers: this.#receivers },
      guides: this.#guides,
      keep: ({ kept }) => store.keep(kept),
      reply: ({ id, reply }) => this.#commands.reply(id, reply),
      record: ({ record }) => {
        this.#observer.record(record);
        const finished = this.#finished(record);
        this.#qualities.gather(record.call, (quality) => this.#outbox.add({ ...finished, quality }));
      },
      alarm: ({ code, where, raised }) => {
        if (!raised || !this.#isUnreachable(where)) this.#alarm(raised, faultOf(code, where));
      },
      trace: (effect, at) => this.#observer.explain(effect, at),
    };
  }

  /** Brings the ports up; the exchange begins to switch when every position has told its health. */
  start(): void {
    const { ports, region, faults = [] } = this.#options;
    for (const fault of faults) this.#alarm(true, fault);
    this.#options.alarms?.attach((raised, fault) => this.#alarm(raised, fault));
    ports.media.start((event, at) => this.#fromMedia(event, at));
    const tones = Object.fromEntries(TONE_NAMES.map((name) => [name, region.tones[name]]));
    ports.media.command({ op: 'configure', law: region.law, tones, dtmf: region.dtmf });
    const { clock } = ports;
    this.#disarm = clock.at(after(clock.now(), BRING_UP_MAX), () => this.#begin());
    ports.lineCards.start((event, at) => this.#fromLineCard(event, at));
    if (ports.lineCards.isEmpty === true) this.#begin();
  }

  /** Releases every call and waits until their records are written. The ports stay up: they are the board's. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const { clock } = this.#options.ports;
    for (const port of this.#equipped.keys()) {
      this.#receive({ kind: 'health', port, inService: false }, clock.now());
    }
    this.#stopped = true;
    this.#disarm();
    this.#timeOfDay.stop();
    this.#outbox.hurry();
    this.#qualities.flush();
    if (this.#recordsWaiting > 0) await this.#recordsWritten();
    this.#outbox.stop();
    this.#options.ports.guides?.stop();
  }

  /** Another document came into force: `officeFor` is asked again. */
  officeChanged(): void {
    if (this.#exchange !== null) this.#configure();
  }

  /** The exchange as it is now; null before it has begun. */
  get exchange(): Exchange | null {
    return this.#exchange;
  }

  /** The journal as JSON lines; empty before the exchange has begun. */
  journalText(reason: string): string {
    return this.#journal.text(reason);
  }

  #fromLineCard(event: LineCardEvent, at: Instant): void {
    if (event.kind === 'alarm') this.#alarm(event.raised, event.fault);
    if (event.kind === 'health') this.#health(event);
    // A new core holds every port for out of service; that one is only starting is no news, and no alarm.
    if (event.kind === 'health' && event.health === 'starting' && this.#exchange === null) return;
    if (event.kind === 'ringing' && event.on) this.#receivers.ringing(timeslotOf(event.port));
    const translated = fromLineCard(event);
    if (translated !== null) this.#receive(translated, at);
  }

  #fromMedia(event: MediaEvent, at: Instant): void {
    if (this.#options.ports.guides?.hears(event) || this.#qualities.hears(event)) return;
    if (event.kind === 'card') this.#alarm(!event.up, faultOf('TR-RUN-006', `card ${event.card}`));
    if (event.kind === 'refused') {
      if (event.op === 'play') this.#guides.refused(event.what);
      const fault = faultOf('TR-RUN-005', `media command ${event.op}`);
      this.#alarm(true, { ...fault, what: `${fault.what}: ${event.code} ${event.what}` });
    }
    if (event.kind === 'played') this.#guides.played(event.id);
    const translated = fromMedia(event);
    if (translated !== null) this.#receive(translated, at);
  }

  #health(event: LineCardEvent & { readonly kind: 'health' }): void {
    const { ports } = this.#options;
    this.#observer.portFault(event.port, event.fault ?? null);
    if (event.fault !== undefined) ports.log.fault(event.fault);
    const { lineCards } = ports;
    // Hundreds of telephones come and go: who is told of one looks at that one, once the exchange is there.
    const one = this.#exchange === null ? null : (lineCards.port?.(event.port) ?? null);
    const infos = one === null ? lineCards.ports() : [one];
    let found = false;
    for (const info of infos) {
      if (info.health === 'absent') continue;
      found ||= this.#equipped.get(info.port)?.kind !== info.kind;
      this.#equipped.set(info.port, info);
    }
    if (this.#exchange !== null) {
      // An office depends on what there is, not on how it is; five hundred telephones register in a minute.
      if (found) this.#configure();
    } else if (infos.length > 0 && infos.every((info) => info.health !== 'starting')) this.#begin();
  }

  /** To the core a port out of service is an alarm, whatever the reason; whoever is elsewhere is simply not there. */
  #isUnreachable(where: string): boolean {
    return this.#equipped.get(where.replace('port ', '') as PortId)?.health === 'unreachable';
  }

  /** The exchange comes to life; what happened on the lines meanwhile waits in the queue. */
  #begin(): void {
    if (this.#exchange !== null || this.#stopped) return;
    this.#disarm();
    const { clock, log } = this.#options.ports;
    const office = this.#office();
    this.#officeText = JSON.stringify(office);
    this.#last = clock.now();
    const first = this.#core.create(office, this.#last, this.#timeOfDay.begin());
    this.#exchange = first.exchange;
    this.#deadline = first.deadline;
    this.#journal.begin(first.exchange);
    for (const effect of first.effects) carryOut(effect, this.#targets, this.#last);
    this.#restore();
    const { sinceProcessStartMs } = this.#options;
    this.#observer.dialTone(sinceProcessStartMs?.() ?? this.observe.snapshot().health.uptimeMs);
    log.info('exchange in service', { lines: office.extensions.length, trunks: office.trunks.length });
    this.#options.ports.guides?.start((raised, fault) => this.#alarm(raised, fault));
    // Not from inside a port's call: the event that completes the bring-up joins the queue first.
    clock.at(this.#last, () => this.#drain());
  }

  /** Before any event that waits, and in the journal like one. */
  #restore(): void {
    const { kept = [] } = this.#options;
    if (kept.length === 0) return;
    this.#turning = true;
    this.#turn({ kind: 'restore', kept }, this.#last);
    this.#turning = false;
  }

  get #recordsWaiting(): number {
    return this.#outbox.waiting + this.#qualities.waiting;
  }

  readonly #viewOf = (port: PortId): PortView | null =>
    this.#exchange === null ? null : this.#core.portView(this.#exchange, port);

  #callOf(port: PortId): CallId | null {
    if (this.#exchange === null) return null;
    // A line that is heard before it answers is `alerting`; a port that consults is in two calls, held in one.
    const talks = ({ parties }: CallView) =>
      parties.some((party) => party.port === port && party.state !== 'held' && party.state !== 'queued');
    return this.#core.callViewsAt(this.#exchange, port).find(talks)?.call ?? null;
  }

  /** Time of day as it is now: the disk may take the record much later, and the clock may be set meanwhile. */
  #finished(record: CallRecord): FinishedCall {
    const { ports, bootId = 'unnamed' } = this.#options;
    const agoMs = inMs(between(record.releasedAt, ports.clock.now()));
    const releasedEpochMs = ports.wallClock.epochMs() - agoMs;
    const legUnits = chargeLegs(this.#exchange?.office.services.charges ?? [], record.legs);
    return { ...record, bootId, releasedEpochMs, legUnits, quality: [] };
  }

  #office(): Office {
    const order = (info: PortInfo): number => timeslotOf(info.port);
    return this.#options.officeFor([...this.#equipped.values()].sort((a, b) => order(a) - order(b)));
  }

  #configure(): void {
    const office = this.#office();
    const text = JSON.stringify(office);
    if (text === this.#officeText) return;
    this.#officeText = text;
    this.#receive({ kind: 'configure', office }, this.#options.ports.clock.now());
  }

  #receive(event: ExchangeEvent, at: Instant): void {
    if (this.#stopped) return;
    const shed = this.#queue.push(event, at);
    if (shed !== null) {
      this.#observer.count('shed');
      this.#alarm(true, faultOf('TR-RUN-001', 'port' in shed ? `port ${shed.port}` : 'exchange'));
    }
    this.#drain();
  }

  /** Steps through what waits, in order; never from inside a step or its effects. */
  #drain(): void {
    if (this.#turning || this.#exchange === null) return;
    const { clock } = this.#options.ports;
    this.#turning = true;
    for (let turns = 0; turns < TURNS_AT_ONCE; turns++) {
      const next = this.#queue.shift();
      if (next === null) break;
      const at = instant(Math.max(this.#last, Math.min(next.at, clock.now())));
      // What was due before this event happened comes before it, also when the event loop was held up.
      if (this.#due(at)) this.#turn({ kind: 'deadline' }, at);
      this.#turn(next.event, at);
    }
    this.#turning = false;
    if (this.#queue.length > 0) clock.at(clock.now(), () => this.#drain());
    else this.#arm();
  }

  #due(at: Instant): boolean {
    return this.#deadline !== null && this.#deadline <= at;
  }

  #turn(event: ExchangeEvent, at: Instant): void {
    const before = this.#exchange!;
    let next: Step;
    try {
      next = this.#core.step(before, event, at);
    } catch (error) {
      this.#assertionFailed(error, event, at);
      return;
    }
    this.#exchange = next.exchange;
    this.#deadline = next.deadline;
    this.#last = at;
    const entry: JournalEntry = { at, event, effects: next.effects, deadline: next.deadline };
    this.#journal.append(before, entry);
    for (const effect of next.effects) {
      carryOut(effect, this.#targets, at);
      this.#qualities.carried(effect);
    }
    this.#observer.turn(next.effects.length);
    this.#options.ports.lineCards.turned?.(this.#viewOf, this.#core.changedPorts(before, next.exchange));
    this.#options.tap?.(entry);
  }

  /** The core has let go of the event: the exchange stays as it was, the world is told. */
  #assertionFailed(error: unknown, event: ExchangeEvent, at: Instant): void {
    const what = error instanceof Error ? error.message : String(error);
    const where = 'port' in event ? `port ${event.port}` : 'exchange';
    if (event.kind === 'deadline') this.#deadline = after(at, DEADLINE_RETRY);
    this.#observer.count('assertions');
    this.#alarm(true, { ...faultOf('TR-RUN-002', where), what: `an internal check failed: ${what}` });
    this.#saveJournalForMakers();
  }

  #arm(): void {
    if (this.#deadline === this.#armedFor) return;
    this.#disarm();
    this.#armedFor = this.#deadline;
    if (this.#deadline === null) return;
    const { clock } = this.#options.ports;
    this.#disarm = clock.at(this.#deadline, () => {
      this.#armedFor = null;
      if (this.#stopped || this.#turning) return;
      this.#turning = true;
      const now = instant(Math.max(this.#last, clock.now()));
      if (this.#due(now)) this.#turn({ kind: 'deadline' }, now);
      this.#turning = false;
      this.#drain();
    });
  }

  #alarm(raised: boolean, fault: Fault): void {
    const news = this.#observer.alarm(raised, fault);
    // While we stop, ports go out of service because we take them out.
    if (this.#stopping) return;
    if (news && raised) this.#options.ports.log.fault(fault);
    if (news && !raised) this.#options.ports.log.info('alarm over', { code: fault.code, where: fault.where });
  }

  #saveJournalForMakers(): void {
    const { clock, store } = this.#options.ports;
    const now = clock.now();
    if (this.#journalSavedAt !== null && now < after(this.#journalSavedAt, JOURNAL_SAVES_APART)) return;
    this.#journalSavedAt = now;
    store.saveJournal('assertion', this.journalText('assertion'), () => undefined);
  }

  #recordsWritten(): Promise<void> {
    const { clock } = this.#options.ports;
    const until = after(clock.now(), STOP_RECORDS_MAX);
    return new Promise((resolve) => {
      const look = (): void => {
        const now = clock.now();
        if (this.#recordsWaiting === 0 || now >= until) resolve();
        else clock.at(after(now, 20_000 as Duration), look);
      };
      look();
    });
  }
}

/** One alarm for the disk, whatever file or folder it fails on; so that it also ends as one. */
function unwritten(fault: Fault | null): Fault {
  const alarm = faultOf('TR-RUN-003', 'call records');
  return fault === null ? alarm : { ...alarm, what: `${fault.where}: ${fault.what}`, todo: fault.todo };
}
