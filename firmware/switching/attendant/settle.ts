import { dialFor } from '../dialling.ts';
import { beginConsultation, hold, mayHold } from '../features/hold.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { destinationOf, presentCall, sourceOf } from './cards.ts';
import { ATTENDING, changeDesk, deskOf, lineOfConsole, setDesk, stateOf } from './desks.ts';
import type { AttendantConsole } from './model.ts';
import type { Desk, Failed } from './state.ts';
import { joinParties } from './telephone.ts';

/*
 * A desk is brought in line with its telephone: an operator may use that like anybody else, parties hang up, calls
 * end. What the telephone is in is the truth; source and destination only name it.
 */

const SAID: Readonly<Record<number, Failed['state']>> = { 17: 'busy', 18: 'no-answer', 19: 'no-answer' };

/** What became of a destination that is gone without anybody having wished so. */
function failedAs(tx: Transaction, line: LinePort, desk: Desk, destination: Call['id']): Failed {
  const { state } = line;
  const heard = state.state === 'hearsTone' && state.ended.call === destination ? state.ended : null;
  const outside = !tx.base.tables.lineOfNumber.has(desk.calling);
  const said = heard === null ? 'failed' : (SAID[heard.cause] ?? 'failed');
  return { number: desk.calling, state: said, call: destination, since: tx.now, outside };
}

/** The telephone is in a call that the desk does not know: it was answered, or dialled by hand. */
function adopted(
  tx: Transaction,
  line: LinePort,
  present: Call,
  source: Call | null,
  destination: Call | null,
): Partial<Desk> {
  const calls = present.from === line.index && present.stay === null && present.phase.phase !== 'connected';
  const calling = present.toNumber || present.dialled;
  if (source === null && destination !== null)
    return { source: destination.id, destination: present.id, calling, failed: null };
  if (source !== null) return { destination: present.id, calling, failed: null };
  const held = line.held.at(-1);
  if (line.consults && held !== undefined)
    return { source: tx.call(held).id, destination: present.id, calling, failed: null };
  return calls ? { destination: present.id, calling, failed: null } : { source: present.id, failed: null };
}

function parties(tx: Transaction, console: AttendantConsole, line: LinePort, desk: Desk): Partial<Desk> {
  const source = sourceOf(tx, console, desk);
  const destination = destinationOf(tx, console, desk);
  const present = presentCall(tx, line);
  const known = present === null || present.id === source?.id || present.id === destination?.id;
  const gone = { source: source?.id ?? null, destination: destination?.id ?? null };
  if (!known) return { ...gone, ...adopted(tx, line, present, source, destination) };
  if (desk.destination !== null && destination === null)
    return { ...gone, failed: failedAs(tx, line, desk, desk.destination) };
  const { state } = line.state;
  if (destination !== null && destination.dialled !== '' && destination.from === line.index)
    return { ...gone, calling: destination.dialled };
  const over = state === 'idle' || (source === null && destination === null && state !== 'hearsTone');
  return over && desk.failed !== null ? { ...gone, failed: null } : gone;
}

/** Operator-dialled: the wanted one has answered, who asked for him is called, and then both are together. */
function callsFor(tx: Transaction, console: AttendantConsole, line: LinePort): void {
  const desk = deskOf(tx, console.id);
  if (desk === null || desk.callFor === null) return;
  const present = presentCall(tx, line);
  const destination = destinationOf(tx, console, desk);
  if (destination === null) {
    changeDesk(tx, console.id, { callFor: null });
    return;
  }
  if (present?.id !== destination.id || present.phase.phase !== 'connected') return;
  if (desk.callFor.called) {
    if (joinParties(tx, console, line)) tx.setLine(line.index, ATTENDING);
    changeDesk(tx, console.id, { callFor: null });
    return;
  }
  if (!mayHold(present, line)) return;
  const { number } = desk.callFor;
  hold(tx, present.index, line);
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  const asking = tx.line(line.index);
  if (!('call' in asking.state)) return;
  const { id } = tx.call(asking.state.call);
  const callFor = { number, called: true };
  changeDesk(tx, console.id, { source: destination.id, destination: id, calling: number, callFor });
  tx.setLine(line.index, dialFor(tx, { ...asking, state: asking.state }, number));
}

export function settleDesk(tx: Transaction, id: string): void {
  const console = tx.base.tables.consoles.get(id);
  const desk = deskOf(tx, id);
  if (desk === null) return;
  const line = console === undefined ? null : lineOfConsole(tx, console);
  if (console === undefined || line === null) {
    setDesk(tx, id, null);
    return;
  }
  const { state } = line;
  const prompts = state.state === 'alerting' && tx.call(state.call).phase.phase === 'prompting';
  const idle = stateOf(tx, console) === 'idle';
  changeDesk(tx, id, {
    ...parties(tx, console, line, desk),
    pending: prompts ? desk.pending : null,
    idleSince: idle ? (desk.idleSince ?? tx.now) : null,
  });
  callsFor(tx, console, tx.line(line.index));
  // What was called just now may be busy.
  const after = deskOf(tx, id);
  if (after !== null) changeDesk(tx, id, parties(tx, console, tx.line(line.index), after));
}
