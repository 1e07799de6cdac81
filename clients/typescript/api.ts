// Written by `npm run api` from the routes of the web server. Do not edit.
import type { Ask } from './transport.ts';

export type Alarm = {
  readonly code: string;
  readonly where: string;
  readonly what: string;
  readonly todo: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly sinceEpochMs: number;
};

export type AlarmEvent = {
  readonly seq: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly kind: 'alarm';
  readonly event: 'raised' | 'cleared';
  readonly code: string;
  readonly where: string;
  readonly what: string;
  readonly todo: string;
};

export type AskedAgain = {
  /** telephones that were asked */
  readonly contacts: number;
};

export type AttendedStay = {
  readonly group: string;
  /** recall, private, local, trunk, no-answer, entity, chained, help, other */
  readonly kind: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly queuedEpochMs: number;
  readonly console: string | null;
  readonly answeredEpochMs: number | null;
  /** milliseconds since 1970-01-01 UTC */
  readonly leftEpochMs: number;
  readonly outcome: 'served' | 'abandoned' | 'overflowed' | 'night' | 'released';
};

export type AuditEntry = {
  readonly id: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  /** user name, token:NAME, telephone:801 or system */
  readonly who: string;
  /** network address */
  readonly from: string;
  /** stable: config.commit, user.create, login.failed … */
  readonly action: string;
  readonly target: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

export type AuditPage = {
  readonly entries: readonly AuditEntry[];
  readonly next: number | null;
};

export type Beat = {
  readonly kind: 'beat';
  readonly seq: number;
};

export type Bench = {
  readonly url: string | null;
  readonly tones: Readonly<Record<string, {
    readonly levelDbm0: number;
    readonly repeat: boolean;
    readonly steps: readonly ({
      readonly hz: readonly number[];
      readonly ms: number;
      readonly levelDbm0?: number;
      readonly modulationHz?: number;
    })[];
  }>>;
};

export type Board = {
  readonly groups: readonly ({
    readonly group: string;
    readonly name: string;
    readonly state: 'in-service' | 'unplugged' | 'absent';
    readonly mode: 'day' | 'night' | 'mode1' | 'mode2';
    readonly byHand: boolean;
    readonly overflows: boolean;
    readonly levels: readonly ({
      readonly key: number;
      readonly name: string;
      readonly waiting: number;
      readonly urgent: number;
      readonly longestSinceEpochMs: number | null;
    })[];
    /** since midnight */
    readonly answered: number;
    readonly answeredInThreeRings: number;
    readonly lost: number;
  })[];
  readonly consoles: readonly ({
    readonly console: string;
    readonly name: string;
    readonly operator: string;
    readonly state: 'out' | 'idle' | 'busy' | 'unplugged' | 'absent';
    readonly suspended: boolean;
  })[];
};

export type Box = {
  /** the version that runs */
  readonly release: string;
  readonly slots: BoxSlots | null;
  /** what of box.yaml could not be used */
  readonly complaints: readonly string[];
  readonly work: BoxWork | null;
  /** bytes that are there */
  readonly uploaded: {
    readonly update: number;
    readonly backup: number;
  };
  readonly freeBytes: number;
};

/** without its passphrase a backup is lost */
export type BoxBackup = {
  readonly passphrase: string;
};

export type BoxReset = {
  /** the own password once more */
  readonly password: string;
  readonly word: 'RESET';
};

export type BoxRestore = {
  readonly passphrase: string;
  /** the own password once more */
  readonly password: string;
};

/** null: this computer is no box */
export type BoxSlots = {
  readonly running: 'A' | 'B';
  readonly next: 'A' | 'B';
  readonly triesLeft: {
    /** starts that are left before it is given up */
    readonly A: number;
    /** starts that are left before it is given up */
    readonly B: number;
  };
};

export type BoxStick = {
  /** USB sticks (partitions) that can be read */
  readonly sticks: number;
  /** one is taken only when it is alone */
  readonly updates: readonly BoxStickUpdate[];
  readonly release: string | null;
  /** why the one that is alone is refused; empty when it is not */
  readonly refused: string;
};

export type BoxStickUpdate = {
  /** name of a file on the stick, which ends with .raucb */
  readonly name: string;
  readonly bytes: number;
};

export type BoxUpdate = {
  readonly address: string | null;
};

/** as it was seen: another one is refused */
export type BoxUpdateFromStick = {
  /** name of a file on the stick, which ends with .raucb */
  readonly name: string;
};

export type BoxUploaded = {
  /** that are there now */
  readonly bytes: number;
};

export type BoxWork = {
  readonly what: 'update' | 'restore';
  readonly state: 'running' | 'done' | 'failed';
  /** why it has failed */
  readonly why: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly sinceEpochMs: number;
};

export type Call = {
  readonly call: string;
  readonly state: string;
  readonly parties: readonly ({
    /** card/position, both from 1 */
    readonly port: string;
    readonly state: 'initiated' | 'alerting' | 'connected' | 'held' | 'queued' | 'failed';
    /** extension, or the far end of an exchange line */
    readonly number: string;
  })[];
  readonly kind: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
  readonly from: string;
  readonly to: string;
  readonly dialled: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly startedEpochMs: number;
  readonly answeredEpochMs: number | null;
};

export type CallEvent = {
  readonly seq: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly kind: 'call';
  readonly event: 'serviceInitiated' | 'originated' | 'networkReached' | 'delivered' | 'queued' | 'established' | 'held' | 'retrieved' | 'transferred' | 'conferenced' | 'diverted' | 'failed' | 'connectionCleared' | 'callCleared';
  readonly call: string;
  readonly device: string | null;
  readonly port: string | null;
  readonly other: string | null;
  readonly cause: number | null;
};

export type CallRecord = {
  readonly kind: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
  readonly from: string;
  /** card/position, both from 1 */
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string | null;
  readonly dialled: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly startedEpochMs: number;
  readonly alertedEpochMs: number | null;
  readonly answeredEpochMs: number | null;
  /** milliseconds since 1970-01-01 UTC */
  readonly releasedEpochMs: number;
  /** ITU-T Q.850 cause value */
  readonly cause: number;
  readonly releasedBy: 'caller' | 'called' | 'exchange';
};

export type Calls = {
  readonly up: readonly Call[];
  readonly recent: readonly RecentCall[];
};

export type Change = {
  readonly text: string;
} | {
  readonly base: number;
  readonly edits: readonly Edit[];
};

export type Check = {
  readonly change: Change;
};

export type Commit = {
  readonly change: Change;
  readonly reason: string;
  /** goes back by itself unless confirmed within this */
  readonly confirmMinutes?: number;
};

export type CommitRefused = {
  readonly code: string;
  readonly where: string;
  readonly what: string;
  readonly todo: string;
  readonly why: 'findings' | 'conflict' | 'disk';
  readonly findings: readonly Finding[];
};

export type Committed = {
  readonly version: Version;
  readonly warnings: readonly Finding[];
};

export type Connection = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly device: string;
};

export type ConnectionTo = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly device: string;
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly to: string;
};

export type ConsoleLayout = {
  readonly keys: readonly ({
    readonly kind: 'level';
    readonly level: number;
  } | {
    readonly kind: 'extension' | 'number';
    /** a number as people dial it: digits, * and #; or + and at most 15 digits */
    readonly number: string;
    readonly label: string;
  } | {
    readonly kind: 'trunk-group';
    readonly group: string;
    readonly label: string;
  } | {
    readonly kind: 'hold';
    readonly label: string;
  } | null)[];
  readonly profile: string;
  readonly remapped: Readonly<Record<string, string>>;
};

export type CurrentDocument = {
  readonly version: Version;
  readonly text: string;
  /** the same as data; see /api/configuration/schema */
  readonly document: unknown;
};

export type DeskAction = {
  readonly op: 'consoleIn' | 'consoleOut' | 'consoleTouch' | 'consoleHold' | 'consoleCancel' | 'consoleTransfer' | 'consoleToggle' | 'consoleConference' | 'consoleSplit' | 'consoleRelease' | 'consoleRingAgain' | 'consoleCampOn' | 'consoleHarassing';
} | {
  readonly op: 'consolePlug';
  readonly plugged: boolean;
} | {
  readonly op: 'consoleAnswer' | 'consoleRetrieve';
  readonly call: string | null;
} | {
  readonly op: 'consoleCall' | 'consoleSend';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly to: string;
} | {
  readonly op: 'consoleReserve';
  readonly number: string | null;
} | {
  readonly op: 'consolePark';
  readonly slot: string | null;
} | {
  readonly op: 'consoleIntrude';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly number: string;
  readonly how: 'listen' | 'whisper' | 'barge' | 'intercept';
} | {
  readonly op: 'consoleForceRelease';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly number: string;
} | {
  readonly op: 'consoleCallFor';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly from: string;
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly to: string;
} | {
  readonly op: 'consoleGroupCall';
  readonly numbers: readonly string[];
  readonly rollCall: boolean;
} | {
  readonly op: 'consoleChain';
  readonly on: boolean;
} | {
  readonly op: 'consoleDistribute';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly group: string;
  readonly mode: 'day' | 'night' | 'mode1' | 'mode2' | null;
} | {
  readonly op: 'suspend';
  readonly on: boolean;
} | {
  readonly op: 'handOver';
  readonly user: string;
  readonly password: string;
  readonly words: string;
} | {
  readonly op: 'note';
  readonly ticket: number;
  readonly change: {
    readonly callerName?: string;
    readonly callerNumber?: string;
    readonly wanted?: string;
    readonly reason?: string;
    readonly result?: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
    readonly followUp?: string;
    readonly notes?: string;
    readonly state?: 'open' | 'staged' | 'completed' | 'handed-on';
  };
} | {
  readonly op: 'leaveMessage';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly for: string;
  readonly from: string;
  readonly text: string;
} | {
  readonly op: 'setMode';
  readonly mode: 'day' | 'night' | 'mode1' | 'mode2' | null;
} | {
  readonly op: 'setDoNotDisturb';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly number: string;
  readonly on: boolean;
  readonly from: number | null;
  readonly to: number | null;
} | {
  readonly op: 'setWakeUp';
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly number: string;
  readonly minuteOfDay: number | null;
};

export type DeskCard = {
  readonly call: string;
  readonly number: string;
  readonly name: string;
  readonly state: 'dialling' | 'alerting' | 'connected' | 'held' | 'busy' | 'no-answer' | 'failed';
  readonly outside: boolean;
  /** milliseconds since 1970-01-01 UTC */
  readonly sinceEpochMs: number;
  readonly entry: DirectoryEntry | null;
  readonly language: 'zh-CN' | 'en' | null;
  readonly important: boolean;
  readonly notes: string;
  readonly lamp: 'free' | 'ringing' | 'busy' | 'do-not-disturb' | 'absent' | 'forwarded' | 'out-of-service' | 'unknown';
};

export type DeskClientMessage = {
  readonly kind: 'sit';
  readonly console: string;
  /** names the page */
  readonly tab: string;
} | {
  readonly kind: 'practise';
  readonly wish: TrainingWish;
  readonly tab: string;
} | {
  readonly kind: 'ask' | 'finish';
} | {
  readonly kind: 'watch';
} | {
  readonly kind: 'act';
  readonly id: number;
  readonly action: DeskAction;
} | {
  readonly kind: 'search';
  readonly id: number;
  readonly text: string;
};

export type DeskConsole = {
  readonly id: string;
  readonly name: string;
  readonly operator: string | null;
};

export type DeskServerMessage = {
  readonly kind: 'view';
  readonly view: DeskView;
} | {
  readonly kind: 'lamps';
  readonly changes: readonly (readonly unknown[])[];
} | {
  readonly kind: 'reply';
  readonly id: number;
  readonly reply: {
    readonly ok: true;
    readonly call: string | null;
  } | {
    readonly ok: false;
    /** a word of call control, or wrong-password, same-operator, try-later, no-such-ticket … */
    readonly why: string;
    /** who was faster */
    readonly by: string;
  };
} | {
  readonly kind: 'found';
  readonly id: number;
  readonly hits: readonly DirectoryHit[];
} | {
  readonly kind: 'taken';
} | {
  readonly kind: 'training';
  readonly training: TrainingView;
} | {
  readonly kind: 'refused';
  readonly why: string;
} | {
  readonly kind: 'board';
  readonly board: Board;
} | {
  readonly kind: 'beat';
};

export type DeskView = {
  readonly console: string;
  readonly consoleName: string;
  readonly extension: string;
  readonly operator: string;
  readonly state: 'out' | 'idle' | 'busy' | 'unplugged' | 'absent';
  readonly suspended: boolean;
  readonly telephone: 'on-hook' | 'off-hook' | 'out';
  readonly groups: readonly ({
    readonly group: string;
    readonly name: string;
    readonly state: 'in-service' | 'unplugged' | 'absent';
    readonly mode: 'day' | 'night' | 'mode1' | 'mode2';
    readonly byHand: boolean;
    readonly overflows: boolean;
    readonly waiting: number;
  })[];
  readonly levels: readonly ({
    readonly key: number;
    readonly name: string;
    readonly waiting: number;
  })[];
  /** in order of presentation */
  readonly waiting: readonly DeskWaiting[];
  readonly source: DeskCard | null;
  readonly destination: DeskCard | null;
  readonly conference: boolean;
  readonly held: readonly DeskCard[];
  readonly reserved: string | null;
  readonly chained: boolean;
  readonly called: readonly ({
    readonly number: string;
    readonly state: string;
  })[];
  readonly ticket: Ticket | null;
  readonly staged: readonly Ticket[];
  readonly recent: readonly Ticket[];
  readonly messages: readonly LeftMessage[];
  readonly parked: readonly ({
    readonly slot: string;
    readonly number: string;
    readonly name: string;
  })[];
  readonly otherConsoles: readonly ({
    readonly console: string;
    readonly name: string;
    readonly operator: string;
    readonly state: 'out' | 'idle' | 'busy' | 'unplugged' | 'absent';
  })[];
  /** ordered wake-up calls; `missed`: nobody has answered */
  readonly wakeUps: readonly ({
    readonly number: string;
    readonly name: string;
    readonly minuteOfDay: number;
    readonly by: string;
    readonly missed: boolean;
  })[];
  /** do-not-disturb by the clock; from null: it has begun */
  readonly quietTimes: readonly ({
    readonly number: string;
    readonly from: number | null;
    readonly to: number | null;
  })[];
  readonly entityMode: {
    readonly entity: string;
    readonly mode: 'day' | 'night' | 'mode1' | 'mode2';
    readonly byHand: boolean;
  };
  readonly statistics: {
    /** milliseconds since 1970-01-01 UTC */
    readonly sinceEpochMs: number;
    readonly answered: number;
    /** before the fourth ring began */
    readonly answeredInThreeRings: number;
    readonly answerMeanMs: number;
    readonly answerP95Ms: number;
    readonly transferred: number;
    readonly recalled: number;
    readonly lost: number;
    readonly tickets: number;
  };
  readonly alarms: number;
  readonly handover: string;
  /** names of actions that a key may do now */
  readonly may: readonly ('consoleIn' | 'consoleOut' | 'consoleTouch' | 'consoleHold' | 'consoleCancel' | 'consoleTransfer' | 'consoleToggle' | 'consoleConference' | 'consoleSplit' | 'consoleRelease' | 'consoleRingAgain' | 'consoleCampOn' | 'consoleHarassing' | 'consolePlug' | 'consoleAnswer' | 'consoleRetrieve' | 'consoleCall' | 'consoleSend' | 'consoleReserve' | 'consolePark' | 'consoleIntrude' | 'consoleForceRelease' | 'consoleCallFor' | 'consoleGroupCall' | 'consoleChain' | 'consoleDistribute' | 'suspend' | 'handOver' | 'note' | 'leaveMessage' | 'setMode' | 'setDoNotDisturb' | 'setWakeUp')[];
};

export type DeskWaiting = {
  readonly call: string;
  readonly group: string;
  readonly kind: 'recall' | 'private' | 'local' | 'trunk' | 'no-answer' | 'entity' | 'chained' | 'help' | 'other';
  readonly level: number;
  readonly urgent: boolean;
  readonly important: boolean;
  readonly from: string;
  readonly name: string;
  readonly to: string;
  readonly sentOnBy?: SentOnBy;
  /** milliseconds since 1970-01-01 UTC */
  readonly sinceEpochMs: number;
  readonly presentedTo: readonly string[];
  readonly entry: DirectoryEntry | null;
  readonly notes: string;
};

export type Device = {
  readonly number: string;
  readonly name: string;
  /** card/position, both from 1 */
  readonly port: string;
  /** idle, dialling, talking … */
  readonly state: string;
  readonly inService: boolean;
  readonly call: string | null;
};

export type DeviceEvent = {
  readonly seq: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly kind: 'device';
  readonly event: 'stateChanged' | 'backInService' | 'outOfService';
  /** number; empty: none is given to this port */
  readonly device: string;
  /** card/position, both from 1 */
  readonly port: string;
  readonly state: string;
};

export type Diff = {
  /** unified diff; empty: no difference */
  readonly diff: string;
};

export type DiffOfChange = {
  readonly from: number;
  readonly change: Change;
};

export type DirectoryEntry = {
  /** below 0: an extension of the office */
  readonly id: number;
  readonly library: 'local' | 'long-distance';
  /** digits, * and #, a + in front */
  readonly number: string;
  readonly name: string;
  /** dialled in place of the number by operators */
  readonly shortCode: string;
  readonly department: string;
  readonly notes: string;
  readonly important: boolean;
};

export type DirectoryEntryError = {
  readonly field: 'library' | 'number' | 'name' | 'shortCode' | 'department' | 'notes' | 'important';
  readonly error: 'number-missing' | 'number-bad' | 'name-missing' | 'short-code-bad' | 'too-long' | 'library-unknown' | 'important-unknown' | 'doubled' | 'full';
};

export type DirectoryEntryPut = {
  readonly entry: DirectoryEntry | null;
  readonly errors: readonly DirectoryEntryError[];
};

export type DirectoryHit = {
  /** below 0: an extension of the office */
  readonly id: number;
  readonly library: 'local' | 'long-distance';
  /** digits, * and #, a + in front */
  readonly number: string;
  readonly name: string;
  /** dialled in place of the number by operators */
  readonly shortCode: string;
  readonly department: string;
  readonly notes: string;
  readonly important: boolean;
  readonly found: {
    readonly field: 'number' | 'name' | 'pinyin' | 'shortCode' | 'department';
    /** in the field; of pinyin, in the name */
    readonly from: number;
    readonly to: number;
  };
  readonly lamp: 'free' | 'ringing' | 'busy' | 'do-not-disturb' | 'absent' | 'forwarded' | 'out-of-service' | 'unknown';
};

export type DirectoryImport = {
  readonly missing: 'number' | 'name' | null;
  /** titles that mean nothing here */
  readonly ignored: readonly string[];
  readonly fresh: number;
  readonly changed: number;
  readonly same: number;
  readonly bad: number;
  /** stored, but not in the table; mode=replace removes them */
  readonly absent: number;
  readonly taken: number | null;
  /** bad rows first, at most 1000 */
  readonly rows: readonly ({
    /** in the file; the titles are line 1 */
    readonly line: number;
    readonly change: 'new' | 'changed' | 'bad';
    readonly entry: NewDirectoryEntry;
    readonly errors: readonly DirectoryEntryError[];
  })[];
};

export type DirectoryPage = {
  readonly entries: readonly DirectoryEntry[];
  readonly total: number;
};

/** from null: at once, to null: until somebody clears it */
export type DoNotDisturb = {
  readonly on: boolean;
  readonly from: number | null;
  readonly to: number | null;
};

/** It was done. */
export type Done = {
  readonly done: true;
};

export type DryRun = {
  /** extension, or name of an exchange line */
  readonly from: string;
  /** as dialled, or the outside caller's number */
  readonly dials: string;
  /** local time of the office: 2027-02-06T18:05 */
  readonly at: string;
  readonly down: readonly string[];
  readonly busy: readonly string[];
  readonly change?: Change;
};

export type DryRunAnswer = {
  readonly steps: readonly ({
    readonly afterMs: number;
    readonly port: string | null;
    readonly rule: string;
    readonly facts: Readonly<Record<string, string | number>>;
  })[];
  readonly rings: readonly ({
    readonly number: string;
    readonly name: string;
    readonly afterMs: number;
  })[];
  readonly sent: readonly ({
    readonly trunk: string;
    readonly digits: string;
  })[];
  readonly outcome: 'rings' | 'outside' | 'tone' | 'guide' | 'nothing';
  readonly cause: number | null;
};

export type Edit = {
  readonly op: 'set';
  readonly path: readonly (string | number)[];
  readonly value: unknown;
} | {
  readonly op: 'remove';
  readonly path: readonly (string | number)[];
} | {
  readonly op: 'add';
  readonly path: readonly (string | number)[];
  readonly value: unknown;
};

export type EntityCodes = {
  readonly entity: string;
  readonly codes: readonly ({
    readonly feature: string;
    readonly does: 'on' | 'off' | 'use';
    /** {n} a number, {mn} two digits, {pin} 4 to 8, {k} one digit */
    readonly dial: string;
  })[];
};

export type Finding = {
  readonly severity: 'error' | 'warning';
  /** stable: TR-OFFICE-012 */
  readonly code: string;
  /** extensions[3].number */
  readonly path: string;
  readonly what: string;
  readonly todo: string;
  readonly facts: Readonly<Record<string, string | number>>;
};

export type Findings = {
  readonly findings: readonly Finding[];
};

export type FirstStart = {
  /** shown on the terminal at the first start; dashes, spaces and case do not matter */
  readonly code: string;
  /** lower-case letters, digits, . _ -, a letter first */
  readonly name: string;
  readonly displayName: string;
  /** not the name of the user, not one character over and over */
  readonly password: string;
  readonly language: 'zh-CN' | 'en';
};

export type From = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly from: string;
};

export type GuideSound = {
  readonly key: string;
  readonly language: 'zh-CN' | 'en' | 'any';
  readonly kind: 'text' | 'word' | 'sound' | 'name';
  /** what it says */
  readonly text: string;
  /** who hears it, and when; empty for a word */
  readonly heard: string;
  readonly origin: 'built-in' | 'own' | 'missing';
  /** two digits that record it by telephone, behind the code *77; null: it cannot be */
  readonly telephoneCode: string | null;
  /** 0 when it is missing or not loaded yet */
  readonly lengthMs: number;
};

export type Health = {
  readonly status: 'starting' | 'ok' | 'degraded';
  readonly lines: {
    readonly total: number;
    readonly inService: number;
  };
  readonly alarms: number;
  readonly callsUp: number;
  readonly uptimeMs: number;
  readonly dialToneAfterMs: number | null;
  readonly region: string;
  readonly board: string;
};

export type Hello = {
  readonly kind: 'hello';
  readonly bootId: string;
  readonly resumed: boolean;
  /** a client that hears nothing for three of them comes again */
  readonly heartbeatMs: number;
};

export type IssuedToken = {
  readonly token: Token;
  /** tr_<id>_<secret>; cannot be asked for again */
  readonly bearer: string;
};

export type LeftMessage = {
  readonly id: number;
  readonly for: string;
  readonly from: string;
  readonly text: string;
  /** operator */
  readonly by: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly leftEpochMs: number;
  readonly readEpochMs: number | null;
};

export type Leg = {
  /** card/position, both from 1 */
  readonly port: string;
  readonly number: string;
  /** origin, dialled, ring-in, forward-busy, pickup, transfer … */
  readonly how: string;
  /** number of who brought it in; empty: nobody */
  readonly by: string;
  readonly trunk: string | null;
  /** digits sent on the exchange line */
  readonly sent: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly startedEpochMs: number;
  readonly alertedEpochMs: number | null;
  readonly answeredEpochMs: number | null;
  /** milliseconds since 1970-01-01 UTC */
  readonly releasedEpochMs: number;
  /** from answer to release on the monotonic clock; 0 unanswered */
  readonly talkMs: number;
  readonly units: number | null;
};

export type LegQuality = {
  readonly port: string;
  readonly ms: number;
  readonly levelDbm0: number | null;
  /** share of the time with speech */
  readonly activity: number;
  readonly noiseDbm0: number | null;
  readonly peakDbm0: number | null;
  readonly clippedShare: number;
  readonly lossShare: number;
  readonly burstRatio: number;
  readonly jitterMs: number;
  readonly delayMs: number;
  readonly echoReturnLossDb: number | null;
  readonly echoEnhancementDb: number | null;
  /** E-model rating, ITU-T G.107 */
  readonly r: number;
  /** mean opinion score that r stands for */
  readonly mos: number;
};

export type Line = {
  /** card/position, both from 1 */
  readonly port: string;
  readonly kind: 'fxs' | 'fxo';
  readonly health: 'starting' | 'in-service' | 'fault' | 'absent' | 'unreachable';
  readonly chip: string;
  readonly fault: {
    readonly code: string;
    readonly where: string;
    readonly what: string;
    readonly todo: string;
  } | null;
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly call: string | null;
};

export type Login = {
  readonly name: string;
  readonly password: string;
};

export type MessagePage = {
  readonly messages: readonly LeftMessage[];
  readonly next: number | null;
  readonly unread: number | null;
};

export type MessagesRead = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly for: string;
  readonly ids: readonly number[];
};

export type Mode = {
  readonly entity: string;
  readonly mode: 'day' | 'night' | 'mode1' | 'mode2';
  /** false: by the schedule */
  readonly byHand: boolean;
};

/** null: by the schedule again */
export type ModeChange = {
  readonly mode: 'day' | 'night' | 'mode1' | 'mode2' | null;
};

export type NewDirectoryEntry = {
  readonly library: 'local' | 'long-distance';
  /** digits, * and #, a + in front */
  readonly number: string;
  readonly name: string;
  /** dialled in place of the number by operators */
  readonly shortCode: string;
  readonly department: string;
  readonly notes: string;
  readonly important: boolean;
};

export type NewToken = {
  readonly name: string;
  readonly role: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  readonly expiresInDays: number | null;
};

export type NewUser = {
  /** lower-case letters, digits, . _ -, a letter first */
  readonly name: string;
  readonly displayName: string;
  readonly role: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  /** empty: none */
  readonly extension: string;
  readonly language: 'zh-CN' | 'en';
  /** not the name of the user, not one character over and over */
  readonly password: string;
};

export type Operation = {
  readonly id: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly operator: string;
  readonly console: string;
  /** stable: consoleTransfer, handOver, shiftBegan … */
  readonly op: string;
  readonly call: string;
  readonly number: string;
  /** done, or the word of the refusal */
  readonly outcome: string;
};

export type OperationPage = {
  readonly operations: readonly Operation[];
  readonly next: number | null;
};

export type PasswordChange = {
  readonly present: string;
  /** not the name of the user, not one character over and over */
  readonly next: string;
};

export type Person = {
  /** lower-case letters, digits, . _ -, a letter first */
  readonly name: string;
  readonly displayName: string;
  readonly role: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  /** own extension; empty: none */
  readonly extension: string;
  readonly language: 'zh-CN' | 'en';
};

export type Proof = {
  readonly calls: number;
  readonly ms: number;
  readonly failures: readonly ({
    readonly extension: string;
    readonly number: string;
    readonly mode: string;
    readonly without: string | null;
  })[];
};

export type ProofQuestion = {
  readonly change?: Change;
};

export type ProvisionedPhone = {
  readonly extension: string;
  readonly name: string;
  /** 12 hexadecimal digits */
  readonly mac: string;
  readonly maker: 'yealink' | 'grandstream' | 'fanvil' | 'snom';
  /** it has a secret; without one it can fetch nothing */
  readonly ready: boolean;
  readonly last: {
    /** milliseconds since 1970-01-01 UTC */
    readonly epochMs: number;
    /** network address */
    readonly from: string;
    /** name, without the secret */
    readonly file: string;
  } | null;
  readonly current: boolean | null;
  /** registered, so that they can be asked to fetch anew */
  readonly contacts: number;
};

/** Telephones that fetch their settings. */
export type Provisioning = {
  /** pages are served over TLS; otherwise nothing is handed out */
  readonly secure: boolean;
  /** SIP telephones with a MAC address */
  readonly phones: readonly ProvisionedPhone[];
  /** askings with a secret that is none, since the start */
  readonly refused: number;
};

/** What is typed into the telephone. Secret. */
export type ProvisioningAccess = {
  /** after the address of this exchange: /provision/<secret>/ */
  readonly path: string;
  /** of the user admin of the telephone's own page */
  readonly adminPassword: string;
};

/** do-not-disturb by the clock; from null: it has begun, to null: until somebody clears it */
export type QuietTime = {
  readonly from: {
    /** of the local day */
    readonly minuteOfDay: number;
    /** milliseconds since 1970-01-01 UTC */
    readonly epochMs: number;
  } | null;
  readonly to: {
    /** of the local day */
    readonly minuteOfDay: number;
    /** milliseconds since 1970-01-01 UTC */
    readonly epochMs: number;
  } | null;
};

export type RecentCall = {
  readonly call: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly startedEpochMs: number;
  readonly record: CallRecord | null;
  readonly trace: readonly TraceLine[];
};

export type RecordPage = {
  readonly records: readonly StoredRecord[];
  readonly next: number | null;
  readonly total: number;
  readonly totalTalkMs: number;
  readonly totalUnits: number;
};

export type RecordStory = {
  readonly record: StoredRecord;
  readonly trace: readonly TraceLine[] | null;
};

/** null: everybody in the call */
export type Release = {
  readonly device: string | null;
};

export type RollBack = {
  readonly reason: string;
  /** goes back by itself unless confirmed within this */
  readonly confirmMinutes?: number;
};

export type ScorePage = {
  readonly scores: readonly TrainingScore[];
  readonly next: number | null;
};

export type SentOn = {
  readonly number: string;
  readonly why: 'unconditional' | 'user-busy' | 'no-answer' | 'unavailable' | 'deflection' | 'unknown';
};

/** who has forwarded the call that rings or waits here */
export type SentOnBy = {
  readonly number: string;
  readonly name: string;
};

export type ServiceAnswer = {
  readonly call: string | null;
};

export type Session = {
  /** nobody is known yet: ask for the code of this box */
  readonly firstStart: boolean;
  /** simulator: lines, calls and bench are open to everybody */
  readonly openBench: boolean;
  readonly person: Person | null;
  readonly csrfToken: string | null;
  /** a session that asks nothing ends after this */
  readonly idleMsMax: number;
  readonly endsEpochMs: number | null;
};

export type Shift = {
  readonly id: number;
  readonly operator: string;
  readonly console: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly beganEpochMs: number;
  readonly endedEpochMs: number | null;
  readonly endedBy: '' | 'log-out' | 'hand-over' | 'gone' | 'replaced';
  readonly to: string;
  /** for whoever came next */
  readonly words: string;
  readonly statistics: ShiftFigures;
};

export type ShiftFigures = {
  readonly answered: number;
  /** before the fourth ring began */
  readonly answeredInThreeRings: number;
  readonly answerMeanMs: number;
  readonly answerP95Ms: number;
  readonly transferred: number;
  readonly recalled: number;
  readonly lost: number;
  readonly tickets: number;
};

export type ShiftPage = {
  readonly shifts: readonly Shift[];
  readonly next: number | null;
};

export type SipBan = {
  /** an address, or the user name that is being tried */
  readonly who: string;
  readonly kind: 'address' | 'user';
  /** milliseconds since 1970-01-01 UTC */
  readonly untilEpochMs: number;
  /** how often so far */
  readonly bans: number;
};

export type SipContact = {
  /** UDP 192.168.1.20:5060, as it is seen from here */
  readonly address: string;
  readonly userAgent: string;
  /** the address that it gives of itself is another one */
  readonly behindNat: boolean;
  readonly expiresInMs: number;
};

export type SipDevice = {
  readonly extension: string;
  readonly user: string;
  readonly name: string;
  /** where it is registered; none: it is not */
  readonly contacts: readonly SipContact[];
};

export type SipStatus = {
  readonly listeners: readonly string[];
  /** why something is not heard */
  readonly faults: readonly WebError[];
  readonly devices: readonly SipDevice[];
  readonly trunks: readonly SipTrunk[];
  readonly bans: readonly SipBan[];
};

export type SipTest = {
  readonly trunk: string;
  /** as it was typed */
  readonly number: string;
  readonly state: 'trying' | 'sent' | 'ringing' | 'early' | 'talking' | 'over';
  readonly ageMs: number;
  readonly sent: string | null;
  /** a route of the office leads this number over this trunk */
  readonly routed: boolean;
  readonly caller: string | null;
  readonly sentMs: number | null;
  readonly ringingMs: number | null;
  readonly earlyMs: number | null;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  readonly codec: 'PCMA' | 'PCMU' | 'G722' | 'opus' | null;
  readonly encrypted: boolean | null;
  readonly heard: SipTestHeard | null;
  readonly end: 'worked' | 'busy' | 'unanswered' | 'refused' | 'noWord' | 'notSent' | 'noVoice' | 'lost' | 'hungUp' | 'gaveWay' | null;
  readonly status: number | null;
  /** a refusal in the words of the carrier */
  readonly words: string;
  readonly advice: 'none' | 'account' | 'number' | 'network' | 'codecs' | 'limit' | 'money' | 'carrier' | 'moved' | 'silence' | 'keys';
};

export type SipTestHeard = {
  /** that have come since the answer, or of an announcement before it */
  readonly packets: number;
  readonly lossShare: number | null;
  readonly levelDbm0: number | null;
};

/** Dialled as at an extension, its prefix for outside and all */
export type SipTestWish = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly number: string;
};

export type SipTrunk = {
  readonly id: string;
  readonly state: 'trying' | 'up' | 'down' | 'refused';
  /** in the words of the other side, or ours */
  readonly why: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly sinceEpochMs: number;
};

export type Statistics = {
  readonly events: number;
  readonly effects: number;
  /** events dropped because the queue was full */
  readonly shed: number;
  readonly queued: number;
  readonly queuedMax: number;
  readonly calls: number;
  readonly answered: number;
  /** written, but not yet acknowledged by the store */
  readonly recordsWaiting: number;
  /** failed, and took down one call each */
  readonly assertions: number;
  /** of the media plane */
  readonly media: Readonly<Record<string, number>>;
};

export type StoredRecord = {
  /** counts up over restarts */
  readonly serial: number;
  readonly bootId: string;
  readonly call: string;
  readonly kind: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
  readonly from: string;
  /** card/position, both from 1 */
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string | null;
  readonly dialled: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly startedEpochMs: number;
  readonly alertedEpochMs: number | null;
  readonly answeredEpochMs: number | null;
  /** milliseconds since 1970-01-01 UTC */
  readonly releasedEpochMs: number;
  /** from answer to release on the monotonic clock; 0 unanswered */
  readonly talkMs: number;
  readonly units: number | null;
  /** ITU-T Q.850 cause value */
  readonly cause: number;
  readonly releasedBy: 'caller' | 'called' | 'exchange';
  readonly entity: string;
  readonly account: string;
  readonly joined: string | null;
  readonly harassing: boolean;
  /** who had sent it on before it came here, as its carrier said; the first one first */
  readonly sentOn?: readonly SentOn[];
  readonly legs: readonly Leg[];
  readonly attended: readonly AttendedStay[];
  readonly quality: readonly LegQuality[];
};

export type StreamMessage = Hello | StreamSnapshot | CallEvent | DeviceEvent | AlarmEvent | Beat;

export type StreamSnapshot = {
  readonly kind: 'snapshot';
  readonly seq: number;
  readonly lines: readonly Line[];
  readonly calls: readonly Call[];
  readonly alarms: readonly Alarm[];
};

export type Subscriber = {
  readonly forward: {
    readonly all: string | null;
    readonly busy: string | null;
    readonly noAnswer: string | null;
    readonly offline: string | null;
  };
  readonly noAnswerMs: number | null;
  readonly doNotDisturb: boolean;
  readonly absent: boolean;
  readonly callWaiting: boolean;
  readonly hiddenNumber: boolean;
  readonly speedDials: Readonly<Record<string, string>>;
  readonly hotLine: {
    /** a number as people dial it: digits, * and #; or + and at most 15 digits */
    readonly number: string;
    readonly afterMs: number;
  } | 'off' | null;
  readonly locked: string | null;
  readonly pinSet: boolean;
  readonly at: string | null;
  readonly quietTime: QuietTime | null;
  readonly wakeUp: WakeUp | null;
  readonly lastDialled: string;
  readonly lastCaller: string;
};

export type SubscriberChange = {
  readonly forward?: {
    readonly all?: string | null;
    readonly busy?: string | null;
    readonly noAnswer?: string | null;
    readonly offline?: string | null;
  };
  readonly doNotDisturb?: boolean;
  readonly absent?: boolean;
  readonly callWaiting?: boolean;
  readonly hiddenNumber?: boolean;
  readonly speedDials?: Readonly<Record<string, string>>;
  readonly hotLine?: {
    /** a number as people dial it: digits, * and #; or + and at most 15 digits */
    readonly number: string;
    readonly afterMs: number;
  } | 'off' | null;
  readonly locked?: 'internal' | 'local' | 'national' | 'international' | null;
  /** empty: none */
  readonly pin?: string;
};

export type Telephone = {
  readonly number: string;
  readonly name: string;
  /** idle, collecting, talking … */
  readonly state: string;
  readonly inService: boolean;
  /** ringing ones first */
  readonly calls: readonly TelephoneCall[];
  readonly settings: {
    readonly forward: {
      readonly all: string | null;
      readonly busy: string | null;
      readonly noAnswer: string | null;
      readonly offline: string | null;
    };
    readonly doNotDisturb: boolean;
    readonly quietTime: QuietTime | null;
    readonly wakeUp: WakeUp | null;
    readonly callWaiting: boolean;
    readonly absent: boolean;
  } | null;
  /** not yet read, the newest first */
  readonly messages: readonly LeftMessage[];
  /** of this start of the exchange, the newest first */
  readonly past: readonly TelephonePast[];
};

export type TelephoneCall = {
  readonly call: string;
  readonly state: 'initiated' | 'alerting' | 'connected' | 'held' | 'queued' | 'failed';
  readonly incoming: boolean;
  /** the other party, as far as the user may see it */
  readonly number: string;
  readonly name: string;
  /** how many more are in the call */
  readonly others: number;
  /** an operator, who has the caller of the ticket on the line */
  readonly announced: boolean;
  readonly sentOnBy?: SentOnBy;
  readonly ticket: TelephoneTicket | null;
};

export type TelephoneMessage = {
  readonly kind: 'telephone';
  readonly telephone: Telephone | null;
} | {
  readonly kind: 'refused';
  readonly why: 'no-extension' | 'not-running';
} | {
  readonly kind: 'beat';
};

export type TelephonePast = {
  readonly call: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly number: string;
  readonly name: string;
  readonly how: 'answered' | 'missed' | 'made';
  /** the number is an extension, and can be called as it stands */
  readonly inside: boolean;
};

/** what operators have written down about the caller */
export type TelephoneTicket = {
  readonly callerNumber: string;
  readonly callerName: string;
  readonly wanted: string;
  readonly reason: string;
  readonly notes: string;
  readonly operator: string;
};

export type Ticket = {
  readonly id: number;
  readonly state: 'open' | 'staged' | 'completed' | 'handed-on';
  readonly call: string | null;
  readonly bootId: string;
  readonly console: string;
  readonly operator: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly openedEpochMs: number;
  readonly closedEpochMs: number | null;
  readonly callerNumber: string;
  readonly callerName: string;
  readonly wanted: string;
  readonly reason: string;
  readonly result: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
  readonly followUp: string;
  /** goes where the call goes */
  readonly notes: string;
};

export type TicketPage = {
  readonly tickets: readonly Ticket[];
  readonly next: number | null;
};

export type To = {
  /** a number as people dial it: digits, * and #; or + and at most 15 digits */
  readonly to: string;
};

export type Token = {
  readonly id: string;
  readonly name: string;
  readonly role: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  readonly createdBy: string;
  readonly expiresEpochMs: number | null;
};

export type TraceLine = {
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly sinceStartMs: number;
  readonly port: string | null;
  /** catalogue key */
  readonly rule: string;
  readonly facts: Readonly<Record<string, string | number>>;
};

export type TrainingScore = {
  readonly id: number;
  readonly operator: string;
  /** milliseconds since 1970-01-01 UTC */
  readonly endedEpochMs: number;
  readonly lesson: 'mixed' | 'plain' | 'busy-message' | 'busy-wait' | 'no-answer' | 'declines' | 'wrong-name' | 'misread' | 'namesake' | 'angry' | 'important' | 'harassment' | 'emergency';
  readonly level: 1 | 2 | 3;
  readonly points: number;
  readonly calls: readonly ({
    readonly script: 'plain' | 'busy-message' | 'busy-wait' | 'no-answer' | 'declines' | 'wrong-name' | 'misread' | 'namesake' | 'angry' | 'important' | 'harassment' | 'emergency';
    readonly caller: string;
    readonly wanted: string;
    readonly right: 'connect' | 'announce' | 'message' | 'camp-on' | 'harassing';
    readonly answerMs: number | null;
    readonly keysUsed: number;
    readonly keysLeast: number;
    readonly parts: {
      readonly answer: number;
      readonly treatment: number;
      readonly keys: number;
      readonly notes: number;
    };
    readonly advice: readonly ('lost' | 'too-late' | 'wrong-target' | 'not-asked' | 'not-announced' | 'no-message' | 'wrong-message' | 'not-waited' | 'not-marked' | 'passed-on' | 'not-at-once' | 'dismissed' | 'keys' | 'who' | 'why')[];
  })[];
};

export type TrainingView = {
  readonly lesson: 'mixed' | 'plain' | 'busy-message' | 'busy-wait' | 'no-answer' | 'declines' | 'wrong-name' | 'misread' | 'namesake' | 'angry' | 'important' | 'harassment' | 'emergency';
  readonly level: 1 | 2 | 3;
  /** callers of the lesson */
  readonly of: number;
  /** of those, who have gone */
  readonly done: number;
  /** a caller is there to be asked */
  readonly mayAsk: boolean;
  readonly words: readonly ({
    readonly id: number;
    readonly who: 'caller' | 'party';
    readonly name: string;
    /** script and line; the page has the sentence */
    readonly line: string;
    readonly values: Readonly<Record<string, string>>;
  })[];
  /** all callers have gone; time is left for tickets */
  readonly wrapUp: boolean;
  /** milliseconds since 1970-01-01 UTC */
  readonly endsEpochMs: number;
  readonly score: TrainingScore | null;
};

export type TrainingWish = {
  readonly lesson: 'mixed' | 'plain' | 'busy-message' | 'busy-wait' | 'no-answer' | 'declines' | 'wrong-name' | 'misread' | 'namesake' | 'angry' | 'important' | 'harassment' | 'emergency';
  readonly level: 1 | 2 | 3;
  readonly language: 'zh-CN' | 'en';
  /** names this going through the lesson */
  readonly run: string;
};

export type TrunkGroupPorts = {
  readonly group: string;
  readonly ports: readonly string[];
};

export type User = {
  /** lower-case letters, digits, . _ -, a letter first */
  readonly name: string;
  readonly displayName: string;
  readonly role: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  /** empty: none */
  readonly extension: string;
  readonly language: 'zh-CN' | 'en';
  readonly disabled: boolean;
};

export type UserChange = {
  readonly displayName?: string;
  readonly role?: 'administrator' | 'technician' | 'supervisor' | 'operator' | 'agent' | 'viewer';
  /** empty: none */
  readonly extension?: string;
  readonly language?: 'zh-CN' | 'en';
  readonly disabled?: boolean;
  /** not the name of the user, not one character over and over */
  readonly password?: string;
};

export type Version = {
  /** counts up from 1; 0: nothing was ever committed */
  readonly version: number;
  /** milliseconds since 1970-01-01 UTC */
  readonly epochMs: number;
  readonly author: string;
  readonly reason: string;
  readonly confirmByEpochMs: number | null;
  readonly rolledBackTo: number | null;
};

export type VersionText = {
  readonly version: number;
  readonly text: string;
};

/** without `dueEpochMs` nobody has answered it, and the operators were told */
export type WakeUp = {
  /** of the local day */
  readonly minuteOfDay: number;
  /** who has ordered it */
  readonly by: string;
  readonly dueEpochMs: number | null;
  /** how often it has rung in vain */
  readonly attempts: number;
};

/** the next time that the local clock shows it */
export type WakeUpChange = {
  /** of the local day */
  readonly minuteOfDay: number;
};

export type WebError = {
  readonly code: string;
  readonly where: string;
  readonly what: string;
  readonly todo: string;
};

/** Every operation of the API, version 1.0.0. */
export class Api {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Who is logged in here, and whether anybody must be. Open to everybody. */
  session(): Promise<Session> {
    return this.#ask({ method: 'GET', path: '/api/session' });
  }

  /** Creates the first administrator with the code of this box, and logs in. Open to everybody. */
  firstStart(body: FirstStart): Promise<Session> {
    return this.#ask({ method: 'POST', path: '/api/session/first', body });
  }

  /** Logs a person in; the session is in the cookie of the answer. Open to everybody. */
  logIn(body: Login): Promise<Session> {
    return this.#ask({ method: 'POST', path: '/api/session/login', body });
  }

  /** Ends the session. Everybody who is logged in. */
  logOut(): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/session/logout' });
  }

  /** Changes the own password; all other sessions of the user end. Everybody who is logged in. */
  changePassword(body: PasswordChange): Promise<Session> {
    return this.#ask({ method: 'POST', path: '/api/session/password', body });
  }

  /** Whether the exchange serves: 200, or 503 while the lines still come up. Open to everybody. */
  health(): Promise<Health> {
    return this.#ask({ method: 'GET', path: '/api/health' });
  }

  /** Every position: chip, health, what it does. Everybody who is logged in. On the simulator board open to everybody. */
  lines(): Promise<readonly Line[]> {
    return this.#ask({ method: 'GET', path: '/api/lines' });
  }

  /** Calls that are up, and the last that were, each with why the exchange did what it did. Everybody who is logged in. On the simulator board open to everybody. */
  calls(query: {
    readonly limit?: number;
  } = {}): Promise<Calls> {
    return this.#ask({ method: 'GET', path: '/api/calls', query });
  }

  /** One call and its story. Everybody who is logged in. On the simulator board open to everybody. */
  call(id: string): Promise<RecentCall> {
    return this.#ask({ method: 'GET', path: `/api/calls/${encodeURIComponent(id)}` });
  }

  /** How a call that is up sounds, per leg; empty for one that does not talk. Everybody who is logged in. On the simulator board open to everybody. */
  callQuality(id: string): Promise<readonly LegQuality[]> {
    return this.#ask({ method: 'GET', path: `/api/calls/${encodeURIComponent(id)}/quality` });
  }

  /** What is wrong now, and what to do about it. Everybody who is logged in. On the simulator board open to everybody. */
  alarms(): Promise<readonly Alarm[]> {
    return this.#ask({ method: 'GET', path: '/api/alarms' });
  }

  /** Counters since the exchange started. Everybody who is logged in. */
  statistics(): Promise<Statistics> {
    return this.#ask({ method: 'GET', path: '/api/statistics' });
  }

  /** Where the simulator is, if the board is one, and the tones of the country. Open to everybody. */
  bench(): Promise<Bench> {
    return this.#ask({ method: 'GET', path: '/api/bench' });
  }

  /** The last events as a file for `npm run replay`. Roles: administrator, technician. On the simulator board open to everybody. */
  journal(): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/journal', file: true });
  }

  /** Rings the device, then dials for it. Roles: administrator, supervisor, operator, agent. */
  makeCall(number: string, body: To): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/devices/${encodeURIComponent(number)}/make-call`, body });
  }

  /** Takes a call that rings elsewhere. Roles: administrator, supervisor, operator, agent. */
  pickup(number: string, body: From): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/devices/${encodeURIComponent(number)}/pickup`, body });
  }

  /** Joins the held and the present party and leaves. Roles: administrator, supervisor, operator, agent. */
  completeTransfer(number: string): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/devices/${encodeURIComponent(number)}/complete-transfer` });
  }

  /** Joins the held and the present party, and stays. Roles: administrator, supervisor, operator, agent. */
  conference(number: string): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/devices/${encodeURIComponent(number)}/conference` });
  }

  /** Changes between the held and the present party. Roles: administrator, supervisor, operator, agent. */
  alternate(number: string): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/devices/${encodeURIComponent(number)}/alternate` });
  }

  /** Answers for a device that can be told to. Roles: administrator, supervisor, operator, agent. */
  answer(id: string, body: Connection): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/answer`, body });
  }

  /** Puts a call on hold. Roles: administrator, supervisor, operator, agent. */
  hold(id: string, body: Connection): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/hold`, body });
  }

  /** Takes a held call back. Roles: administrator, supervisor, operator, agent. */
  retrieve(id: string, body: Connection): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/retrieve`, body });
  }

  /** Holds the call and calls somebody else. Roles: administrator, supervisor, operator, agent. */
  consult(id: string, body: ConnectionTo): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/consult`, body });
  }

  /** Sends the other party elsewhere without asking (blind transfer). Roles: administrator, supervisor, operator, agent. */
  transfer(id: string, body: ConnectionTo): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/transfer`, body });
  }

  /** Sends a call that rings at the device elsewhere. Roles: administrator, supervisor, operator, agent. */
  deflect(id: string, body: ConnectionTo): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/deflect`, body });
  }

  /** Takes one device out of a call, or ends the call. Roles: administrator, supervisor, operator, agent. */
  release(id: string, body: Release): Promise<ServiceAnswer> {
    return this.#ask({ method: 'POST', path: `/api/calls/${encodeURIComponent(id)}/release`, body });
  }

  /** The directory: every extension with its name and state. Everybody who is logged in. */
  devices(): Promise<readonly Device[]> {
    return this.#ask({ method: 'GET', path: '/api/devices' });
  }

  /** What an extension has set: forwarding, do not disturb, speed dials …. Roles: administrator, supervisor, operator, agent. */
  subscriber(number: string): Promise<Subscriber> {
    return this.#ask({ method: 'GET', path: `/api/devices/${encodeURIComponent(number)}/subscriber` });
  }

  /** Changes what an extension has set; fields that are missing stay. Roles: administrator, supervisor, operator, agent. */
  changeSubscriber(number: string, body: SubscriberChange): Promise<Subscriber> {
    return this.#ask({ method: 'PATCH', path: `/api/devices/${encodeURIComponent(number)}/subscriber`, body });
  }

  /** Sets or clears do-not-disturb, also from one time of day to another. Roles: administrator, supervisor, operator, agent. */
  setDoNotDisturb(number: string, body: DoNotDisturb): Promise<Subscriber> {
    return this.#ask({ method: 'PUT', path: `/api/devices/${encodeURIComponent(number)}/do-not-disturb`, body });
  }

  /** Orders a wake-up call, in place of one that was ordered before. Roles: administrator, supervisor, operator, agent. */
  setWakeUp(number: string, body: WakeUpChange): Promise<Subscriber> {
    return this.#ask({ method: 'PUT', path: `/api/devices/${encodeURIComponent(number)}/wake-up`, body });
  }

  /** Clears a wake-up call, also one that nobody has answered. Roles: administrator, supervisor, operator, agent. */
  clearWakeUp(number: string): Promise<Subscriber> {
    return this.#ask({ method: 'DELETE', path: `/api/devices/${encodeURIComponent(number)}/wake-up` });
  }

  /** Day, night or another mode, of every entity of the office. Everybody who is logged in. */
  modes(): Promise<readonly Mode[]> {
    return this.#ask({ method: 'GET', path: '/api/modes' });
  }

  /** Sets the mode of an entity by hand, or gives it back to the schedule. Roles: administrator, technician, supervisor, operator. */
  setMode(entity: string, body: ModeChange): Promise<readonly Mode[]> {
    return this.#ask({ method: 'PUT', path: `/api/modes/${encodeURIComponent(entity)}`, body });
  }

  /** Lets a caller in again that was marked as harassing. Roles: administrator, supervisor, operator. */
  unblockCaller(number: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/blocked-callers/${encodeURIComponent(number)}` });
  }

  /** Operators' consoles, and who sits there. Roles: administrator, supervisor, operator. */
  deskConsoles(): Promise<readonly DeskConsole[]> {
    return this.#ask({ method: 'GET', path: '/api/desk/consoles' });
  }

  /** Groups of exchange lines and their positions, for keys that supervise them. Roles: administrator, supervisor, operator. */
  deskTrunkGroups(): Promise<readonly TrunkGroupPorts[]> {
    return this.#ask({ method: 'GET', path: '/api/desk/trunk-groups' });
  }

  /** The wall: who waits by level and since when, answered in time, consoles; no caller is named. Everybody who is logged in. */
  board(): Promise<Board> {
    return this.#ask({ method: 'GET', path: '/api/board' });
  }

  /** Tickets of callers, newest first. Roles: administrator, supervisor, operator. */
  tickets(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly state?: 'open' | 'staged' | 'completed' | 'handed-on';
    readonly result?: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
    /** in number or name of the caller, or whom he wanted */
    readonly text?: string;
    readonly limit?: number;
    /** only ids before this */
    readonly before?: number;
  } = {}): Promise<TicketPage> {
    return this.#ask({ method: 'GET', path: '/api/tickets', query });
  }

  /** Messages left with operators, newest first; who is no operator sees those of the own extension. Everybody who is logged in. */
  messages(query: {
    /** a number as people dial it: digits, * and #; or + and at most 15 digits */
    readonly for?: string;
    readonly unread?: boolean;
    readonly limit?: number;
    /** only ids before this */
    readonly before?: number;
  } = {}): Promise<MessagePage> {
    return this.#ask({ method: 'GET', path: '/api/messages', query });
  }

  /** They were read: the lamp of the extension goes out when it was the last. Everybody who is logged in. */
  readMessages(body: MessagesRead): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/messages/read', body });
  }

  /** Every key of the consoles that acted, newest first. Roles: administrator, supervisor. */
  operations(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    readonly limit?: number;
    /** only ids before this */
    readonly before?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly console?: string;
    readonly op?: string;
    /** part of the number */
    readonly number?: string;
  } = {}): Promise<OperationPage> {
    return this.#ask({ method: 'GET', path: '/api/operations', query });
  }

  /** Who was on duty when, and what was done, newest first. Roles: administrator, supervisor. */
  shifts(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly limit?: number;
    /** only ids before this */
    readonly before?: number;
  } = {}): Promise<ShiftPage> {
    return this.#ask({ method: 'GET', path: '/api/shifts', query });
  }

  /** How the user who asks has the console. Roles: administrator, supervisor, operator. */
  consoleLayout(): Promise<ConsoleLayout> {
    return this.#ask({ method: 'GET', path: '/api/desk/layout' });
  }

  /** Keeps how the user who asks has the console. Roles: administrator, supervisor, operator. */
  setConsoleLayout(body: ConsoleLayout): Promise<Done> {
    return this.#ask({ method: 'PUT', path: '/api/desk/layout', body });
  }

  /** Tickets as CSV, UTF-8; times of the office. Roles: administrator, supervisor. */
  ticketsCsv(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly state?: 'open' | 'staged' | 'completed' | 'handed-on';
    readonly result?: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
    /** in number or name of the caller, or whom he wanted */
    readonly text?: string;
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/tickets.csv', query, file: true });
  }

  /** Tickets as XLSX; dates are dates. Roles: administrator, supervisor. */
  ticketsXlsx(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly state?: 'open' | 'staged' | 'completed' | 'handed-on';
    readonly result?: '' | 'transferred' | 'message' | 'informed' | 'refused' | 'lost' | 'follow-up';
    /** in number or name of the caller, or whom he wanted */
    readonly text?: string;
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/tickets.xlsx', query, file: true });
  }

  /** Shifts of all operators as CSV, UTF-8; times of the office. Roles: administrator, supervisor. */
  shiftsCsv(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/shifts.csv', query, file: true });
  }

  /** Shifts of all operators as XLSX; dates are dates. Roles: administrator, supervisor. */
  shiftsXlsx(query: {
    /** at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/shifts.xlsx', query, file: true });
  }

  /** Scores of training, newest first; an operator sees the own ones. Roles: administrator, supervisor, operator. */
  trainingScores(query: {
    readonly limit?: number;
    /** only ids before this */
    readonly before?: number;
    /** lower-case letters, digits, . _ -, a letter first */
    readonly operator?: string;
  } = {}): Promise<ScorePage> {
    return this.#ask({ method: 'GET', path: '/api/desk/scores', query });
  }

  /** Entries, extensions of the office among them; with `text` the best first, as an operator finds them. Roles: administrator, supervisor, operator. */
  directory(query: {
    /** number, name, pinyin, initials, department */
    readonly text?: string;
    readonly library?: 'local' | 'long-distance';
    readonly department?: string;
    /** place to begin at */
    readonly from?: number;
    readonly limit?: number;
  } = {}): Promise<DirectoryPage> {
    return this.#ask({ method: 'GET', path: '/api/directory', query });
  }

  /** A new entry, or what is wrong with it field by field. Roles: administrator, supervisor, operator. */
  createEntry(body: NewDirectoryEntry): Promise<DirectoryEntryPut> {
    return this.#ask({ method: 'POST', path: '/api/directory', body });
  }

  /** Changes an entry in place; for an extension of the office (id below 0) it takes that one's place. Roles: administrator, supervisor, operator. */
  putEntry(id: number, body: NewDirectoryEntry): Promise<DirectoryEntryPut> {
    return this.#ask({ method: 'PUT', path: `/api/directory/${encodeURIComponent(id)}`, body });
  }

  /** Removes an entry; extensions of the office stay. Roles: administrator, supervisor, operator. */
  removeEntry(id: number): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/directory/${encodeURIComponent(id)}` });
  }

  /** Looks what a table would do to the directory, row by row; with take=true does it. Roles: administrator, supervisor. */
  importDirectoryCsv(body: Blob | Uint8Array<ArrayBuffer>, query: {
    /** false (default): only look what it would do */
    readonly take?: boolean;
    readonly mode?: 'add' | 'replace';
  } = {}): Promise<DirectoryImport> {
    return this.#ask({ method: 'POST', path: '/api/import/directory.csv', query, body, type: 'text/csv' });
  }

  /** Looks what a table would do to the directory, row by row; with take=true does it. Roles: administrator, supervisor. */
  importDirectoryXlsx(body: Blob | Uint8Array<ArrayBuffer>, query: {
    /** false (default): only look what it would do */
    readonly take?: boolean;
    readonly mode?: 'add' | 'replace';
  } = {}): Promise<DirectoryImport> {
    return this.#ask({ method: 'POST', path: '/api/import/directory.xlsx', query, body, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
  }

  /** The directory as CSV, UTF-8, as the import takes it. Roles: administrator, supervisor. */
  directoryCsv(query: {
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/directory.csv', query, file: true });
  }

  /** The directory as XLSX, as the import takes it. Roles: administrator, supervisor. */
  directoryXlsx(query: {
    readonly language?: 'zh-CN' | 'en';
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/directory.xlsx', query, file: true });
  }

  /** Call records, newest first, with the totals of the whole query. Roles: administrator, supervisor, operator. */
  records(query: {
    /** started at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** started before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** part of any number in the call */
    readonly number?: string;
    readonly kind?: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
    readonly entity?: string;
    readonly answered?: boolean;
    /** name of an exchange line */
    readonly trunk?: string;
    readonly minTalkMs?: number;
    readonly limit?: number;
    /** only serials before this */
    readonly before?: number;
  } = {}): Promise<RecordPage> {
    return this.#ask({ method: 'GET', path: '/api/records', query });
  }

  /** One call record, and why the exchange did what it did while that is still remembered. Roles: administrator, supervisor, operator. */
  record(bootId: string, call: string): Promise<RecordStory> {
    return this.#ask({ method: 'GET', path: `/api/records/${encodeURIComponent(bootId)}/${encodeURIComponent(call)}` });
  }

  /** Call records as CSV, UTF-8; times of the office, talk in seconds. Roles: administrator, supervisor. */
  recordsCsv(query: {
    /** started at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** started before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** part of any number in the call */
    readonly number?: string;
    readonly kind?: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
    readonly entity?: string;
    readonly answered?: boolean;
    /** name of an exchange line */
    readonly trunk?: string;
    readonly minTalkMs?: number;
    readonly language?: 'zh-CN' | 'en';
    /** CSV begins with a byte order mark (default), by which Excel knows UTF-8 */
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/records.csv', query, file: true });
  }

  /** Call records as XLSX; dates are dates, talk and units are numbers, with their sums. Roles: administrator, supervisor. */
  recordsXlsx(query: {
    /** started at or after, ms since 1970-01-01 UTC */
    readonly from?: number;
    /** started before, ms since 1970-01-01 UTC */
    readonly to?: number;
    /** part of any number in the call */
    readonly number?: string;
    readonly kind?: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
    readonly entity?: string;
    readonly answered?: boolean;
    /** name of an exchange line */
    readonly trunk?: string;
    readonly minTalkMs?: number;
    readonly language?: 'zh-CN' | 'en';
    /** CSV begins with a byte order mark (default), by which Excel knows UTF-8 */
    readonly bom?: boolean;
  } = {}): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/export/records.xlsx', query, file: true });
  }

  /** The document in force, as text with its comments and as data. Roles: administrator, technician. */
  configuration(): Promise<CurrentDocument> {
    return this.#ask({ method: 'GET', path: '/api/configuration' });
  }

  /** JSON Schema (2020-12) of the document, with a description of every field. Roles: administrator, technician. */
  configurationSchema(): Promise<unknown> {
    return this.#ask({ method: 'GET', path: '/api/configuration/schema' });
  }

  /** What would be found in a document, without committing it. Roles: administrator, technician. */
  checkConfiguration(body: Check): Promise<Findings> {
    return this.#ask({ method: 'POST', path: '/api/configuration/check', body });
  }

  /** Puts a document into force when it has no errors; with confirmMinutes it goes back by itself unless confirmed. Roles: administrator, technician. */
  commitConfiguration(body: Commit): Promise<Committed> {
    return this.#ask({ method: 'POST', path: '/api/configuration/commit', body });
  }

  /** The history, newest first. Roles: administrator, technician. */
  configurationVersions(query: {
    readonly limit?: number;
    /** only versions before this */
    readonly before?: number;
  } = {}): Promise<readonly Version[]> {
    return this.#ask({ method: 'GET', path: '/api/configuration/versions', query });
  }

  /** The text of one version. Roles: administrator, technician. */
  configurationVersion(version: number): Promise<VersionText> {
    return this.#ask({ method: 'GET', path: `/api/configuration/versions/${encodeURIComponent(version)}` });
  }

  /** Every feature code in force, tenant by tenant. Roles: administrator, technician. */
  featureCodes(): Promise<readonly EntityCodes[]> {
    return this.#ask({ method: 'GET', path: '/api/configuration/feature-codes' });
  }

  /** Keeps a version that waits for confirmation. Roles: administrator, technician. */
  confirmConfiguration(version: number): Promise<Done> {
    return this.#ask({ method: 'POST', path: `/api/configuration/versions/${encodeURIComponent(version)}/confirm` });
  }

  /** Puts the text of an earlier version into force again, as a new version. Roles: administrator, technician. */
  rollBackConfiguration(version: number, body: RollBack): Promise<Committed> {
    return this.#ask({ method: 'POST', path: `/api/configuration/versions/${encodeURIComponent(version)}/roll-back`, body });
  }

  /** What differs between two versions. Roles: administrator, technician. */
  configurationDiff(query: {
    readonly from: number;
    readonly to: number;
  }): Promise<Diff> {
    return this.#ask({ method: 'GET', path: '/api/configuration/diff', query });
  }

  /** What a change would change. Roles: administrator, technician. */
  configurationDiffOfChange(body: DiffOfChange): Promise<Diff> {
    return this.#ask({ method: 'POST', path: '/api/configuration/diff', body });
  }

  /** What would happen to a call at some time of the week; no telephone rings. Roles: administrator, technician. */
  dryRun(body: DryRun): Promise<DryRunAnswer> {
    return this.#ask({ method: 'POST', path: '/api/configuration/dry-run', body });
  }

  /** Runs every emergency number from every extension in every mode through the exchange, on a copy. Roles: administrator, technician. */
  proveEmergency(body: ProofQuestion): Promise<Proof> {
    return this.#ask({ method: 'POST', path: '/api/configuration/emergency-proof', body });
  }

  /** Every sound, what it says, who hears it, and whether it is the own one. Roles: administrator, technician. */
  guides(): Promise<readonly GuideSound[]> {
    return this.#ask({ method: 'GET', path: '/api/guides' });
  }

  /** The sound, to listen to. Roles: administrator, technician. */
  guideWav(language: 'zh-CN' | 'en' | 'any', key: string): Promise<Blob> {
    return this.#ask({ method: 'GET', path: `/api/guides/${encodeURIComponent(language)}/${encodeURIComponent(key)}/wav`, file: true });
  }

  /** Puts an own recording in the built-in one's place, or under a new name of the office. Roles: administrator, technician. */
  replaceGuide(language: 'zh-CN' | 'en' | 'any', key: string, body: Blob | Uint8Array<ArrayBuffer>): Promise<GuideSound> {
    return this.#ask({ method: 'PUT', path: `/api/guides/${encodeURIComponent(language)}/${encodeURIComponent(key)}`, body, type: 'audio/wav' });
  }

  /** Takes the own recording away: the built-in one is heard again. Roles: administrator, technician. */
  resetGuide(language: 'zh-CN' | 'en' | 'any', key: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/guides/${encodeURIComponent(language)}/${encodeURIComponent(key)}` });
  }

  /** Registered telephones, trunks, and who is banned. Roles: administrator, technician. */
  sip(): Promise<SipStatus> {
    return this.#ask({ method: 'GET', path: '/api/sip' });
  }

  /** Listens again to an address, or lets an extension prove itself again from everywhere. Roles: administrator, technician. */
  liftSipBan(who: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/sip/bans/${encodeURIComponent(who)}` });
  }

  /** The last test call of a trunk, for some minutes after its end. Roles: administrator. */
  sipTest(id: string): Promise<SipTest> {
    return this.#ask({ method: 'GET', path: `/api/sip/trunks/${encodeURIComponent(id)}/test` });
  }

  /** Calls a number over this trunk and no other, speaks to whoever answers, and ends by itself. Roles: administrator. */
  beginSipTest(id: string, body: SipTestWish): Promise<SipTest> {
    return this.#ask({ method: 'POST', path: `/api/sip/trunks/${encodeURIComponent(id)}/test`, body });
  }

  /** Hangs up the test call of a trunk. Roles: administrator. */
  endSipTest(id: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/sip/trunks/${encodeURIComponent(id)}/test` });
  }

  /** Telephones that fetch their settings, and when they last did. Roles: administrator, technician. */
  provisioning(): Promise<Provisioning> {
    return this.#ask({ method: 'GET', path: '/api/sip/provisioning' });
  }

  /** The address that is typed into the telephone, with its secret. Roles: administrator, technician. */
  showProvisioningAddress(extension: string): Promise<ProvisioningAccess> {
    return this.#ask({ method: 'POST', path: `/api/sip/provisioning/${encodeURIComponent(extension)}/address` });
  }

  /** Makes a new secret for the telephone: the old address is worth nothing from now on. Roles: administrator, technician. */
  renewProvisioningSecret(extension: string): Promise<ProvisioningAccess> {
    return this.#ask({ method: 'POST', path: `/api/sip/provisioning/${encodeURIComponent(extension)}/secret` });
  }

  /** Asks the registered telephones of the extension to fetch their settings anew. Roles: administrator, technician. */
  setUpTelephoneAgain(extension: string): Promise<AskedAgain> {
    return this.#ask({ method: 'POST', path: `/api/sip/provisioning/${encodeURIComponent(extension)}/set-up-again` });
  }

  /** All users. Roles: administrator. */
  users(): Promise<readonly User[]> {
    return this.#ask({ method: 'GET', path: '/api/users' });
  }

  /** Creates a user. Roles: administrator. */
  createUser(body: NewUser): Promise<User> {
    return this.#ask({ method: 'POST', path: '/api/users', body });
  }

  /** Changes a user; fields that are missing stay. Roles: administrator. */
  changeUser(name: string, body: UserChange): Promise<User> {
    return this.#ask({ method: 'PATCH', path: `/api/users/${encodeURIComponent(name)}`, body });
  }

  /** Removes a user and ends the sessions. Roles: administrator. */
  removeUser(name: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/users/${encodeURIComponent(name)}` });
  }

  /** Tokens of machines, without their secrets. Roles: administrator. */
  tokens(): Promise<readonly Token[]> {
    return this.#ask({ method: 'GET', path: '/api/tokens' });
  }

  /** Makes a token for a machine; its secret is told only now. Roles: administrator. */
  createToken(body: NewToken): Promise<IssuedToken> {
    return this.#ask({ method: 'POST', path: '/api/tokens', body });
  }

  /** Ends a token. Roles: administrator. */
  removeToken(id: string): Promise<Done> {
    return this.#ask({ method: 'DELETE', path: `/api/tokens/${encodeURIComponent(id)}` });
  }

  /** Changes and logins, newest first. Roles: administrator. */
  audit(query: {
    readonly who?: string;
    readonly action?: string;
    /** ms since 1970-01-01 UTC, inclusive */
    readonly from?: number;
    readonly limit?: number;
    /** only entries before this */
    readonly before?: number;
  } = {}): Promise<AuditPage> {
    return this.#ask({ method: 'GET', path: '/api/audit', query });
  }

  /** Version, slots, and what is being done to the box. Roles: administrator, technician. */
  box(): Promise<Box> {
    return this.#ask({ method: 'GET', path: '/api/box' });
  }

  /** The next piece of an update or of a backup. Roles: administrator, technician. */
  uploadToBox(what: 'update' | 'backup', offset: number, body: Blob | Uint8Array<ArrayBuffer>): Promise<BoxUploaded> {
    return this.#ask({ method: 'PUT', path: `/api/box/uploads/${encodeURIComponent(what)}/${encodeURIComponent(offset)}`, body, type: 'application/octet-stream' });
  }

  /** Begins to write a signed update into the slot that does not run; calls go on. Roles: administrator, technician. */
  updateBox(body: BoxUpdate): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/box/update', body });
  }

  /** Looks whether a USB stick of the box has one update, and which. Roles: administrator, technician. */
  boxStick(): Promise<BoxStick> {
    return this.#ask({ method: 'GET', path: '/api/box/stick' });
  }

  /** Begins to write the update of the stick into the slot that does not run; calls go on. Roles: administrator, technician. */
  updateBoxFromStick(body: BoxUpdateFromStick): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/box/stick', body });
  }

  /** Starts the box anew, after an update with the new version; calls are lost. Roles: administrator, technician. */
  restartBox(): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/box/restart' });
  }

  /** What helps to find a fault: versions, sizes, the journal; no office, no records, no secrets. Roles: administrator, technician. */
  boxSupport(): Promise<Blob> {
    return this.#ask({ method: 'GET', path: '/api/box/support', file: true });
  }

  /** Office, records, voice and users in one encrypted file. Roles: administrator. */
  backUpBox(body: BoxBackup): Promise<Blob> {
    return this.#ask({ method: 'POST', path: '/api/box/backup', body, file: true });
  }

  /** Begins to put the backup that was sent in place of everything; the exchange starts anew with it. Roles: administrator. */
  restoreBox(body: BoxRestore): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/box/restore', body });
  }

  /** Starts the box anew as it came: office, records, voice and users are gone. Roles: administrator. */
  resetBox(body: BoxReset): Promise<Done> {
    return this.#ask({ method: 'POST', path: '/api/box/reset', body });
  }
}
