import { type Instant, instant } from '#units/time.ts';
import { identityOf } from '../call.ts';
import { sentOnBy } from '../diversion.ts';
import { otherOf, partiesOf } from '../parties.ts';
import type { Call, ExchangeState, LinePort } from '../state.ts';
import { Transaction } from '../transaction.ts';
import { destinationOf, holdArea, presentCall, sourceOf } from './cards.ts';
import { deskOf, groupState, lineOfConsole, stateOf } from './desks.ts';
import { isFull, modeOfGroup } from './distribution.ts';
import type {
  AttendantConsole,
  AttendantGroup,
  AttendantView,
  CardView,
  ConsoleView,
  GroupView,
  WaitingView,
} from './model.ts';
import type { Desk } from './state.ts';
import { isImportant, levelOf, type WaitingCall, waitingCalls } from './stay.ts';

/*
 * What a page may know of operators: derived, never stored.
 */

/** Where the other party of an operator's call stands. */
function cardState(call: Call, line: LinePort): CardView['state'] {
  if (call.heldBy.includes(line.index)) return 'held';
  switch (call.phase.phase) {
    case 'connected':
      return 'connected';
    case 'alerting':
    case 'waiting':
    case 'parked':
      return 'alerting';
    case 'outgoing':
      return call.phase.cutThrough ? 'alerting' : 'dialling';
    case 'initiated':
    case 'prompting':
      return 'dialling';
  }
}

function cardOf(tx: Transaction, call: Call | null, line: LinePort, calling: string): CardView | null {
  if (call === null) return null;
  const other = otherOf(call, line.index) ?? partiesOf(call).find((party) => party !== line.index) ?? null;
  const who = other === null ? null : identityOf(tx, call, other);
  const number = who?.number || (call.from === line.index ? calling || call.toNumber || call.dialled : '');
  const named = tx.base.tables.lineOfNumber.get(number);
  const outside = other === null ? call.kind === 'outgoing' : tx.port(other).kind === 'trunk';
  const since: Instant = call.stay?.answeredAt ?? call.answeredAt ?? call.startedAt;
  const name = who?.name || (named === undefined ? '' : tx.line(named).config.name);
  return { call: call.id, number, name, state: cardState(call, line), outside, since };
}

function failedCard(tx: Transaction, { failed }: Desk): CardView | null {
  if (failed === null) return null;
  const named = tx.base.tables.lineOfNumber.get(failed.number);
  return { ...failed, name: named === undefined ? '' : tx.line(named).config.name };
}

function telephoneOf(line: LinePort | null): ConsoleView['telephone'] {
  if (line === null || line.state.state === 'outOfService') return 'out';
  return line.state.state === 'idle' || line.state.state === 'alerting' ? 'on-hook' : 'off-hook';
}

function consoleView(tx: Transaction, console: AttendantConsole): ConsoleView {
  const line = lineOfConsole(tx, console);
  const desk = deskOf(tx, console.id);
  const common = { console: console.id, state: stateOf(tx, console), telephone: telephoneOf(line) };
  if (line === null || desk === null)
    return {
      ...common,
      ...{
        source: null,
        destination: null,
        conference: false,
        held: [],
        reserved: null,
        chained: false,
        called: [],
      },
    };
  const source = sourceOf(tx, console, desk);
  const present = presentCall(tx, line);
  return {
    ...common,
    source: cardOf(tx, source, line, ''),
    destination: cardOf(tx, destinationOf(tx, console, desk), line, desk.calling) ?? failedCard(tx, desk),
    conference: present !== null && partiesOf(present).length > 2 && present.supervisor === null,
    held: holdArea(tx, line, desk).flatMap((index) => cardOf(tx, tx.call(index), line, '') ?? []),
    reserved: desk.reserved?.number ?? null,
    chained: source?.chained?.console === console.id,
    called: desk.called?.numbers.map(({ number, state }) => ({ number, state })) ?? [],
  };
}

const groupView = (tx: Transaction, group: AttendantGroup): GroupView => ({
  group: group.number,
  state: groupState(tx, group),
  mode: modeOfGroup(tx, group),
  byHand: tx.people.distributions.has(group.number),
  overflows: isFull(tx, group),
});

function waitingView(tx: Transaction, call: WaitingCall): readonly WaitingView[] {
  const { stay } = call;
  const group = tx.base.tables.attendantGroups.get(stay.group);
  if (group === undefined) return [];
  const { number, name } = call.shown ?? call.caller;
  // Who comes back to his operator was never for anybody else.
  const by = stay.kind === 'recall' ? null : sentOnBy(call.diversions);
  return [
    {
      ...{ call: call.id, group: stay.group, kind: stay.kind, level: levelOf(group, stay).key },
      ...{ urgent: stay.urgent, important: isImportant(tx, call), from: number, name, to: stay.to },
      ...(by !== null && { sentOnBy: by }),
      since: stay.queuedAt,
      presentedTo: stay.presented.map(({ console }) => console),
    },
  ];
}

/** Groups and consoles of the office, and who waits. Nothing is changed: the transaction is only looked through. */
export function attendantView(exchange: ExchangeState): AttendantView {
  const tx = new Transaction(exchange, instant(0));
  const { attendantGroups, consoles } = exchange.office.services;
  return {
    groups: attendantGroups.map((group) => groupView(tx, group)),
    consoles: consoles.map((console) => consoleView(tx, console)),
    waiting: attendantGroups.length === 0 ? [] : waitingCalls(tx).flatMap((call) => waitingView(tx, call)),
  };
}
