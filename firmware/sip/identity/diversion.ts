import type { AnyUri, NameAddress, SipField, SipRequest } from '#ports/sip-codec.ts';
import type { DiversionReason } from '#switching/model.ts';
import { field, listOf } from '../codec/fields.ts';
import { param, unquoted } from '../codec/params.ts';
import { sipUri } from '../codec/uri.ts';
import { writtenAddress } from '../codec/values.ts';
import { addressesOf, nameOf, numberOfUri } from './caller.ts';
import { historyFields, readHistory } from './history-info.ts';

/*
 * Who has sent a call on before it came here: Diversion (RFC 5806 §4), which carriers and telephones of today read, and
 * History-Info (RFC 7044), which took its place on paper. Both say the same (RFC 7544).
 */

/** Somebody who was called and whose call went on elsewhere. */
export interface Diversion {
  /** Digits, perhaps with `+`; empty: the number that the carrier knows us by. */
  readonly number: string;
  readonly name: string;
  /** The number is known, yet not to be shown. */
  readonly restricted: boolean;
  readonly why: DiversionReason;
  /** How many diversions it stands for, 1 or more (RFC 5806 §4, `counter`). */
  readonly count: number;
}

/** How a carrier wants to be told. */
export type DiversionStyle = 'none' | 'diversion' | 'history-info';

/**
 * As often as a call can be diverted in ISUP (ITU-T Q.732.2 §2.5.2), whose redirection counter ends at five (Q.763 §3.45); who
 * goes round in circles over carriers ends here, too.
 */
export const DIVERSIONS_MAX = 5;

const REASONS: readonly string[] = [
  'unconditional',
  'user-busy',
  'no-answer',
  'unavailable',
  'deflection',
] satisfies readonly DiversionReason[];

/** Words of RFC 5806 §4 that an exchange has no use for, and words of others, say no more than that it was diverted. */
const isReason = (word: string): word is DiversionReason => REASONS.includes(word);

function addressOf(diversion: Diversion, domain: string, account: string): NameAddress {
  const { number, name, restricted } = diversion;
  return {
    // A name would tell what the number may not.
    display: restricted ? '' : name,
    uri: sipUri(number === '' ? account : number, domain),
    params: [],
  };
}

/** The topmost is the last who sent it on (RFC 7544 §4.2 shows it). `account`: in place of a number that is not known. */
function diversionFields(chain: readonly Diversion[], domain: string, account: string): SipField[] {
  return chain.toReversed().map((diversion) => {
    const { why, count, restricted } = diversion;
    const words = `;reason=${why};counter=${count};privacy=${restricted ? 'full' : 'off'}`;
    return field('diversion', writtenAddress(addressOf(diversion, domain, account)) + words);
  });
}

/**
 * What a carrier is told. `chain`: who was called first stands first. `target`: where the call goes now. Of who has no
 * number nothing can be said.
 */
export function carrierDiversion(
  chain: readonly Diversion[],
  style: DiversionStyle,
  { domain, account, target }: { readonly domain: string; readonly account: string; readonly target: AnyUri },
): SipField[] {
  const known = chain.filter(({ number }) => number !== '' || account !== '').slice(-DIVERSIONS_MAX);
  if (style === 'none' || known.length === 0) return [];
  if (style === 'diversion') return diversionFields(known, domain, account);
  const whom = (diversion: Diversion): AnyUri => addressOf(diversion, domain, account).uri;
  return historyFields(known, whom, target);
}

/**
 * What a telephone of the house is told, for its display: whom its caller had dialled, and who has sent him here. More would
 * only make its INVITE too long for one datagram. Who may not be shown is not there.
 */
export function telephoneDiversion(chain: readonly Diversion[], host: string): SipField[] {
  const shown = chain.filter(({ number, restricted }) => number !== '' && !restricted);
  return diversionFields([...shown.slice(0, 1), ...shown.slice(1).slice(-1)], host, '');
}

function readDiversion({ uri, params, ...rest }: NameAddress): Diversion {
  const said = (name: string): string => unquoted(param(params, name) ?? '').toLowerCase();
  const why = said('reason');
  return {
    ...{ number: numberOfUri(uri), name: nameOf({ uri, params, ...rest }) },
    restricted: ['full', 'uri'].includes(said('privacy')),
    why: isReason(why) ? why : 'unknown',
    count: countOf(said('counter')),
  };
}

/** RFC 5806 §4: one or two digits; left out, it is the one that says so. */
const countOf = (digits: string): number => (/^[0-9]{1,2}$/.test(digits) ? Math.max(1, Number(digits)) : 1);

/**
 * Who has sent on a call that comes from a carrier, who was called first standing first; at most five, the last ones.
 * What cannot be read is not there. Where both headers are, Diversion counts.
 */
export function diversionsOf(request: SipRequest): readonly Diversion[] {
  const diverted = addressesOf(request, 'diversion').map(readDiversion).toReversed();
  const chain = diverted.length > 0 ? diverted : readHistory(addressesOf(request, 'history-info'));
  return chain.filter(({ number }) => number !== '').slice(-DIVERSIONS_MAX);
}

/** How often it was sent on, also by those who cannot be read: what counts is that it goes round. */
export function timesDiverted(request: SipRequest): number {
  const read = addressesOf(request, 'diversion').map(readDiversion);
  const broken = listOf(request, 'diversion').length - read.length;
  const counted = read.reduce((sum, { count }) => sum + count, broken);
  return Math.max(counted, readHistory(addressesOf(request, 'history-info')).length);
}
