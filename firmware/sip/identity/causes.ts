import type { SipField, SipMessage } from '#ports/sip-codec.ts';
import type { Cause } from '#switching/model.ts';
import { field, listOf } from '../codec/fields.ts';

/**
 * ITU-T Q.850 cause → SIP status, RFC 3398 §7.2.4.1. 16 has none: BYE or CANCEL say it. 25, which is not in it, goes back to
 * where §8.2.6.1 has it from: who has sent us a call that goes in circles is told so.
 */
export const SIP_OF_CAUSE: Readonly<Record<number, number>> = {
  1: 404,
  2: 404,
  3: 404,
  17: 486,
  18: 408,
  19: 480,
  20: 480,
  21: 403,
  22: 410,
  23: 410,
  25: 483,
  26: 404,
  27: 502,
  28: 484,
  29: 501,
  31: 480,
  34: 503,
  38: 503,
  41: 503,
  42: 503,
  47: 503,
  55: 403,
  57: 403,
  58: 503,
  65: 488,
  70: 488,
  79: 501,
  87: 403,
  88: 503,
  102: 504,
  111: 500,
  127: 500,
};

/** SIP status → Q.850 cause, RFC 3398 §8.2.6.1; 487 answers our own CANCEL. */
export const CAUSE_OF_SIP: Readonly<Record<number, number>> = {
  400: 41,
  401: 21,
  402: 21,
  403: 21,
  404: 1,
  405: 63,
  406: 79,
  407: 21,
  408: 102,
  410: 22,
  413: 127,
  414: 127,
  415: 79,
  416: 127,
  420: 127,
  421: 127,
  423: 127,
  480: 18,
  481: 41,
  482: 25,
  483: 25,
  484: 28,
  485: 1,
  486: 17,
  487: 16,
  488: 127,
  500: 41,
  501: 79,
  502: 38,
  503: 41,
  504: 102,
  505: 127,
  513: 127,
  600: 17,
  603: 21,
  604: 1,
  606: 127,
};

/** What a telephone or a carrier is told; `busy everywhere` and their like are not ours to say. */
export const statusOfCause = (cause: number): number => SIP_OF_CAUSE[cause] ?? 480;

/** An unknown status means what its class does (RFC 3261 §8.1.3.2). */
export function causeOfStatus(status: number): number {
  const known = CAUSE_OF_SIP[status];
  if (known !== undefined) return known;
  return status >= 600 ? 21 : status >= 500 ? 41 : status >= 400 ? 127 : 31;
}

const OURS: readonly Cause[] = [1, 3, 16, 17, 18, 19, 21, 25, 27, 28, 31, 34, 38, 41, 42, 44, 47, 102];
/** Nearest of those that the exchange keeps records with, by Q.850's own classes. */
const FOLDED: Readonly<Record<number, Cause>> = {
  2: 3,
  20: 18,
  22: 1,
  23: 1,
  26: 16,
  29: 21,
  43: 41,
};

export function exchangeCause(cause: number): Cause {
  const own = OURS.find((known) => known === cause) ?? FOLDED[cause];
  if (own !== undefined) return own;
  if (cause >= 1 && cause <= 15) return 3;
  if (cause <= 31) return 31;
  if (cause <= 47) return 41;
  // Service not available, not implemented, invalid message: the call cannot be had here.
  return cause <= 69 ? 47 : cause <= 95 ? 31 : 41;
}

/** RFC 3326: the cause behind a SIP message, when it says one. */
export function reasonCause(message: SipMessage): number | null {
  for (const value of listOf(message, 'reason')) {
    const cause = /^q\.850\b.*;\s*cause\s*=\s*([0-9]{1,3})\b/i.exec(value)?.[1];
    if (cause !== undefined && Number(cause) > 0 && Number(cause) <= 127) return Number(cause);
  }
  return null;
}

/** Cause of a call's end: as said in Reason, or as its status means. */
export const causeOf = (message: SipMessage): Cause =>
  exchangeCause(reasonCause(message) ?? (message.kind === 'response' ? causeOfStatus(message.status) : 16));

export const reasonField = (cause: number): SipField => field('reason', `Q.850;cause=${cause}`);
