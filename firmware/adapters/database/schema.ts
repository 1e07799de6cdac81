import type { Generated } from 'kysely';

/*
 * Tables as Kysely sees them; `migrations.ts` makes them. A record, user, token is kept whole as JSON in `body`,
 * so that a field that a later version adds needs no migration; the other columns are what is searched by.
 */

export interface RecordTable {
  serial: Generated<number>;
  boot_id: string;
  call: string;
  kind: string;
  entity: string;
  started_ms: number;
  /** 0 or 1 */
  answered: number;
  talk_ms: number;
  units: number | null;
  /** Every number of the record and its legs, one a line. */
  numbers: string;
  /** Names of its exchange lines, each between line feeds. */
  trunks: string;
  body: string;
}

export interface KeptTable {
  what: string;
  key: string;
  value: string;
}

export interface VersionTable {
  version: number;
  epoch_ms: number;
  author: string;
  reason: string;
  confirm_by_ms: number | null;
  rolled_back_to: number | null;
  text: string;
}

export interface AuditTable {
  id: Generated<number>;
  epoch_ms: number;
  who: string;
  origin: string;
  action: string;
  target: string;
  facts: string;
}

export interface UserTable {
  name: string;
  body: string;
}

export interface TokenTable {
  id: string;
  body: string;
}

export interface SettingTable {
  key: string;
  value: string;
}

export interface DirectoryTable {
  id: number;
  body: string;
}

export interface TicketTable {
  id: number;
  opened_ms: number;
  state: string;
  result: string;
  operator: string;
  /** What a ticket is looked for by, in lower case, one a line. */
  words: string;
  body: string;
}

export interface MessageTable {
  id: number;
  recipient: string;
  left_ms: number;
  read_ms: number | null;
  body: string;
}

export interface OperationTable {
  id: number;
  epoch_ms: number;
  operator: string;
  console: string;
  op: string;
  call: string;
  number: string;
  outcome: string;
}

export interface ShiftTable {
  id: number;
  operator: string;
  console: string;
  began_ms: number;
  ended_ms: number | null;
  words: string;
  body: string;
}

export interface LayoutTable {
  user: string;
  body: string;
}

export interface ScoreTable {
  id: number;
  operator: string;
  ended_ms: number;
  body: string;
}

export interface Schema {
  records: RecordTable;
  kept: KeptTable;
  versions: VersionTable;
  audit: AuditTable;
  users: UserTable;
  tokens: TokenTable;
  settings: SettingTable;
  directory: DirectoryTable;
  tickets: TicketTable;
  messages: MessageTable;
  operations: OperationTable;
  shifts: ShiftTable;
  layouts: LayoutTable;
  scores: ScoreTable;
}
