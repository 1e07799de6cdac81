import type { NameAddress, SipMessage, SipResponse } from '#ports/sip-codec.ts';
import { assert } from '#units/result.ts';
import { after, type Duration, type Instant, ms } from '#units/time.ts';
import type { RandomBytes } from '../chance.ts';
import { sipUri } from '../codec/uri.ts';
import type { CallEvent, EndCause, SessionId } from '../dialogs/session.ts';
import type { UserAgent } from '../dialogs/user-agent.ts';
import type { Flow } from '../flow.ts';
import { numberOfUri } from '../identity/caller.ts';
import { causeOf, exchangeCause, reasonField, statusOfCause } from '../identity/causes.ts';
import type { Place } from '../locate/locate.ts';
import type { Binding } from '../registrar/binding.ts';
import { answerOffer } from '../sdp/answer.ts';
import { makeOffer, takeAnswer } from '../sdp/offer.ts';
import type { AgreedAudio, LocalMedia } from '../sdp/session.ts';
import { Timers } from '../timers.ts';
import type { Trunk } from '../trunk/trunk.ts';
import { asked } from './asked.ts';
import { type Attempt, type Leg, Legs, toldTo } from './legs.ts';
import type { DeviceAccount, LegId, StackEvent } from './surface.ts';

/** What the desk needs of the rest of the stack. */
export interface DeskOffice {
  readonly ua: UserAgent;
  readonly random: RandomBytes;
  device(user: string): DeviceAccount | undefined;
  trunk(id: string): Trunk | undefined;
  bindingsOf(user: string, now: Instant): readonly Binding[];
  flowTo(place: Place): Flow | null;
  contactAt(flow: Flow, user: string): NameAddress;
  tell(event: StackEvent): void;
}

/** A trunk's server that says nothing to an INVITE for so long is left for the next ("trunk lost": 4 s). */
export const NO_WORD: Duration = ms(3_000);
const WORDS_MAX = 80;

/** Legs over sessions: voices are offered and answered here, so that the exchange speaks of media and not of SDP. */
export class CallDesk {
  readonly legs = new Legs();
  readonly office: DeskOffice;
  readonly timers = new Timers();
  /** Set by `outgoing.ts`: how a leg of a trunk goes on with the next server. */
  nextPlace: (leg: Leg, now: Instant) => boolean = () => false;
  /** How an attempt that was challenged goes on; false: it does not. */
  retry: (leg: Leg, attempt: Attempt, response: SipResponse, now: Instant) => boolean = () => false;

  constructor(office: DeskOffice) {
    this.office = office;
  }

  newSdpId(): string {
    return String(this.office.random(6).reduce((sum, byte) => sum * 256 + byte, 1));
  }

  wake(now: Instant): void {
    for (let id = this.timers.takeDue(now); id !== null; id = this.timers.takeDue(now)) {
      const leg = this.legs.get(id as LegId);
      const attempt = leg && [...leg.attempts.values()][0];
      if (leg === undefined || attempt === undefined || attempt.heard || leg.session !== null) continue;
      if (attempt.place !== null) leg.trunk?.suspect(attempt.place, now);
      leg.attempts.delete(attempt.session);
      this.legs.unlink(attempt.session);
      this.office.ua.hangUp(attempt.session, now);
      if (!this.nextPlace(leg, now)) this.over(leg, 38, 'network', null);
    }
  }

  armNoWord(leg: Leg, now: Instant): void {
    this.timers.set(leg.id, after(now, NO_WORD));
  }

  /** The address by which a peer of that flow finds us. */
  hostAt(flow: Flow): string {
    const { uri } = this.office.contactAt(flow, '');
    return 'host' in uri ? uri.host : flow.local.host;
  }

  /** What the user agent says of a session that is a leg of ours. */
  hear(event: CallEvent, now: Instant): void {
    if (event.kind === 'request' || event.kind === 'response' || event.kind === 'incoming') return;
    const leg = this.legs.of(event.session);
    if (leg === undefined) return;
    if (event.kind === 'progress') this.progress(leg, event.session, event.response, event.body);
    else if (event.kind === 'answered') this.answered(leg, event, now);
    else if (event.kind === 'established') this.bodyCame(leg, event.body, now);
    else if (event.kind === 'offered') this.offered(leg, event.session, event.body, now);
    else if (event.kind === 'withdrawn') leg.theirOffer = null;
    else if (event.kind === 'offerAnswered') this.bodyCame(leg, event.body, now);
    else if (event.kind === 'offerRefused') {
      leg.ourOffer = null;
      this.office.tell({ kind: 'mediaRefused', leg: leg.id, status: event.status });
    } else if (event.kind === 'asked') asked(this, leg, event.transaction, event.request, now);
    else this.ended(leg, event.session, event.why, event.message, now);
  }

  private progress(leg: Leg, session: SessionId, response: SipResponse, body: Uint8Array | null): void {
    const attempt = leg.attempts.get(session);
    if (attempt !== undefined) attempt.heard = true;
    if (leg.session !== null || response.status === 100) return;
    const taken = body === null || leg.ourOffer === null ? null : takeAnswer(leg.ourOffer, body);
    const media = taken?.ok ? taken.value : null;
    if (media !== null) leg.agreed = media;
    this.office.tell({ kind: 'ringing', leg: leg.id, media });
  }

  private answered(leg: Leg, event: Extract<CallEvent, { kind: 'answered' }>, now: Instant): void {
    const { session, body } = event;
    leg.session = session;
    this.timers.clear(leg.id);
    this.dropOthers(leg, session, now);
    // Some answer in the 183 and leave the 200 empty (RFC 6337 §2.2).
    const taken = body === null || leg.ourOffer === null ? null : takeAnswer(leg.ourOffer, body);
    const media = taken === null ? leg.agreed : taken.ok ? taken.value : null;
    leg.ourOffer = null;
    if (media === null) {
      this.end(leg, 47, 'us', 488, now);
      return;
    }
    leg.agreed = media;
    this.office.tell({ kind: 'answered', leg: leg.id, media });
  }

  /** The telephones of the same person stop ringing. */
  private dropOthers(leg: Leg, winner: SessionId, now: Instant): void {
    for (const { session } of leg.attempts.values()) {
      if (session === winner) continue;
      this.legs.unlink(session);
      this.office.ua.hangUp(session, now);
    }
    leg.attempts.clear();
  }

  /** The answer to an offer of ours, in an ACK or in the answer to a re-INVITE. */
  private bodyCame(leg: Leg, body: Uint8Array | null, now: Instant): void {
    const { ourOffer } = leg;
    leg.ourOffer = null;
    if (ourOffer === null) return;
    const taken = body === null ? null : takeAnswer(ourOffer, body);
    if (taken?.ok) this.agree(leg, taken.value);
    // Nothing was ever agreed on: there is no voice to be had.
    else if (leg.agreed === null) this.end(leg, 47, 'us', 488, now);
  }

  private offered(leg: Leg, session: SessionId, body: Uint8Array | null, now: Instant): void {
    const { local, policy } = leg;
    const { ua } = this.office;
    if (local === null) {
      ua.decline(session, 488, now);
      return;
    }
    if (body === null) {
      const offer = makeOffer(leg.sdp, local, policy);
      leg.sdp = offer.session;
      leg.ourOffer = offer.pending;
      ua.accept(session, offer.body, now);
      return;
    }
    const answer = answerOffer(leg.sdp, body, local, policy);
    if (!answer.ok) {
      ua.decline(session, answer.error.status, now);
      return;
    }
    leg.sdp = answer.value.session;
    ua.accept(session, answer.value.body, now);
    this.agree(leg, answer.value.agreed);
  }

  agree(leg: Leg, media: AgreedAudio): void {
    const was = leg.agreed?.heldByPeer ?? false;
    leg.agreed = media;
    this.office.tell({ kind: 'media', leg: leg.id, media });
    if (was !== media.heldByPeer)
      this.office.tell({ kind: media.heldByPeer ? 'hold' : 'resume', leg: leg.id });
  }

  /** 183 or 200 to an INVITE that came, with our voice. False: there is none to be had, and the leg is refused. */
  speak(leg: Leg, status: 183 | 200, wanted: LocalMedia, now: Instant): boolean {
    const { session, policy, theirOffer } = leg;
    if (session === null || leg.role !== 'called') return false;
    const local = toldTo(leg, wanted);
    leg.local = local;
    const say = (body: Uint8Array): void => {
      if (status === 200) this.office.ua.answer(session, body, now);
      else this.office.ua.progress(session, status, body, now);
    };
    if (theirOffer === null) {
      // They left the offer to us; before the 200 it is better not made, for few know what to do with it.
      if (status === 183) return true;
      const offer = makeOffer(leg.sdp, local, policy);
      leg.sdp = offer.session;
      leg.ourOffer = offer.pending;
      say(offer.body);
      return true;
    }
    const answer = answerOffer(leg.sdp, theirOffer, local, policy);
    if (!answer.ok) {
      this.end(leg, 47, 'us', answer.error.status, now);
      return false;
    }
    leg.sdp = answer.value.session;
    say(answer.value.body);
    this.agree(leg, answer.value.agreed);
    return true;
  }

  setMedia(leg: Leg, wanted: LocalMedia, now: Instant): void {
    const local = toldTo(leg, wanted);
    leg.local = local;
    if (leg.session === null || leg.agreed === null) return;
    const offer = makeOffer(leg.sdp, local, leg.policy);
    leg.sdp = offer.session;
    leg.ourOffer = offer.pending;
    this.office.ua.offer(leg.session, offer.body, now);
  }

  /** 302 to an INVITE that came. */
  redirect(leg: Leg, to: string, now: Instant): void {
    const { role, session, invite } = leg;
    if (role !== 'called' || session === null || invite === null) return;
    const host = 'host' in invite.uri ? invite.uri.host : 'invalid';
    const contact = [{ display: '', uri: sipUri(to, host), params: [] }];
    this.office.ua.reject(session, 302, { contact }, now);
    this.over(leg, 16, 'us', 302);
  }

  /** Ends a leg by our wish. */
  end(leg: Leg, cause: number, by: 'us' | 'network', status: number | null, now: Instant): void {
    const { ua } = this.office;
    const { session, role } = leg;
    if (role === 'called' && session !== null) {
      const said = status ?? (cause === 16 ? 480 : statusOfCause(cause));
      ua.reject(session, said, { fields: [reasonField(cause)] }, now);
      ua.hangUp(session, now);
    } else if (session !== null) ua.hangUp(session, now);
    for (const attempt of leg.attempts.values()) ua.hangUp(attempt.session, now);
    this.over(leg, cause, by, status);
  }

  private ended(leg: Leg, session: SessionId, why: EndCause, message: SipMessage | null, now: Instant): void {
    const attempt = leg.attempts.get(session);
    leg.attempts.delete(session);
    this.legs.unlink(session);
    if (leg.session === null && attempt !== undefined) {
      const response = message?.kind === 'response' ? message : null;
      this.attemptFailed(leg, attempt, why, response, now);
      return;
    }
    const network = why === 'timeout' || why === 'transport' || why === 'noAck' || why === 'expired';
    const cause = message === null ? (network ? 41 : 16) : causeOf(message);
    this.over(leg, cause, network ? 'network' : why === 'hungUp' ? 'us' : 'peer', null);
  }

  private attemptFailed(
    leg: Leg,
    attempt: Attempt,
    why: EndCause,
    response: SipResponse | null,
    now: Instant,
  ): void {
    if (response !== null && this.retry(leg, attempt, response, now)) return;
    const { place } = attempt;
    const lost = response === null || response.status === 503 || response.status === 408;
    if (place !== null && lost) {
      leg.trunk?.suspect(place, now);
      if (this.nextPlace(leg, now)) return;
    }
    if (response !== null && response.status >= 300 && response.status < 400)
      this.sentElsewhere(leg, response);
    const cause = response === null ? (why === 'transport' ? 38 : 18) : causeOf(response);
    leg.refusals.push({ status: response?.status ?? 408, cause, words: wordsOf(response) });
    // A refusal for everybody ends the ringing of all (RFC 3261 §16.7).
    if (response !== null && response.status >= 600) this.dropOthers(leg, attempt.session, now);
    if (leg.attempts.size > 0) return;
    const best = bestOf(leg.refusals);
    this.over(leg, best.cause, response === null ? 'network' : 'peer', best.status, best.words);
  }

  private sentElsewhere(leg: Leg, { contact }: SipResponse): void {
    const [first] = contact === '*' ? [] : contact;
    const to = first === undefined ? '' : numberOfUri(first.uri);
    if (to !== '') this.office.tell({ kind: 'redirected', leg: leg.id, to });
  }

  over(leg: Leg, cause: number, by: 'peer' | 'us' | 'network', status: number | null, words = ''): void {
    if (this.legs.get(leg.id) !== leg) return;
    this.timers.clear(leg.id);
    this.legs.remove(leg);
    const released = { kind: 'released', leg: leg.id, cause: exchangeCause(cause), by, status } as const;
    this.office.tell(words === '' ? released : { ...released, words });
  }
}

/** For people: whoever made them up may have made them long. */
const wordsOf = (response: SipResponse | null): string => response?.reason.slice(0, WORDS_MAX) ?? '';

/** §16.7 step 6: a refusal for all, then busy, then what tells most. */
function bestOf(refusals: Leg['refusals']): Leg['refusals'][number] {
  const rank = ({ status }: { status: number }): number =>
    status >= 600 ? 0 : status === 486 ? 1 : status < 400 ? 4 : status === 408 || status >= 500 ? 3 : 2;
  const [best] = refusals.toSorted((a, b) => rank(a) - rank(b));
  assert(best !== undefined, 'a leg that failed has a refusal');
  return best;
}
