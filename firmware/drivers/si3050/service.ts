import type { CardEdge } from '#ports/bus.ts';
import type { LineCardCommand } from '#ports/line-card.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, earlier, type Instant, ms, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import type { PositionContext, PositionControl } from '../position-driver.ts';
import {
  ASSERTED_LOOK,
  type ConfiguredRegister,
  Integrity,
  InterruptWatch,
  interruptReleased,
} from '../px8/integrity.ts';
import { abandon, type Program, type Registers, untilPoked } from '../px8/program.ts';
import { bringUp, configuration } from './bring-up.ts';
import { armOverload, flash, goOffHook, goOnHook, pulseDial } from './hook.ts';
import { LineWatch, type LineWatchEvent } from './line-watch.ts';
import { AT_RESET, HOOK, IRQ, LINE_SIDE, lineVolts, REG } from './registers.ts';
import { RingDetect } from './ring-detect.ts';

/** On-hook, below the interrupts and RGDT edges; also feeds the chip's 4 s watchdog. */
const POLL: Duration = ms(100);
/** Off-hook, or while something is being debounced. */
const POLL_BUSY: Duration = ms(20);
const EDGE_LATENCY: Duration = ms(10);
/** Ring cycles on the line move its voltage: no polarity or battery from it for so long. */
const RING_BLIND: Duration = ms(130);
/** Dialling waits for the off-hook sequence (402.75 ms, DS) and the exchange's own. */
const DIAL_AFTER_SEIZE: Duration = ms(600);
/** No look for so long: the whole host stood still, and the chip's 4 s watchdog may have acted. */
const STALL: Duration = sec(3);
const COMMANDS_MAX = 16;
const DIGITS_MAX = 32;
/** Link losses forgiven after this time; more at once and the module is faulty. */
const LINK_LOST_ROUNDS = 5;
const NOTICE_PAUSE: Duration = sec(60);

/** One exchange line on a Si3050. */
export class Si3050Line implements PositionControl {
  readonly #context: PositionContext;
  readonly #chip: Registers;
  readonly #configured: readonly ConfiguredRegister[];
  readonly #integrity: Integrity;
  readonly #interrupts: InterruptWatch;
  readonly #commands: LineCardCommand[] = [];
  readonly #ring: RingDetect;
  #watch: LineWatch;
  #seized = false;
  /** What the last accepted command will lead to; commands are judged by it. */
  #willBeSeized = false;
  #seizedAt: Instant;
  #armAt: Instant | null = null;
  #ringCycles: Instant[] = [];
  #linkLost = 0;
  #inUseToldAt: Instant | null = null;
  #changing = false;
  #lastLook: Instant;

  constructor(context: PositionContext) {
    this.#context = context;
    this.#chip = context.registers;
    this.#configured = configuration(context.region, context.pcmStart);
    this.#integrity = new Integrity(this.#chip, this.#configured, AT_RESET.control2);
    this.#interrupts = new InterruptWatch(context.port);
    this.#ring = new RingDetect(context.region.trunk.ringDebounceMs);
    this.#watch = new LineWatch(context.region.trunk.loopDropMsMin, context.now());
    this.#seizedAt = context.now();
    this.#lastLook = context.now();
  }

  *bringUp(): Program {
    yield* bringUp(this.#chip, this.#configured);
    yield* interruptReleased(this.#chip, this.#interrupts, this.#context, () => this.#serveInterrupt());
    this.#watch = new LineWatch(this.#context.region.trunk.loopDropMsMin, this.#context.now());
  }

  command(command: LineCardCommand): Fault | null {
    const { port } = this.#context;
    const { op } = command;
    if (op === 'ringOn' || op === 'ringOff' || op === 'feed') return fault('TR-LINE-002', port, op);
    if ((op === 'flash' || op === 'pulseDial') && !this.#willBeSeized)
      return fault('TR-LINE-003', port, `${op} on a line that is not seized`);
    if (op === 'pulseDial' && command.digits.length > DIGITS_MAX)
      return fault('TR-LINE-003', port, `more than ${DIGITS_MAX} digits at once`);
    if (op !== 'release' && this.#commands.length >= COMMANDS_MAX) return fault('TR-LINE-004', port, op);
    // A release makes all that waits before it pointless, and ends dialling under way.
    if (op === 'release') this.#commands.length = 0;
    this.#commands.push(command);
    this.#willBeSeized = op === 'seize' || (op !== 'release' && this.#willBeSeized);
    return null;
  }

  edge(edge: CardEdge, at: Instant): void {
    if (edge.kind === 'ring-detect' && !edge.level) this.#ringCycles.push(at);
    if (this.#ringCycles.length > COMMANDS_MAX) this.#ringCycles.shift();
  }

  *makeSafe(): Program {
    yield* goOnHook(this.#chip);
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
    const asserted = this.#context.interruptAsserted();
    const busy = this.#seized || this.#changing || this.#ring.deadline !== null;
    const poll = after(now, asserted ? ASSERTED_LOOK : busy ? POLL_BUSY : POLL);
    return earlier(poll, this.#armAt) as Instant;
  }

  *#round(): Program<Fault | null> {
    for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift())
      yield* this.#obey(command);
    if (this.#armAt !== null && this.#context.now() >= this.#armAt) {
      this.#armAt = null;
      yield* armOverload(this.#chip);
    }
    const audited = this.#integrity.next();
    const [hook, volts, side, cause, identity, audit] = yield* this.#chip.readAll([
      REG.hook,
      REG.lineVoltage,
      REG.lineSideStatus,
      REG.irqSource,
      this.#integrity.identity.register,
      audited.register,
    ]);
    const lost = yield* this.#integrity.check(identity as number, audited, audit as number);
    if (lost !== null) return lost;
    const hadCause = cause !== 0 && (yield* this.#serveInterrupt());
    if (!(yield* this.#linkIsUp(side as number))) return this.#linkFault();
    yield* this.#keepHook(hook as number);
    this.#followRing(hook as number);
    this.#followLine(volts as number, side as number);
    const asserted = this.#context.interruptAsserted();
    const stuck = this.#interrupts.round(asserted, hadCause, this.#context.now());
    if (stuck === null) return null;
    yield* this.#chip.write(REG.irqMask, 0);
    return yield* abandon(stuck);
  }

  /** Source bits are cleared by writing 0 to them. */
  *#serveInterrupt(): Program<boolean> {
    const cause = yield* this.#chip.readAgreed(REG.irqSource);
    const enabled = cause & (IRQ.ring | IRQ.linkLost | IRQ.polarity);
    if (cause === 0) return false;
    yield* this.#chip.transfer([
      this.#chip.writeOperation(REG.irqSource, ~cause & 0xff),
      this.#chip.readOperation(REG.irqSource),
    ]);
    return enabled !== 0;
  }

  /** Without frame detect nothing from the line side is valid (DS, register 12). */
  *#linkIsUp(side: number): Program<boolean> {
    if (side & LINE_SIDE.frameDetect) {
      this.#linkLost = 0;
      return true;
    }
    if ((yield* this.#chip.readAgreed(REG.lineSideId)) >> 4 !== 0) return true;
    this.#linkLost += 1;
    return this.#linkLost < LINK_LOST_ROUNDS;
  }

  #linkFault(): Fault {
    return fault('TR-FXO-003', this.#context.port);
  }

  /** A stray write or the chip's own watchdog may have changed the hook state that was commanded. */
  *#keepHook(seen: number): Program {
    const now = this.#context.now();
    const stalled = now > after(this.#lastLook, STALL);
    this.#lastLook = now;
    const wanted = HOOK.monitor | (this.#seized ? HOOK.offHook : 0);
    const bits = HOOK.monitor | HOOK.offHook;
    if ((seen & bits) === wanted) return;
    if (((yield* this.#chip.readAgreed(REG.hook)) & bits) === wanted) return;
    if (this.#seized && stalled) {
      this.#watchdogReleased();
      return;
    }
    yield* this.#chip.writeVerified(REG.hook, wanted, bits);
    this.#watch.disturbed(this.#context.now());
  }

  /** The host was away for more than 4 s and the chip went on-hook: that call is gone, not to be dug up. */
  #watchdogReleased(): void {
    this.#seized = false;
    this.#willBeSeized = false;
    this.#watch.hook(false, this.#context.now());
    this.#context.emit({ kind: 'loopDrop', port: this.#context.port });
  }

  #followRing(hook: number): void {
    const now = this.#context.now();
    const { port } = this.#context;
    const cycles = this.#ringCycles.splice(0);
    // Half-wave detection shows single bits of register 5: one look in isolation proves nothing, a row does.
    if (hook & (HOOK.ringPositive | HOOK.ringNegative) && !this.#seized) cycles.push(now);
    for (const at of cycles) {
      if (this.#seized) break;
      this.#watch.disturbed(now, RING_BLIND);
      if (this.#ring.cycle(at)) this.#context.emit({ kind: 'ringing', port, on: true });
    }
    if (this.#ring.advance((now - EDGE_LATENCY) as Instant))
      this.#context.emit({ kind: 'ringing', port, on: false });
  }

  /** The debounce of each value asks for a row of samples, which no single corrupted read can make. */
  #followLine(volts: number, side: number): void {
    const sample = { volts: lineVolts(volts), current: (side & LINE_SIDE.currentMask) !== 0 };
    this.#tell(this.#watch.sample(sample, this.#context.now()));
    this.#changing = !this.#watch.settled;
  }

  #tell(events: readonly LineWatchEvent[]): void {
    const { port } = this.#context;
    for (const event of events) this.#context.emit({ ...event, port });
  }

  *#obey(command: LineCardCommand): Program {
    const now = this.#context.now();
    switch (command.op) {
      case 'seize':
        if (!this.#seized) yield* this.#seize(now);
        return;
      case 'release':
        this.#seized = false;
        this.#armAt = null;
        yield* goOnHook(this.#chip);
        this.#watch.hook(false, this.#context.now());
        return;
      case 'flash':
        if (!this.#seized) return;
        this.#watch.disturbed(now, sec(3));
        yield* flash(this.#chip, this.#context.region.trunk.flashMs);
        this.#watch.hook(true, this.#context.now());
        return;
      case 'pulseDial':
        if (this.#seized) yield* this.#pulseDial(command.digits, command.id);
        return;
      default:
        return;
    }
  }

  *#seize(now: Instant): Program {
    const volts = lineVolts(yield* this.#chip.readAgreed(REG.lineVoltage));
    if (!this.#ring.ringing && this.#watch.inUse(volts)) this.#noticeInUse(volts, now);
    const { port } = this.#context;
    // Glare: the first cycles of a ring that the debounce still holds back. Off-hook has answered that call.
    const caught = this.#ring.suspected(now) || (!this.#ring.ringing && this.#ringCycles.length > 0);
    const wasRinging = this.#ring.clear();
    this.#ringCycles.length = 0;
    this.#seized = true;
    this.#seizedAt = now;
    this.#armAt = yield* goOffHook(this.#chip);
    if (caught) this.#context.emit({ kind: 'ringing', port, on: true });
    if (caught || wasRinging) this.#context.emit({ kind: 'ringing', port, on: false });
    this.#watch.hook(true, this.#context.now());
  }

  /** Told, not refused: the exchange decides, and an emergency call must get its chance. */
  #noticeInUse(volts: number, now: Instant): void {
    if (this.#inUseToldAt !== null && now < after(this.#inUseToldAt, NOTICE_PAUSE)) return;
    this.#inUseToldAt = now;
    const what = fault('TR-FXO-004', this.#context.port, `${volts} V before going off-hook`);
    this.#context.emit({ kind: 'alarm', raised: false, fault: what });
  }

  *#pulseDial(digits: string, id: number): Program {
    const { port, region } = this.#context;
    const released = () => this.#commands.some((command) => command.op === 'release');
    const ready = after(this.#seizedAt, DIAL_AFTER_SEIZE);
    while (this.#context.now() < ready && !released()) yield* untilPoked(ready);
    if (this.#armAt !== null) {
      this.#armAt = null;
      yield* armOverload(this.#chip);
    }
    yield* pulseDial(this.#chip, digits, region.pulse, released);
    this.#watch.hook(true, this.#context.now());
    // Told when a release ended it, too: whoever waits for it must not wait for ever.
    this.#context.emit({ kind: 'dialled', port, id });
  }
}
