import type { SipResponse } from '#ports/sip-codec.ts';
import type { Duration } from '#units/time.ts';
import { isReliable } from '../flow.ts';
import {
  ANSWER_REPEATS,
  type ClientInvite,
  type ClientInviteState,
  type ClientOther,
  type ClientOtherState,
  type ClientTable,
  GIVE_UP,
  NO_FINAL_ANSWER,
  RINGS_MAX,
  T1,
  T2,
  T4,
  type Work,
} from './state.ts';

const ignore = (): 'ignored' => 'ignored';
const doubled = (interval: Duration): Duration => (2 * interval) as Duration;
const cappedAtT2 = (interval: Duration): Duration => Math.min(2 * interval, T2) as Duration;

export function startClient(work: Work, transaction: ClientInvite | ClientOther): void {
  work.repeat(transaction);
  transaction.interval = T1;
  if (!isReliable(transaction.flow)) work.resendAfter(transaction, T1);
  work.endAfter(transaction, GIVE_UP);
}

function progress(work: Work, invite: ClientInvite, response: SipResponse | null): ClientInviteState {
  work.resendAfter(invite, null);
  const rings = response!.status > 100;
  // A 100 may come late; and once CANCEL is out, the time until which an answer is awaited stands.
  if (invite.cancelling !== 'sent' && (rings || invite.state === 'calling'))
    work.endAfter(invite, rings ? RINGS_MAX : NO_FINAL_ANSWER);
  if (invite.cancelling === 'wanted') work.sendCancel(invite);
  work.tell(invite, response!);
  return 'proceeding';
}

/** RFC 6026 §7.2: lives on, for 2xx of other branches and repeats are the user agent's. */
function success(work: Work, invite: ClientInvite, response: SipResponse | null): ClientInviteState {
  work.resendAfter(invite, null);
  work.absorbFor(invite, GIVE_UP);
  work.tell(invite, response!);
  return 'accepted';
}

function refused(
  work: Work,
  invite: ClientInvite,
  response: SipResponse | null,
): ClientInviteState | 'ended' {
  work.resendAfter(invite, null);
  work.acknowledge(invite, response!);
  work.tell(invite, response!);
  if (isReliable(invite.flow)) return 'ended';
  work.absorbFor(invite, ANSWER_REPEATS);
  return 'completed';
}

/** Timer A doubles without a cap (RFC 3261 §17.1.1.2); timer B ends it after seven. */
function callAgain(work: Work, invite: ClientInvite): ClientInviteState {
  work.repeat(invite);
  invite.interval = doubled(invite.interval);
  work.resendAfter(invite, invite.interval);
  return 'calling';
}

const timeout = (work: Work, transaction: ClientInvite | ClientOther): 'ended' => {
  work.fail(transaction, 'timeout');
  return 'ended';
};

/** Only ever provisional answers: cancel it; when that is not answered either, give up (§9.1). */
function noFinalAnswer(work: Work, invite: ClientInvite): ClientInviteState | 'ended' {
  if (invite.cancelling === 'sent') return timeout(work, invite);
  work.sendCancel(invite);
  return 'proceeding';
}

const ended = (): 'ended' => 'ended';

export const CLIENT_INVITE: ClientTable<ClientInvite, ClientInviteState> = {
  calling: { provisional: progress, success, failure: refused, resend: callAgain, end: timeout },
  proceeding: { provisional: progress, success, failure: refused, resend: ignore, end: noFinalAnswer },
  accepted: {
    provisional: ignore,
    success: (work, invite, response) => {
      work.tell(invite, response!);
      return 'accepted';
    },
    failure: ignore,
    resend: ignore,
    end: ended,
  },
  completed: {
    provisional: ignore,
    success: ignore,
    failure: (work, invite) => {
      work.repeat(invite);
      return 'completed';
    },
    resend: ignore,
    end: ended,
  },
};

function final(
  work: Work,
  transaction: ClientOther,
  response: SipResponse | null,
): ClientOtherState | 'ended' {
  work.resendAfter(transaction, null);
  work.tell(transaction, response!);
  if (isReliable(transaction.flow)) return 'ended';
  work.absorbFor(transaction, T4);
  return 'completed';
}

function otherProgress(work: Work, transaction: ClientOther, response: SipResponse | null): ClientOtherState {
  work.tell(transaction, response!);
  transaction.interval = T2;
  return 'proceeding';
}

/** Timer E: doubles up to T2, and stays at T2 once there was an answer (§17.1.2.2). */
const askAgain =
  (state: ClientOtherState) =>
  (work: Work, transaction: ClientOther): ClientOtherState => {
    work.repeat(transaction);
    transaction.interval = cappedAtT2(transaction.interval);
    work.resendAfter(transaction, transaction.interval);
    return state;
  };

export const CLIENT_OTHER: ClientTable<ClientOther, ClientOtherState> = {
  trying: {
    provisional: otherProgress,
    success: final,
    failure: final,
    resend: askAgain('trying'),
    end: timeout,
  },
  proceeding: {
    provisional: otherProgress,
    success: final,
    failure: final,
    resend: askAgain('proceeding'),
    end: timeout,
  },
  completed: { provisional: ignore, success: ignore, failure: ignore, resend: ignore, end: ended },
};
