import type { AnyUri, NameAddress, SipField, SipRequest } from '#ports/sip-codec.ts';
import { field, listOf } from '../codec/fields.ts';
import { param } from '../codec/params.ts';
import { SyntaxFault } from '../codec/reader.ts';
import { sipUri, unescaped } from '../codec/uri.ts';
import { readAddress, writtenAddress } from '../codec/values.ts';

/** Somebody at an end of a call. */
export interface Party {
  /** Digits, perhaps with `+`; or a user name. Empty when nobody knows. */
  readonly number: string;
  /** The same number with `+` (ITU-T E.164), where it is known and may be wanted. */
  readonly e164?: string;
  readonly name: string;
  /** The number is known, yet not to be shown. */
  readonly restricted: boolean;
}

const ANONYMOUS = 'anonymous.invalid';

/** What a URI says of a number: without the separators and parameters that some carriers put into the user. */
export function numberOfUri(uri: AnyUri): string {
  if (uri.scheme === 'tel') return uri.number;
  if (uri.scheme === 'other' || uri.user === null) return '';
  const user = unescaped(uri.user).split(';')[0]!.slice(0, 64);
  return /^\+?[-0-9.()]+$/.test(user) ? user.replace(/[-.()]/g, '') : user;
}

/** All entries of a header that can be read as addresses. */
export function addressesOf(request: SipRequest, name: string): NameAddress[] {
  return listOf(request, name).flatMap((value) => {
    try {
      return [readAddress(value, { steps: 0 }, name)];
    } catch (error) {
      if (error instanceof SyntaxFault) return [];
      throw error;
    }
  });
}

const isAnonymous = ({ uri }: NameAddress): boolean =>
  'host' in uri && (uri.host === ANONYMOUS || uri.user?.toLowerCase() === 'anonymous');

/** RFC 3323 §4.2, RFC 3325 §9.3 */
const asksPrivacy = (request: SipRequest): boolean =>
  listOf(request, 'privacy').some((value) => /(^|;)\s*(id|user|header)\s*(;|$)/i.test(value));

/**
 * Who calls: P-Asserted-Identity (RFC 3325), Remote-Party-ID, From, in this order. The first two only from a peer
 * that is trusted to say so (a carrier): a telephone's number is the one that it proved.
 */
export function callerOf(request: SipRequest, trusted: boolean): Party {
  const from = request.from;
  const asserted = trusted ? preferred(addressesOf(request, 'p-asserted-identity')) : undefined;
  const remote = trusted ? addressesOf(request, 'remote-party-id')[0] : undefined;
  const hidden = remote !== undefined && /^(full|uri)$/i.test(param(remote.params, 'privacy') ?? '');
  const who = asserted ?? remote ?? from;
  const restricted = asksPrivacy(request) || hidden || isAnonymous(from);
  const number = isAnonymous(who) ? '' : numberOfUri(who.uri);
  return { number, name: nameOf(who), restricted };
}

/** §9.1 allows a `sip:` and a `tel:` one; the number is surer in the second. */
const preferred = (list: readonly NameAddress[]): NameAddress | undefined =>
  list.find(({ uri }) => uri.scheme === 'tel') ?? list[0];

export const nameOf = ({ display }: NameAddress): string =>
  [...display]
    .filter((sign) => sign >= ' ' && sign !== '\u007f')
    .join('')
    .slice(0, 64);

/** By which headers a carrier wants to be told who calls. */
export type CallerStyle = 'from' | 'pai' | 'rpid';

/** From and the headers beside it. `account`: the number that the carrier knows us by, said where ours is hidden. */
export function callerHeaders(
  party: Party,
  style: CallerStyle,
  domain: string,
  account: string,
): { readonly from: NameAddress; readonly fields: readonly SipField[] } {
  const { number, name, restricted } = party;
  const shown = number === '' ? account : number;
  const address = (user: string, display: string): NameAddress => ({
    display,
    uri: sipUri(user, domain),
    params: [],
  });
  const asserted = writtenAddress(address(shown, name));
  if (!restricted) {
    if (style === 'pai')
      return { from: address(shown, name), fields: [field('p-asserted-identity', asserted)] };
    const value = `${asserted};party=calling;privacy=off;screen=yes`;
    return { from: address(shown, name), fields: style === 'rpid' ? [field('remote-party-id', value)] : [] };
  }
  const from: NameAddress = { display: 'Anonymous', uri: sipUri('anonymous', ANONYMOUS), params: [] };
  if (style === 'rpid')
    return { from, fields: [field('remote-party-id', `${asserted};party=calling;privacy=full;screen=yes`)] };
  // Without PAI nothing says who pays; the account's own name does, for those that bill by it.
  const known = style === 'pai' ? asserted : writtenAddress(address(account, ''));
  return { from, fields: [field('p-asserted-identity', known), field('privacy', 'id')] };
}
