import type { CallId } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import { freeLine } from '../appearances.ts';
import { withoutStay } from '../attendant/stay.ts';
import { dropParty, identityOf, leave, release, sentTo } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import { reach } from '../destination.ts';
import { dialFor } from '../dialling.ts';
import { decideComplete, leadsOutside, leadsToParty } from '../digits.ts';
import type { AttendantCommand, Command, LegReason, Reply } from '../model.ts';
import { callerGetsOn } from '../onward.ts';
import { otherOf, targetsOf } from '../parties.ts';
import { withdraw } from '../ringing.ts';
import type { CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import type { CommandHandler } from './commands.ts';
import { conference } from './conference.ts';
import { callOf, connectionOf, isReply, type LineInCall, lineInState, lineOf, twoCalls } from './devices.ts';
import { isNumber } from './dialable.ts';
import { divertTo } from './forward.ts';
import { beginConsultation, hold, mayHold, retrieve } from './hold.ts';
import { parkAt } from './park.ts';
import { pickUp } from './pickup.ts';
import { ringFor } from './prompt.ts';
import { no, yes } from './reply.ts';
import { takeOver } from './take-over.ts';
import { join, mayJoin, mayTransfer } from './transfer.ts';
import { mayConnect, permitted } from './trunk-to-trunk.ts';
import { completeAtTwoLines, transferCall } from './two-lines.ts';

/*
 * Commands about calls. An analog telephone cannot be told to lift or to hang up: it is rung, and it hears a tone.
 * They are function declarations, for the table of commands may be made before this file has run.
 */

const isTalking = (line: LinePort): line is LineInCall => line.state.state === 'talking';

function makeCall(tx: Transaction, { device, to }: Extract<Command, { op: 'makeCall' }>): Reply {
  const phone = lineOf(tx, device);
  if (phone === null) return no('no-such-device');
  if (!isNumber(to)) return no('bad-number');
  const line = freeLine(tx, phone);
  return line === null ? no('not-in-that-state') : yes(ringFor(tx, line, to, true).id);
}

function answer(tx: Transaction, { device, call }: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, device, call);
  return isReply(found) ? found : no('device-cannot');
}

function holdCall(tx: Transaction, asked: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!isTalking(line) || line.state.call !== call.index || line.held.length > 0 || !mayHold(call, line))
    return no('not-in-that-state');
  hold(tx, call.index, line);
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  return yes(call.id);
}

/** The call that the telephone is in meanwhile is given up. */
function retrieveCall(tx: Transaction, asked: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!line.held.includes(call.index)) return no('not-in-that-state');
  if ('call' in line.state) {
    const present = line.state.call;
    leave(tx, present, line.index, { cause: 16, by: 'caller', reason: 'given up for the party on hold' });
  }
  tx.setLine(line.index, retrieve(tx, call.index, tx.line(line.index)));
  return yes(call.id);
}

function consult(tx: Transaction, asked: Extract<Command, { op: 'consult' }>): Reply {
  if (!isNumber(asked.to)) return no('bad-number');
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const held = holdCall(tx, asked);
  if (!held.ok) return held;
  const line = tx.line(found.line.index);
  const { state } = line;
  assert(state.state === 'dialTone', `${line.port} consults but is ${state.state}`);
  const { id } = tx.call(state.call);
  tx.setLine(line.index, dialFor(tx, { ...line, state }, asked.to));
  return yes(id);
}

/** To whatever number the device could dial, as if a call of its own were forwarded there. */
function send(
  tx: Transaction,
  call: CallIndex,
  line: LinePort,
  { to, how }: { readonly to: string; readonly how: LegReason },
): void {
  const verdict = divertTo(tx, line, to, how);
  const by = line.config.number;
  if (verdict?.kind === 'divert') callerGetsOn(tx, call, reach(tx, call, verdict.to, { how, by }));
  else if (verdict !== null) callerGetsOn(tx, call, verdict.reached);
}

/** A caller from outside is not sent outside by everybody; and nobody where there is nobody. Null: he may be. */
function whyNotSent(tx: Transaction, other: PortIndex, line: LinePort, to: string): Reply | null {
  const decision = decideComplete(tx.base.tables, to, line.config.entity);
  if (!leadsToParty(decision)) return no('bad-number');
  const through = tx.port(other).kind !== 'line' && leadsOutside(decision);
  return !through || mayConnect(tx, line) ? null : no('not-permitted');
}

/** The other party is sent on; who sent it has it back when nobody answers. A park slot takes it. A number that leads
 * nowhere changes nothing. */
function transfer(tx: Transaction, asked: Extract<Command, { op: 'transfer' }>): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  const other = otherOf(call, line.index);
  if (!isNumber(asked.to)) return no('bad-number');
  if (other === null || call.phase.phase !== 'connected' || call.room !== null || !mayHold(call, line))
    return no('not-in-that-state');
  if (tx.base.office.services.parkSlots.includes(asked.to))
    return parkAt(tx, call.index, line, asked.to) ? yes(call.id) : no('not-in-that-state');
  const not = whyNotSent(tx, other, line, asked.to);
  if (not !== null) return not;
  const by = line.config.number;
  const wasHeld = call.heldBy.includes(line.index);
  dropParty(tx, call.index, line.index);
  if (!wasHeld || line.state.state === 'holding') letGo(tx, line.index, endedCall(call, 16));
  tx.updateCall(call.index, {
    phase: { phase: 'waiting', ready: true },
    shown: identityOf(tx, tx.call(call.index), other),
    ...sentTo(call, asked.to),
    visited: [],
    sender: by,
  });
  send(tx, call.index, line, { to: asked.to, how: 'transfer' });
  return yes(call.id);
}

function completeTransfer(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found.ok ? found : completeAtTwoLines(tx, device);
  const { line, held } = found;
  const consulted = tx.call(line.state.call);
  if (!permitted(tx, tx.call(held), consulted, line)) return no('not-permitted');
  if (!mayTransfer(tx, tx.call(held), consulted, line)) return no('not-in-that-state');
  const { id } = join(tx, held, consulted.index, line);
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  return yes(id);
}

function conferenceCalls(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found;
  const { line, held } = found;
  if (!isTalking(line) || tx.call(line.state.call).phase.phase !== 'connected')
    return no('not-in-that-state');
  if (!mayJoin(tx, tx.call(held), tx.call(line.state.call), line)) return no('not-in-that-state');
  tx.setLine(line.index, conference(tx, held, line.state.call, line));
  return yes(tx.call(held).id);
}

function alternate(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found;
  const { line, held } = found;
  if (!isTalking(line) || !mayHold(tx.call(line.state.call), line)) return no('not-in-that-state');
  hold(tx, line.state.call, line);
  tx.setLine(line.index, retrieve(tx, held, tx.line(line.index)));
  return yes(tx.call(held).id);
}

function deflect(tx: Transaction, asked: Extract<Command, { op: 'deflect' }>): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!isNumber(asked.to)) return no('bad-number');
  if (!targetsOf(call).includes(line.index) || call.phase.phase !== 'alerting')
    return no('not-in-that-state');
  withdraw(tx, call.index);
  // It keeps where it has been: two telephones that send it to each other (302) would never end.
  tx.updateCall(call.index, {
    fallback: null,
    hunt: null,
    ...withoutStay(call, tx.now, 'released'),
  });
  send(tx, call.index, line, { to: asked.to, how: 'diverted' });
  return yes(call.id);
}

function pickup(tx: Transaction, { device, from }: Extract<Command, { op: 'pickup' }>): Reply {
  const phone = lineOf(tx, device);
  if (phone === null) return no('no-such-device');
  const line = lineInState(tx, device, 'dialTone');
  if (line?.state.state !== 'dialTone')
    return no(phone.state.state === 'idle' ? 'device-cannot' : 'not-in-that-state');
  const state = pickUp(tx, line, line.state.call, from);
  if (state === null) return no('no-such-call');
  tx.setLine(line.index, state);
  return yes('call' in state ? tx.call(state.call).id : null);
}

function releaseCall(tx: Transaction, asked: Extract<Command, { op: 'release' }>): Reply {
  const call = callOf(tx, asked.call);
  if (call === null) return no('no-such-call');
  if (asked.device === null) {
    release(tx, call.index, { cause: 16, by: 'exchange', reason: 'released by command', leaving: null });
    return yes(call.id);
  }
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  if (targetsOf(call).includes(found.line.index)) return no('not-in-that-state');
  const { line } = found;
  const wasHeld = call.heldBy.includes(line.index);
  leave(tx, call.index, line.index, { cause: 16, by: 'exchange', reason: 'released by command' });
  if (!wasHeld || tx.line(line.index).state.state === 'holding') letGo(tx, line.index, endedCall(call, 16));
  return yes(call.id);
}

/** What people have set, and is no call. */
type PeopleOp = 'setSubscriber' | 'setDoNotDisturb' | 'setFeature' | 'setWakeUp' | 'clearWakeUp';
type SetOp = PeopleOp | 'setMode' | 'unblock';
type CallOp = Exclude<Command['op'], AttendantCommand['op'] | SetOp | 'testCall'>;

export const CALL_COMMANDS: { readonly [O in CallOp]: CommandHandler<O> } = {
  makeCall,
  answer,
  hold: holdCall,
  retrieve: retrieveCall,
  consult,
  transfer,
  completeTransfer,
  transferCall,
  conference: conferenceCalls,
  alternate,
  deflect,
  pickup,
  takeOver,
  release: releaseCall,
};
