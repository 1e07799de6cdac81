import type { NameAddress, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { Endpoint } from '#ports/sip-transport.ts';
import { newTag } from '../chance.ts';
import { field, optionTags } from '../codec/fields.ts';
import type { Flow } from '../flow.ts';
import { makeResponse, type ResponseParts, tagOf } from '../make.ts';
import type { TransactionOutput } from '../transactions/layer.ts';
import type { FailureCause, TransactionId } from '../transactions/state.ts';
import { dialogOfRequest, received, requestedKey } from './dialog.ts';
import { ourOfferFinal } from './mid-call.ts';
import { NOTHING_OFFERED, negotiated } from './offer-answer.ts';
import { RELIABLE } from './reliable.ts';
import { bodyOf, type Session } from './session.ts';
import { isTooShort, RETRY_AFTER, SHORTEST_SEC, TIMER } from './session-timer.ts';
import type { Purpose } from './store.ts';
import { knowsUpdate, type Worker } from './work.ts';

const TOO_SHORT = [field('min-se', String(SHORTEST_SEC))];

/** What the transactions say, brought to the session that it concerns. */
export function hear(worker: Worker, output: TransactionOutput): void {
  switch (output.kind) {
    case 'send':
      worker.sent.push({ flow: output.flow, bytes: output.bytes });
      return;
    case 'request':
      requested(worker, output.transaction, output.request, output.flow);
      return;
    case 'cancelled':
      cancelled(worker, output.transaction, output.cancel);
      return;
    case 'ended':
      worker.store.forgetTransaction(output.transaction);
      return;
    case 'response':
      responded(worker, output.transaction, output.response);
      return;
    case 'failed':
      failed(worker, output.transaction, output.why);
  }
}

function responded(worker: Worker, transaction: TransactionId, response: SipResponse): void {
  if (response.status >= 200 && worker.store.outside.has(transaction)) {
    worker.store.outside.delete(transaction);
    worker.tell({ kind: 'response', transaction, response });
  }
  const ours = worker.store.ofRequest.get(transaction);
  if (ours === undefined) return;
  const { session, purpose } = ours;
  const kind = response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure';
  if (purpose === 'invite') worker.happen(session, { kind, response });
  else if (kind !== 'provisional') finalOf(worker, transaction, ours, response);
}

function failed(worker: Worker, transaction: TransactionId, why: FailureCause): void {
  if (worker.store.outside.delete(transaction))
    worker.tell({ kind: 'response', transaction, response: null });
  const ours = worker.store.ofRequest.get(transaction);
  if (ours === undefined) return;
  if (ours.purpose === 'invite') worker.happen(ours.session, { kind: 'failed', why });
  else finalOf(worker, transaction, ours, null);
}

function finalOf(
  worker: Worker,
  transaction: TransactionId,
  { session, purpose }: { readonly session: Session; readonly purpose: Purpose },
  response: SipResponse | null,
): void {
  if (purpose === 'bye') worker.happen(session, { kind: 'left' });
  if (purpose === 'refresh') refreshed(worker, session, response);
  if (purpose !== 'offer' || session.state === 'gone') return;
  if (session.pending?.transaction !== transaction) {
    // A repeat of the 200 to a re-INVITE of ours, while another may be on its way: its ACK was lost.
    if (response !== null) worker.happen(session, { kind: 'success', response });
    return;
  }
  const next = ourOfferFinal(worker, session, response, worker.chance());
  if (next === 'leave') worker.happen(session, { kind: 'hangUp', status: 0, why: 'timeout' });
  else worker.offerNow(session);
}

/** RFC 4028 §10, and RFC 3261 §12.2.1.2 for a peer that knows the call no more. */
function refreshed(worker: Worker, session: Session, response: SipResponse | null): void {
  if (session.state === 'gone') return;
  const status = response?.status ?? 408;
  if (response !== null && status < 300) worker.learn(session, response);
  else if (status === 408 || status === 481)
    worker.happen(session, { kind: 'hangUp', status: 0, why: 'timeout' });
  else worker.arm(session, 'refresh', RETRY_AFTER);
}

function requested(worker: Worker, transaction: TransactionId | null, request: SipRequest, flow: Flow): void {
  const session = worker.store.withDialog(requestedKey(request));
  if (request.method === 'ACK') {
    if (session !== undefined) worker.happen(session, { kind: 'ack', request });
    return;
  }
  if (transaction === null) return;
  const begins = request.method === 'INVITE';
  // Subscriptions have dialogs of their own, which whoever keeps them knows.
  const subscribes = request.method === 'SUBSCRIBE' || request.method === 'NOTIFY';
  const belongs =
    request.method === 'BYE' ||
    request.method === 'UPDATE' ||
    request.method === 'PRACK' ||
    (tagOf(request.to) !== null && !subscribes);
  if (session !== undefined) requestedWithin(worker, session, transaction, request);
  else if (belongs) refuse(worker, transaction, request, 481);
  else if (begins) invited(worker, transaction, request, flow);
  else worker.tell({ kind: 'request', transaction, request, flow });
}

function requestedWithin(
  worker: Worker,
  session: Session,
  transaction: TransactionId,
  request: SipRequest,
): void {
  if (session.dialog !== null) {
    const dialog = received(session.dialog, request);
    if (dialog === null) {
      // RFC 3261 §12.2.2: out of order.
      worker.respond(session, transaction, request, 500);
      return;
    }
    session.dialog = dialog;
  }
  if (request.method === 'BYE') worker.happen(session, { kind: 'bye', request, transaction });
  else if (request.method === 'PRACK') worker.happen(session, { kind: 'prack', request, transaction });
  else if (request.method === 'INVITE' || request.method === 'UPDATE') {
    if (isTooShort(request)) {
      worker.respondWith(session, transaction, request, 422, { fields: TOO_SHORT });
      return;
    }
    if (request.method === 'INVITE') worker.store.ofInvite.set(transaction, session);
    worker.happen(session, { kind: 'offer', request, transaction });
  } else worker.tell({ kind: 'asked', session: session.id, transaction, request });
}

function invited(worker: Worker, transaction: TransactionId, invite: SipRequest, flow: Flow): void {
  const required = optionTags(invite, 'require').filter((tag) => tag !== RELIABLE && tag !== TIMER);
  if (required.length > 0) {
    // §8.2.2.3: extensions that change the call itself must be known.
    const fields = [{ name: 'unsupported', value: required.join(', ') }];
    refuse(worker, transaction, invite, 420, { fields });
    return;
  }
  if (isTooShort(invite)) {
    refuse(worker, transaction, invite, 422, { fields: TOO_SHORT });
    return;
  }
  if (!worker.store.hasRoom(flow.remote.host)) {
    refuse(worker, transaction, invite, 503, { fields: [{ name: 'retry-after', value: '10' }] });
    return;
  }
  const localTag = newTag(worker.random);
  const contact = ownContact(invite, flow.transport, worker.seenAs(flow));
  const session = worker.store.add({ role: 'called', flow, invite, localTag, contact, transaction });
  worker.store.confirm(session, dialogOfRequest(invite, localTag));
  session.peerKnowsUpdate = knowsUpdate(invite);
  const offer = bodyOf(invite);
  if (offer !== null) session.negotiation = negotiated(NOTHING_OFFERED, 'receiveOffer')!;
  worker.tell({ kind: 'incoming', session: session.id, invite, flow, offer });
}

/** Where the caller finds us for the rest of the call: the same user at the address that it has reached. */
function ownContact({ uri }: SipRequest, transport: Flow['transport'], local: Endpoint): NameAddress {
  const params = transport === 'UDP' ? [] : [{ name: 'transport', value: transport.toLowerCase() }];
  const user = 'user' in uri ? uri.user : null;
  const { host, port } = local;
  return {
    display: '',
    uri: { scheme: 'sip', user, password: null, host, port, params, headers: null },
    params: [],
  };
}

function cancelled(worker: Worker, transaction: TransactionId, cancel: SipRequest): void {
  const session = worker.store.ofInvite.get(transaction);
  if (session === undefined) return;
  if (session.inviteTransaction === transaction) {
    worker.happen(session, { kind: 'cancelled', cancel });
    return;
  }
  if (session.theirs?.transaction !== transaction) return;
  worker.respond(session, transaction, session.theirs.request, 487);
  session.theirs = null;
  session.negotiation = negotiated(session.negotiation, 'rollBack')!;
  worker.tell({ kind: 'withdrawn', session: session.id });
  worker.offerNow(session);
}

function refuse(
  worker: Worker,
  transaction: TransactionId,
  request: SipRequest,
  status: number,
  parts: ResponseParts = {},
): void {
  const response = makeResponse(request, status, { tag: newTag(worker.random), ...parts });
  worker.transactions.respond(transaction, response, worker.now);
}
