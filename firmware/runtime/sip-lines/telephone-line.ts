import type { LineCardCommand } from '#ports/line-card.ts';
import type { CallerIdMessage } from '#ports/media.ts';
import type { IpFamily, SipLegEvent, SipLegId, SipParty } from '#ports/sip-stack.ts';
import type { Cause, Command } from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import { toldToTelephone } from './diversions.ts';
import { CAUSE, isDialled, partyOf, type Ties } from './ties.ts';

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

/**
 * A line of a SIP telephone as an extension line: its call is the loop that closes, its number the digits. Its dialog
 * follows the state of its port: 183 with voice while it dials and hears ringback, 200 as soon as it talks, is to hear
 * and answer something or is cut through to where help is called, BYE where an analog telephone would be left with a tone after its call.
 */
export class TelephoneLine {
  readonly port: PortId;
  readonly user: string;
  readonly #ties: Ties;
  #leg: Leg | null = null;
  #caller: SipParty | null = null;
  /** For which it rings. */
  #ringsFor: CallId | null = null;
  /** Bursts of this ringing; -1: it has been asked already. */
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

  /** A call of its user may begin here. */
  get isFree(): boolean {
    return this.#leg === null && this.#ties.view(this.port)?.state === 'idle';
  }

  /** It rings, and its user has not answered. */
  get isRinging(): boolean {
    return this.#leg?.role === 'called' && !this.#leg.answered;
  }

  get isAnswered(): boolean {
    return this.#leg?.answered ?? false;
  }

  /** The call at its port, also one on hold. */
  get call(): CallId | null {
    return this.#ties.view(this.port)?.call ?? null;
  }

  // ───── from the telephone ─────

  /** Its user calls; `called` is empty when he lifts to take over another call. False: it is refused. */
  begins(leg: SipLegId, called: string, family?: IpFamily, hops?: number): boolean {
    const { sip, voices } = this.#ties;
    this.#ties.wakes(this.port);
    const local = voices.open(this.port, family);
    if (local === null) {
      sip.do((stack, now) => stack.release(leg, CAUSE.noChannel, now));
      return false;
    }
    this.#leg = fresh(leg, 'calling');
    // What cannot be met is refused by SIP, and its `released` clears the leg.
    if (!sip.do((stack, now) => stack.early(leg, local, now))) return false;
    this.#dials(called, hops);
    return true;
  }

  /** The telephone gives its number at once; one that may go on (an exchange line's) is ended with `#`. */
  #dials(called: string, hops?: number): void {
    const beyond = hops === undefined ? {} : { hops };
    this.#ties.tell({ kind: 'enBloc', port: this.port, digits: called, ...beyond });
    if (this.#leg !== null) this.#leg.ended = !/^\+?[0-9]+$/.test(called);
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
        this.#end(leg, CAUSE.incompatible);
        this.#declines(41);
        return;
      case 'media':
        if (!this.#ties.voices.agree(port, event.media)) this.#end(leg, CAUSE.incompatible);
        return;
      case 'dtmf':
        this.#ties.key(port, event.digit);
        return;
      case 'hold':
        this.#ties.tell({ kind: 'hold', port });
        return;
      case 'resume':
        this.#ties.tell({ kind: 'retrieve', port });
        return;
      case 'redirected':
        this.#redirect(event.to);
        return;
      case 'released':
        this.#leg = null;
        if (leg.role === 'calling' || leg.answered) this.#ties.tell({ kind: 'onHook', port });
        else this.#declines(event.cause);
        this.turned();
        return;
      default:
        return;
    }
  }

  /** The call at this port is to go elsewhere by its user's wish; meanwhile the dialog waits for its own end. */
  asks(command: Command, done: (ok: boolean) => void): void {
    const leg = this.#leg;
    if (leg === null) return;
    leg.transfers = true;
    this.#ties.ask(command, ({ ok }) => {
      leg.transfers = false;
      done(ok);
      if (this.#leg === leg) this.turned();
    });
  }

  /** Another line's wish is about this call, too: its dialog waits for what becomes of it. */
  waits(on: boolean): void {
    if (this.#leg !== null) this.#leg.transfers = on;
    this.#ties.wakes(this.port);
  }

  /** Ends what its user has begun here. */
  refuses(cause: number): void {
    if (this.#leg !== null) this.#end(this.#leg, cause);
  }

  /** Its caller is not left to ring in vain. */
  #declines(cause: Cause): void {
    this.#bursts = -1;
    this.#ties.tell({ kind: 'declined', port: this.port, cause });
  }

  /** 302: as if its owner had sent the call on. */
  #redirect(to: string): void {
    const view = this.#ties.view(this.port);
    if (view === null || view.call === null || view.state !== 'alerting' || !isDialled(to)) return;
    // When the exchange refuses, the telephone's own refusal comes after this.
    this.#ties.ask({ op: 'deflect', device: view.number, call: view.call, to }, () => undefined);
  }

  // ───── from the exchange ─────

  command(command: LineCardCommand): void {
    if (command.op !== 'ringOn') return;
    this.#ties.wakes(this.port);
    this.#rings();
    if (this.#bursts >= 0) this.#bursts += 1;
    // Countries that send the caller's number after the first ring: the telephone rings when it is known who calls.
    if (command.answers || this.#caller !== null || this.#bursts > 1) this.#invite(command.answers ?? false);
  }

  callerId(message: CallerIdMessage): void {
    // One who knocks is announced by the sound of it; the display keeps who is talked to.
    if (this.#ties.view(this.port)?.state !== 'alerting') return;
    this.#ties.wakes(this.port);
    this.#rings();
    const caller = partyOf(message);
    const before = this.#caller;
    this.#caller = caller;
    // It rings for somebody else than a moment ago, without a pause between the two.
    const other = before !== null && (before.number !== caller.number || before.name !== caller.name);
    if (other && this.#leg !== null && this.isRinging) this.#end(this.#leg, CAUSE.normal);
    this.#invite(false);
  }

  /** A call that was transferred while it rang goes on ringing; one that was refused does not keep the next from it. */
  #rings(): void {
    const { call } = this;
    if (call === this.#ringsFor) return;
    this.#ringsFor = call;
    if (this.#leg !== null) return;
    this.#bursts = 0;
    this.#caller = null;
  }

  #invite(autoAnswer: boolean): void {
    if (this.#leg !== null || this.#bursts < 0) return;
    const to = { kind: 'device', user: this.user } as const;
    const family = this.#ties.sip.do((stack, now) => stack.familyOf(to, now));
    const local = this.#ties.voices.open(this.port, family);
    if (local === null) {
      this.#declines(34);
      return;
    }
    const caller = this.#caller ?? UNKNOWN;
    const view = this.#ties.view(this.port);
    const alert = view?.alert ?? null;
    const asked = { ...(autoAnswer && { autoAnswer }), ...(alert !== null && { alert }) };
    const hops = view?.hops === undefined ? {} : { hops: view.hops };
    const wish = { to, caller, local, ...asked, ...toldToTelephone(view?.diversions ?? []), ...hops };
    const refused = this.#ties.sip.do((stack, now) => {
      const begun = stack.invite(wish, now);
      if ('leg' in begun) this.#leg = fresh(begun.leg, 'called');
      return 'leg' in begun ? null : begun.refused;
    });
    if (refused !== null) this.#declines(refused === 'notRegistered' ? 27 : 34);
  }

  /** The exchange has done something: the dialog goes with the state of the port. */
  turned(): void {
    const state = this.#ties.view(this.port)?.state ?? 'outOfService';
    if (state === 'alerting') this.#rings();
    else {
      this.#ringsFor = null;
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
    if (!leg.transfers) this.#follow(leg, state, this.#ties.view(this.port)?.emergency ?? false);
  }

  #follow(leg: Leg, state: string, forHelp: boolean): void {
    switch (state) {
      case 'collecting':
      case 'dialingOut':
        if (leg.role !== 'calling' || leg.answered || leg.ended) return;
        leg.ended = true;
        this.#ties.digit(this.port, '#');
        return;
      case 'awaitingAnswer':
        // A line may never tell the answer; many telephones send no voice before a 200, and give up a 183 after minutes.
        if (forHelp) this.#answer(leg);
        return;
      case 'ringingOut':
      case 'holding':
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
      // An operator's telephone stays up between two calls, and talks at once in the next.
      case 'attending':
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

  /** Nothing of its voice comes any more: it has gone without a word. */
  lost(): void {
    if (this.#leg?.answered) this.#end(this.#leg, CAUSE.timeout);
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
