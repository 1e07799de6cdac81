import { addParty, dropParty, leave, release, settle } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import type { CommandOf } from '../features/commands.ts';
import { lineInState, lineOf } from '../features/devices.ts';
import { inCall } from '../features/hold.ts';
import { no } from '../features/reply.ts';
import type { Reply } from '../model.ts';
import { partiesOf, stillCalls } from '../parties.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { presentCall } from './cards.ts';
import { changeDesk } from './desks.ts';
import { callYes, type Seat, whenReady } from './seat.ts';

/*
 * By right: an operator listens, speaks into a conversation, takes it over, or ends it. Never an emergency call.
 */

/** A conversation in which an extension is, and that may be broken into. */
function conversationOf(
  tx: Transaction,
  number: string,
): { readonly agent: LinePort; readonly talk: Call } | null {
  const agent = lineInState(tx, number, 'talking');
  if (agent?.state.state !== 'talking') return null;
  const talk = tx.call(agent.state.call);
  const { kind, phase, supervisor, heldBy, speaker } = talk;
  if (kind === 'emergency' || phase.phase !== 'connected' || supervisor !== null) return null;
  return heldBy.length > 0 || speaker !== null || stillCalls(talk) ? null : { agent, talk };
}

function joinAs(
  tx: Transaction,
  line: LinePort,
  talk: Call,
  how: 'supervise' | 'intercept',
  by: string,
): void {
  addParty(tx, talk.index, line.index, how, by);
  tx.setLine(line.index, inCall(tx, talk.index));
  tx.setLinePart(line.index, { consults: false });
  settle(tx, talk.index);
}

export function consoleIntrude(tx: Transaction, seat: Seat, asked: CommandOf<'consoleIntrude'>): Reply {
  const { console, line } = seat;
  const { number, how } = asked;
  if (!console.maySupervise) return no('not-permitted');
  if (lineOf(tx, number) === null) return no('bad-number');
  const found = conversationOf(tx, number);
  if (found === null || partiesOf(found.talk).includes(line.index)) return no('not-in-that-state');
  if (how === 'intercept' && partiesOf(found.talk).length !== 2) return no('not-in-that-state');
  const later = whenReady(tx, seat, asked);
  if (later !== null) return later;
  const { agent, talk } = found;
  if (how === 'intercept') {
    dropParty(tx, talk.index, agent.index);
    letGo(tx, agent.index, endedCall(talk, 16));
    joinAs(tx, line, talk, 'intercept', number);
  } else {
    tx.updateCall(talk.index, { supervisor: { party: line.index, agent: agent.index, way: how } });
    joinAs(tx, line, talk, 'supervise', '');
  }
  tx.trace(talk, line, 'supervise.way', { by: line.config.number, way: how });
  changeDesk(tx, console.id, { source: talk.id, destination: null, failed: null, called: null });
  return callYes(talk);
}

/** Whatever the extension is in ends for it; a conference goes on without it. */
export function consoleForceRelease(
  tx: Transaction,
  { console }: Seat,
  { number }: CommandOf<'consoleForceRelease'>,
): Reply {
  if (!console.maySupervise) return no('not-permitted');
  const line = lineOf(tx, number);
  if (line === null) return no('bad-number');
  const call = presentCall(tx, line);
  if (call === null) return no('not-in-that-state');
  if (call.kind === 'emergency') return no('not-permitted');
  tx.trace(call, line, 'attendant.forced', { number, console: console.id });
  const reason = 'released by force';
  if (partiesOf(call).length < 2)
    release(tx, call.index, { cause: 16, by: 'exchange', reason, leaving: null });
  else {
    leave(tx, call.index, line.index, { cause: 16, by: 'exchange', reason });
    letGo(tx, line.index, endedCall(call, 16));
  }
  return callYes(call);
}
