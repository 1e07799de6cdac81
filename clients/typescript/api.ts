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
  /** a number as people dial it: digits, * and # */
  readonly device: string;
};

export type ConnectionTo = {
  /** a number as people dial it: digits, * and # */
  readonly device: string;
  /** a number as people dial it: digits, * and # */
  readonly to: string;
};

export type CurrentDocument = {
  readonly version: Version;
  readonly text: string;
  /** the same as data; see /api/configuration/schema */
  readonly document: unknown;
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
  /** a number as people dial it: digits, * and # */
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
  readonly doNotDisturb: boolean;
  readonly absent: boolean;
  readonly callWaiting: boolean;
  readonly hiddenNumber: boolean;
  readonly speedDials: Readonly<Record<string, string>>;
  readonly hotLine: {
    /** a number as people dial it: digits, * and # */
    readonly number: string;
    readonly afterMs: number;
  } | 'off' | null;
  readonly locked: string | null;
  readonly pinSet: boolean;
  readonly at: string | null;
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
    /** a number as people dial it: digits, * and # */
    readonly number: string;
    readonly afterMs: number;
  } | 'off' | null;
  readonly locked?: 'internal' | 'local' | 'national' | 'international' | null;
  /** empty: none */
  readonly pin?: string;
};

export type To = {
  /** a number as people dial it: digits, * and # */
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
}
