import type { ExchangeLineState, VoiceSource } from '#ports/bench.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { ExchangeLine, ExchangeLineSettings, FarRefusal, Heard } from '#sim/people.ts';
import { Watchers } from '#sim/port-level/watchers.ts';
import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import type { Circle } from './circle.ts';
import { type PeerParts, SipPeer } from './peer.ts';

const STATUS: Readonly<Record<FarRefusal, number>> = { busy: 486, congestion: 503, vacant: 404 };
/** What the exchange says to a call that may go no further (RFC 3261 §16.3). */
const TOO_MANY_HOPS = 483;
/** What the exchange says to a caller for whom it has no line. */
const NO_CHANNEL = 503;
/** So many calls of the office's, and one of them goes round in circles behind the carrier. */
const ROUND_EVERY = 4;
/** An emergency operator answers by itself. */
const OPERATOR_MS = 4_000;
/** So many callers one after the other who find no line: it is not free again after a call. */
const REFUSALS_MAX = 5;

/** The one line of a carrier that speaks SIP, and whoever calls or is called beyond it. */
export class SipCarrierLine implements ExchangeLine {
  readonly port: PortId;
  readonly peer: SipPeer;
  /** What no carrier should have to see. */
  readonly complaints: string[] = [];
  readonly #clock: Clock;
  readonly #watchers: Watchers;
  readonly #called: string;
  readonly #calm: () => boolean;
  readonly #circle: Circle;
  /** Calls of the office's so far. */
  #calls = 0;
  /** Since the line last served. */
  #refusals = 0;
  settings: ExchangeLineSettings;
  state: ExchangeLineState = 'idle';
  seized = false;
  dialled = '';
  caller: { readonly number: string; readonly name: string } | null = null;
  voice: VoiceSource = 'none';

  /** `called`: the number by which the office is known there. */
  constructor(
    port: PortId,
    called: string,
    settings: ExchangeLineSettings,
    parts: PeerParts & { readonly circle: Circle },
  ) {
    this.port = port;
    this.settings = settings;
    this.#called = called;
    this.#calm = parts.calm;
    this.#circle = parts.circle;
    this.#clock = parts.clock;
    this.#watchers = new Watchers(parts.clock);
    this.peer = new SipPeer(parts, {
      incoming: (_from, _name, number) => this.#isCalled(number),
      rings: () => this.#rings(),
      up: () => this.#isUp(),
      over: (status) => this.#over(status),
      ear: () => this.#watchers.changed(),
    });
  }

  configure(settings: Partial<ExchangeLineSettings>): void {
    this.settings = { ...this.settings, ...settings };
  }

  callIn(caller: { readonly number: string; readonly name: string }): boolean {
    if (this.state !== 'idle' || this.peer.state !== 'idle') return false;
    this.caller = caller;
    // With `glare` it waits for the moment in which the office calls.
    if (!this.settings.glare) this.#invite(caller);
    return true;
  }

  giveUp(): void {
    if (this.settings.glare && this.state === 'idle') this.caller = null;
    else if (this.peer.state === 'calling') this.#leave();
  }

  farAnswers(): void {
    if (this.state === 'ringing-out') this.peer.answer();
  }

  farHangsUp(): void {
    if (this.state === 'talking') this.#leave();
  }

  farBusy(why: FarRefusal = 'busy'): void {
    if (this.state === 'ringing-out') this.peer.refuse(STATUS[why]);
  }

  dead(): void {}

  say(voice: VoiceSource): void {
    this.voice = voice;
    this.peer.say(voice);
  }

  get answered(): boolean {
    return this.peer.state === 'up';
  }

  get hears(): Heard {
    return this.peer.hears;
  }

  watch(changed: () => void): Cancel {
    return this.#watchers.add(changed);
  }

  #invite({ number, name }: { readonly number: string; readonly name: string }): void {
    this.peer.call(this.#called, number, name);
  }

  #leave(): void {
    this.peer.hangUp();
    this.#rest();
  }

  #rest(): void {
    this.state = 'idle';
    this.seized = false;
    this.caller = null;
    this.#watchers.changed();
  }

  #isCalled(number: string): void {
    this.state = 'ringing-out';
    this.#calls += 1;
    this.#refusals = 0;
    this.seized = true;
    this.dialled = number;
    const { caller } = this;
    this.caller = null;
    this.#watchers.changed();
    if (this.settings.glare && caller !== null) {
      this.#meets(caller);
      return;
    }
    if (!this.settings.emergency.includes(number)) {
      if (this.#calls % ROUND_EVERY === 0) this.#goesRound();
      return;
    }
    this.#clock.at(after(this.#clock.now(), ms(OPERATOR_MS)), () => this.farAnswers());
  }

  #rings(): void {
    if (this.state === 'ringing-in') return;
    this.state = 'ringing-in';
    this.#watchers.changed();
  }

  #isUp(): void {
    if (this.state === 'idle') this.#rings();
    this.state = 'talking';
    this.#refusals = 0;
    this.seized = true;
    this.#watchers.changed();
  }

  /** What is behind this carrier has sent the call back, again and again, until it comes here for the last time. */
  #goesRound(): void {
    const [call, wasCalm] = [this.#calls, this.#calm()];
    this.#circle.comesBack(this.#called, (status) => {
      // Its caller may have hung up, and somebody else be calling.
      if (this.state === 'ringing-out' && this.#calls === call)
        this.peer.refuse(status === TOO_MANY_HOPS ? status : STATUS.congestion);
      if (status !== TOO_MANY_HOPS && wasCalm && this.#calm())
        this.#complain(
          `a call that may go no further has come back and was answered ${status ?? 'by nobody'}`,
        );
    });
  }

  #complain(what: string): void {
    this.complaints.push(`${(this.#clock.now() / 1e6).toFixed(3)} s: line ${this.port}: ${what}`);
  }

  /** Somebody has taken the line in the very moment in which the office calls: his INVITE and our refusal cross. */
  #meets(caller: { readonly number: string; readonly name: string }): void {
    this.#clock.at(after(this.#clock.now(), ms(1)), () => {
      this.peer.refuse(STATUS.busy);
      this.#rest();
      this.caller = caller;
      this.#invite(caller);
    });
  }

  #over(status: number | null): void {
    if (status !== null && status !== NO_CHANNEL && this.state === 'idle') {
      // Whom he wants is busy or out of service: for a moment he was a caller, and is on record as one.
      this.#rings();
      this.#clock.at(after(this.#clock.now(), ms(1)), () => this.#rest());
      return;
    }
    // The office may have called at the same moment, or somebody there may just be dialling: but not again and again.
    const counts = status === NO_CHANNEL && this.state === 'idle' && this.#calm();
    if (counts) this.#refusals += 1;
    if (counts && this.#refusals === REFUSALS_MAX)
      this.#complain('every caller is refused, though nobody uses the line');
    this.#rest();
  }
}
