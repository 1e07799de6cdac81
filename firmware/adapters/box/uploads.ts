/** Files on their way in, piece by piece, below the data folder; what was left by the last start is gone. */
import { mkdirSync, rmSync } from 'node:fs';
import { open, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BoxUpload, UPLOAD_BYTES_MAX, uploadPath } from '#ports/box.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** Kept free for call records, whatever comes in. */
const ROOM_BYTES_MIN = 128 * 1024 * 1024;

const fault = (code: string, where: string, what: string, todo: string): Fault => ({
  code,
  where,
  what,
  todo,
});

export class Uploads {
  readonly #folder: string;
  /** Pieces are written one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string) {
    this.#folder = dataFolder;
    try {
      rmSync(dirname(this.#path('update')), { recursive: true, force: true });
    } catch {
      // Somebody else's, or of a damaged card: it costs room, and the next upload says what is wrong. Telephones ring.
    }
  }

  #path = (what: BoxUpload): string => join(this.#folder, uploadPath(what));

  async bytes(what: BoxUpload): Promise<number> {
    return stat(this.#path(what)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  take(what: BoxUpload, offset: number, piece: Uint8Array): Promise<Result<number>> {
    const taken = this.#turn.then(() => this.#take(what, offset, piece));
    this.#turn = taken.catch(() => undefined);
    return taken;
  }

  async #take(what: BoxUpload, offset: number, piece: Uint8Array): Promise<Result<number>> {
    const there = await this.bytes(what);
    if (offset !== 0 && offset !== there)
      return fail(fault('TR-BOX-005', what, `${there} bytes are there`, 'send the piece that follows them'));
    const bytes = offset + piece.length;
    if (bytes > UPLOAD_BYTES_MAX)
      return fail(
        fault('TR-BOX-006', what, `it is larger than ${UPLOAD_BYTES_MAX} bytes`, 'choose the right file'),
      );
    try {
      if ((await this.freeBytes()) < piece.length + ROOM_BYTES_MIN) return fail(noRoom(what));
      mkdirSync(dirname(this.#path(what)), { recursive: true, mode: 0o700 });
      const file = await open(this.#path(what), offset === 0 ? 'w' : 'a', 0o600);
      try {
        await file.appendFile(piece);
      } finally {
        await file.close();
      }
      return ok(bytes);
    } catch (error) {
      return fail({ ...noRoom(what), what: (error as Error).message });
    }
  }
}

const noRoom = (what: string): Fault =>
  fault('TR-BOX-003', what, 'there is no room for it', 'make room in the data folder');
