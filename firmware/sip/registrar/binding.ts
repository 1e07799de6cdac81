import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { fieldOf, listOf, numberOf, optionTags } from '../codec/fields.ts';
import { hasParam, param, unquoted, withoutParam } from '../codec/params.ts';
import { SyntaxFault } from '../codec/reader.ts';
import { writtenUri } from '../codec/uri.ts';
import { readAddresses } from '../codec/values.ts';
import type { Flow } from '../flow.ts';

export type BindingId = number & { readonly unit: 'binding' };

/** One telephone's word where it is (RFC 3261 §10). */
export interface Binding {
  readonly id: BindingId;
  readonly user: string;
  /** As the telephone gave it, without what only concerns the registration. */
  readonly contact: NameAddress;
  /** How a request gets there: back by where the REGISTER came from, which also passes NAT. */
  readonly flow: Flow;
  /** The address that it gave is not the one that it is seen at. */
  readonly behindNat: boolean;
  /** RFC 3327: proxies on the way to it. */
  readonly path: readonly NameAddress[];
  /** 0 to 1000; higher is preferred. */
  readonly q: number;
  readonly expiresAt: Instant;
  readonly callId: string;
  readonly cseq: number;
  /** RFC 5626: the same telephone, whatever its address. */
  readonly instance: string | null;
  readonly regId: number | null;
  readonly userAgent: string;
}

export interface RegistrarLimits {
  readonly total: number;
  readonly perUser: number;
  readonly expiresSecMin: number;
  readonly expiresSecMax: number;
  readonly pathEntries: number;
}

export const REGISTRAR_LIMITS: RegistrarLimits = {
  total: 4_096,
  perUser: 10,
  expiresSecMin: 60,
  expiresSecMax: 3_600,
  pathEntries: 8,
};

/** Of a telephone that says nothing of it (§10.2.1.1). */
const EXPIRES_USUAL_SEC = 3_600;
const LARGEST = 2 ** 32 - 1;

/** Parameters of a Contact that speak to the registrar and not to callers. */
const REGISTRATION_PARAMS = ['expires', 'q', 'reg-id', '+sip.instance', 'pub-gruu', 'temp-gruu'];

/** How long a contact asks to stand, seconds; its own word, or that of the request. */
export function wantedSec(request: SipRequest, contact: NameAddress): number {
  const own = /^[0-9]{1,10}$/.exec(param(contact.params, 'expires') ?? '')?.[0];
  if (own !== undefined) return Math.min(LARGEST, Number(own));
  return numberOf(request, 'expires', LARGEST) ?? EXPIRES_USUAL_SEC;
}

/** `0.7` → 700; without a word, or with one that is no number, as much as possible. */
export function preferenceOf({ params }: NameAddress): number {
  const text = param(params, 'q') ?? '1';
  return /^(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$/.test(text) ? Math.round(Number(text) * 1_000) : 1_000;
}

/** RFC 3327; null when it cannot be read or is too long. */
export function pathOf(request: SipRequest, { pathEntries }: RegistrarLimits): NameAddress[] | null {
  const path: NameAddress[] = [];
  try {
    for (const value of listOf(request, 'path')) readAddresses(path, value, { steps: 0 }, 'Path');
  } catch (error) {
    if (error instanceof SyntaxFault) return null;
    throw error;
  }
  return path.length > pathEntries ? null : path;
}

export function newBinding(
  id: BindingId,
  user: string,
  request: SipRequest,
  contact: NameAddress,
  flow: Flow,
  path: readonly NameAddress[],
  lasts: Duration,
  now: Instant,
): Binding {
  const { uri, params } = contact;
  const instance = param(params, '+sip.instance') ?? null;
  const regId = /^[1-9][0-9]{0,8}$/.exec(param(params, 'reg-id') ?? '')?.[0];
  const seen = 'host' in uri && uri.host === flow.remote.host && (uri.port ?? 5060) === flow.remote.port;
  const kept = REGISTRATION_PARAMS.reduce((rest, name) => withoutParam(rest, name), [...params]);
  return {
    id,
    user,
    contact: { ...contact, params: kept },
    flow,
    behindNat: flow.transport === 'UDP' && !seen && path.length === 0,
    path,
    q: preferenceOf(contact),
    expiresAt: after(now, lasts),
    callId: request.callId,
    cseq: request.cseq.number,
    instance: instance === null ? null : unquoted(instance),
    regId: regId === undefined ? null : Number(regId),
    userAgent: (fieldOf(request, 'user-agent') ?? '').slice(0, 128),
  };
}

/** Whether a Contact speaks of this binding: the same telephone and flow, or the same address (§10.2.4). */
export function isSame(binding: Binding, contact: NameAddress): boolean {
  const instance = param(contact.params, '+sip.instance');
  if (typeof instance === 'string' && binding.instance !== null && hasParam(contact.params, 'reg-id'))
    return (
      unquoted(instance) === binding.instance && param(contact.params, 'reg-id') === String(binding.regId)
    );
  return writtenUri(binding.contact.uri) === writtenUri(contact.uri);
}

export const asksOutbound = (request: SipRequest): boolean =>
  optionTags(request, 'supported').includes('outbound') ||
  optionTags(request, 'require').includes('outbound');

export const secondsLeft = ({ expiresAt }: Binding, now: Instant): number =>
  Math.max(0, Math.ceil((expiresAt - now) / sec(1)));
