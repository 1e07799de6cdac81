import type {
  CallerIdMessage,
  CallQuality,
  MediaCommand,
  MediaEvent,
  MediaPlane,
  MediaStatistics,
} from '#ports/media.ts';
import { type PortId, portOfTimeslot, type Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import { LocalRingback } from './local-ringback.ts';
import { isVirtualSlot, type Voices } from './voices.ts';

type Listener = (event: MediaEvent, at: Instant) => void;
type Slotted = Extract<MediaCommand, { readonly slot: Timeslot }>;

/** What goes to a SIP peer as a message and not as sound. */
export interface Signals {
  /** False: the call is under way, and they are keys for its far end. */
  digits(port: PortId, digits: string): boolean;
  callerId(port: PortId, message: CallerIdMessage): void;
  /** The peer of a port is heard (again), or is silent though it should not be. */
  voice(port: PortId, heard: boolean): void;
}

/** Keys that we send on: far above the ids of the core and of the guides. */
const FIRST_KEY_ID = 2_000_000_000;

/**
 * The media plane as the exchange sees it when some of its ports are made of SIP: their timeslots are those of
 * their packet legs, and what a wire would carry as sound (digits that we dial, who calls) goes into messages.
 */
export class LegMedia implements MediaPlane {
  readonly #media: MediaPlane;
  readonly #voices: Voices;
  readonly #signals: Signals;
  readonly #now: () => Instant;
  readonly #ringback = new LocalRingback((slot, tone) => this.command({ op: 'tone', slot, tone }));
  /** Virtual slots at which the exchange waits for keys. */
  readonly #listens = new Set<Timeslot>();
  /** Hears how the peer of a port sounds, whenever the media plane is asked. */
  sounds: (port: PortId, quality: CallQuality) => void = () => undefined;
  #nextKey = FIRST_KEY_ID;
  #listener: Listener = () => undefined;

  constructor(media: MediaPlane, voices: Voices, signals: Signals, now: () => Instant) {
    this.#media = media;
    this.#voices = voices;
    this.#signals = signals;
    this.#now = now;
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#media.start((event, at) => {
      if (event.kind === 'sent' && event.id >= FIRST_KEY_ID) return;
      const inward = 'slot' in event ? { ...event, slot: this.#voices.inward(event.slot) } : event;
      if (inward.kind === 'dtmf' && isVirtualSlot(inward.slot) && inward.passed !== true)
        this.#heard(inward.slot, inward.digit);
      if (inward.kind === 'leg' || inward.kind === 'quality') this.#toldOf(inward);
      listener(inward, at);
    });
  }

  #toldOf(event: Extract<MediaEvent, { readonly kind: 'leg' | 'quality' }>): void {
    const port = portOfTimeslot(event.slot);
    if (port === null) return;
    if (event.kind === 'leg') this.#signals.voice(port, event.heard);
    else this.sounds(port, event.quality);
  }

  stop(): void {
    this.#media.stop();
  }

  statistics(): MediaStatistics {
    return this.#media.statistics();
  }

  /** An event of a virtual port, as if its sound had been heard. */
  tell(event: MediaEvent): void {
    this.#listener(event, this.#now());
  }

  /**
   * A key that was told by message in a call (INFO): for the exchange when it waits for keys, as a detector would
   * hear it; else for whom the port talks to.
   */
  key(slot: Timeslot, digit: string): void {
    if (this.#listens.has(slot)) this.tell({ kind: 'dtmf', slot, digit });
    else this.#heard(slot, digit);
  }

  /** A key that comes as an event has no sound (RFC 4733 §2.1): whom the port talks to is sent it anew. */
  #heard(slot: Timeslot, digit: string): void {
    if (this.#listens.has(slot)) return;
    for (const to of this.#ringback.hearersOf(slot))
      this.command({ op: 'sendDigits', slot: to, digits: digit, id: this.#nextKey++ });
  }

  /** The trunk at this slot says that it rings, and sends no voice. */
  ringback(slot: Timeslot, on: boolean): void {
    this.#ringback.set(slot, on);
  }

  command(command: MediaCommand): void {
    switch (command.op) {
      case 'connect':
      case 'disconnect':
        this.#path(command);
        return;
      case 'conference':
        this.#conference(command);
        return;
      case 'recordCall': {
        const left = this.#voices.outward(command.left);
        const right = this.#voices.outward(command.right);
        if (left !== null && right !== null) this.#media.command({ ...command, left, right });
        return;
      }
      case 'configure':
      case 'loadSound':
      case 'stopRecordCall':
        this.#media.command(command);
        return;
      default:
        if (isVirtualSlot(command.slot)) this.#virtual(command);
        else this.#media.command(command);
    }
  }

  #path(command: Extract<MediaCommand, { readonly op: 'connect' | 'disconnect' }>): void {
    const from = this.#voices.outward(command.from);
    const to = this.#voices.outward(command.to);
    if (from !== null && to !== null) this.#media.command({ ...command, from, to });
    if (!isVirtualSlot(command.from)) return;
    if (command.op === 'connect') this.#ringback.connected(command.from, command.to);
    else this.#ringback.disconnected(command.from, command.to);
  }

  #conference(command: Extract<MediaCommand, { readonly op: 'conference' }>): void {
    const members = command.members.flatMap((member) => {
      const slot = this.#voices.outward(member.slot);
      return slot === null ? [] : [{ ...member, slot }];
    });
    const matrix = (command.matrix ?? []).flatMap((entry) => {
      const from = this.#voices.outward(entry.from);
      const to = this.#voices.outward(entry.to);
      return from === null || to === null ? [] : [{ ...entry, from, to }];
    });
    this.#media.command({ ...command, members, matrix });
  }

  #virtual(command: Slotted): void {
    const port = portOfTimeslot(command.slot);
    if (port === null) return;
    switch (command.op) {
      case 'sendDigits':
        if (!this.#signals.digits(port, command.digits)) break;
        this.tell({ kind: 'sent', slot: command.slot, id: command.id });
        return;
      case 'sendCallerId':
        this.#signals.callerId(port, command.message);
        this.tell({ kind: 'sent', slot: command.slot, id: command.id });
        return;
      // No hybrid of ours lies behind it; echo is cancelled where the sound becomes analog (ITU-T G.131).
      case 'echo':
        return;
      case 'detect':
        if (command.detectors.dtmf) this.#listens.add(command.slot);
        else this.#listens.delete(command.slot);
        // How a call goes is told by messages; a voice that nobody listens to here is passed on undecoded.
        this.#outward({ ...command, detectors: { ...command.detectors, progress: false } });
        return;
    }
    this.#outward(command);
  }

  #outward(command: Slotted): void {
    const slot = this.#voices.outward(command.slot);
    if (slot !== null) this.#media.command({ ...command, slot });
    else this.#unheard(command);
  }

  /** Nobody can hear it; who waits for its end shall not wait for ever. */
  #unheard(command: Slotted): void {
    const { slot } = command;
    if (command.op === 'sendAlert' || command.op === 'sendDigits')
      this.tell({ kind: 'sent', slot, id: command.id });
    if (command.op === 'play' && !command.loop) this.tell({ kind: 'played', slot, id: command.id });
  }
}
