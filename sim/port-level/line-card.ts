import type { Cancel, Clock } from '#ports/clock.ts';
import type {
  LineCardCommand,
  LineCardEvent,
  LineCardListener,
  LineCards,
  PortHealth,
  PortInfo,
  PortKind,
} from '#ports/line-card.ts';
import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { after, type Instant, instant, ms } from '#units/time.ts';
import type { PublicEnd, TelephoneEnd } from './wires.ts';

/** Windows of the country that tell digits, flashes and hanging up apart, ms. */
export interface HookWindows {
  readonly flashMsMin: number;
  readonly flashMsMax: number;
  readonly pulseInterDigitMsMin: number;
  readonly loopDropMsMin: number;
  readonly pulse: { readonly breakMs: number; readonly makeMs: number; readonly interDigitMs: number };
}

const BRING_UP_MS = 800;
/** Off-hook must last this long to count. */
const OFF_HOOK_MS = 20;
const BATTERY_MS = 250;
const RING_MS = 60;

interface Position {
  readonly port: PortId;
  readonly kind: PortKind;
  health: PortHealth;
  phone: TelephoneEnd | null;
  line: PublicEnd | null;
  ringing: boolean;
  seized: boolean;
  /** What was last told of the hook. */
  toldOffHook: boolean;
  cancelHook: Cancel;
  cancelDrop: Cancel;
  /** Pulse dialling under way; `id` is what the exchange waits for. */
  dialling: { readonly id: number; cancel: Cancel } | null;
  openedAt: Instant | null;
  /** What was last told of the battery; null after bring-up. */
  toldBattery: boolean | null;
  /** When the last delayed event is told; later ones wait behind it. */
  toldUntil: Instant;
}

/** Line cards that turn what people do into the events that the drivers would tell, with their delays. */
export class PortLevelLineCards implements LineCards {
  readonly #clock: Clock;
  readonly #windows: HookWindows;
  readonly #positions = new Map<PortId, Position>();
  #listener: LineCardListener = () => undefined;
  /** Delay that a fault adds to what is told of a port (SPI retries, a stuck interrupt), ms. */
  delayMs: (port: PortId) => number = () => 0;
  /** Tells an event twice. */
  double: (event: LineCardEvent) => boolean = () => false;

  constructor(
    clock: Clock,
    windows: HookWindows,
    ports: readonly { readonly port: PortId; readonly kind: PortKind }[],
  ) {
    this.#clock = clock;
    this.#windows = windows;
    for (const { port, kind } of ports) {
      this.#positions.set(port, {
        ...{ port, kind, health: 'starting', phone: null, line: null, ringing: false, seized: false },
        ...{
          toldOffHook: false,
          cancelHook: nothing,
          cancelDrop: nothing,
          dialling: null,
          openedAt: null,
          toldBattery: null,
          toldUntil: instant(0),
        },
      });
    }
  }

  // ───── LineCards ─────

  start(listener: LineCardListener): void {
    this.#listener = listener;
    for (const position of this.#positions.values())
      this.#later(BRING_UP_MS, () => this.#inService(position));
  }

  stop(): void {
    this.#listener = () => undefined;
    for (const position of this.#positions.values()) this.#safe(position);
  }

  get isEmpty(): boolean {
    return this.#positions.size === 0;
  }

  ports(): readonly PortInfo[] {
    return [...this.#positions.values()].map(({ port, kind, health }) => ({
      ...{ port, kind, health },
      chip: kind === 'fxs' ? 'port-level telephone port' : 'port-level exchange line port',
    }));
  }

  command(command: LineCardCommand): void {
    const position = this.#positions.get(command.port);
    if (position === undefined || position.health !== 'in-service') return;
    switch (command.op) {
      case 'ringOn':
      case 'ringOff':
        this.#ring(position, command.op === 'ringOn');
        return;
      case 'feed':
        position.phone?.feed(command.feed);
        return;
      case 'seize':
      case 'release':
        this.#loop(position, command.op === 'seize');
        return;
      case 'flash':
        position.line?.flash();
        return;
      case 'pulseDial':
        this.#pulseDial(position, command.digits, command.id);
        return;
    }
  }

  // ───── wiring ─────

  plugPhone(port: PortId, phone: TelephoneEnd): void {
    this.#position(port).phone = phone;
  }

  plugLine(port: PortId, line: PublicEnd): void {
    this.#position(port).line = line;
  }

  inService(port: PortId): boolean {
    return this.#position(port).health === 'in-service';
  }

  seized(port: PortId): boolean {
    return this.#position(port).seized;
  }

  // ───── what happens on the wires ─────

  /** The telephone's loop. Off-hook is told after the debounce, on-hook when it can be no flash any more. */
  phoneLoop(port: PortId, closed: boolean): void {
    const position = this.#position(port);
    position.cancelHook();
    if (!closed) {
      position.openedAt = this.#clock.now();
      position.cancelHook = this.#later(this.#windows.flashMsMax, () => this.#tellHook(position, false));
      return;
    }
    if (position.ringing) this.#ring(position, false);
    const openMs = position.openedAt === null ? Infinity : (this.#clock.now() - position.openedAt) / 1000;
    position.openedAt = null;
    if (position.toldOffHook) {
      const { flashMsMin, flashMsMax } = this.#windows;
      if (openMs >= flashMsMin && openMs <= flashMsMax) this.#tell({ kind: 'flash', port });
      return;
    }
    position.cancelHook = this.#later(OFF_HOOK_MS, () => this.#tellHook(position, true));
  }

  pulse(port: PortId, digit: string): void {
    this.#later(this.#windows.pulseInterDigitMsMin, () => {
      if (this.#position(port).phone?.offHook) this.#tell({ kind: 'pulseDigit', port, digit });
    });
  }

  lineRinging(port: PortId, on: boolean): void {
    const position = this.#position(port);
    if (position.ringing === on) return;
    position.ringing = on;
    this.#later(RING_MS, () => this.#tell({ kind: 'ringing', port, on }));
  }

  linePolarity(port: PortId, reversed: boolean): void {
    this.#later(RING_MS, () => this.#tell({ kind: 'polarity', port, reversed }));
  }

  lineDrop(port: PortId, lengthMs: number): void {
    const position = this.#position(port);
    const enough = this.#windows.loopDropMsMin;
    if (lengthMs < enough) return;
    position.cancelDrop = this.#later(enough, () => {
      if (position.seized) this.#tell({ kind: 'loopDrop', port });
    });
  }

  lineBattery(port: PortId): void {
    const position = this.#position(port);
    this.#later(BATTERY_MS, () => {
      const present = position.line?.battery ?? false;
      if (position.seized || present === position.toldBattery || position.health !== 'in-service') return;
      position.toldBattery = present;
      this.#tell({ kind: 'battery', port, present });
    });
  }

  // ───── faults ─────

  /** Out of service with a reason; relays and ringing fall to their safe state. */
  fail(port: PortId, fault: Fault): void {
    const position = this.#position(port);
    if (position.health === 'fault' || position.health === 'absent') return;
    this.#safe(position);
    position.health = 'fault';
    this.#listener({ kind: 'health', port, health: 'fault', fault }, this.#clock.now());
  }

  /** Brought up again. */
  mend(port: PortId): void {
    const position = this.#position(port);
    if (position.health !== 'fault') return;
    position.health = 'starting';
    this.#listener({ kind: 'health', port, health: 'starting' }, this.#clock.now());
    this.#later(BRING_UP_MS, () => this.#inService(position));
  }

  #inService(position: Position): void {
    const { port, line, phone } = position;
    if (position.health !== 'starting') return;
    position.health = 'in-service';
    position.toldOffHook = false;
    this.#listener({ kind: 'health', port, health: 'in-service' }, this.#clock.now());
    if (phone?.offHook) position.cancelHook = this.#later(OFF_HOOK_MS, () => this.#tellHook(position, true));
    if (line !== null) {
      this.#tell({ kind: 'polarity', port, reversed: line.reversed });
      position.toldBattery = line.battery;
      this.#tell({ kind: 'battery', port, present: line.battery });
    }
  }

  #safe(position: Position): void {
    position.cancelHook();
    position.cancelDrop();
    this.#ring(position, false);
    this.#loop(position, false);
    position.phone?.feed('normal');
  }

  #ring(position: Position, on: boolean): void {
    // Ring trip: the chip takes the ringing off by itself as soon as the handset is lifted.
    position.ringing = on && !position.phone?.offHook;
    position.phone?.ring(position.ringing);
  }

  #loop(position: Position, closed: boolean): void {
    if (position.line === null || position.seized === closed) return;
    position.seized = closed;
    position.cancelDrop();
    position.line.loop(closed);
    if (closed) return;
    if (position.dialling !== null) this.#endDialling(position, position.dialling.id);
    this.lineBattery(position.port);
  }

  #pulseDial(position: Position, digits: string, id: number): void {
    const [digit, ...rest] = digits;
    if (digit === undefined || !position.seized) {
      this.#endDialling(position, id);
      return;
    }
    const { breakMs, makeMs, interDigitMs } = this.#windows.pulse;
    const pulses = digit === '0' ? 10 : Number(digit);
    const next = (): void => {
      position.line?.digit(digit);
      const cancel = this.#later(interDigitMs, () => this.#pulseDial(position, rest.join(''), id));
      position.dialling = { id, cancel };
    };
    position.dialling = { id, cancel: this.#later(pulses * (breakMs + makeMs), next) };
  }

  /** All pulses are out, or the line was released under them. */
  #endDialling(position: Position, id: number): void {
    position.dialling?.cancel();
    position.dialling = null;
    this.#tell({ kind: 'dialled', port: position.port, id });
  }

  #tellHook(position: Position, offHook: boolean): void {
    if (position.toldOffHook === offHook || position.health !== 'in-service') return;
    position.toldOffHook = offHook;
    this.#tell({ kind: offHook ? 'offHook' : 'onHook', port: position.port });
  }

  #tell(event: LineCardEvent & { readonly port: PortId }): void {
    const deliver = (): void => {
      if (!this.inService(event.port)) return;
      this.#listener(event, this.#clock.now());
      if (this.double(event)) this.#listener(event, this.#clock.now());
    };
    const position = this.#position(event.port);
    const due = after(this.#clock.now(), ms(this.delayMs(event.port)));
    const at = instant(Math.max(due, position.toldUntil));
    position.toldUntil = at;
    if (at > this.#clock.now()) this.#clock.at(at, deliver);
    else deliver();
  }

  #position(port: PortId): Position {
    return this.#positions.get(port)!;
  }

  #later(milliseconds: number, act: () => void): Cancel {
    return this.#clock.at(after(this.#clock.now(), ms(milliseconds)), act);
  }
}

const nothing = (): void => undefined;
