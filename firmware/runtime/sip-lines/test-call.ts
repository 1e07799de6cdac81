import type { CallQuality } from '#ports/media.ts';
import type { LegCounters } from '#ports/packet-legs.ts';
import type { SipAudio } from '#ports/sip-stack.ts';
import type { SipTestAdvice, SipTestEnd, SipTestHeard, SipTestView } from '#ports/sip-test-call.ts';
import type { CallId } from '#units/ids.ts';
import { wordsOfStatus } from './test-advice.ts';
import type { ChannelTold } from './trunk-channel.ts';

/** The exchange lets it ring for 60 s from its beginning; a little of that goes by before the carrier has it. */
const RANG_OUT_MS = 58_000;

export interface TestWishes {
  readonly trunk: string;
  readonly number: string;
  /** Ms, from any beginning. */
  readonly nowMs: () => number;
  readonly counters: () => LegCounters | null;
}

type Released = Extract<ChannelTold, { readonly kind: 'released' }>;

/** One test call of a trunk, put together from what its channel tells. */
export class TestCall {
  /** Once the exchange has begun it. */
  call: CallId | null = null;
  /** Whoever has asked for it has ended it. */
  hungUp = false;
  routed = true;
  quality: CallQuality | null = null;
  readonly #wishes: TestWishes;
  readonly #beganMs: number;
  #sent: { readonly number: string; readonly caller: string | null } | null = null;
  readonly #at = { sent: null, ringing: null, early: null, answered: null, ended: null } as Record<
    'sent' | 'ringing' | 'early' | 'answered' | 'ended',
    number | null
  >;
  #audio: SipAudio | null = null;
  /** Counted before the answer. */
  #before = 0;
  #counted: LegCounters | null = null;
  #end: SipTestEnd | null = null;
  #advice: SipTestAdvice = 'none';
  #status: number | null = null;
  #words = '';

  constructor(wishes: TestWishes) {
    this.#wishes = wishes;
    this.#beganMs = wishes.nowMs();
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  get isAnswered(): boolean {
    return this.#at.answered !== null;
  }

  tell(told: ChannelTold): void {
    if (this.isOver) return;
    switch (told.kind) {
      case 'sent': {
        const { number, restricted } = told.caller;
        this.#sent = { number: told.number, caller: restricted ? null : number };
        this.#mark('sent');
        return;
      }
      case 'ringing':
        this.#mark(told.media === null ? 'ringing' : 'early');
        this.#audio = told.media ?? this.#audio;
        return;
      case 'answered':
        this.#mark('answered');
        this.#before = this.#wishes.counters()?.received ?? 0;
        this.#audio = told.media;
        return;
      case 'media':
        this.#audio = told.media;
        return;
      case 'notSent':
        this.#over('notSent', told.why === 'trunkDown' ? 'network' : 'none');
        return;
      case 'noVoice':
        this.#over('noVoice', 'codecs');
        return;
      case 'lost':
        this.#over('lost', 'silence');
        return;
      case 'released':
        this.#released(told);
        return;
      case 'letGo':
        this.#over(this.#endOfOurs(), 'none');
        return;
      case 'gaveWay':
        this.#over('gaveWay', 'none');
        return;
      default:
        return;
    }
  }

  #released({ by, status, words = '' }: Released): void {
    this.#status = status;
    this.#words = words;
    if (this.isAnswered) this.#over('worked', 'none');
    else if (by === 'us') this.#over('noVoice', 'codecs');
    else if (by === 'network') this.#over('noWord', 'network');
    else this.#over(...(status === null ? (['refused', 'carrier'] as const) : wordsOfStatus(status)));
  }

  #endOfOurs(): SipTestEnd {
    if (this.hungUp) return 'hungUp';
    if (this.isAnswered) return 'worked';
    if (this.#sent === null) return 'notSent';
    return this.#wishes.nowMs() - this.#beganMs >= RANG_OUT_MS ? 'unanswered' : 'gaveWay';
  }

  #over(end: SipTestEnd, advice: SipTestAdvice): void {
    // The voice goes with the call.
    this.#counted = this.#wishes.counters();
    this.#end = end;
    this.#mark('ended');
    const mute = this.isAnswered && advice === 'none' && this.#heard()?.packets === 0;
    if (!mute) this.#advice = advice;
    else this.#advice = (this.#counted?.unauthentic ?? 0) > 0 ? 'keys' : 'silence';
  }

  #mark(what: 'sent' | 'ringing' | 'early' | 'answered' | 'ended'): void {
    this.#at[what] ??= this.#wishes.nowMs() - this.#beganMs;
  }

  #heard(): SipTestHeard | null {
    const counted = this.isOver ? this.#counted : this.#wishes.counters();
    if (this.#audio === null || counted === null) return null;
    const { lossShare = null, levelDbm0 = null } = this.quality ?? {};
    return { packets: Math.max(0, counted.received - this.#before), lossShare, levelDbm0 };
  }

  #state(): SipTestView['state'] {
    const { ended, answered, early, ringing, sent } = this.#at;
    if (ended !== null) return 'over';
    if (answered !== null) return 'talking';
    if (early !== null) return 'early';
    if (ringing !== null) return 'ringing';
    return sent === null ? 'trying' : 'sent';
  }

  view(): SipTestView {
    const { trunk, number, nowMs } = this.#wishes;
    const { sent, ringing, early, answered, ended } = this.#at;
    return {
      ...{ trunk, number, state: this.#state(), ageMs: nowMs() - this.#beganMs },
      ...{ routed: this.routed, sent: this.#sent?.number ?? null, caller: this.#sent?.caller ?? null },
      ...{ sentMs: sent, ringingMs: ringing, earlyMs: early, answeredMs: answered, endedMs: ended },
      codec: this.#audio?.codec ?? null,
      encrypted: this.#audio === null ? null : this.#audio.srtp !== null,
      heard: this.#heard(),
      ...{ end: this.#end, status: this.#status, words: this.#words, advice: this.#advice },
    };
  }
}
