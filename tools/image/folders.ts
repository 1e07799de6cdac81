import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..');
/** Everything that is made: caches that another run finds again, and the results. */
export const BUILD = join(ROOT, 'build/image');
export const HERE = import.meta.dirname;

/** 2026-01-01: the time of every file, so that two builds of one source are one image. */
export const EPOCH_S = Number(process.env.SOURCE_DATE_EPOCH ?? 1_767_225_600);
export const REPRODUCIBLE = { SOURCE_DATE_EPOCH: String(EPOCH_S), TZ: 'UTC' } as const;

/** Files below a folder, relative to it, in a fixed order; links count as files. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** One hash over words, and names and contents of files. */
export function fingerprint(words: readonly string[], paths: readonly string[] = []): string {
  const hash = createHash('sha256').update(words.join('\0'));
  for (const path of paths) hash.update(`\0${relative(ROOT, path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
