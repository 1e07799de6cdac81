import type { Clock } from '#ports/clock.ts';
import type { MediaCommand, MediaEvent, MediaPlane, MediaStatistics } from '#ports/media.ts';
import type { PacketLegs } from '#ports/packet-legs.ts';
import { after, type Duration, type Instant, TICK, us } from '#units/time.ts';
import { loadAddOn, type NativePlane } from './addon.ts';
import { NativePacketLegs, type PacketLegOptions } from './packet-legs.ts';
import type { SpidevBurst } from './spidev.ts';

export type { PacketLegOptions } from './packet-legs.ts';

type Listener = (event: MediaEvent, at: Instant) => void;

/** All that the engine counts; the port's own statistics are the first of them. */
export interface EngineStatistics extends MediaStatistics {
  /** Bursts of another protocol version or length, and in a sample format that was not asked for. */
  readonly versionErrors: number;
  readonly formatErrors: number;
  /** Sequences of a card that began anew: a restart, or a hole longer than its queue. */
  readonly resyncs: number;
  /** Frames in which a card that was up gave nothing. */
  readonly missing: number;
  /** Bursts that the bus did not carry out though FRAME had come. */
  readonly burstFailures: number;
  /** Times that a card's bus was gone and had to be opened again. */
  readonly portFailures: number;
  /** Frames muted because a card had lost its PCM clock. */
  readonly clockLost: number;
  /** What the cards counted of ours. */
  readonly cardCrcErrors: number;
  readonly cardLostFrames: number;
  readonly edgesLost: number;
  readonly edgesMalformed: number;
  readonly eventsDropped: number;
  /** mV; 0 when no card is up. */
  readonly supplyMvMin: number;
  /** What the kernel allowed the real-time thread. */
  readonly realtimePriority: boolean;
  readonly memoryLocked: boolean;
}

/** A media plane with sockets of its own for voice over the network. */
export interface NetworkedMediaPlane extends MediaPlane {
  /** Opened after `start`, on timeslots after those of the cards. */
  readonly legs: PacketLegs;
}

/** The media plane in virtual time: whoever owns the clock calls `frame` each 5 ms. */
export interface VirtualMediaPlane extends NetworkedMediaPlane {
  /** Fills the buffers for the very first exchange (704 bytes, one a card). */
  prime(mosi: Uint8Array[]): void;
  /**
   * One 5 ms frame. `miso`: what each card sent in the exchange just done, empty when a card sent nothing.
   * Fills `mosi` for the NEXT exchange, since SPI moves both ways at once: a sample goes out one frame after
   * it came in. Then hands what happened to the listener.
   */
  frame(miso: Uint8Array[], mosi: Uint8Array[]): void;
  statistics(): EngineStatistics;
}

interface Told {
  readonly event: MediaEvent;
  readonly ageUs: number;
}

/** What both kinds share: commands in, events out with the time at which they happened. */
abstract class NativeMedia implements NetworkedMediaPlane {
  readonly legs: PacketLegs;
  protected readonly native: NativePlane;
  protected listener: Listener | null = null;
  readonly #clock: Clock;

  constructor(cards: number, clock: Clock, packetLegs: PacketLegOptions | undefined) {
    const options = packetLegs === undefined ? undefined : JSON.stringify(packetLegs);
    this.native = new (loadAddOn().MediaPlane)(cards, options);
    this.legs = new NativePacketLegs(this.native, (refused) => this.refuse(refused));
    this.#clock = clock;
  }

  abstract start(listener: Listener): void;
  /** Hands a refusal to the listener, after `command` has returned. */
  protected abstract refuse(refused: MediaEvent): void;

  command(command: MediaCommand): void {
    const refused = this.native.command(JSON.stringify(command));
    if (refused !== null) this.refuse(JSON.parse(refused));
  }

  statistics(): EngineStatistics {
    return JSON.parse(this.native.statistics());
  }

  stop(): void {
    this.listener = null;
    this.native.stop();
  }

  /** Edges carry their place inside the frame; in real time the wait for the event loop is taken off too. */
  protected deliver(): void {
    const told: readonly Told[] = JSON.parse(this.native.drainEvents());
    const now = this.#clock.now();
    this.tell(told.map(({ event, ageUs }) => ({ event, at: after(now, us(-ageUs)) })));
  }

  protected tell(events: readonly { readonly event: MediaEvent; readonly at: Instant }[]): void {
    for (const { event, at } of events) this.listener?.(event, at);
  }

  protected now(): Instant {
    return this.#clock.now();
  }
}

class VirtualMedia extends NativeMedia implements VirtualMediaPlane {
  #refused: MediaEvent[] = [];
  #stopped = false;

  start(listener: Listener): void {
    this.listener = listener;
  }

  /** Told with the next frame, like all that the plane itself refuses: virtual time has no other moment. */
  protected refuse(refused: MediaEvent): void {
    this.#refused.push(refused);
  }

  prime(mosi: Uint8Array[]): void {
    this.native.prepareFrame(mosi);
  }

  override stop(): void {
    this.#stopped = true;
    super.stop();
  }

  frame(miso: Uint8Array[], mosi: Uint8Array[]): void {
    // A board's last frame may be on its way when the firmware stops.
    if (this.#stopped) return;
    const waiting = this.native.processFrame(miso, mosi);
    if (this.listener === null) return;
    const refused = this.#refused.splice(0);
    if (waiting > 0) this.deliver();
    this.tell(refused.map((event) => ({ event, at: this.now() })));
  }
}

/** On the real-time thread, over whatever bursts its cards have. */
class RealMedia extends NativeMedia {
  readonly #begin: (native: NativePlane, wake: () => void) => void;

  constructor(
    cards: number,
    begin: (native: NativePlane, wake: () => void) => void,
    clock: Clock,
    packetLegs: PacketLegOptions | undefined,
  ) {
    super(cards, clock, packetLegs);
    this.#begin = begin;
  }

  start(listener: Listener): void {
    this.listener = listener;
    this.#begin(this.native, () => {
      if (this.listener !== null) this.deliver();
    });
  }

  protected refuse(refused: MediaEvent): void {
    queueMicrotask(() => this.tell([{ event: refused, at: this.now() }]));
  }
}

/**
 * A plane of `cards` cards (1–64) in virtual time, without packet legs unless some are asked for. Its sockets are
 * real: packets come when they come. Throws `AddOnFailure` when the add-on is not there.
 */
export function openVirtualMedia(
  cards: number,
  clock: Clock,
  packetLegs?: PacketLegOptions,
): VirtualMediaPlane {
  return new VirtualMedia(cards, clock, packetLegs);
}

/**
 * A plane over the simulator's sockets, one a card, on its own real-time thread. The sockets may appear and
 * vanish: a `card` event tells. Without packet legs unless some are asked for. Throws `AddOnFailure` when the
 * add-on is not there.
 */
export function openSimulatedMedia(
  socketPaths: string[],
  clock: Clock,
  packetLegs?: PacketLegOptions,
): NetworkedMediaPlane {
  return new RealMedia(
    socketPaths.length,
    (native, wake) => native.startSimulated(socketPaths, wake),
    clock,
    packetLegs,
  );
}

/**
 * A plane over the real buses of a box, one a card, on its own real-time thread. `start` throws when a bus or its FRAME
 * line cannot be had: try them before with `openCardBurst`. Throws `AddOnFailure` when the add-on is not there.
 */
export function openSpidevMedia(
  bursts: readonly SpidevBurst[],
  clock: Clock,
  packetLegs?: PacketLegOptions,
): NetworkedMediaPlane {
  const options = bursts.map((burst) => JSON.stringify(burst));
  return new RealMedia(bursts.length, (native, wake) => native.startSpidev(options, wake), clock, packetLegs);
}

/** A noise to send through a path whose delay is to be measured: 128 ms, 16-bit linear at 8 kHz. */
export function delayProbe(): Int16Array {
  return loadAddOn().probe();
}

/** How long after the first sample of `heard` the probe begins; `null` when it is not in there. */
export function delayOfProbe(heard: Int16Array): Duration | null {
  const samples = loadAddOn().findProbe(heard);
  return samples === null ? null : us(samples * TICK);
}
