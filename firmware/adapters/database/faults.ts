import type { Fault } from '#units/result.ts';

/** SQLite's primary result codes that need an answer of their own (sqlite.org/rescode.html). */
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

interface SqliteError extends Error {
  readonly errcode: number;
}

const primaryCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error ? (error as SqliteError).errcode & 0xff : null;

export const isDamage = (error: unknown): boolean =>
  [CORRUPT, NOT_A_DATABASE].includes(primaryCode(error) ?? -1);
export const isFull = (error: unknown): boolean => primaryCode(error) === FULL;
/** What the writer asked for is wrong; the disk is well. */
export const isConstraint = (error: unknown): boolean => primaryCode(error) === CONSTRAINT;
/** After these nothing that the connection has in memory may be trusted. */
export const isDiskError = (error: unknown): boolean => primaryCode(error) === IO_ERROR || isDamage(error);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const notDone = (where: string, error: unknown): Fault => ({
  code: 'TR-DB-001',
  where,
  what: `the database cannot do it: ${wordsOf(error)}`,
  todo: 'make room on the disk of the data folder, make it writable, or replace the disk',
});

export const noAnswer = (where: string): Fault => ({
  code: 'TR-DB-002',
  where,
  what: 'the database did not answer within 10 s',
  todo: 'check the disk of the data folder',
});

export const workerDied = (where: string, why: string): Fault => ({
  code: 'TR-DB-003',
  where,
  what: `the thread of the database ended and is started again: ${why}`,
  todo: 'nothing if it stays at one; otherwise send the log to the makers',
});

export const tooMany = (where: string, most: number): Fault => ({
  code: 'TR-DB-004',
  where,
  what: `more than ${most} requests wait for the database`,
  todo: 'check the disk of the data folder: it is too slow or does not answer',
});

export const tooNew = (where: string, found: number, known: number): Fault => ({
  code: 'TR-DB-005',
  where,
  what: `the file was written by a newer version (format ${found}; this one knows ${known})`,
  todo: 'start the newer version again, or move the file away to begin anew',
});

export const roomInUse = (where: string): Fault => ({
  code: 'TR-DB-006',
  where,
  what: 'the disk is full; the room kept for call records is being used up',
  todo: 'delete recordings or other large files, or use a larger disk, within a day',
});

export const damaged = (where: string, what: string): Fault => ({
  code: 'TR-DB-007',
  where,
  what,
  todo: 'check or replace the disk; keep the file that was put aside for the makers',
});

export const refused = (where: string, error: unknown): Fault => ({
  code: 'TR-DB-008',
  where,
  what: `the database refused it: ${wordsOf(error)}`,
  todo: 'send the log to the makers',
});

export const closed = (where: string): Fault => ({
  code: 'TR-DB-009',
  where,
  what: 'the database is closed',
  todo: 'nothing: the exchange is stopping',
});
