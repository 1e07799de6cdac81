import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STAMPS = join(ROOT, 'build/setup.json');

/** Set-up talks on standard error, so that `--json` output of a task stays clean. */
export const say = (text) => process.stderr.write(`tipring: ${text}\n`);

/** Something that a person has to mend; `todo` is the command or sentence that mends it. */
export class SetupError extends Error {
  constructor(message, todo) {
    super(message);
    this.todo = todo;
  }
}

function* filesBelow(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'target') continue;
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else if (!entry.name.endsWith('.node')) yield full;
  }
}

/** One hash over the names and contents of files and folders (relative to the root). */
export function fingerprint(paths, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const path of paths) {
    const full = join(ROOT, path);
    let files;
    try {
      files = [...filesBelow(full)].sort();
    } catch {
      files = [full];
    }
    for (const file of files)
      hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function stamps() {
  try {
    return JSON.parse(readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

export const isStamped = (name, value) => stamps()[name] === value;

export function stamp(name, value) {
  mkdirSync(dirname(STAMPS), { recursive: true });
  writeFileSync(STAMPS, `${JSON.stringify({ ...stamps(), [name]: value }, null, 2)}\n`);
}
