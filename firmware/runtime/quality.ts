import type { Cancel, Clock } from '#ports/clock.ts';
import type { LegQuality } from '#ports/database.ts';
import type { CallQuality, MediaEvent, MediaPlane } from '#ports/media.ts';
import type { Effect } from '#switching/model.ts';
import { type CallId, type PortId, portOfTimeslot, type Timeslot, timeslotOf } from '#units/ids.ts';
import { after, between, type Duration, type Instant, inMs, ms } from '#units/time.ts';

/** A record does not wait longer for its last figures: a card that is gone has none. */
const LAST_FIGURES_WITHIN: Duration = ms(300);
/** Live figures are asked for at most so often, however many pages look. */
const LIVE_APART_MS = 1000;
/** Calls whose ended legs are kept until their record comes; above any box. */
const CALLS_MAX = 1024;

interface Running {
  readonly call: CallId;
  readonly port: PortId;
  newest: CallQuality | null;
  askedAt: Instant | null;
}

interface Wait {
  pending: number;
  readonly cancel: Cancel;
  readonly done: (quality: readonly LegQuality[]) => void;
}

export interface QualityHost {
  readonly clock: Clock;
  readonly media: MediaPlane;
  /** The call in which a port talks now; null when it talks in none. */
  readonly callOf: (port: PortId) => CallId | null;
}

/**
 * Measures every leg from the moment its path is connected, and gathers what was measured for the call's record.
 * A port that goes from one call to another, as in a consultation, is measured for each of them apart.
 */
export class CallQualities {
  readonly #host: QualityHost;
  readonly #running = new Map<Timeslot, Running>();
  /** Legs, or parts of them, that are over, of calls that are not. */
  readonly #past = new Map<CallId, Map<PortId, CallQuality>>();
  /** Last figures that are still to come, in the order in which they were asked for. */
  readonly #ending = new Map<Timeslot, Running[]>();
  /** How many of those each call has. */
  readonly #outstanding = new Map<CallId, number>();
  readonly #waits = new Map<CallId, Wait>();
  #flushed = false;

  constructor(host: QualityHost) {
    this.#host = host;
  }

  /** Records that wait for their last figures. */
  get waiting(): number {
    return this.#waits.size;
  }

  /** Hears of every effect, once it was carried out. */
  carried(effect: Effect): void {
    if (effect.kind === 'connect') {
      this.#connected(effect.a);
      this.#connected(effect.b);
    } else if (effect.kind === 'conference') {
      for (const { slot } of effect.members) this.#connected(slot);
    }
  }

  /** True if the event was an answer to us. */
  hears(event: MediaEvent): boolean {
    // A leg whose port has gone is not measured; its record does without.
    if (event.kind === 'refused') return event.op === 'quality';
    if (event.kind !== 'quality') return false;
    if (!event.last) {
      const running = this.#running.get(event.slot);
      if (running !== undefined) running.newest = event.quality;
      return true;
    }
    const ending = this.#ending.get(event.slot);
    const ended = ending?.shift();
    if (ended === undefined) return true;
    if (ending?.length === 0) this.#ending.delete(event.slot);
    this.#count(ended.call, -1);
    this.#keep(ended, event.quality);
    const wait = this.#waits.get(ended.call);
    if (wait !== undefined) {
      wait.pending -= 1;
      if (wait.pending === 0) this.#finish(ended.call);
    }
    return true;
  }

  /** The call is over: `done` gets the figures of its legs, at once or within `LAST_FIGURES_WITHIN`. */
  gather(call: CallId, done: (quality: readonly LegQuality[]) => void): void {
    for (const [slot, running] of this.#running) if (running.call === call) this.#end(slot, running);
    const pending = this.#flushed ? 0 : (this.#outstanding.get(call) ?? 0);
    const { clock } = this.#host;
    const until = after(clock.now(), LAST_FIGURES_WITHIN);
    const cancel = pending === 0 ? () => undefined : clock.at(until, () => this.#finish(call));
    this.#waits.set(call, { pending, cancel, done });
    if (pending === 0) this.#finish(call);
  }

  /** The exchange stops: records go with the figures that are here, and wait no more. */
  flush(): void {
    this.#flushed = true;
    for (const call of [...this.#waits.keys()]) this.#finish(call);
  }

  /** The newest figures of a call that is up; asking brings newer ones for the next time. */
  live(call: CallId): readonly LegQuality[] {
    const now = this.#host.clock.now();
    const legs = new Map(this.#past.get(call));
    for (const [slot, running] of this.#running) {
      if (running.call !== call) continue;
      if (running.askedAt === null || inMs(between(running.askedAt, now)) >= LIVE_APART_MS) {
        running.askedAt = now;
        this.#host.media.command({ op: 'quality', slot, report: 'now' });
      }
      if (running.newest !== null) legs.set(running.port, together(legs.get(running.port), running.newest));
    }
    return [...legs].map(([port, quality]) => ({ port, ...quality }));
  }

  #connected(slot: Timeslot): void {
    const port = portOfTimeslot(slot);
    const call = port === null ? null : this.#host.callOf(port);
    if (port === null || call === null) return;
    const running = this.#running.get(slot);
    if (running?.call === call) return;
    if (running !== undefined) this.#end(slot, running);
    this.#running.set(slot, { call, port, newest: null, askedAt: null });
    this.#host.media.command({ op: 'quality', slot: timeslotOf(port), report: 'start' });
  }

  #end(slot: Timeslot, running: Running): void {
    this.#running.delete(slot);
    const ending = this.#ending.get(slot);
    if (ending === undefined) this.#ending.set(slot, [running]);
    else ending.push(running);
    this.#count(running.call, 1);
    this.#host.media.command({ op: 'quality', slot, report: 'end' });
  }

  #count(call: CallId, change: 1 | -1): void {
    const outstanding = (this.#outstanding.get(call) ?? 0) + change;
    if (outstanding > 0) this.#outstanding.set(call, outstanding);
    else this.#outstanding.delete(call);
  }

  #keep({ call, port }: Running, quality: CallQuality): void {
    const legs = this.#past.get(call) ?? new Map<PortId, CallQuality>();
    legs.set(port, together(legs.get(port), quality));
    this.#past.set(call, legs);
    if (this.#past.size <= CALLS_MAX) return;
    const [oldest] = this.#past.keys();
    if (oldest !== undefined) this.#past.delete(oldest);
  }

  #finish(call: CallId): void {
    const wait = this.#waits.get(call);
    if (wait === undefined) return;
    wait.cancel();
    this.#waits.delete(call);
    if (this.#outstanding.delete(call)) this.#giveUp(call);
    const legs = this.#past.get(call) ?? new Map<PortId, CallQuality>();
    this.#past.delete(call);
    wait.done([...legs].map(([port, quality]) => ({ port, ...quality })));
  }

  /** What has not come by now belongs to nobody any more; what somebody looked at meanwhile stands for it. */
  #giveUp(call: CallId): void {
    for (const [slot, legs] of this.#ending) {
      for (const leg of legs) if (leg.call === call && leg.newest !== null) this.#keep(leg, leg.newest);
      const others = legs.filter((leg) => leg.call !== call);
      if (others.length === 0) this.#ending.delete(slot);
      else this.#ending.set(slot, others);
    }
  }
}

/** Mean of two parts of one leg, by their length. */
export function together(a: CallQuality | undefined, b: CallQuality): CallQuality {
  if (a === undefined) return b;
  const whole = Math.max(a.ms + b.ms, 1);
  const mean = (of: (part: CallQuality) => number): number => (of(a) * a.ms + of(b) * b.ms) / whole;
  const activity = mean((part) => part.activity);
  return {
    ms: a.ms + b.ms,
    // A level is one of the time in which somebody spoke (ITU-T P.56).
    levelDbm0: level(a.levelDbm0, a.activity * a.ms, b.levelDbm0, b.activity * b.ms),
    activity,
    noiseDbm0: level(a.noiseDbm0, a.ms, b.noiseDbm0, b.ms),
    peakDbm0:
      a.peakDbm0 === null || b.peakDbm0 === null
        ? (a.peakDbm0 ?? b.peakDbm0)
        : Math.max(a.peakDbm0, b.peakDbm0),
    clippedShare: mean((part) => part.clippedShare),
    lossShare: mean((part) => part.lossShare),
    burstRatio: mean((part) => part.burstRatio),
    jitterMs: mean((part) => part.jitterMs),
    delayMs: mean((part) => part.delayMs),
    echoReturnLossDb: b.echoReturnLossDb ?? a.echoReturnLossDb,
    echoEnhancementDb: b.echoEnhancementDb ?? a.echoEnhancementDb,
    r: mean((part) => part.r),
    mos: mean((part) => part.mos),
  };
}

/** Mean power of two levels by their weights, to a hundredth of a dB. */
function level(a: number | null, weightA: number, b: number | null, weightB: number): number | null {
  if (a === null || weightA <= 0) return b;
  if (b === null || weightB <= 0) return a;
  const power = (10 ** (a / 10) * weightA + 10 ** (b / 10) * weightB) / (weightA + weightB);
  return Math.round(1000 * Math.log10(power)) / 100;
}
