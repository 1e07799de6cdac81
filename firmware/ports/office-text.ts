import type { Fault, Result } from '#units/result.ts';
import type { Edit, Finding } from './configuration.ts';

/** The office document as text with comments: read, changed, written. Real: YAML. Nothing here throws. */
export interface OfficeText {
  /** What stands in it, as plain data; findings when it cannot be read. */
  read(text: string): Result<unknown, readonly Finding[]>;
  /** The text with the edits made; comments and order of everything else stay. */
  edit(text: string, edits: readonly Edit[]): Result<string, readonly Finding[]>;
  /** A new text. `comments` stand before the sections that they name; '' is the head of the file. */
  write(document: Readonly<Record<string, unknown>>, comments: Readonly<Record<string, string>>): string;
}

/** A text that is on disk beside the file, and takes its place at once or never. */
export interface PreparedFile {
  publish(): Promise<Fault | null>;
  discard(): Promise<void>;
}

/** `office.yaml` in the data folder. */
export interface OfficeFile {
  /** Shown in faults. */
  readonly name: string;
  /** `text` null: there is none. `pending`: prepared, but a power cut came before it was published. */
  read(): Promise<Result<{ readonly text: string | null; readonly pending: string | null }>>;
  prepare(text: string): Promise<Result<PreparedFile>>;
}
