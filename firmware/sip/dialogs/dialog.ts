import type { AnyUri, NameAddress, SipField, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { hasParam } from '../codec/params.ts';
import { NO_BODY, tagged, tagOf } from '../make.ts';

/** What two user agents share (RFC 3261 §12). */
export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  /** Empty for a peer of RFC 2543. */
  readonly remoteTag: string;
  readonly local: NameAddress;
  readonly remote: NameAddress;
  /** Where the peer wants to be asked, from its Contact. */
  readonly target: AnyUri;
  readonly routes: readonly NameAddress[];
  readonly localCSeq: number;
  /** Null until the peer has sent a request. */
  readonly remoteCSeq: number | null;
}

export const dialogKey = (callId: string, localTag: string, remoteTag: string): string =>
  `${callId} ${localTag} ${remoteTag}`;

export const keyOf = (dialog: Dialog): string => dialogKey(dialog.callId, dialog.localTag, dialog.remoteTag);

/** The dialog that a request of the peer belongs to. */
export const requestedKey = (request: SipRequest): string =>
  dialogKey(request.callId, tagOf(request.to) ?? '', tagOf(request.from) ?? '');

const contactOf = (message: SipRequest | SipResponse): AnyUri | null =>
  message.contact === '*' ? null : (message.contact[0]?.uri ?? null);

/** On the side that was called (§12.1.1). Without a Contact, as RFC 2543 allowed, the From must do. */
export function dialogOfRequest(invite: SipRequest, localTag: string): Dialog {
  return {
    callId: invite.callId,
    localTag,
    remoteTag: tagOf(invite.from) ?? '',
    local: tagged(invite.to, localTag),
    remote: invite.from,
    target: contactOf(invite) ?? invite.from.uri,
    routes: invite.recordRoute,
    localCSeq: 0,
    remoteCSeq: invite.cseq.number,
  };
}

/** On the side that called (§12.1.2): the route is walked from the near end. */
export function dialogOfResponse(invite: SipRequest, response: SipResponse): Dialog {
  return {
    callId: invite.callId,
    localTag: tagOf(invite.from) ?? '',
    remoteTag: tagOf(response.to) ?? '',
    local: invite.from,
    remote: response.to,
    target: contactOf(response) ?? invite.uri,
    routes: response.recordRoute.toReversed(),
    localCSeq: invite.cseq.number,
    remoteCSeq: null,
  };
}

/** §12.2.2: a new Contact in a re-INVITE or UPDATE, or in the 2xx to one, moves the target, never the route. */
export function retargeted(dialog: Dialog, message: SipRequest | SipResponse): Dialog {
  const target = contactOf(message);
  return target === null ? dialog : { ...dialog, target };
}

/** A request's number must be above the last one's (§12.2.2); null says it is not. */
export function received(dialog: Dialog, request: SipRequest): Dialog | null {
  const { number } = request.cseq;
  if (dialog.remoteCSeq !== null && number <= dialog.remoteCSeq) return null;
  return { ...dialog, remoteCSeq: number };
}

export const advanced = (dialog: Dialog): Dialog => ({ ...dialog, localCSeq: dialog.localCSeq + 1 });

export interface RequestParts {
  readonly contact?: readonly NameAddress[];
  readonly fields?: readonly SipField[];
  readonly body?: Uint8Array;
  /** Of the INVITE that an ACK acknowledges; otherwise the dialog's own. */
  readonly cseq?: number;
}

/** A request within the dialog (§12.2.1.1), through loose or strict routers. */
export function requestIn(dialog: Dialog, method: string, parts: RequestParts = {}): SipRequest {
  const { routes, target } = dialog;
  const first = routes[0];
  const strict = first !== undefined && !('params' in first.uri && hasParam(first.uri.params, 'lr'));
  return {
    kind: 'request',
    method,
    uri: strict ? first.uri : target,
    via: [],
    from: dialog.local,
    to: dialog.remote,
    callId: dialog.callId,
    cseq: { number: parts.cseq ?? dialog.localCSeq, method },
    contact: parts.contact ?? [],
    route: strict ? [...routes.slice(1), { display: '', uri: target, params: [] }] : routes,
    recordRoute: [],
    maxForwards: 70,
    fields: parts.fields ?? [],
    body: parts.body ?? NO_BODY,
  };
}
