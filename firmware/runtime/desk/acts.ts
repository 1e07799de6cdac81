import type { DeskAction } from '#ports/desk.ts';
import type { AttendantCommand, Command, ConsoleView } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';

/** What a key was about, for the record of operations. */
export interface About {
  readonly call: CallId | null;
  readonly number: string;
}

export function aboutOf(action: DeskAction, view: ConsoleView): About {
  const call = ('call' in action ? action.call : null) ?? view.source?.call ?? view.destination?.call ?? null;
  return { call, number: numberOf(action, view) };
}

function numberOf(action: DeskAction, { source, destination }: ConsoleView): string {
  switch (action.op) {
    case 'consoleCall':
    case 'consoleSend':
    case 'consoleCallFor':
      return action.to;
    case 'consoleReserve':
    case 'consoleIntrude':
    case 'consoleForceRelease':
    case 'setDoNotDisturb':
    case 'setWakeUp':
      return action.number ?? '';
    case 'consoleGroupCall':
      return action.numbers.join(' ').slice(0, 200);
    case 'consolePark':
      return action.slot ?? '';
    case 'leaveMessage':
      return action.for;
    case 'consoleTransfer':
    case 'consoleCampOn':
    case 'consoleRingAgain':
    case 'consoleCancel':
      return destination?.number ?? '';
    default:
      return source?.number ?? destination?.number ?? '';
  }
}

/** Numbers that are worth offering again. */
export const dialledIn = (action: DeskAction): string | null =>
  action.op === 'consoleCall' || action.op === 'consoleSend' ? action.to : null;

/** What becomes of the caller when the key was done. */
export function intentOf(
  action: DeskAction,
  view: ConsoleView,
): 'transferred' | 'informed' | 'refused' | null {
  switch (action.op) {
    case 'consoleTransfer':
    case 'consoleSend':
    case 'consoleCampOn':
    case 'consolePark':
      return 'transferred';
    case 'consoleHarassing':
      return 'refused';
    case 'consoleRelease':
      return view.source !== null && view.destination !== null ? 'transferred' : 'informed';
    default:
      return null;
  }
}

/** Typing a note is no operation; what becomes of a ticket is. */
export const isRecorded = (action: DeskAction): boolean =>
  action.op === 'note'
    ? action.change.state !== undefined || action.change.result !== undefined
    : action.op !== 'consoleTouch';

/** Its name in the record of operations; what it did to somebody's telephone can be read there. */
export function recordedAs(action: DeskAction): string {
  if (action.op === 'setDoNotDisturb') return `${action.op}.${action.on ? 'on' : 'off'}`;
  if (action.op === 'setWakeUp') return `${action.op}.${action.minuteOfDay === null ? 'off' : 'on'}`;
  return action.op;
}

/** Who presses the key, and where. */
export interface Presser {
  readonly operator: string;
  readonly console: string;
  readonly entity: string;
}

/** The exchange's command for a key; null: the desk does it itself. */
export function commandOf(action: DeskAction, { operator, console, entity }: Presser): Command | null {
  switch (action.op) {
    case 'suspend':
      return { op: 'consolePlug', console, plugged: !action.on };
    case 'setMode':
      return { op: 'setMode', entity, mode: action.mode };
    case 'setDoNotDisturb':
      return { op: action.op, device: action.number, on: action.on, from: action.from, to: action.to };
    case 'setWakeUp': {
      const { number: device, minuteOfDay } = action;
      return minuteOfDay === null
        ? { op: 'clearWakeUp', device, by: operator }
        : { op: 'setWakeUp', device, minuteOfDay, by: operator };
    }
    case 'handOver':
    case 'note':
    case 'leaveMessage':
    case 'consoleOut':
      return null;
    default:
      // Only those of a console are left, and they want to know whose.
      return { ...action, console } as AttendantCommand;
  }
}
