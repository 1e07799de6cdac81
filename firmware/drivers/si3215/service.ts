import type { CardEdge } from '#ports/bus.ts';
import type { LineCardCommand } from '#ports/line-card.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, earlier, type Instant, ms, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import { type HookEvent, HookMachine } from '../hook.ts';
import type { PositionContext, PositionControl } from '../position-driver.ts';
import {
  ASSERTED_LOOK,
  type ConfiguredRegister,
  Integrity,
  InterruptWatch,
  interruptReleased,
} from '../px8/integrity.ts';
import { abandon, type Program, type Registers, untilPoked } from '../px8/program.ts';
import { bringUp, configuration, configurationMask } from './bring-up.ts';
import { LineFeed } from './feed.ts';
import {
  AT_RESET,
  BATTERY_VOLTS_PER_STEP,
  FEED,
  IRQ2,
  LOOP,
  REG,
  VBATH_VOLTS_PER_STEP,
} from './registers.ts';
import { ringGenerator } from './ring-generator.ts';

/** The safety net below the interrupts. */
const POLL: Duration = ms(100);
/** An edge is told up to a frame after it happened; what time alone decides waits for it that long. */
const EDGE_LATENCY: Duration = ms(10);
/** After the feed changed, the loop current says nothing about the hook for so long (DC settling, debounce). */
const SETTLE: Duration = ms(60);
const COMMANDS_MAX = 16;
/** Below this share of its setting for so long the battery is gone, whatever the load. */
const BATTERY_SHARE_MIN = 0.5;
const BATTERY_LOW: Duration = ms(500);
/** DAHDI: more power alarms than this, one forgiven each 10 s, and the position gives up. */
const POWER_ALARMS_MAX = 10;
const POWER_ALARM_FORGIVEN: Duration = sec(10);

/** One telephone line on a Si3215: what the exchange asks goes to registers, what the loop does comes back. */
export class Si3215Line implements PositionControl {
  readonly #context: PositionContext;
  readonly #chip: Registers;
  readonly #integrity: Integrity;
  readonly #interrupts: InterruptWatch;
  readonly #feed: LineFeed;
  readonly #commands: LineCardCommand[] = [];
  #hook: HookMachine;
  #loopClosed = false;
  /** Until then the loop is not looked at; null: it is. */
  #settleUntil: Instant | null = null;
  /** When the interrupt fell that this round answers. */
  #interruptAt: Instant | null = null;
  #powerAlarms: Instant[] = [];
  #batteryLowSince: Instant | null = null;
  readonly #batteryMin: number;

  constructor(context: PositionContext) {
    this.#context = context;
    this.#chip = context.registers;
    const configured: ConfiguredRegister[] = configuration(context.region, context.pcmStart).map(
      ([register, value]) => ({ register, value, mask: configurationMask(register) }),
    );
    this.#integrity = new Integrity(this.#chip, configured, AT_RESET.pcmMode);
    this.#interrupts = new InterruptWatch(context.port);
    const { batteryHigh } = ringGenerator(context.region.ring.hz, context.region.ring.voltsPeak);
    this.#batteryMin = (batteryHigh * VBATH_VOLTS_PER_STEP * BATTERY_SHARE_MIN) / BATTERY_VOLTS_PER_STEP;
    this.#feed = new LineFeed(context.region.callerId.when === 'before-ring');
    this.#hook = new HookMachine(context.region.hook, context.now());
  }

  *bringUp(): Program {
    yield* bringUp(this.#chip, this.#context.region, this.#context.pcmStart);
    this.#hook = new HookMachine(this.#context.region.hook, this.#context.now());
    yield* interruptReleased(this.#chip, this.#interrupts, this.#context, () => this.#serveInterrupt());
  }

  command(command: LineCardCommand): Fault | null {
    const { port } = this.#context;
    if (command.op !== 'ringOn' && command.op !== 'ringOff' && command.op !== 'feed')
      return fault('TR-LINE-002', port, command.op);
    if (command.op === 'ringOn' && this.#hook.offHook)
      return fault('TR-LINE-003', port, 'ringing a line whose handset is lifted');
    if (command.op === 'ringOn' && this.#feed.open)
      return fault('TR-LINE-003', port, 'ringing a line whose feed is open');
    if (this.#commands.length >= COMMANDS_MAX) return fault('TR-LINE-004', port, command.op);
    this.#commands.push(command);
    return null;
  }

  edge(edge: CardEdge, at: Instant): void {
    if (edge.kind === 'int' && !edge.level) this.#interruptAt ??= at;
  }

  *makeSafe(): Program {
    yield* this.#chip.writeVerified(REG.lineFeed, FEED.active, 0x07);
  }

  *service(): Program<Fault> {
    for (;;) {
      const reason = yield* this.#round();
      if (reason !== null) return reason;
      yield* untilPoked(this.#nextLook());
    }
  }

  #nextLook(): Instant {
    const now = this.#context.now();
    const poll = after(now, this.#context.interruptAsserted() ? ASSERTED_LOOK : POLL);
    const hook = this.#hook.deadline;
    const decided = hook === null ? null : after(hook, EDGE_LATENCY);
    const wanted = earlier(earlier(decided, this.#settleUntil), this.#feed.deadline);
    return earlier(poll, wanted) as Instant;
  }

  *#round(): Program<Fault | null> {
    for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift())
      yield* this.#obey(command);
    const audited = this.#integrity.next();
    const [status, feed, cause, battery, identity, audit] = yield* this.#chip.readAll([
      REG.loopStatus,
      REG.lineFeed,
      REG.irq2,
      REG.battery1,
      this.#integrity.identity.register,
      audited.register,
    ]);
    const at = this.#interruptAt ?? this.#context.now();
    this.#interruptAt = null;
    const lost = yield* this.#integrity.check(identity as number, audited, audit as number);
    if (lost !== null) return lost;
    yield* this.#watchBattery(battery as number);
    const hadCause = cause !== 0 && (yield* this.#serveInterrupt());
    yield* this.#followLoop(status as number, at);
    this.#tell(this.#hook.advance((this.#context.now() - EDGE_LATENCY) as Instant));
    yield* this.#followFeed(feed as number, at);
    const stuck = this.#interrupts.round(this.#context.interruptAsserted(), hadCause, this.#context.now());
    if (stuck === null) return null;
    yield* this.#chip.write(REG.irqEnable2, 0);
    return yield* abandon(stuck);
  }

  /** Clears what is pending; true when there really was something. */
  *#serveInterrupt(): Program<boolean> {
    const cause = yield* this.#chip.readAgreed(REG.irq2);
    if (cause === 0) return false;
    yield* this.#chip.transfer([
      this.#chip.writeOperation(REG.irq2, cause),
      this.#chip.readOperation(REG.irq2),
    ]);
    if (cause & IRQ2.powerAlarms) yield* this.#powerAlarm(cause);
    return true;
  }

  /** A converter that dies in service takes bell and voice with it, and no interrupt says so. */
  *#watchBattery(seen: number): Program {
    const now = this.#context.now();
    if (seen >= this.#batteryMin) this.#batteryLowSince = null;
    else this.#batteryLowSince ??= now;
    if (this.#batteryLowSince === null || now < after(this.#batteryLowSince, BATTERY_LOW)) return;
    const agreed = yield* this.#chip.readAgreed(REG.battery1);
    const volts = (agreed * BATTERY_VOLTS_PER_STEP).toFixed(0);
    if (agreed < this.#batteryMin) yield* this.#chip.fail('TR-FXS-001', `${volts} V in service`);
  }

  *#powerAlarm(cause: number): Program {
    const now = this.#context.now();
    const recent = this.#powerAlarms.filter((at) => after(at, POWER_ALARM_FORGIVEN) > now);
    this.#powerAlarms = [...recent, now];
    if (this.#powerAlarms.length > POWER_ALARMS_MAX)
      yield* this.#chip.fail('TR-FXS-004', `transistors 0x${(cause >> 2).toString(16)}`);
  }

  /** Brings register 64 to what is wanted, unless the chip moved on by itself and is right (ring trip). */
  *#followFeed(seen: number, at: Instant): Program {
    const lifted = this.#loopClosed || this.#hook.offHook;
    if ((seen & 7) === this.#feed.wanted(lifted, this.#context.now())) return;
    const agreed = (yield* this.#chip.readAgreed(REG.lineFeed)) & 7;
    const status = yield* this.#chip.readAgreed(REG.loopStatus);
    if (this.#feed.ringing && agreed === FEED.active && (status & (LOOP.ringTrip | LOOP.closed)) !== 0) {
      this.#ringTripped(at);
      return;
    }
    const closed = this.#settleUntil === null && (status & LOOP.closed) !== 0;
    const wanted = this.#feed.wanted(lifted || closed, this.#context.now());
    if (agreed !== wanted) yield* this.#chip.writeVerified(REG.lineFeed, wanted, 0x07);
  }

  #ringTripped(at: Instant): void {
    this.#feed.answered();
    this.#loopClosed = true;
    this.#hook.resume(true, at);
    // LCR needs its own debounce in the new state before it shows the lifted handset.
    this.#settleUntil = after(this.#context.now(), SETTLE);
  }

  *#followLoop(seen: number, at: Instant): Program {
    if (this.#feed.ringing || this.#feed.open) return;
    if (this.#settleUntil !== null) {
      if (this.#context.now() >= this.#settleUntil) yield* this.#settled();
      return;
    }
    if (((seen & LOOP.closed) !== 0) === this.#loopClosed) return;
    const closed = ((yield* this.#chip.readAgreed(REG.loopStatus)) & LOOP.closed) !== 0;
    if (closed === this.#loopClosed) return;
    this.#loopClosed = closed;
    this.#tell(this.#hook.edge(closed, at));
  }

  *#settled(): Program {
    this.#settleUntil = null;
    const closed = ((yield* this.#chip.readAgreed(REG.loopStatus)) & LOOP.closed) !== 0;
    const now = this.#context.now();
    if (this.#hook.frozen) this.#hook.resume(closed, now);
    else if (closed !== this.#loopClosed) this.#tell(this.#hook.edge(closed, now));
    this.#loopClosed = closed;
  }

  *#obey(command: LineCardCommand): Program {
    const now = this.#context.now();
    switch (command.op) {
      case 'ringOn':
        if (this.#hook.offHook || this.#feed.open) return;
        this.#feed.ringOn();
        this.#settleUntil = null;
        break;
      case 'ringOff':
        if (!this.#feed.ringing) return;
        // A trip that is not yet told must not be lost under the write that ends the ringing.
        yield* this.#followFeed(yield* this.#chip.read(REG.lineFeed), now);
        if (!this.#feed.ringing) return;
        this.#feed.ringOff(now);
        this.#settleUntil = after(now, SETTLE);
        break;
      case 'feed':
        if (command.feed !== 'open') this.#settleUntil = after(now, SETTLE);
        this.#feed.setPolarity(command.feed);
        break;
      default:
        return;
    }
    this.#hook.freeze();
    const wanted = this.#feed.wanted(this.#loopClosed || this.#hook.offHook, this.#context.now());
    yield* this.#chip.writeVerified(REG.lineFeed, wanted, 0x07);
  }

  #tell(events: readonly HookEvent[]): void {
    const { port } = this.#context;
    for (const event of events) {
      if (event.kind === 'offHook') this.#feed.answered();
      this.#context.emit(
        event.kind === 'pulseDigit'
          ? { kind: 'pulseDigit', port, digit: event.digit }
          : { kind: event.kind, port },
      );
    }
  }
}
