import type { Clock } from '#ports/clock.ts';
import type { PromptControl } from '#ports/control.ts';
import type { Observe } from '#ports/observe.ts';
import type { SipEvent, SipFeatures, SipFeatureVerdict, SipSide } from '#ports/sip-stack.ts';
import type { Reply, Subscriber } from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import { Pause } from './pause.ts';

/** What counts follows what people do; a storm of calls is looked at a few times a second. */
const PAUSE_MS = 250;
/** As the servers count that taught telephones this: one ring is six seconds, whatever the telephone's own cadence. */
const RING_MS = 6_000;
const RINGS_MAX = 100;
/** As long as the office may let it ring before (`noAnswerSeconds`), in whole rings. */
const RINGS_ASKED_MAX = 50;

/** A telephone whose keys may show what its user has set. */
export interface KeyTelephone {
  /** Of registration. */
  readonly user: string;
  /** The extension that it is. */
  readonly number: DialString;
  /** Rings this long before "forward on no answer" takes the call, where its user has not said otherwise. */
  readonly noAnswerMs: number;
}

type FeatureWish = Extract<SipEvent, { readonly kind: 'featureWish' }>;

const ringsOf = (noAnswerMs: number): number =>
  Math.max(1, Math.min(RINGS_MAX, Math.round(noAnswerMs / RING_MS)));

const featuresOf = ({ doNotDisturb, forward, noAnswerMs }: Subscriber, usualMs: number): SipFeatures => ({
  doNotDisturb,
  ...{ forwardAll: forward.all, forwardBusy: forward.busy, forwardNoAnswer: forward.noAnswer },
  ringCount: ringsOf(noAnswerMs ?? usualMs),
});

const verdictOf = (reply: Reply): SipFeatureVerdict =>
  reply.ok ? 'done' : reply.why === 'not-in-that-state' ? 'failed' : 'refused';

/**
 * Keeps the keys of SIP telephones for do-not-disturb and forwarding in step with the exchange: what a key asks for is
 * done as its code would do it, and whatever sets it, by code, page, operator or clock, is shown by the key.
 */
export class FeatureKeys {
  readonly #pause: Pause;
  readonly #sip: SipSide;
  /** By user. */
  #telephones: ReadonlyMap<string, KeyTelephone> = new Map();
  /** What was told of each user; the same object as long as nothing is set. */
  readonly #told = new Map<string, Subscriber>();
  #control: PromptControl | null = null;
  #observe: Observe | null = null;

  constructor(clock: Clock, sip: SipSide) {
    this.#pause = new Pause(clock, PAUSE_MS, () => this.#show());
    this.#sip = sip;
  }

  /** The telephones of the office, now. */
  configure(telephones: readonly KeyTelephone[]): void {
    this.#telephones = new Map(telephones.map((telephone) => [telephone.user, telephone]));
    this.#told.clear();
    this.#show();
  }

  /** From now on keys do something; before, they are refused. */
  attach(control: PromptControl, observe: Observe): void {
    this.#control = control;
    this.#observe = observe;
    observe.onChange(() => this.#pause.later());
    this.#show();
  }

  hear(event: SipEvent): void {
    if (event.kind === 'featureWish') this.#pressed(event);
    // A stack that was opened anew knows of nothing; its telephones register first.
    else if (event.kind === 'registered') this.#tell(event.user);
  }

  #pressed({ ask, user, number, wish }: FeatureWish): void {
    const answer = (verdict: SipFeatureVerdict): void => {
      this.#tell(user);
      this.#sip.do((stack, now) => stack.featureAnswer(ask, verdict, now));
    };
    const { feature, on, number: to, rings } = wish;
    const asked = { op: 'setFeature', device: number, feature, on, number: to } as const;
    if (this.#control === null) answer('failed');
    else this.#control.ask({ ...asked, ...this.#saidOf(user, rings) }, (reply) => answer(verdictOf(reply)));
  }

  /** A telephone says back what it was told, which is rounded to rings; that changes nothing. */
  #saidOf(user: string, rings: number | null): { readonly noAnswerMs?: number } {
    const telephone = this.#telephones.get(user);
    const settings = telephone && this.#observe?.settingsAt?.(telephone.number);
    if (rings === null || !settings) return {};
    if (rings === featuresOf(settings, telephone.noAnswerMs).ringCount) return {};
    return { noAnswerMs: Math.max(1, Math.min(RINGS_ASKED_MAX, rings)) * RING_MS };
  }

  #show(): void {
    for (const [user, { number }] of this.#telephones)
      if ((this.#observe?.settingsAt?.(number) ?? undefined) !== this.#told.get(user)) this.#tell(user);
  }

  #tell(user: string): void {
    const telephone = this.#telephones.get(user);
    const settings = telephone && this.#observe?.settingsAt?.(telephone.number);
    if (!settings) return;
    this.#told.set(user, settings);
    const features = featuresOf(settings, telephone.noAnswerMs);
    this.#sip.do((stack, now) => stack.setFeatures(user, features, now));
  }
}
