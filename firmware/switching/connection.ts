import { unreachable } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { restsOffHook } from './attendant/desks.ts';
import { toneOfCause } from './causes.ts';
import type { Cause } from './model.ts';
import type { BusyChoices, Call, EndedCall, Guide, LineState, PortIndex, TrunkState } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * One party's part in a call: where its port goes when the call is over, and where it rests.
 */

const IDLE_LINE: LineState = { state: 'idle', deadline: null };

/** Left the office by `configure` while it was still in use. */
const isRetired = (tx: Transaction, index: PortIndex): boolean => index >= tx.base.tables.officePorts;

/** Where an extension line on-hook belongs. */
export const restingLine = (tx: Transaction, index: PortIndex): LineState =>
  isRetired(tx, index)
    ? { state: 'outOfService', offHook: false, alarmed: false, deadline: null }
    : IDLE_LINE;

/** Where an exchange line on-hook belongs. */
export function restingTrunk(tx: Transaction, index: PortIndex): TrunkState {
  if (isRetired(tx, index)) return { state: 'outOfService', alarmed: false, deadline: null };
  if (!tx.trunk(index).condition.battery) return { state: 'dead', deadline: null };
  return { state: 'idle', since: tx.now, deadline: null };
}

/** On-hook after use; the public exchange needs the rest to see that the call has ended. */
export const guardedTrunk = (tx: Transaction, next: number | null = null): TrunkState => ({
  state: 'guard',
  next,
  deadline: tx.in(ms(tx.base.office.timing.trunkGuardMs)),
});

/** Off-hook, hears what became of the call: spoken when there is something to say, then the tone. */
export const hearsTone = (
  tx: Transaction,
  ended: EndedCall,
  guide: Guide | null = null,
  choices: BusyChoices | null = null,
): LineState => ({
  state: 'hearsTone',
  tone: toneOfCause(ended.cause),
  guide,
  ended,
  choices,
  deadline: tx.in(ms(tx.base.office.timing.busyMsMax)),
});

export const endedCall = (call: Call, cause: Cause): EndedCall => ({
  call: call.id,
  dialled: call.dialled,
  startedAt: call.startedAt,
  cause,
});

function lineLetGo(tx: Transaction, state: LineState, index: PortIndex, ended: EndedCall): LineState {
  switch (state.state) {
    case 'dialTone':
    case 'collecting':
    case 'ringingOut':
    case 'dialingOut':
    case 'awaitingAnswer':
    case 'talking':
    case 'asked':
    case 'recordingGuide':
    case 'holding':
      return restsOffHook(tx, index) ?? hearsTone(tx, ended);
    case 'alerting':
      return restingLine(tx, index);
    case 'idle':
    case 'hearsTone':
    case 'howler':
    case 'recalled':
    case 'attending':
    case 'parked':
    case 'outOfService':
      return state;
    default:
      return unreachable(state);
  }
}

function trunkLetGo(tx: Transaction, state: TrunkState, index: PortIndex, cause: Cause): TrunkState {
  switch (state.state) {
    case 'seizing':
    case 'dialling':
    case 'awaitingAnswer':
    case 'talking':
    case 'caught':
    case 'asked':
    case 'clearing':
      return guardedTrunk(tx);
    case 'guard':
      return { ...state, next: null };
    case 'ringingIn':
    case 'offered': {
      const { port, config } = tx.trunk(index);
      if (config.carrier !== '') tx.emit({ kind: 'refuse', port, cause });
      return restingTrunk(tx, index);
    }
    case 'idle':
    case 'announced':
    case 'dead':
    case 'outOfService':
      return state;
    default:
      return unreachable(state);
  }
}

/** The call of this port has ended for a reason that lies elsewhere. */
export function letGo(tx: Transaction, index: PortIndex, ended: EndedCall): void {
  const port = tx.port(index);
  if (port.kind === 'line') tx.setLine(index, lineLetGo(tx, port.state, index, ended));
  else tx.setTrunk(index, trunkLetGo(tx, port.state, index, ended.cause));
}
