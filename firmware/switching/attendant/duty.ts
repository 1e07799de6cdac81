import type { CommandOf } from '../features/commands.ts';
import { no, yes } from '../features/reply.ts';
import type { Reply } from '../model.ts';
import { MODES } from '../office.ts';
import type { Transaction } from '../transaction.ts';
import { destinationOf, presentCall, sourceOf } from './cards.ts';
import { changeDesk, deskOf, freshDesk, groupsOf, lineOfConsole, setDesk } from './desks.ts';
import { setDistribution } from './distribution.ts';
import { giveBack } from './requeue.ts';
import { madeReady, ordinaryAgain } from './telephone.ts';

/*
 * An operator sits down, leaves, takes the handset away; and decides where the calls of a group go.
 */

const known = (tx: Transaction, id: string) => {
  const console = tx.base.tables.consoles.get(id);
  const line = console === undefined ? null : lineOfConsole(tx, console);
  return console === undefined || line === null ? null : { console, line };
};

export function consoleIn(tx: Transaction, asked: CommandOf<'consoleIn'>): Reply {
  const found = known(tx, asked.console);
  if (found === null) return no('no-such-device');
  if (deskOf(tx, asked.console) === null) setDesk(tx, asked.console, freshDesk(tx.now));
  // Off-hook already: it attends from now on.
  madeReady(tx, found.line);
  tx.trace(null, found.line, 'attendant.logsIn', { console: asked.console });
  return yes();
}

/** Conversations stay with the telephone; whoever is in the hold area waits for the others. */
export function consoleOut(tx: Transaction, asked: CommandOf<'consoleOut'>): Reply {
  const found = known(tx, asked.console);
  const desk = deskOf(tx, asked.console);
  if (found === null) return no('no-such-device');
  if (desk === null) return no('not-in-that-state');
  const { console, line } = found;
  const present = presentCall(tx, line);
  const source = sourceOf(tx, console, desk);
  const destination = destinationOf(tx, console, desk);
  // Somebody on hold belongs to the conversation under way only while there is one.
  const stays = present === null ? [] : [source?.index, destination?.index];
  setDesk(tx, console.id, null);
  for (const index of [...tx.line(line.index).held])
    if (!stays.includes(index)) giveBack(tx, index, tx.line(line.index), console.id, 'recall');
  ordinaryAgain(tx, line);
  tx.trace(null, line, 'attendant.logsOut', { console: console.id });
  return yes();
}

export function consolePlug(tx: Transaction, asked: CommandOf<'consolePlug'>): Reply {
  const found = known(tx, asked.console);
  if (found === null) return no('no-such-device');
  if (deskOf(tx, asked.console) === null) return no('not-in-that-state');
  const { plugged } = asked;
  changeDesk(tx, asked.console, { plugged, absent: false, touchedAt: tx.now });
  if (plugged) madeReady(tx, found.line);
  else ordinaryAgain(tx, found.line);
  return yes();
}

export function consoleTouch(tx: Transaction, asked: CommandOf<'consoleTouch'>): Reply {
  if (known(tx, asked.console) === null) return no('no-such-device');
  if (deskOf(tx, asked.console) === null) return no('not-in-that-state');
  changeDesk(tx, asked.console, { absent: false, touchedAt: tx.now });
  return yes();
}

export function consoleDistribute(tx: Transaction, asked: CommandOf<'consoleDistribute'>): Reply {
  const found = known(tx, asked.console);
  if (found === null) return no('no-such-device');
  if (deskOf(tx, asked.console) === null) return no('not-in-that-state');
  if (!found.console.mayDistribute) return no('not-permitted');
  const group = groupsOf(tx, asked.console).find(({ number }) => number === asked.group);
  if (group === undefined || (asked.mode !== null && !MODES.includes(asked.mode))) return no('bad-number');
  consoleTouch(tx, { op: 'consoleTouch', console: asked.console });
  setDistribution(tx, group.number, asked.mode);
  tx.trace(null, null, 'attendant.mode', { number: group.number, mode: asked.mode ?? '', by: asked.console });
  return yes();
}
