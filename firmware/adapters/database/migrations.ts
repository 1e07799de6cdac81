import type { DatabaseSync } from 'node:sqlite';

/*
 * `PRAGMA user_version` says how many of these a file has been through. Never change one that was released; add
 * the next. Each runs in a transaction of its own together with its number.
 */

const CALLS_AND_KEPT = `
  create table records (
    serial integer primary key autoincrement,
    boot_id text not null,
    call text not null,
    kind text not null,
    entity text not null,
    started_ms integer not null,
    answered integer not null,
    talk_ms integer not null,
    units real,
    numbers text not null,
    trunks text not null,
    body text not null,
    unique (boot_id, call)
  ) strict;
  create index records_started on records (started_ms);
  create table kept (
    what text not null,
    key text not null,
    value text not null,
    primary key (what, key)
  ) strict, without rowid;
  create table settings (key text primary key, value text not null) strict, without rowid;
`;

const OFFICE_AND_PEOPLE = `
  create table versions (
    version integer primary key,
    epoch_ms integer not null,
    author text not null,
    reason text not null,
    confirm_by_ms integer,
    rolled_back_to integer,
    text text not null
  ) strict;
  create table audit (
    id integer primary key autoincrement,
    epoch_ms integer not null,
    who text not null,
    origin text not null,
    action text not null,
    target text not null,
    facts text not null
  ) strict;
  create index audit_epoch on audit (epoch_ms);
  create table users (name text primary key, body text not null) strict, without rowid;
  create table tokens (id text primary key, body text not null) strict, without rowid;
`;

const OPERATORS = `
  create table directory (id integer primary key, body text not null) strict;
  create table tickets (
    id integer primary key,
    opened_ms integer not null,
    state text not null,
    result text not null,
    operator text not null,
    words text not null,
    body text not null
  ) strict;
  create index tickets_opened on tickets (opened_ms);
  create index tickets_pending on tickets (state) where state <> 'completed';
  create table messages (
    id integer primary key,
    recipient text not null,
    left_ms integer not null,
    read_ms integer,
    body text not null
  ) strict;
  create index messages_recipient on messages (recipient);
  create index messages_unread on messages (id) where read_ms is null;
  create table operations (
    id integer primary key,
    epoch_ms integer not null,
    operator text not null,
    console text not null,
    op text not null,
    call text not null,
    number text not null,
    outcome text not null
  ) strict;
  create index operations_epoch on operations (epoch_ms);
  create table shifts (
    id integer primary key,
    operator text not null,
    console text not null,
    began_ms integer not null,
    ended_ms integer,
    words text not null,
    body text not null
  ) strict;
  create index shifts_console on shifts (console, id);
  create table layouts (user text primary key, body text not null) strict, without rowid;
`;

const TRAINING = `
  create table scores (
    id integer primary key,
    operator text not null,
    ended_ms integer not null,
    body text not null
  ) strict;
`;

export const MIGRATIONS: readonly string[] = [CALLS_AND_KEPT, OFFICE_AND_PEOPLE, OPERATORS, TRAINING];

export const versionOf = (db: DatabaseSync): number =>
  (db.prepare('pragma user_version').get() as { user_version: number }).user_version;

/** Brings the file up to `upTo`; a file that is there already is left alone. Throws what SQLite throws. */
export function migrate(db: DatabaseSync, upTo = MIGRATIONS.length): void {
  for (let version = versionOf(db); version < upTo; version++) {
    db.exec(`begin immediate; ${MIGRATIONS[version]!} pragma user_version = ${version + 1}; commit`);
  }
}
