import type { AnyUri, NameAddress, SipField } from '#ports/sip-codec.ts';
import type { DiversionReason } from '#switching/model.ts';
import { field } from '../codec/fields.ts';
import { param, withParam } from '../codec/params.ts';
import { unescaped } from '../codec/uri.ts';
import { writtenAddress } from '../codec/values.ts';
import { nameOf, numberOfUri } from './caller.ts';
import type { Diversion } from './diversion.ts';

/*
 * History-Info (RFC 7044) as far as it tells of diversions: each entry is an address that the call was for; the one
 * that it went to by a diversion says why in its URI (`cause`, RFC 4458 §2), and from whom by `mp` (RFC 7044 §5).
 */

/** RFC 7544. */
const CAUSES: Readonly<Record<DiversionReason, number>> = {
  unknown: 404,
  unconditional: 302,
  'user-busy': 486,
  'no-answer': 408,
  deflection: 480,
  unavailable: 503,
};

const REASON_OF: ReadonlyMap<string, DiversionReason> = new Map([
  ...Object.entries(CAUSES).map(([why, cause]) => [`${cause}`, why as DiversionReason] as const),
  ['487', 'deflection'],
]);

/** RFC 3261 §19.1.1: behind `?`. */
const withHeaders = (uri: AnyUri, headers: string): AnyUri =>
  uri.scheme === 'sip' || uri.scheme === 'sips' ? { ...uri, headers } : uri;

const withCause = (uri: AnyUri, cause: number): AnyUri =>
  uri.scheme === 'other' ? uri : { ...uri, params: withParam(uri.params, 'cause', `${cause}`) };

/** `whom`: the address of who sent it on. Entries in the order in which it was called (RFC 7044 §5). */
export function historyFields(
  chain: readonly Diversion[],
  whom: (diversion: Diversion) => AnyUri,
  target: AnyUri,
): SipField[] {
  const called = [
    ...chain.map((one) => (one.restricted ? withHeaders(whom(one), 'Privacy=history') : whom(one))),
    target,
  ];
  return called.map((uri, place) => {
    const before = chain[place - 1];
    const index = '1.'.repeat(place);
    const from = before === undefined ? '' : `;mp=${index.slice(0, -1)}`;
    const why = before === undefined ? uri : withCause(uri, CAUSES[before.why]);
    return field(
      'history-info',
      `${writtenAddress({ display: '', uri: why, params: [] })};index=${index}1${from}`,
    );
  });
}

const headersOf = ({ uri }: NameAddress): string =>
  uri.scheme === 'sip' || uri.scheme === 'sips' ? unescaped(uri.headers ?? '') : '';

/** Why it went from `before` to `entry`: as the standard says it, or as RFC 4244 did in the URI of who was left. */
function reasonBetween(before: NameAddress, { uri }: NameAddress): DiversionReason | null {
  const cause = uri.scheme === 'other' ? null : (param(uri.params, 'cause') ?? null);
  const older = /(?:^|&)reason=sip;cause=([0-9]{3})\b/i.exec(headersOf(before))?.[1];
  return REASON_OF.get(cause ?? older ?? '') ?? null;
}

/** Who sent it on, first to last. */
export function readHistory(entries: readonly NameAddress[]): Diversion[] {
  const byIndex = new Map(entries.map((entry) => [param(entry.params, 'index') ?? '', entry]));
  return entries.flatMap((entry, place) => {
    const before = byIndex.get(param(entry.params, 'mp') ?? '-') ?? entries[place - 1];
    const why = before === undefined ? null : reasonBetween(before, entry);
    if (before === undefined || why === null) return [];
    const restricted = /(?:^|&)privacy=(?!none)/i.test(headersOf(before));
    return [{ number: numberOfUri(before.uri), name: nameOf(before), restricted, why, count: 1 }];
  });
}
