import type { DialString } from '#units/ids.ts';
import type { Answer } from './database.ts';
import type { DirectoryEntry, LeftMessage, Ticket } from './desk.ts';
import type { TrainingScore } from './training.ts';

/*
 * What operators leave behind: directory, tickets, messages, what they did and when, how their console is laid out.
 * The desk gives out the ids, so that a page has its ticket before the disk does; a row whose id is known is replaced.
 */

/** One key that acted (操作记录). */
export interface Operation {
  readonly id: number;
  readonly epochMs: number;
  readonly operator: string;
  readonly console: string;
  /** Stable: `consoleTransfer`, `handOver`, `shiftBegan` … */
  readonly op: string;
  /** Call that it was about; empty: none. */
  readonly call: string;
  /** Number that it was about; empty: none. */
  readonly number: string;
  /** `done`, or the word of the refusal. */
  readonly outcome: string;
}

/** One operator's time at one console. */
export interface Shift {
  readonly id: number;
  readonly operator: string;
  readonly console: string;
  readonly beganEpochMs: number;
  /** Null: under way, also when the box was restarted meanwhile. */
  readonly endedEpochMs: number | null;
  /** `hand-over`: to `to`; `gone`: no page for too long; `replaced`: by another shift of the operator. */
  readonly endedBy: '' | 'log-out' | 'hand-over' | 'gone' | 'replaced';
  readonly to: string;
  /** For whoever comes next. */
  readonly words: string;
  readonly statistics: ShiftFigures;
}

export interface ShiftFigures {
  readonly answered: number;
  readonly answeredInThreeRings: number;
  readonly answerMeanMs: number;
  readonly answerP95Ms: number;
  readonly transferred: number;
  readonly recalled: number;
  readonly lost: number;
  readonly tickets: number;
}

/** What a programmable key does. */
export type ProgrammedKey =
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'extension' | 'number'; readonly number: DialString; readonly label: string }
  | { readonly kind: 'trunk-group'; readonly group: string; readonly label: string }
  | { readonly kind: 'hold'; readonly label: string };

/** How a user has the console. */
export interface ConsoleLayout {
  readonly user: string;
  /** By place on the page, from 0; null: free. */
  readonly keys: readonly (ProgrammedKey | null)[];
  /** `numeric-pad`, `screen-reader`, or a name of the page's own. */
  readonly profile: string;
  /** Action of the page → keys that do it in place of the profile's, such as `Alt+KeyW`. */
  readonly remapped: Readonly<Record<string, string>>;
}

export type DeskChange =
  | { readonly what: 'entry'; readonly row: DirectoryEntry }
  | { readonly what: 'entryGone'; readonly id: number }
  | { readonly what: 'ticket'; readonly row: Ticket }
  | { readonly what: 'message'; readonly row: LeftMessage }
  | { readonly what: 'operation'; readonly row: Operation }
  | { readonly what: 'shift'; readonly row: Shift }
  | { readonly what: 'layout'; readonly row: ConsoleLayout }
  | { readonly what: 'score'; readonly row: TrainingScore };

/** What a start begins with, but for the directory, which is read a page at a time. */
export interface DeskPending {
  /** Not completed. */
  readonly tickets: readonly Ticket[];
  /** Not ended. */
  readonly shifts: readonly Shift[];
  /** Of each console the shift that ended last and left words. */
  readonly handovers: readonly Shift[];
  /** Not read. */
  readonly messages: readonly LeftMessage[];
  /** Highest id given out of each kind; 0: none. */
  readonly last: {
    readonly entry: number;
    readonly ticket: number;
    readonly message: number;
    readonly operation: number;
    readonly shift: number;
  };
}

/** Newest first; ask again with `before` = `next`. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: number | null;
}

export interface TicketQuery {
  readonly fromEpochMs?: number;
  readonly toEpochMs?: number;
  readonly operator?: string;
  readonly state?: Ticket['state'];
  readonly result?: Ticket['result'];
  /** In caller's number, caller's name, whom he wanted. */
  readonly text?: string;
}

export interface OperationQuery {
  readonly fromEpochMs?: number;
  readonly toEpochMs?: number;
  readonly operator?: string;
  readonly console?: string;
  readonly op?: string;
  /** Contained in the number. */
  readonly number?: string;
}

export interface DeskStore {
  /** All of it or nothing, in this order. */
  save(changes: readonly DeskChange[]): Answer<null>;
  pending(): Answer<DeskPending>;
  /** In order of id, after `id`. */
  entriesAfter(id: number, limit: number): Answer<readonly DirectoryEntry[]>;
  tickets(query: TicketQuery, limit: number, before?: number): Answer<Page<Ticket>>;
  messages(
    query: { readonly for?: DialString; readonly unread?: boolean },
    limit: number,
    before?: number,
  ): Answer<Page<LeftMessage>>;
  operations(query: OperationQuery, limit: number, before?: number): Answer<Page<Operation>>;
  /** By when they began. */
  shifts(
    query: { readonly operator?: string; readonly fromEpochMs?: number; readonly toEpochMs?: number },
    limit: number,
    before?: number,
  ): Answer<Page<Shift>>;
  /** What operators have practised. */
  scores(query: { readonly operator?: string }, limit: number, before?: number): Answer<Page<TrainingScore>>;
  /** Null: the user has set none. */
  layout(user: string): Answer<ConsoleLayout | null>;
  /**
   * Deletes operations, ended shifts, completed tickets, read messages and scores that are older; answers how many rows.
   */
  prune(olderThanEpochMs: number): Answer<number>;
}
