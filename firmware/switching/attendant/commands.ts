import { release } from '../call.ts';
import type { CommandHandler } from '../features/commands.ts';
import type { CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { consoleCallFor, consoleChain, consoleGroupCall, consoleHarassing, consoleReserve } from './aid.ts';
import {
  consoleCall,
  consoleCampOn,
  consoleCancel,
  consoleConference,
  consolePark,
  consoleRingAgain,
  consoleSend,
  consoleSplit,
  consoleToggle,
  consoleTransfer,
} from './connect.ts';
import { ATTENDING, attendsAt, changeDesk, deskOf } from './desks.ts';
import { consoleDistribute, consoleIn, consoleOut, consolePlug, consoleTouch } from './duty.ts';
import { consoleForceRelease, consoleIntrude } from './intrude.ts';
import type { AttendantCommand } from './model.ts';
import { seated } from './seat.ts';
import { consoleAnswer, consoleHold, consoleRelease, consoleRetrieve } from './talk.ts';

/** What a console may ask for. */
export const ATTENDANT_COMMANDS: { readonly [O in AttendantCommand['op']]: CommandHandler<O> } = {
  consoleIn,
  consoleOut,
  consolePlug,
  consoleTouch,
  consoleDistribute,
  consoleAnswer: seated(consoleAnswer),
  consoleHold: seated(consoleHold),
  consoleRetrieve: seated(consoleRetrieve),
  consoleCall: seated(consoleCall),
  consoleCancel: seated(consoleCancel),
  consoleTransfer: seated(consoleTransfer),
  consoleSend: seated(consoleSend),
  consoleToggle: seated(consoleToggle),
  consoleConference: seated(consoleConference),
  consoleSplit: seated(consoleSplit),
  consoleRelease: seated(consoleRelease),
  consoleReserve: seated(consoleReserve),
  consoleRingAgain: seated(consoleRingAgain),
  consoleCampOn: seated(consoleCampOn),
  consolePark: seated(consolePark),
  consoleIntrude: seated(consoleIntrude),
  consoleForceRelease: seated(consoleForceRelease),
  consoleCallFor: seated(consoleCallFor),
  consoleGroupCall: seated(consoleGroupCall),
  consoleChain: seated(consoleChain),
  consoleHarassing: seated(consoleHarassing),
};

/** The telephone was rung for something that its console had asked for, and is lifted: that is done now. */
export function doPending(tx: Transaction, line: LinePort, prompt: CallIndex): LineState {
  const console = attendsAt(tx, line);
  const pending = console === null ? null : (deskOf(tx, console.id)?.pending ?? null);
  release(tx, prompt, { cause: 16, by: 'caller', reason: 'lifted for the console', leaving: line.index });
  tx.setLine(line.index, ATTENDING);
  if (console === null || pending === null) return ATTENDING;
  changeDesk(tx, console.id, { pending: null });
  // The table is complete by its type; TypeScript cannot see that key and handler go together.
  const handler = ATTENDANT_COMMANDS[pending.op] as (tx: Transaction, asked: AttendantCommand) => unknown;
  handler(tx, pending);
  return tx.line(line.index).state;
}
