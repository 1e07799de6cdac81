import type { SipRequest } from '#ports/sip-codec.ts';
import type { Flow } from '#ports/sip-transport.ts';
import { fieldOf } from '#sip/codec/fields.ts';
import { NOTIFIER_LIMITS, Notifier } from '#sip/events/notifier.ts';
import type { Language } from '#sip/events/package.ts';
import type { SubscriptionId } from '#sip/events/subscription.ts';
import { instant, after as later, sec } from '#units/time.ts';
import { acceptedRequest, textOf, wire } from '../support/messages.ts';
import { seeded, UDP } from '../support/peer.ts';

const T0 = instant(0);
/** 101 wants to watch 102. */
export const subscribe = (
  event: string,
  extra: readonly string[] = [],
  cseq = 1,
  toTag = '',
  callId = 'w1',
): SipRequest =>
  acceptedRequest(
    wire([
      'SUBSCRIBE sip:102@pbx.example SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1;rport',
      'From: <sip:101@pbx.example>;tag=watcher',
      `To: <sip:102@pbx.example>${toTag}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} SUBSCRIBE`,
      'Max-Forwards: 70',
      'Contact: <sip:101@192.0.2.7:5062>',
      `Event: ${event}`,
      ...extra,
    ]),
  );

/** A notifier whose NOTIFYs are kept, and answered with 200 at once unless told otherwise. */
export class Desk {
  readonly notifier: Notifier;
  readonly told: {
    readonly at: number;
    readonly request: SipRequest;
    readonly text: string;
    readonly flow: Flow;
    readonly subscription: SubscriptionId;
  }[] = [];
  answer: number | null | 'none' = 200;
  now = T0;

  constructor(limits = NOTIFIER_LIMITS, languageOf: (user: string) => Language = () => 'en') {
    this.notifier = new Notifier(seeded(1).bytes, limits, languageOf);
  }

  /** From elsewhere, with another Contact, or as another user. */
  hears(
    request: SipRequest,
    { flow = UDP, user = '101' }: { readonly flow?: Flow; readonly user?: string } = {},
  ) {
    const result = this.notifier.subscribe(user, request, flow, this.now);
    this.pass(0);
    return result;
  }

  subscribe(...words: Parameters<typeof subscribe>) {
    return this.hears(subscribe(...words));
  }

  pass(seconds: number): void {
    const end = later(this.now, sec(seconds));
    for (;;) {
      const { deadline } = this.notifier;
      if (deadline === null || deadline > end) break;
      this.now = deadline;
      this.notifier.wake(this.now);
      for (const { subscription, request, flow } of this.notifier.drain()) {
        const text = textOf(request.body);
        this.told.push({ at: (this.now - T0) / 1e6, request, text, flow, subscription });
        if (this.answer !== 'none') this.notifier.answered(subscription, this.answer, this.now);
      }
    }
    this.now = end;
  }

  state(index: number): string {
    return fieldOf(this.told.at(index)!.request, 'subscription-state') ?? '';
  }
}
