import type { DeskOp, DeskView } from '#ports/desk.ts';
import type { AttendantConsole, ConsoleView } from '#switching/model.ts';

type Seen = Pick<DeskView, 'suspended' | 'staged' | 'ticket'> & { readonly waiting: number };

/** What a key may do now. The core has the last word; this is what the strip of function keys shows. */
export function mayNow(view: ConsoleView, rights: AttendantConsole, seen: Seen): readonly DeskOp[] {
  if (view.state === 'out') return ['consoleIn'];
  return [
    ...(['consoleOut', 'consolePlug', 'consoleTouch', 'suspend', 'handOver'] as const),
    ...(['leaveMessage', 'setDoNotDisturb', 'setWakeUp'] as const),
    ...(seen.ticket !== null || seen.staged.length > 0 ? (['note'] as const) : []),
    ...(rights.mayDistribute ? (['setMode', 'consoleDistribute'] as const) : []),
    ...(view.telephone === 'out' ? [] : withTelephone(view, rights, seen)),
  ];
}

function withTelephone(view: ConsoleView, rights: AttendantConsole, { waiting }: Seen): readonly DeskOp[] {
  const { source, destination, held, conference } = view;
  const free = source === null && destination === null;
  const both = source !== null && destination !== null;
  const reached = destination?.state === 'connected' || destination?.state === 'held';
  const came = destination?.state;
  const alone = source === null ? destination : destination === null ? source : null;
  const ops: (readonly [DeskOp, boolean])[] = [
    ['consoleAnswer', free && waiting > 0],
    ['consoleHold', alone?.state === 'connected'],
    ['consoleRetrieve', free && held.length > 0],
    ['consoleCall', destination === null],
    ['consoleCancel', destination !== null],
    ['consoleTransfer', both && (reached || came === 'alerting' || came === 'busy')],
    ['consoleSend', source !== null && destination === null],
    ['consoleToggle', both && reached && !conference],
    ['consoleConference', both && reached && !conference],
    ['consoleSplit', conference],
    ['consoleRelease', !free],
    ['consoleReserve', true],
    ['consoleRingAgain', came === 'busy' || came === 'no-answer' || came === 'failed'],
    ['consoleCampOn', source !== null && came === 'busy'],
    ['consolePark', source !== null],
    ['consoleIntrude', rights.maySupervise],
    ['consoleForceRelease', rights.maySupervise],
    ['consoleCallFor', free],
    ['consoleGroupCall', free],
    ['consoleChain', source !== null],
    ['consoleHarassing', source !== null],
  ];
  return ops.filter(([, may]) => may).map(([op]) => op);
}
