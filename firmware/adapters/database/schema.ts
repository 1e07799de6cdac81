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

export interface Schema {
  records: RecordTable;
  kept: KeptTable;
  versions: VersionTable;
  audit: AuditTable;
  users: UserTable;
  tokens: TokenTable;
  settings: SettingTable;
}
