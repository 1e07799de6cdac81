import { isReliable } from '../flow.ts';
import {
  GIVE_UP,
  type ServerInvite,
  type ServerInviteState,
  type ServerOther,
  type ServerOtherState,
  type ServerTable,
  type ServerTransaction,
  T1,
  T2,
  T4,
  TRYING_AFTER,
  type Transaction,
  type Work,
} from './state.ts';

const ignore = (): 'ignored' => 'ignored';
const ended = (): 'ended' => 'ended';

export function startServer(work: Work, transaction: ServerInvite | ServerOther): void {
  if (transaction.kind === 'serverInvite') work.resendAfter(transaction, TRYING_AFTER);
}

const repeatIn =
  <S extends string>(state: S) =>
  (work: Work, transaction: ServerTransaction): S => {
    work.repeat(transaction as Transaction);
    return state;
  };

/** The user agent spoke in time: no 100 of ours. */
function progress(work: Work, invite: ServerInvite): ServerInviteState {
  work.resendAfter(invite, null);
  work.repeat(invite);
  return 'proceeding';
}

/** RFC 6026 §7.1: repeats of the 200 are the dialog's; here only repeats of the INVITE are absorbed. */
function success(work: Work, invite: ServerInvite): ServerInviteState {
  work.resendAfter(invite, null);
  work.repeat(invite);
  work.absorbFor(invite, GIVE_UP);
  return 'accepted';
}

/** Timers G and H. Over TCP nothing is repeated, yet the ACK is awaited. */
function refuse(work: Work, invite: ServerInvite): ServerInviteState {
  work.repeat(invite);
  invite.interval = T1;
  work.resendAfter(invite, isReliable(invite.flow) ? null : T1);
  work.endAfter(invite, GIVE_UP);
  return 'completed';
}

function refuseAgain(work: Work, invite: ServerInvite): ServerInviteState {
  work.repeat(invite);
  invite.interval = Math.min(2 * invite.interval, T2) as typeof T2;
  work.resendAfter(invite, invite.interval);
  return 'completed';
}

/** Timer I: further ACKs are absorbed. */
function acknowledged(work: Work, invite: ServerInvite): ServerInviteState | 'ended' {
  work.resendAfter(invite, null);
  if (isReliable(invite.flow)) return 'ended';
  work.absorbFor(invite, T4);
  return 'confirmed';
}

const neverAcknowledged = (work: Work, invite: ServerInvite): 'ended' => {
  work.fail(invite, 'noAck');
  return 'ended';
};

const SPOKEN = { provisional: ignore, success: ignore, failure: ignore };

export const SERVER_INVITE: ServerTable<ServerInvite, ServerInviteState> = {
  proceeding: {
    retransmission: repeatIn('proceeding'),
    ack: ignore,
    provisional: progress,
    success,
    failure: refuse,
    resend: (work, invite) => {
      work.sendTrying(invite);
      return 'proceeding';
    },
    end: ended,
  },
  completed: {
    ...SPOKEN,
    retransmission: repeatIn('completed'),
    ack: acknowledged,
    resend: refuseAgain,
    end: neverAcknowledged,
  },
  confirmed: { ...SPOKEN, retransmission: ignore, ack: ignore, resend: ignore, end: ended },
  accepted: {
    ...SPOKEN,
    retransmission: ignore,
    ack: (work, invite) => {
      work.passAck(invite);
      return 'accepted';
    },
    success: repeatIn('accepted'),
    resend: ignore,
    end: ended,
  },
};

/** Timer J. */
function answer(work: Work, transaction: ServerOther): ServerOtherState | 'ended' {
  work.repeat(transaction);
  if (isReliable(transaction.flow)) return 'ended';
  work.absorbFor(transaction, GIVE_UP);
  return 'completed';
}

export const SERVER_OTHER: ServerTable<ServerOther, ServerOtherState> = {
  trying: {
    retransmission: ignore,
    ack: ignore,
    provisional: repeatIn('proceeding'),
    success: answer,
    failure: answer,
    resend: ignore,
    end: ended,
  },
  proceeding: {
    retransmission: repeatIn('proceeding'),
    ack: ignore,
    provisional: repeatIn('proceeding'),
    success: answer,
    failure: answer,
    resend: ignore,
    end: ended,
  },
  completed: {
    ...SPOKEN,
    retransmission: repeatIn('completed'),
    ack: ignore,
    resend: ignore,
    end: ended,
  },
};
