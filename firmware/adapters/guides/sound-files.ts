import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SOUND_BYTES_MAX,
  SOUND_LANGUAGES,
  SOUND_NAME,
  type SoundFiles,
  type SoundLanguage,
} from '#ports/guides.ts';
import type { Fault } from '#units/result.ts';

const EXTENSION = '.wav';

/** Sounds as `<language>/<key>.wav`: the product's in one folder, a technician's own in another. */
export class FolderSoundFiles implements SoundFiles {
  readonly #builtIn: string;
  readonly #own: string;

  constructor(builtIn: string, own: string) {
    this.#builtIn = builtIn;
    this.#own = own;
  }

  async own(): Promise<readonly { readonly key: string; readonly language: SoundLanguage }[]> {
    const found = SOUND_LANGUAGES.map(async (language) => {
      const names = await readdir(join(this.#own, language)).catch(() => []);
      const keys = names
        .filter((name) => name.endsWith(EXTENSION))
        .map((name) => name.slice(0, -EXTENSION.length));
      return keys
        .filter((key) => SOUND_NAME.test(key))
        .sort()
        .map((key) => ({ key, language }));
    });
    return (await Promise.all(found)).flat();
  }

  async read(from: 'built-in' | 'own', language: SoundLanguage, key: string): Promise<Uint8Array | null> {
    const path = this.#path(from === 'own' ? this.#own : this.#builtIn, language, key);
    try {
      if (path === null) return null;
      const found = await stat(path);
      return found.isFile() && found.size <= SOUND_BYTES_MAX ? await readFile(path) : null;
    } catch {
      return null;
    }
  }

  async write(language: SoundLanguage, key: string, wav: Uint8Array): Promise<Fault | null> {
    const path = this.#path(this.#own, language, key);
    if (path === null) return unwritten(key, 'this is no name');
    try {
      const folder = join(this.#own, language);
      await mkdir(folder, { recursive: true });
      const file = await open(`${path}.new`, 'w');
      try {
        await file.writeFile(wav);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
      await syncFolder(folder);
      return null;
    } catch (error) {
      await rm(`${path}.new`, { force: true }).catch(() => undefined);
      return unwritten(path, error instanceof Error ? error.message : String(error));
    }
  }

  async remove(language: SoundLanguage, key: string): Promise<Fault | null> {
    const path = this.#path(this.#own, language, key);
    if (path === null) return unwritten(key, 'this is no name');
    try {
      await rm(path, { force: true });
      await syncFolder(join(this.#own, language));
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      return unwritten(path, error instanceof Error ? error.message : String(error));
    }
  }

  /** Nothing outside the folder: a key is a plain name. */
  #path(folder: string, language: SoundLanguage, key: string): string | null {
    if (!SOUND_NAME.test(key) || !SOUND_LANGUAGES.includes(language)) return null;
    return join(folder, language, `${key}${EXTENSION}`);
  }
}

/** A rename is on disk when its folder is (fsync(2), "Calling fsync() does not necessarily …"). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unwritten(where: string, what: string): Fault {
  return {
    code: 'TR-GUIDE-013',
    where,
    what: `the sound cannot be written: ${what}`,
    todo: 'make room in the data folder, or make it writable',
  };
}
