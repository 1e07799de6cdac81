import type { SipField, SipMessage, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { type Duration, sec } from '#units/time.ts';
import { field, fieldOf, optionTags } from '../codec/fields.ts';

/** RFC 4028: a call whose other end has vanished without a word ends by itself. */
export const TIMER = 'timer';
/** §4: less is refused, for refreshing costs. */
export const SHORTEST_SEC = 90;
export const USUAL_SEC = 1_800;
const LONGEST_SEC = 86_400;

/** How long the call stands without a refresh, and whether that is ours to send. */
export interface Refresh {
  readonly intervalSec: number;
  readonly ours: boolean;
}

interface Stated {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | null;
}

function stated(message: SipMessage): Stated | null {
  const match = /^([0-9]{1,9})[ \t]*(?:;|$)/.exec(fieldOf(message, 'session-expires') ?? '');
  if (match === null) return null;
  const refresher = /;[ \t]*refresher[ \t]*=[ \t]*(uac|uas)\b/i.exec(
    fieldOf(message, 'session-expires') ?? '',
  );
  const side = refresher?.[1]?.toLowerCase();
  return {
    seconds: Math.min(LONGEST_SEC, Number(match[1])),
    refresher: side === 'uac' || side === 'uas' ? side : null,
  };
}

const knowsTimer = (message: SipMessage): boolean =>
  optionTags(message, 'supported').includes(TIMER) || optionTags(message, 'require').includes(TIMER);

/** §9: asked for less than we bear; only a peer that knows the extension can be told so by 422. */
export const isTooShort = (request: SipRequest): boolean =>
  knowsTimer(request) && (stated(request)?.seconds ?? SHORTEST_SEC) < SHORTEST_SEC;

/** What we grant to a request (§9), with what the 2xx says of it. */
export function granted(request: SipRequest): {
  readonly refresh: Refresh | null;
  readonly fields: SipField[];
} {
  const asked = stated(request);
  const knows = knowsTimer(request);
  if (!knows && asked === null) return { refresh: null, fields: [] };
  const least = Number(/^[0-9]{1,6}/.exec(fieldOf(request, 'min-se') ?? '')?.[0] ?? SHORTEST_SEC);
  const intervalSec = Math.min(LONGEST_SEC, Math.max(asked?.seconds ?? USUAL_SEC, least, SHORTEST_SEC));
  // Whoever cannot refresh is refreshed.
  const refresher = knows ? (asked?.refresher ?? 'uac') : 'uas';
  const fields = [field('session-expires', `${intervalSec};refresher=${refresher}`)];
  if (refresher === 'uac') fields.push(field('require', TIMER));
  return { refresh: { intervalSec, ours: refresher === 'uas' }, fields };
}

/** What the 2xx to our request granted (§7.2); null when the peer does not take part. */
export function grantedBy(response: SipResponse): Refresh | null {
  const answer = stated(response);
  if (answer === null || answer.seconds < SHORTEST_SEC) return null;
  return { intervalSec: answer.seconds, ours: answer.refresher !== 'uas' };
}

/** What a request of ours asks for: once someone refreshes, the same someone goes on. */
export function wish(refresh: Refresh | null): SipField[] {
  const seconds = refresh?.intervalSec ?? USUAL_SEC;
  const refresher = refresh === null ? '' : `;refresher=${refresh.ours ? 'uac' : 'uas'}`;
  return [field('session-expires', `${seconds}${refresher}`), field('min-se', String(SHORTEST_SEC))];
}

/** §10: at half time. */
export const refreshAfter = ({ intervalSec }: Refresh): Duration => sec(intervalSec / 2);
/** §10: whoever has heard no refresh hangs up a little before the end. */
export const expiresAfter = ({ intervalSec }: Refresh): Duration =>
  sec(intervalSec - Math.min(32, intervalSec / 3));
/** A refresh that was refused, though the call is known, is tried again. */
export const RETRY_AFTER: Duration = sec(10);
