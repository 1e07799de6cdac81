import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DOCUMENT_CHARS_MAX } from '#ports/office-document.ts';
import type { OfficeFile, PreparedFile } from '#ports/office-text.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** UTF-8 has at most three bytes for a UTF-16 unit. */
const BYTES_MAX = 3 * DOCUMENT_CHARS_MAX;

/**
 * `office.yaml` in the data folder. A new text is written to a file beside it, forced to the disk, and renamed:
 * whenever the power goes, the old one is whole or the new one is (POSIX rename).
 */
export class DiskOfficeFile implements OfficeFile {
  readonly name = 'office.yaml';
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Result<{ readonly text: string | null; readonly pending: string | null }>> {
    try {
      return ok({ text: await textOf(this.#path), pending: await textOf(this.#pending).catch(() => null) });
    } catch (error) {
      return fail(
        this.#fault('TR-OFFICE-010', 'cannot be read', error, 'let the firmware read it, or take it away'),
      );
    }
  }

  async prepare(text: string): Promise<Result<PreparedFile>> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      // Passwords of telephones and carriers stand in it.
      const file = await open(this.#pending, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      return fail(this.#unwritten(error));
    }
    return ok({
      publish: () => this.#publish(),
      discard: () => rm(this.#pending, { force: true }).catch(() => undefined),
    });
  }

  get #pending(): string {
    return `${this.#path}.new`;
  }

  async #publish(): Promise<Fault | null> {
    try {
      await rename(this.#pending, this.#path);
      // The name is on the disk only when the folder is.
      const folder = await open(dirname(this.#path), 'r');
      await folder.sync().finally(() => folder.close());
      return null;
    } catch (error) {
      return this.#unwritten(error);
    }
  }

  #unwritten(error: unknown): Fault {
    return this.#fault(
      'TR-OFFICE-011',
      'cannot be written',
      error,
      'make room in the data folder, or make it writable',
    );
  }

  #fault(code: string, what: string, error: unknown, todo: string): Fault {
    return {
      code,
      where: this.name,
      what: `${what}: ${error instanceof Error ? error.message : String(error)}`,
      todo,
    };
  }
}

/** Null when there is no file. What is too large is read as far as it is seen to be too large. */
async function textOf(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size <= BYTES_MAX) return await readFile(path, 'utf8');
    return ' '.repeat(DOCUMENT_CHARS_MAX + 1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
