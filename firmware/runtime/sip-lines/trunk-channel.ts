import type { LineCardCommand } from '#ports/line-card.ts';
import type { IpFamily, SipEvent, SipLegEvent, SipLegId, SipParty } from '#ports/sip-stack.ts';
import type { Cause, Diversion } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { heardFromCarrier, toldToCarrier } from './diversions.ts';
import { CAUSE, messageOf, type Ties } from './ties.ts';

type Incoming = Extract<SipEvent, { readonly kind: 'incoming' }>;

/** Shorter than any country's longest pause between two rings (4 s). */
const RING_ON_MS = 1_000;
const RING_OFF_MS = 2_000;
const DIGITS_MAX = 40;
const ACCOUNT: SipParty = { number: '', name: '', restricted: false };

/** What becomes of a call on a channel, for who watches it. */
export type ChannelTold =
  | SipLegEvent
  | { readonly kind: 'sent'; readonly number: string; readonly caller: SipParty }
  | { readonly kind: 'notSent'; readonly why: 'notRegistered' | 'trunkDown' | 'noRoom' }
  /** No voice can be agreed on; or none has come for too long. */
  | { readonly kind: 'noVoice' | 'lost' }
  /** The exchange has let go of it; or has found somebody who calls in on it. */
  | { readonly kind: 'letGo' | 'gaveWay' };

interface Leg {
  readonly id: SipLegId;
  readonly role: 'calling' | 'called';
  answered: boolean;
}

/**
 * One call's place on a SIP trunk as an exchange line: an INVITE that comes rings, one that goes has dial tone, digits,
 * ringback; the answer reverses the polarity. The far end's last word, and ours to a caller, are causes (ITU-T Q.850).
 */
export class SipTrunkChannel {
  readonly port: PortId;
  readonly trunk: string;
  readonly #ties: Ties;
  #leg: Leg | null = null;
  #seized = false;
  #digits = '';
  /** Who calls outside is said by the trunk's own account, unless the exchange wants another. */
  #caller: SipParty = ACCOUNT;
  /** Who has sent him on. */
  #diversions: readonly Diversion[] = [];
  /** How far it may go from here. */
  #hops: number | undefined;
  #reversed = false;
  #ringsAgain: () => void = () => undefined;
  /** Of a call that is watched from its beginning to its end. */
  watch: (told: ChannelTold) => void = () => undefined;

  constructor(port: PortId, trunk: string, ties: Ties) {
    this.port = port;
    this.trunk = trunk;
    this.#ties = ties;
  }

  get atRest(): boolean {
    return this.#leg === null && !this.#seized && !this.#ties.voices.isOpen(this.port);
  }

  /** A call from outside may come in here. In its guard time a line rings like at rest. */
  get isFree(): boolean {
    const state = this.#ties.view(this.port)?.state;
    return this.#leg === null && !this.#seized && (state === 'idle' || state === 'guard');
  }

  get inCall(): boolean {
    return this.#leg !== null || this.#seized;
  }

  has(leg: SipLegId): boolean {
    return this.#leg?.id === leg;
  }

  // ───── from outside ─────

  incoming({ leg, caller, called, family, diversions = [], hops }: Incoming): void {
    if (this.#ties.voices.open(this.port, family) === null) {
      this.#ties.sip.do((stack, now) => stack.release(leg, CAUSE.noChannel, now));
      return;
    }
    this.#leg = { id: leg, role: 'calling', answered: false };
    this.#ties.sip.do((stack, now) => stack.ring(leg, now));
    const said = { called, ...heardFromCarrier(diversions), ...(hops !== undefined && { hops }) };
    this.#ties.callerId(this.port, messageOf(caller), said);
    this.#ring(true);
  }

  #ring(on: boolean): void {
    this.#ringsAgain = this.#ties.later(on ? RING_ON_MS : RING_OFF_MS, () => this.#ring(!on));
    this.#ties.tell({ kind: 'ringing', port: this.port, on });
  }

  hear(event: SipLegEvent): void {
    const leg = this.#leg;
    if (leg === null) return;
    const { port } = this;
    this.watch(event);
    switch (event.kind) {
      case 'ringing':
        if (event.media !== null) this.#ties.voices.agree(port, event.media);
        this.#ties.ringback(port, event.media === null);
        this.#ties.progress(port, 'ringback');
        return;
      case 'answered':
        leg.answered = true;
        this.#ties.ringback(port, false);
        if (this.#ties.voices.agree(port, event.media)) this.#polarity(true);
        else this.#drop(leg);
        return;
      case 'media':
        if (!this.#ties.voices.agree(port, event.media)) this.#drop(leg);
        return;
      case 'dtmf':
        this.#ties.key(port, event.digit);
        return;
      case 'refer':
        // A carrier does not move our calls about.
        this.#ties.sip.do((stack, now) => stack.referAnswer(leg.id, false, now));
        return;
      case 'released':
        // Nobody there answered at all: it is the way that fails, not who was called.
        this.#gone(leg, event.by === 'network' ? 38 : event.cause);
        return;
      default:
        return;
    }
  }

  /** Nothing of its voice comes any more: the far end has gone without a word. */
  lost(): void {
    const leg = this.#leg;
    if (!leg?.answered) return;
    this.watch({ kind: 'lost' });
    this.#ties.sip.do((stack, now) => stack.release(leg.id, CAUSE.timeout, now));
    this.#gone(leg, CAUSE.timeout);
  }

  /** A voice that cannot be had. */
  #drop(leg: Leg): void {
    this.watch({ kind: 'noVoice' });
    this.#ties.sip.do((stack, now) => stack.release(leg.id, CAUSE.incompatible, now));
    this.#gone(leg, 47);
  }

  #gone(leg: Leg, cause: Cause): void {
    if (this.#leg !== leg) return;
    this.#leg = null;
    this.#ringsAgain();
    this.#ties.ringback(this.port, false);
    this.#ties.tell({ kind: 'cleared', port: this.port, cause });
    this.#polarity(false);
    this.turned();
  }

  #polarity(reversed: boolean): void {
    if (reversed === this.#reversed) return;
    this.#reversed = reversed;
    this.#ties.tell({ kind: 'polarity', port: this.port, reversed });
  }

  // ───── from the exchange ─────

  command(command: LineCardCommand): void {
    if (command.op === 'seize') this.#seize();
    else if (command.op === 'release') this.#release(CAUSE.normal);
    else if (command.op === 'refuse') this.#release(command.cause);
    else if (command.op === 'present') {
      const { number, hidden: restricted, e164 } = command;
      this.#caller = { number, name: '', restricted, ...(e164 !== undefined && { e164 }) };
      this.#diversions = command.diversions ?? [];
      this.#hops = command.hops;
    } else if (command.op === 'pulseDial') {
      this.dial(command.digits);
      this.#ties.tell({ kind: 'dialled', port: this.port, id: command.id });
    }
  }

  #seize(): void {
    this.#seized = true;
    this.#digits = '';
    this.#caller = ACCOUNT;
    this.#diversions = [];
    this.#hops = undefined;
    const leg = this.#leg;
    if (leg !== null) {
      this.watch({ kind: 'gaveWay' });
      this.#accept(leg);
      return;
    }
    const { port } = this;
    const calls = this.#ties.view(port)?.state === 'seizing';
    // The caller had given up, and the exchange could not know.
    if (!calls) this.#ties.tell({ kind: 'cleared', port, cause: 16 });
    // Now, though it is of use only later: the exchange connects the caller before the INVITE goes out.
    else if (this.#ties.voices.open(port, this.#family()) !== null) this.#ties.progress(port, 'dial');
    else this.#ties.tell({ kind: 'cleared', port, cause: 34 });
  }

  #family(): IpFamily {
    const to = { kind: 'trunk', id: this.trunk, number: '' } as const;
    return this.#ties.sip.do((stack, now) => stack.familyOf(to, now));
  }

  #accept(leg: Leg): void {
    this.#ringsAgain();
    leg.answered = true;
    const local = this.#ties.voices.open(this.port);
    if (local !== null) this.#ties.sip.do((stack, now) => stack.answer(leg.id, local, now));
    else this.#drop(leg);
  }

  #release(cause: number): void {
    const leg = this.#leg;
    this.watch({ kind: 'letGo' });
    this.#seized = false;
    this.#leg = null;
    this.#ringsAgain();
    this.#ties.ringback(this.port, false);
    if (leg !== null) this.#ties.sip.do((stack, now) => stack.release(leg.id, cause, now));
    this.#polarity(false);
  }

  /** False: there is a call already, these are keys for its far end. */
  dial(digits: string): boolean {
    if (!this.#seized || this.#leg !== null) return false;
    this.#digits = (this.#digits + digits).slice(0, DIGITS_MAX);
    return true;
  }

  turned(): void {
    const state = this.#ties.view(this.port)?.state ?? 'outOfService';
    // Cut through: the number is whole.
    if (this.#seized && this.#leg === null && this.#digits !== '' && state === 'awaitingAnswer')
      this.#invite();
    const resting = ['idle', 'guard', 'dead', 'outOfService'].includes(state);
    if (this.#leg === null && !this.#seized && resting) this.#ties.voices.close(this.port);
  }

  #invite(): void {
    const number = this.#digits;
    this.#digits = '';
    // Open since the line was seized.
    const local = this.#ties.voices.open(this.port);
    const refused =
      local === null
        ? 'noRoom'
        : this.#ties.sip.do((stack, now) => {
            const to = { kind: 'trunk', id: this.trunk, number } as const;
            const hops = this.#hops === undefined ? {} : { hops: this.#hops };
            const told = { ...toldToCarrier(this.#diversions), ...hops };
            const answer = stack.invite({ to, caller: this.#caller, local, ...told }, now);
            if ('leg' in answer) this.#leg = { id: answer.leg, role: 'called', answered: false };
            return 'leg' in answer ? null : answer.refused;
          });
    const caller = this.#caller;
    this.watch(refused === null ? { kind: 'sent', number, caller } : { kind: 'notSent', why: refused });
    if (refused !== null)
      this.#ties.tell({ kind: 'cleared', port: this.port, cause: refused === 'trunkDown' ? 38 : 34 });
  }
}
