import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import type { HostSnapshot, LineView } from '#ports/observe.ts';
import { Commands } from '#runtime/commands.ts';
import type { DeskSources } from '#runtime/desk/sources.ts';
import { CallBook } from '#runtime/why.ts';
import {
  attendantView,
  callViews,
  createExchange,
  type Exchange,
  modeViews,
  portView,
  portViews,
  step,
  subscriberView,
} from '#switching/exchange.ts';
import type { AttendantView, CallView, Effect, ExchangeEvent, Office, PortView } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { between, type Instant, inMs, instant } from '#units/time.ts';

export interface PracticeExchangeOptions {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly office: Office;
}

/** Nobody looks at the machine of a practice exchange. */
const NOTHING_COUNTED: HostSnapshot['statistics'] = {
  ...{ events: 0, effects: 0, shed: 0, queued: 0, queuedMax: 0, calls: 0, answered: 0 },
  ...{ recordsWaiting: 0, assertions: 0 },
  media: {
    ...{ frames: 0, crcErrors: 0, headerErrors: 0, sequenceGaps: 0, repeated: 0, underruns: 0, overruns: 0 },
    ...{ cardQueueDepth: 0, frameUsMax: 0, paths: 0 },
  },
};

/**
 * The real core by itself: no card, no line, no sound, no disk. What it wants done is heard by nobody but the players,
 * who look at it after each turn.
 */
export class PracticeExchange {
  readonly observe: DeskSources['observe'];
  readonly #options: PracticeExchangeOptions;
  readonly #commands: Commands;
  readonly #book = new CallBook();
  readonly #listeners = new Set<() => void>();
  #exchange: Exchange;
  #last: Instant;
  #deadline: Instant | null = null;
  #disarm: Cancel = () => undefined;
  #told = true;
  #stopped = false;

  constructor(options: PracticeExchangeOptions) {
    this.#options = options;
    const { clock, wallClock, office } = options;
    this.#last = clock.now();
    this.#exchange = createExchange(office, this.#last, wallClock.epochMs()).exchange;
    this.#commands = new Commands(clock, (event) => this.feed(event));
    this.observe = {
      snapshot: () => this.#snapshot(),
      onChange: (changed) => {
        this.#listeners.add(changed);
        return () => this.#listeners.delete(changed);
      },
      trace: (call) => this.#book.find(call),
      epochMsOf: (at) => this.#epochMsOf(at),
      subscriber: (number) => subscriberView(this.#exchange, number),
      modes: () => modeViews(this.#exchange, clock.now()),
    };
    for (const { port } of [...office.extensions, ...office.trunks])
      this.feed({ kind: 'health', port, inService: true });
  }

  readonly request: DeskSources['request'] = (command) => this.#commands.request(command);

  attendants(): AttendantView {
    return attendantView(this.#exchange);
  }

  calls(): readonly CallView[] {
    return callViews(this.#exchange);
  }

  port(port: PortId): PortView | null {
    return portView(this.#exchange, port);
  }

  /** Something happens now. */
  feed(event: ExchangeEvent): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    const now = instant(Math.max(this.#last, clock.now()));
    // What was due before comes before it.
    if (event.kind !== 'deadline' && this.#deadline !== null && this.#deadline <= now)
      this.#turn({ kind: 'deadline' }, now);
    this.#turn(event, now);
    this.#arm();
    this.#changed();
  }

  stop(): void {
    this.#stopped = true;
    this.#disarm();
    this.#listeners.clear();
  }

  #turn(event: ExchangeEvent, now: Instant): void {
    const next = step(this.#exchange, event, now);
    this.#exchange = next.exchange;
    this.#deadline = next.deadline;
    this.#last = now;
    for (const effect of next.effects) this.#heard(effect, now);
  }

  #heard(effect: Effect, at: Instant): void {
    switch (effect.kind) {
      case 'reply':
        this.#commands.reply(effect.id, effect.reply);
        return;
      case 'record':
        this.#book.close(effect.record, this.#epochMsOf(effect.record.startedAt));
        return;
      case 'trace':
        if (effect.call !== null)
          this.#book.note(effect.call, { ...effect, at, epochMs: this.#epochMsOf(at) });
        return;
      case 'sendCallerId':
      case 'callWaitingAlert':
        this.#sent(effect);
        return;
      default:
    }
  }

  /** Nothing has to be sent, so it is out at once; but not in the middle of the step that wants it. */
  #sent({ port, id }: { readonly port: PortId; readonly id: number }): void {
    const { clock } = this.#options;
    clock.at(clock.now(), () => this.feed({ kind: 'sent', port, id }));
  }

  #arm(): void {
    this.#disarm();
    if (this.#deadline === null) return;
    this.#disarm = this.#options.clock.at(this.#deadline, () => this.feed({ kind: 'deadline' }));
  }

  #changed(): void {
    if (!this.#told) return;
    this.#told = false;
    const { clock } = this.#options;
    clock.at(clock.now(), () => {
      this.#told = true;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  #epochMsOf(at: Instant): number {
    const { clock, wallClock } = this.#options;
    return Math.round(wallClock.epochMs() - inMs(between(at, clock.now())));
  }

  #snapshot(): HostSnapshot {
    const ports = portViews(this.#exchange).map(
      ({ port, kind, number, name, state, call }): LineView => ({
        ...{ port, kind: kind === 'line' ? 'fxs' : 'fxo', health: 'in-service', chip: '', fault: null },
        ...{ number, name, state, call },
      }),
    );
    return {
      health: {
        ...{ status: 'ok', lines: { equipped: ports.length, inService: ports.length }, uptimeMs: 0 },
        ...{ dialToneAfterMs: 0, region: '', board: '' },
      },
      ...{ ports, calls: callViews(this.#exchange), alarms: [], statistics: NOTHING_COUNTED },
    };
  }
}
