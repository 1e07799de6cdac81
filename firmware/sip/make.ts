import type { NameAddress, SipField, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { hasParam, param, withParam } from './codec/params.ts';
import { reasonOf } from './reasons.ts';

export const NO_BODY = new Uint8Array(0);

export const tagOf = (address: NameAddress): string | null => param(address.params, 'tag') ?? null;

export const tagged = (address: NameAddress, tag: string): NameAddress =>
  hasParam(address.params, 'tag') ? address : { ...address, params: withParam(address.params, 'tag', tag) };

/** What an answer may carry beyond what it takes from the request. */
export interface ResponseParts {
  /** For the To, unless it has one; 100 has none. */
  readonly tag?: string;
  readonly contact?: readonly NameAddress[];
  readonly fields?: readonly SipField[];
  readonly body?: Uint8Array;
}

/** RFC 3261 §8.2.6.2; Record-Route is copied where a dialog may begin (§12.1.1). */
export function makeResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const dialog = status > 100 && status < 300;
  return {
    kind: 'response',
    status,
    reason: reasonOf(status),
    via: request.via,
    from: request.from,
    to: parts.tag === undefined ? request.to : tagged(request.to, parts.tag),
    callId: request.callId,
    cseq: request.cseq,
    contact: parts.contact ?? [],
    route: [],
    recordRoute: dialog ? request.recordRoute : [],
    maxForwards: null,
    fields: parts.fields ?? [],
    body: parts.body ?? NO_BODY,
  };
}

/** ACK to a refusal: the same branch and the same Route as the INVITE (§17.1.1.3). */
export const makeAck = (invite: SipRequest, response: SipResponse): SipRequest => ({
  ...sameTarget(invite, 'ACK'),
  to: response.to,
});

/** CANCEL of a request: everything alike but the method (§9.1). */
export const makeCancel = (invite: SipRequest, fields: readonly SipField[]): SipRequest => ({
  ...sameTarget(invite, 'CANCEL'),
  fields,
});

const sameTarget = (invite: SipRequest, method: string): SipRequest => ({
  ...invite,
  method,
  via: invite.via.slice(0, 1),
  cseq: { number: invite.cseq.number, method },
  maxForwards: 70,
  contact: [],
  recordRoute: [],
  fields: [],
  body: NO_BODY,
});
