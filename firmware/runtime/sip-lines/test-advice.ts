import type { SipTestAdvice, SipTestEnd } from '#ports/sip-test-call.ts';

type Words = readonly [end: SipTestEnd, advice: SipTestAdvice];

/** Final refusals (RFC 3261 §21) by what a technician can do about them. */
const OF_STATUS: Readonly<Record<number, Words>> = {
  401: ['refused', 'account'],
  402: ['refused', 'money'],
  403: ['refused', 'account'],
  404: ['refused', 'number'],
  407: ['refused', 'account'],
  408: ['noWord', 'network'],
  410: ['refused', 'number'],
  415: ['refused', 'codecs'],
  // The called side is not registered there, or switched off: the carrier has looked for it.
  480: ['unanswered', 'none'],
  484: ['refused', 'number'],
  485: ['refused', 'number'],
  486: ['busy', 'none'],
  488: ['refused', 'codecs'],
  503: ['refused', 'limit'],
  504: ['noWord', 'network'],
  600: ['busy', 'none'],
  603: ['busy', 'none'],
  604: ['refused', 'number'],
  606: ['refused', 'codecs'],
};

/** An unknown status means what its class does (RFC 3261 §8.1.3.2). */
export function wordsOfStatus(status: number): Words {
  return OF_STATUS[status] ?? ['refused', status < 400 ? 'moved' : 'carrier'];
}
