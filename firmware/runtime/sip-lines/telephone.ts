import type { LineCardCommand } from '#ports/line-card.ts';
import type { CallerIdMessage } from '#ports/media.ts';
import type { SipEvent, SipLegEvent, SipLegId, SipParty } from '#ports/sip-stack.ts';
import type { PortId } from '#units/ids.ts';
import { CAUSE, partyOf, type Ties } from './ties.ts';

type Incoming = Extract<SipEvent, { readonly kind: 'incoming' }>;

interface Leg {
  readonly id: SipLegId;
  /** `called`: we invited it. */
  readonly role: 'calling' | 'called';
  answered: boolean;
  /** The exchange has taken notice of the lifted handset. */
  seen: boolean;
  /** Somebody was talked to. */
  talked: boolean;
  /** The number was said to be whole. */
  ended: boolean;
  /** It has asked for a transfer that is under way: it hangs up itself. */
  transfers: boolean;
}

const UNKNOWN: SipParty = { number: '', name: '', restricted: false };
const DIALLED = /^[0-9*#]{1,40}$/;

/**
 * A SIP telephone as an extension line: its call is the loop that closes, its number the digits. Its dialog follows
 * the state of its port: 183 with voice while it dials and hears ringback, 200 as soon as it talks or is to hear
 * and answer something, BYE where an analog telephone would be left with a tone after its call.
 */
export class SipTelephone {
  readonly port: PortId;
  readonly user: string;
  readonly #ties: Ties;
  #leg: Leg | null = null;
  #caller: SipParty | null = null;
  /** Bursts of this ringing; -1: it has said no, or could not be asked. */
  #bursts = 0;

  constructor(port: PortId, user: string, ties: Ties) {
    this.port = port;
    this.user = user;
    this.#ties = ties;
  }

  /** Nothing is to be looked after. */
  get atRest(): boolean {
    return (
      this.#leg === null &&
      this.#bursts === 0 &&
      this.#caller === null &&
      !this.#ties.voices.isOpen(this.port)
    );
  }

  get inCall(): boolean {
    return this.#leg !== null;
  }

  has(leg: SipLegId): boolean {
    return this.#leg?.id === leg;
  }

  // ───── from the telephone ─────

  incoming({ leg, called, replaces }: Incoming): void {
    const { sip, voices } = this.#ties;
    const refuse = (cause: number): void => sip.do((stack, now) => stack.release(leg, cause, now));
    const state = this.#ties.view(this.port)?.state;
    if (state === undefined || state === 'outOfService') refuse(CAUSE.rejected);
    else if (replaces !== null) refuse(CAUSE.noService);
    else if (this.#leg !== null || state !== 'idle') refuse(CAUSE.busy);
    else if (!DIALLED.test(called)) refuse(CAUSE.badNumber);
    else {
      const local = voices.open(this.port);
      if (local === null) {
        refuse(CAUSE.noChannel);
        return;
      }
      this.#leg = fresh(leg, 'calling');
      // What cannot be met is refused by SIP, and its `released` clears the leg.
      if (sip.do((stack, now) => stack.early(leg, local, now))) this.#dials(called);
    }
  }

  /** The telephone gives its number at once; one that may go on (an exchange line's) is ended with `#`. */
  #dials(called: string): void {
    this.#ties.tell({ kind: 'offHook', port: this.port });
    for (const digit of called) this.#ties.digit(this.port, digit);
    if (this.#leg !== null) this.#leg.ended = !/^[0-9]+$/.test(called);
    this.turned();
  }

  hear(event: SipLegEvent): void {
    const leg = this.#leg;
    if (leg === null) return;
    const { port } = this;
    switch (event.kind) {
      case 'ringing':
        if (event.media !== null) this.#ties.voices.agree(port, event.media);
        return;
      case 'answered':
        if (this.#ties.voices.agree(port, event.media)) {
          leg.answered = true;
          this.#ties.tell({ kind: 'offHook', port });
          return;
        }
        // Not asked again at the next burst: the answer would be the same.
        this.#bursts = -1;
        this.#end(leg, CAUSE.incompatible);
        return;
      case 'media':
        if (!this.#ties.voices.agree(port, event.media)) this.#end(leg, CAUSE.incompatible);
        return;
      case 'dtmf':
        this.#ties.key(port, event.digit);
        return;
      case 'refer':
        this.#refer(leg, event.to, event.replaces);
        return;
      case 'redirected':
        this.#redirect(event.to);
        return;
      case 'released':
        this.#leg = null;
        if (leg.role === 'calling' || leg.answered) this.#ties.tell({ kind: 'onHook', port });
        else this.#bursts = -1;
        this.turned();
        return;
      default:
        // Hold and resume are in the directions of the voice, which came before.
        return;
    }
  }

  /** RFC 3515. With Replaces it wants two calls joined, and this port has one. */
  #refer(leg: Leg, to: string, replaces: SipLegId | null): void {
    const { sip } = this.#ties;
    const view = this.#ties.view(this.port);
    const may = replaces === null && leg.answered && view !== null && view.call !== null && DIALLED.test(to);
    sip.do((stack, now) => stack.referAnswer(leg.id, may, now));
    if (!may) return;
    leg.transfers = true;
    const asked = { op: 'transfer', device: view.number, call: view.call!, to } as const;
    this.#ties.request(asked).then((reply) => {
      leg.transfers = false;
      if (this.#leg !== leg) return;
      sip.do((stack, now) => stack.referProgress(leg.id, reply.ok ? 200 : 603, now));
      this.turned();
    });
  }

  /** 302: as if its owner had sent the call on. */
  #redirect(to: string): void {
    const view = this.#ties.view(this.port);
    if (view === null || view.call === null || view.state !== 'alerting' || !DIALLED.test(to)) return;
    // A refusal leaves it ringing for the exchange, which ends that by its own time.
    this.#ties.request({ op: 'deflect', device: view.number, call: view.call, to });
  }

  // ───── from the exchange ─────

  command({ op }: LineCardCommand): void {
    if (op !== 'ringOn') return;
    if (this.#bursts >= 0) this.#bursts += 1;
    // Countries that send the caller's number after the first ring: the telephone rings when it is known who calls.
    if (this.#caller !== null || this.#bursts > 1) this.#invite();
  }

  callerId(message: CallerIdMessage): void {
    // One who knocks is announced by the sound of it; the display keeps who is talked to.
    if (this.#ties.view(this.port)?.state !== 'alerting') return;
    this.#caller = partyOf(message);
    this.#invite();
  }

  #invite(): void {
    if (this.#leg !== null || this.#bursts < 0) return;
    const local = this.#ties.voices.open(this.port);
    if (local === null) {
      this.#bursts = -1;
      return;
    }
    const to = { kind: 'device', user: this.user } as const;
    const caller = this.#caller ?? UNKNOWN;
    this.#ties.sip.do((stack, now) => {
      const begun = stack.invite({ to, caller, local }, now);
      if ('leg' in begun) this.#leg = fresh(begun.leg, 'called');
      else this.#bursts = -1;
    });
  }

  /** The exchange has done something: the dialog goes with the state of the port. */
  turned(): void {
    const state = this.#ties.view(this.port)?.state ?? 'outOfService';
    if (state !== 'alerting') {
      this.#bursts = 0;
      this.#caller = null;
    }
    const leg = this.#leg;
    if (leg === null) {
      if (state === 'idle' || state === 'outOfService') this.#ties.voices.close(this.port);
      return;
    }
    if (leg.role === 'called' && !leg.answered) {
      if (state !== 'alerting') this.#end(leg, CAUSE.normal);
      return;
    }
    if (!leg.seen && (state === 'idle' || state === 'alerting')) return;
    leg.seen = true;
    if (!leg.transfers) this.#follow(leg, state);
  }

  #follow(leg: Leg, state: string): void {
    switch (state) {
      case 'collecting':
      case 'dialingOut':
        if (leg.role !== 'calling' || leg.answered || leg.ended) return;
        leg.ended = true;
        this.#ties.digit(this.port, '#');
        return;
      case 'ringingOut':
      case 'awaitingAnswer':
        return;
      case 'dialTone':
        // Answered when the caller had gone already: nobody wanted to dial.
        if (leg.role === 'called' && !leg.talked) this.#end(leg, CAUSE.normal);
        return;
      case 'hearsTone':
        if (leg.talked) this.#end(leg, CAUSE.normal);
        else this.#answer(leg);
        return;
      case 'talking':
        leg.talked = true;
        this.#answer(leg);
        return;
      case 'asked':
      case 'recordingGuide':
      case 'recalled':
        this.#answer(leg);
        return;
      default:
        // At rest, howler, out of service: there is no call any more.
        this.#end(leg, CAUSE.normal);
    }
  }

  #answer(leg: Leg): void {
    if (leg.answered) return;
    leg.answered = true;
    const local = this.#ties.voices.open(this.port);
    if (local === null) this.#end(leg, CAUSE.noChannel);
    else this.#ties.sip.do((stack, now) => stack.answer(leg.id, local, now));
  }

  #end(leg: Leg, cause: number): void {
    this.#leg = null;
    if (leg.role === 'calling' || leg.answered) this.#ties.tell({ kind: 'onHook', port: this.port });
    this.#ties.sip.do((stack, now) => stack.release(leg.id, cause, now));
    this.turned();
  }
}

const fresh = (id: SipLegId, role: Leg['role']): Leg => ({
  ...{ id, role, answered: false, seen: false, talked: false, ended: true, transfers: false },
});
