import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const JOURNALS_MAX = 50;

/** Saves a journal under `journals/` in the data folder; the oldest go. The answer is where it is, or null. */
export function journalFiles(dataFolder: string, most = JOURNALS_MAX) {
  const folder = join(dataFolder, 'journals');
  const save = async (name: string, text: string): Promise<string> => {
    await mkdir(folder, { recursive: true });
    const safe = name.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 40);
    const path = join(folder, `${stamp()}-${safe}.jsonl`);
    await writeFile(path, text);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.jsonl')).sort();
    for (const file of files.slice(0, Math.max(0, files.length - most))) await rm(join(folder, file));
    return path;
  };
  let queue: Promise<void> = Promise.resolve();
  return (name: string, text: string, done: (path: string | null) => void): void => {
    queue = queue.then(() => save(name, text)).then(done, () => done(null));
  };
}

/** Sorts by time as a file name. */
const stamp = (): string => new Date().toISOString().replace(/[:.]/g, '-');
