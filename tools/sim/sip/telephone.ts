import type { VoiceSource } from '#ports/bench.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { CallerDisplay, Heard, RingBurst, TelephoneSet } from '#sim/people.ts';
import { SILENT_EAR } from '#sim/port-level/sound.ts';
import { Watchers } from '#sim/port-level/watchers.ts';
import type { PortId } from '#units/ids.ts';
import { after, between, inMs, ms } from '#units/time.ts';
import { type PeerParts, SipPeer } from './peer.ts';

const RING_ON_MS = 1_000;
const RING_OFF_MS = 4_000;
const RING_REST_MS = 10_000;
const RINGS_MAX = 64;
const tone = (name: Heard['tone']): Heard => ({ tone: name, hz: [], dbm0: -10 });

/**
 * A SIP desk phone as people use one: it has dial tone and busy tone of its own, a number goes out whole, and its bell
 * rings as long as the INVITE stands.
 */
export class SipTelephone implements TelephoneSet {
  readonly port: PortId;
  readonly peer: SipPeer;
  readonly #clock: Clock;
  readonly #watchers: Watchers;
  readonly #number: string;
  #offHook = false;
  #dialled = false;
  /** Its call is over, or was refused, and the handset is still up. */
  #over = false;
  #bell = false;
  #endBell: Cancel = () => undefined;
  #rings: RingBurst[] = [];
  voice: VoiceSource = 'none';
  display: CallerDisplay | null = null;
  readonly dialling = false;
  holding = false;

  constructor(port: PortId, parts: PeerParts) {
    this.port = port;
    this.#clock = parts.clock;
    this.#number = parts.user;
    this.#watchers = new Watchers(parts.clock);
    this.peer = new SipPeer(parts, {
      incoming: (number, name) => this.#comes(number, name),
      rings: () => this.#watchers.changed(),
      up: () => this.#watchers.changed(),
      over: () => this.#gone(),
      ear: () => this.#watchers.changed(),
      referred: (sentOn) => this.#sent(sentOn),
    });
  }

  lift(): void {
    if (this.#offHook) return;
    this.#offHook = true;
    this.#dialled = false;
    this.#over = false;
    this.holding = false;
    this.#stopBell();
    if (this.peer.state === 'incoming') this.peer.answer();
    this.#watchers.changed();
  }

  hangUp(): void {
    if (!this.#offHook) return;
    this.#offHook = false;
    this.peer.hangUp();
    this.#watchers.changed();
  }

  /** The whole number, as from its book. */
  dial(digits: string): void {
    if (!this.#offHook || this.peer.state !== 'idle') return;
    this.#dialled = true;
    this.peer.call(digits, this.#number);
    this.#watchers.changed();
  }

  /** No loop. */
  readonly flashMs = 0;
  flash(): void {}
  press(): void {}
  release(): void {}

  /** Its key for it. */
  hold(on: boolean): void {
    this.holding = on && this.peer.state === 'up';
    this.peer.hold(on);
  }

  /** Its key for it, and the number: the other party hears music until the exchange has taken him. */
  sendOn(number: string): void {
    this.hold(true);
    this.peer.refer(number);
  }

  say(voice: VoiceSource): void {
    this.voice = voice;
    this.peer.say(voice);
    this.#watchers.changed();
  }

  get offHook(): boolean {
    return this.#offHook;
  }

  get ringing(): boolean {
    return this.#bell;
  }

  get rings(): readonly RingBurst[] {
    return this.#rings;
  }

  get hears(): Heard {
    if (!this.#offHook) return SILENT_EAR;
    if (this.peer.state !== 'idle') return this.peer.hears;
    if (this.#over) return tone('busy');
    return this.#dialled ? SILENT_EAR : tone('dial');
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  #comes(number: string, name: string): void {
    if (this.#offHook) {
      this.peer.refuse(486);
      return;
    }
    const absence = number === '' || number === 'anonymous' ? 'P' : '';
    this.display = { number: absence === '' ? number : '', name, dateTime: '', absence };
    const now = this.#clock.now();
    const last = this.#rings.at(-1);
    if (last !== undefined && inMs(between(last.start, now)) - last.lengthMs > RING_REST_MS) this.#rings = [];
    this.#burst();
  }

  #gone(): void {
    this.#stopBell();
    this.#over = this.#offHook;
    this.#watchers.changed();
  }

  /** Who is sent on needs this call no more; who could not be is taken back. */
  #sent(on: boolean): void {
    if (!on) {
      this.hold(false);
      return;
    }
    this.peer.hangUp();
    this.#gone();
  }

  #burst(): void {
    const start = this.#clock.now();
    this.#bell = true;
    this.#rings = [...this.#rings.slice(1 - RINGS_MAX), { start, lengthMs: RING_ON_MS, hz: 25, voltsRms: 0 }];
    this.#watchers.changed();
    this.#endBell = this.#clock.at(after(start, ms(RING_ON_MS)), () => {
      this.#bell = false;
      this.#watchers.changed();
      this.#endBell = this.#clock.at(after(this.#clock.now(), ms(RING_OFF_MS)), () => this.#burst());
    });
  }

  #stopBell(): void {
    this.#endBell();
    this.#bell = false;
  }
}
