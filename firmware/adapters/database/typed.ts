import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Row, SqlValue, Statement } from './protocol.ts';
import type { Schema } from './schema.ts';

/** Kysely as a compiler only: it types and writes the SQL, the thread runs it. */
export const sql = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A statement that remembers the type of its rows. */
export interface Typed<O> extends Statement {
  readonly row?: O;
}

export const typed = <O>(query: { compile(): CompiledQuery<O> }): Typed<O> => {
  const { sql: text, parameters } = query.compile();
  return { sql: text, parameters: parameters as readonly SqlValue[] };
};

/** What the tables promise (STRICT, made by our own migrations) is believed. */
export const rowsOf = <O>(_statement: Typed<O>, rows: readonly Row[]): readonly O[] =>
  rows as unknown as readonly O[];
