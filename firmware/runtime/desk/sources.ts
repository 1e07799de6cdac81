import type { Clock, WallClock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { DeskStore } from '#ports/desk-store.ts';
import type { Observe } from '#ports/observe.ts';
import type {
  AttendantConsole,
  AttendantGroup,
  AttendantView,
  Command,
  Extension,
  Reply,
  Trunk,
} from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { OfficeDirectory } from './directory/directory.ts';

/** What of the office the desk works with. */
export interface DeskOffice {
  readonly consoles: readonly AttendantConsole[];
  readonly groups: readonly AttendantGroup[];
  readonly extensions: readonly Pick<Extension, 'number' | 'port' | 'name' | 'entity' | 'language'>[];
  /** Exchange lines; missing: the desk shows none. */
  readonly trunks?: readonly Pick<Trunk, 'port' | 'group'>[];
  /** From the beginning of a ring to that of the next. */
  readonly ringCycleMs: number;
}

/** What the desk stands on: the exchange as it is seen and told, and the disk. */
export interface DeskSources {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly observe: Pick<Observe, 'snapshot' | 'onChange' | 'trace' | 'epochMsOf' | 'subscriber' | 'modes'> &
    /** Missing: users' pages are told of no call that is over. */
    Partial<Pick<Observe, 'recentCalls'>>;
  readonly attendants: () => AttendantView;
  readonly request: (command: Command) => Promise<Reply>;
  readonly office: () => DeskOffice;
  readonly directory: OfficeDirectory;
  readonly store: DeskStore;
  /** For the figures of a shift that a restart has interrupted, and of today. */
  readonly records: Pick<Database['records'], 'search'>;
  readonly bootId: string;
  readonly alarm: (raised: boolean, fault: Fault) => void;
  /** Whether this is the password of an operator; null: ask again in a moment. */
  readonly trusts: (user: string, password: string) => Promise<boolean | null>;
  /** The message lamp of an extension shall show whether something waits for it. */
  readonly notice: (number: DialString, unread: number) => void;
  /** Without a page for so long an operator has left for good. Default 10 min. */
  readonly goneMs?: number;
}

export const NO_ATTENDANTS: AttendantView = { groups: [], consoles: [], waiting: [] };
