import { createReadStream } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Database, NewRecord } from '#ports/database.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

export interface Imported {
  readonly files: number;
  readonly records: number;
  /** Lines that were no call record; they stay in the renamed file. */
  readonly unreadable: number;
}

/** Records on their way at a time. */
const AT_ONCE = 200;

/**
 * Call records that a version before the database wrote as JSON lines (`calls.jsonl`, `calls-….jsonl`). A file is
 * renamed to `….imported` when all its records are on disk; cut short, the next start does it again and doubles
 * nothing, for a line's place is its call's name.
 */
export async function importOldCalls(
  folder: string,
  records: Database['records'],
): Promise<Result<Imported>> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => /^calls(-.*)?\.jsonl$/.test(name)).sort();
  } catch (error) {
    return fail(notImported(folder, error));
  }
  // Put aside ones are older, and have a time in their name; `calls.jsonl` comes last.
  names.sort((a, b) => Number(a === 'calls.jsonl') - Number(b === 'calls.jsonl'));
  const sum = { files: 0, records: 0, unreadable: 0 };
  for (const name of names) {
    const done = await importFile(folder, name, records);
    if (!done.ok) return done;
    sum.files += 1;
    sum.records += done.value.records;
    sum.unreadable += done.value.unreadable;
  }
  return ok(sum);
}

async function importFile(
  folder: string,
  name: string,
  records: Database['records'],
): Promise<Result<Pick<Imported, 'records' | 'unreadable'>>> {
  const path = join(folder, name);
  const sum = { records: 0, unreadable: 0 };
  let batch: NewRecord[] = [];
  const flush = async (): Promise<Fault | null> => {
    const answers = await Promise.all(batch.map((record) => records.append(record)));
    sum.records += batch.length;
    batch = [];
    const bad = answers.find((answer) => !answer.ok);
    return bad === undefined || bad.ok ? null : bad.error;
  };
  try {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(path) })) {
      line += 1;
      if (text.trim() === '') continue;
      const record = oldRecord(text, `${name}:${line}`);
      if (record === null) sum.unreadable += 1;
      else batch.push(record);
      const fault = batch.length >= AT_ONCE ? await flush() : null;
      if (fault !== null) return fail(fault);
    }
    const fault = await flush();
    if (fault !== null) return fail(fault);
    await rename(path, `${path}.imported`);
    return ok(sum);
  } catch (error) {
    return fail(notImported(path, error));
  }
}

/** A line of the old file: the core's record with instants in µs, and three times of day in ISO 8601. */
function oldRecord(text: string, place: string): NewRecord | null {
  let line: Record<string, unknown>;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof line !== 'object' || line === null) return null;
  const { started, answered, released, startedAt, alertedAt, answeredAt, releasedAt, ...rest } = line;
  const startedEpochMs = Date.parse(String(started));
  const releasedEpochMs = Date.parse(String(released));
  if (Number.isNaN(startedEpochMs) || Number.isNaN(releasedEpochMs) || typeof rest.call !== 'string')
    return null;
  const msBetween = (from: unknown, to: unknown): number => Math.round((Number(to) - Number(from)) / 1_000);
  const wasAnswered = typeof answeredAt === 'number';
  const defaults = {
    from: '',
    to: '',
    dialled: '',
    kind: 'incomplete',
    entity: 'main',
    fromPort: '',
    toPort: null,
  };
  const more = {
    account: '',
    joined: null,
    harassing: false,
    cause: 16,
    releasedBy: 'exchange',
    attended: [],
  };
  return {
    ...defaults,
    ...more,
    ...rest,
    bootId: `file ${place}`,
    startedEpochMs,
    alertedEpochMs: typeof alertedAt === 'number' ? startedEpochMs + msBetween(startedAt, alertedAt) : null,
    answeredEpochMs: wasAnswered ? Date.parse(String(answered)) : null,
    releasedEpochMs,
    talkMs: wasAnswered ? msBetween(answeredAt, releasedAt) : 0,
    // The old file had no legs worth the name.
    legs: [],
    quality: [],
    units: null,
  } as unknown as NewRecord;
}

const notImported = (where: string, error: unknown): Fault => ({
  code: 'TR-DB-010',
  where,
  what: `old call records cannot be taken over: ${error instanceof Error ? error.message : String(error)}`,
  todo: 'make the data folder readable and writable; they are taken over at the next start',
});
