import type { AttendantCommand, ConsoleState, GroupView, Mode, WaitingView } from '#switching/model.ts';
import type { CallId, DialString, PortId } from '#units/ids.ts';
import type { Fault, Result } from '#units/result.ts';
import type { Telephones } from './telephone.ts';

/*
 * What an operator's page works with: one seat at a console, seen whole after each change, so that a page that is
 * reloaded or comes back after a cut stands where it was. Times are ms since 1970-01-01 UTC.
 */

/** Who may be called, as directory and exchange know him. */
export interface DirectoryEntry {
  readonly id: number;
  /** `long-distance`: dialled outside. */
  readonly library: 'local' | 'long-distance';
  readonly number: DialString;
  readonly name: string;
  /** Dialled in place of the number by operators; empty: none. */
  readonly shortCode: string;
  readonly department: string;
  readonly notes: string;
  readonly important: boolean;
}

export interface DirectoryHit extends DirectoryEntry {
  /** Which part of which field was found, for the eye. */
  readonly found: {
    readonly field: 'number' | 'name' | 'pinyin' | 'shortCode' | 'department';
    readonly from: number;
    readonly to: number;
  };
  readonly lamp: Lamp;
}

export type EntryFields = Omit<DirectoryEntry, 'id'>;
/** What is wrong with a field; the page has a text for each. */
export const ENTRY_ERRORS = [
  ...(['number-missing', 'number-bad', 'name-missing', 'short-code-bad', 'too-long'] as const),
  ...(['library-unknown', 'important-unknown', 'doubled', 'full'] as const),
] as const;
export interface FieldError {
  readonly field: keyof EntryFields;
  readonly error: (typeof ENTRY_ERRORS)[number];
}

/** A row of a table that is to become an entry. */
export interface ImportRow {
  /** In the file, from 1; the titles are line 1. */
  readonly line: number;
  readonly fields: EntryFields;
  readonly errors: readonly FieldError[];
  /** Id of the entry whose place it takes; null: a new one. */
  readonly replaces: number | null;
  readonly change: 'new' | 'changed' | 'same' | 'bad';
}

/** What a table would do to the directory. */
export interface ImportPreview {
  /** A title without which nothing can be read; null: all are there. */
  readonly missing: 'number' | 'name' | null;
  /** Titles that mean nothing here. */
  readonly ignored: readonly string[];
  readonly rows: readonly ImportRow[];
  /** Ids of stored entries that the table does not have; `replace` removes them. */
  readonly absent: readonly number[];
}

/**
 * The directory (号码簿). Extensions of the office are in it by themselves, with negative ids; an entry of the same
 * number takes their place. A Fault: the disk could not.
 */
export interface Directory {
  /** Own extensions first, then by number. */
  entries(): readonly DirectoryEntry[];
  /** At most `limit`, the best first; `lamp` is left to who knows it. */
  search(text: string, limit: number): readonly Omit<DirectoryHit, 'lamp'>[];
  /** Whoever has this number, also with another prefix before it than in the directory. */
  lookup(number: string): DirectoryEntry | null;
  /** Id 0 or below: a new one. */
  put(
    entry: DirectoryEntry,
  ): Promise<
    | { readonly ok: true; readonly value: DirectoryEntry }
    | { readonly ok: false; readonly errors: readonly FieldError[]; readonly error: Fault | null }
  >;
  /** False: there is no such entry, or it is an extension of the office. */
  remove(id: number): Promise<Result<boolean>>;
  preview(table: readonly (readonly string[])[]): Promise<ImportPreview>;
  /** Takes the good rows; `replace` removes what the table does not have. Answers how many were written. */
  take(preview: ImportPreview, mode: 'add' | 'replace'): Promise<Result<number>>;
}

/** Busy lamp of an extension. `unknown`: it is none of ours. */
export type Lamp =
  | 'free'
  | 'ringing'
  | 'busy'
  | 'do-not-disturb'
  | 'absent'
  | 'forwarded'
  | 'out-of-service'
  | 'unknown';

/** A ticket (话单): what was done for one caller. */
export interface Ticket {
  readonly id: number;
  /** `staged`: to be finished later; `handed-on`: another console or shift has it. */
  readonly state: 'open' | 'staged' | 'completed' | 'handed-on';
  readonly call: CallId | null;
  readonly bootId: string;
  readonly console: string;
  readonly operator: string;
  readonly openedEpochMs: number;
  readonly closedEpochMs: number | null;
  readonly callerNumber: string;
  readonly callerName: string;
  readonly wanted: string;
  readonly reason: string;
  readonly result: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
  readonly followUp: string;
  /** Goes with the call: whoever has it next sees it before answering. */
  readonly notes: string;
}

/** For somebody who was not there. */
export interface LeftMessage {
  readonly id: number;
  readonly for: DialString;
  readonly from: string;
  readonly text: string;
  readonly by: string;
  readonly leftEpochMs: number;
  readonly readEpochMs: number | null;
}

export interface ShiftStatistics {
  readonly sinceEpochMs: number;
  readonly answered: number;
  /** Of those, before the fourth ring began. */
  readonly answeredInThreeRings: number;
  readonly answerMeanMs: number;
  readonly answerP95Ms: number;
  readonly transferred: number;
  readonly recalled: number;
  readonly lost: number;
  readonly tickets: number;
}

export interface DeskCard {
  readonly call: CallId;
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly outside: boolean;
  readonly sinceEpochMs: number;
  /** From the directory; null: not in it. */
  readonly entry: DirectoryEntry | null;
  readonly language: 'zh-CN' | 'en' | null;
  readonly important: boolean;
  /** What those before have written down. */
  readonly notes: string;
  readonly lamp: Lamp;
}

export interface DeskWaiting extends Omit<WaitingView, 'since'> {
  readonly sinceEpochMs: number;
  readonly entry: DirectoryEntry | null;
  readonly notes: string;
}

/** A wake-up call that was ordered. */
export interface DeskWakeUp {
  readonly number: DialString;
  readonly name: string;
  /** Of the local day, 0–1439. */
  readonly minuteOfDay: number;
  /** Who ordered it: an extension, or who was at the console. */
  readonly by: string;
  /** Nobody has answered: somebody must go and look. */
  readonly missed: boolean;
}

export interface DeskView {
  readonly console: string;
  readonly consoleName: string;
  /** Number of the operator's telephone. */
  readonly extension: DialString;
  readonly operator: string;
  readonly state: ConsoleState;
  readonly suspended: boolean;
  readonly telephone: 'on-hook' | 'off-hook' | 'out';
  readonly groups: readonly (GroupView & { readonly name: string; readonly waiting: number })[];
  readonly levels: readonly { readonly key: number; readonly name: string; readonly waiting: number }[];
  /** In order of presentation; only what this console may answer. */
  readonly waiting: readonly DeskWaiting[];
  readonly source: DeskCard | null;
  readonly destination: DeskCard | null;
  readonly conference: boolean;
  readonly held: readonly DeskCard[];
  readonly reserved: DialString | null;
  readonly chained: boolean;
  readonly called: readonly { readonly number: DialString; readonly state: string }[];
  /** The ticket of the call under way; null while there is none. */
  readonly ticket: Ticket | null;
  readonly staged: readonly Ticket[];
  /** Completed or handed on by this operator, the newest first; at most 50. */
  readonly recent: readonly Ticket[];
  /** Not yet read by whom they are for, the newest first; at most 50. */
  readonly messages: readonly LeftMessage[];
  readonly parked: readonly { readonly slot: DialString; readonly number: string; readonly name: string }[];
  readonly otherConsoles: readonly {
    readonly console: string;
    readonly name: string;
    readonly operator: string;
    readonly state: ConsoleState;
  }[];
  /** Those that nobody has answered first, then as they fall due; at most 200. */
  readonly wakeUps: readonly DeskWakeUp[];
  /** Do-not-disturb that begins or ends by the clock, in minutes of the local day; at most 200. */
  readonly quietTimes: readonly {
    readonly number: DialString;
    /** Null: it has begun. */
    readonly from: number | null;
    /** Null: until somebody clears it. */
    readonly to: number | null;
  }[];
  readonly entityMode: { readonly entity: string; readonly mode: Mode; readonly byHand: boolean };
  readonly statistics: ShiftStatistics;
  readonly alarms: number;
  /** Left by the shift before; empty: nothing. */
  readonly handover: string;
  /** A keyboard may do these now; the function-key strip mirrors it. */
  readonly may: readonly DeskOp[];
}

/** What everybody in the operators' room sees on the wall. */
export interface BoardView {
  readonly groups: readonly (GroupView & {
    readonly name: string;
    readonly levels: readonly {
      readonly key: number;
      readonly name: string;
      readonly waiting: number;
      readonly urgent: number;
      /** Since when the one that has waited longest waits; null: nobody does. */
      readonly longestSinceEpochMs: number | null;
    }[];
    /** Since midnight. */
    readonly answered: number;
    /** Of those, before the fourth ring began. */
    readonly answeredInThreeRings: number;
    readonly lost: number;
  })[];
  readonly consoles: readonly {
    readonly console: string;
    readonly name: string;
    /** Empty: nobody sits there. */
    readonly operator: string;
    readonly state: ConsoleState;
    readonly suspended: boolean;
  }[];
}

type WithoutConsole<C> = C extends unknown ? Omit<C, 'console'> : never;

/** What a key on the console asks for. */
export type DeskAction =
  | WithoutConsole<AttendantCommand>
  /** Break: no calls, still logged in. */
  | { readonly op: 'suspend'; readonly on: boolean }
  /** The next operator takes this console over with everything on it. */
  | {
      readonly op: 'handOver';
      readonly user: string;
      readonly password: string;
      readonly words: string;
    }
  /** Changes the ticket under way, or a staged one. */
  | {
      readonly op: 'note';
      readonly ticket: number;
      readonly change: Partial<
        Pick<
          Ticket,
          'callerName' | 'callerNumber' | 'wanted' | 'reason' | 'result' | 'followUp' | 'notes' | 'state'
        >
      >;
    }
  | { readonly op: 'leaveMessage'; readonly for: DialString; readonly from: string; readonly text: string }
  | { readonly op: 'setMode'; readonly mode: Mode | null }
  /** `from`, `to`: minutes of the local day, 0–1439; null: at once, until somebody clears it. */
  | {
      readonly op: 'setDoNotDisturb';
      readonly number: DialString;
      readonly on: boolean;
      readonly from: number | null;
      readonly to: number | null;
    }
  /** `minuteOfDay`: 0–1439, the next time that the local clock shows it; null clears. */
  | { readonly op: 'setWakeUp'; readonly number: DialString; readonly minuteOfDay: number | null };
export type DeskOp = DeskAction['op'];

export type DeskReply =
  | { readonly ok: true; readonly call: CallId | null }
  /** `why`: a word of the core's `Refusal`, or of the desk's own; `by`: who was faster. */
  | { readonly ok: false; readonly why: string; readonly by: string };

/** One page at one console. */
export interface DeskSeat {
  view(): DeskView;
  /** At most once a turn of the event loop. */
  onChange(changed: () => void): () => void;
  /** All lamps at once, then what changed. */
  lamps(): readonly (readonly [DialString, Lamp])[];
  onLamps(changed: (changes: readonly (readonly [DialString, Lamp])[]) => void): () => void;
  /** At most `limit`; an empty text gives those last used. */
  search(text: string, limit: number): readonly DirectoryHit[];
  act(action: DeskAction): Promise<DeskReply>;
  /** The page is gone; the operator stays logged in, for a while, and may come back. */
  leave(): void;
}

export interface TrunkGroupPorts {
  readonly group: string;
  readonly ports: readonly PortId[];
}

export interface Desk {
  readonly directory: Directory;
  /** What users see of their own telephones, with what operators have written down for them. */
  readonly telephones: Telephones;
  /** Messages that wait for an extension. */
  unread(number: DialString): number;
  /** These were read, all by whom they are for; answers how many were not read before. */
  read(number: DialString, ids: readonly number[]): number;
  /** Groups of exchange lines, by the positions of their lines. */
  trunkGroups(): readonly TrunkGroupPorts[];
  consoles(): readonly { readonly id: string; readonly name: string; readonly operator: string | null }[];
  /**
   * `tab` names the page: a second page of the same operator takes the seat over, and the first is told by `taken`.
   * A Fault when another operator sits there.
   */
  sit(
    user: string,
    console: string,
    tab: string,
    taken: () => void,
  ): Promise<{ readonly ok: true; readonly value: DeskSeat } | { readonly ok: false; readonly error: Fault }>;
  /** Logs out: the console is out of service. */
  logOut(user: string): void;
  board(): BoardView;
  /** At most once a turn of the event loop. */
  onBoard(changed: () => void): () => void;
}
