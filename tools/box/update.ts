/** An update from a file, a stick or an address: found, brought to the box, and given to whoever installs it. */
import { existsSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { updateFromStick } from './stick.ts';
import { isOlder } from './versions.ts';

/** What the box is done to. Real: RAUC and the kernel; simulated: `test/image/update.test.ts`. */
export interface Updater {
  /** Partitions of disks that can be pulled out: `/dev/sda1`. */
  sticks(): readonly string[];
  /** Read only. Null, or why not. */
  mount(device: string, folder: string): string | null;
  unmount(folder: string): void;
  /** What the box runs: `0.1.0-1a2b3c4`. */
  running(): string;
  /** Verifies its signature, and writes nothing. */
  inspect(bundle: string): Inspected;
  /** Verifies signature and kind of box, and writes the slot that does not run. Null, or why not. */
  install(bundle: string): string | null;
  /** Throws when the address does not answer. */
  fetch(address: string): Promise<Response>;
}

export type Inspected = { readonly release: string } | { readonly why: string };

/** RAUC takes no larger one (`max-bundle-download-size` in system.conf). */
export const BUNDLE_BYTES_MAX = 536_870_912;
const ADDRESS = /^https?:\/\//i;

export type Updated = { readonly ok: true } | { readonly ok: false; readonly why: string };
const no = (why: string): Updated => ({ ok: false, why });

/** What may be asked for besides. */
export interface UpdateOptions {
  readonly bytesMax?: number;
  /** An older version than the one that runs, too: only who has the console may want that. */
  readonly older?: boolean;
}

/**
 * Whether a bundle may be installed; writes nothing. An older version may not: it has the faults that were mended since,
 * signed as well as ever, and may not be able to read what the newer one has written.
 */
export function look(bundle: string, updater: Updater, { older = false }: UpdateOptions = {}): Inspected {
  const seen = updater.inspect(bundle);
  const running = updater.running();
  if ('why' in seen || older || !isOlder(seen.release, running)) return seen;
  return {
    why: `${seen.release} is older than ${running}, which runs; at the console: box update … --older`,
  };
}

/** Installs a bundle that is on the box. */
export function install(bundle: string, updater: Updater, options: UpdateOptions): Updated {
  const seen = look(bundle, updater, options);
  if ('why' in seen) return no(seen.why);
  const why = updater.install(bundle);
  return why === null ? { ok: true } : no(why);
}

/** `source`: an address, a file, or `stick`, on which there must be one update alone. `folder`: room for it. */
export async function update(
  source: string,
  folder: string,
  updater: Updater,
  options: UpdateOptions = {},
): Promise<Updated> {
  if (source === 'stick') return updateFromStick(null, folder, updater, options);
  if (ADDRESS.test(source)) return fromAddress(source, join(folder, 'update.raucb'), updater, options);
  return existsSync(source) ? install(source, updater, options) : no(`there is no ${source}`);
}

/** Kept no longer than it takes, and never larger than RAUC would take it. */
async function fromAddress(
  address: string,
  file: string,
  updater: Updater,
  options: UpdateOptions,
): Promise<Updated> {
  try {
    const answer = await updater.fetch(address);
    if (!answer.ok || answer.body === null) return no(`${address}: the server says ${answer.status}`);
    await write(answer.body, file, options.bytesMax ?? BUNDLE_BYTES_MAX);
    return install(file, updater, options);
  } catch (error) {
    return no(`${address}: ${(error as Error).message}`);
  } finally {
    rmSync(file, { force: true });
  }
}

async function write(chunks: AsyncIterable<Uint8Array>, file: string, bytesMax: number): Promise<void> {
  const target = await open(file, 'w');
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new Error(`larger than ${bytesMax} bytes`);
      await target.appendFile(chunk);
    }
  } finally {
    await target.close();
  }
}
