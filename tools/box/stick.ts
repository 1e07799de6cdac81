/** Sticks in the box's USB ports: what is on them, and an update that is taken from one. */
import { copyFileSync, lstatSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BoxStick, STICK_UPDATES_MAX } from '#ports/box.ts';
import { BUNDLE_BYTES_MAX, install, look, type Updated, type UpdateOptions, type Updater } from './update.ts';

/** Below `/data/system`: where a stick is mounted, and the copy of its update. */
const STICK = 'stick';
const COPY = 'update.raucb';
/** Kept free for call records, as of what a page sends (`adapters/box/uploads.ts`). */
const ROOM_BYTES_MIN = 128 * 1024 * 1024;

interface Found {
  readonly device: string;
  readonly name: string;
  readonly bytes: number;
}

const no = (why: string): Updated => ({ ok: false, why });
/** Files that begin with a dot are those that a Mac leaves beside each of its own. */
const isUpdate = (name: string): boolean => /^[^.].*\.raucb$/i.test(name);

/** Null when it cannot be mounted. */
function mounted<T>(device: string, folder: string, updater: Updater, then: () => T): T | null {
  mkdirSync(folder, { recursive: true });
  if (updater.mount(device, folder) !== null) return null;
  try {
    return then();
  } finally {
    updater.unmount(folder);
  }
}

function filesOn(folder: string, device: string): Found[] {
  return readdirSync(folder)
    .filter(isUpdate)
    .flatMap((name) => {
      const seen = lstatSync(join(folder, name), { throwIfNoEntry: false });
      return seen?.isFile() ? [{ device, name, bytes: seen.size }] : [];
    });
}

function foundOn(folder: string, updater: Updater): { readonly sticks: number; readonly updates: Found[] } {
  const each = updater.sticks().flatMap((device) => {
    try {
      const files = mounted(device, folder, updater, () => filesOn(folder, device));
      return files === null ? [] : [files];
    } catch {
      // Pulled out while it was read, or broken.
      return [];
    }
  });
  return { sticks: each.length, updates: each.flat() };
}

/** What a technician is shown before anything is written. `folder`: room for a mount point. */
export function lookAtSticks(folder: string, updater: Updater): BoxStick {
  const at = join(folder, STICK);
  const { sticks, updates } = foundOn(at, updater);
  const seen = updates.slice(0, STICK_UPDATES_MAX).map(({ name, bytes }) => ({ name, bytes }));
  const [first, ...others] = updates;
  if (first === undefined || others.length > 0) return { sticks, updates: seen, release: null, refused: '' };
  const inspected = mounted(first.device, at, updater, () => look(join(at, first.name), updater)) ?? {
    why: `${first.device} is gone`,
  };
  return 'why' in inspected
    ? { sticks, updates: seen, release: null, refused: inspected.why }
    : { sticks, updates: seen, release: inspected.release, refused: '' };
}

/**
 * `wanted`: the name that it was seen to have; null: whatever it is. It is copied first: RAUC's service does not see what
 * the keeper has mounted for itself, and a stick may be pulled out while a slot is written.
 */
export function updateFromStick(
  wanted: string | null,
  folder: string,
  updater: Updater,
  options: UpdateOptions = {},
): Updated {
  const at = join(folder, STICK);
  const { updates } = foundOn(at, updater);
  const [first, ...others] = updates;
  if (first === undefined) return no('no stick has an update: a file whose name ends with .raucb');
  if (others.length > 0) return no(`several updates: ${updates.map(({ name }) => name).join(', ')}`);
  if (wanted !== null && wanted !== first.name) return no(`the stick has ${first.name} now`);
  const { bytesMax = BUNDLE_BYTES_MAX } = options;
  if (first.bytes > bytesMax) return no(`${first.name} is larger than ${bytesMax} bytes`);
  const copy = join(folder, COPY);
  try {
    if (!hasRoom(copy, first.bytes)) return no('there is no room for it');
    const source = join(at, first.name);
    const done = mounted(first.device, at, updater, () => {
      copyFileSync(source, copy);
      return true;
    });
    if (done === null) return no(`${first.device} is gone`);
    return install(copy, updater, options);
  } catch (error) {
    return no(`${first.name}: ${(error as Error).message}`);
  } finally {
    rmSync(copy, { force: true });
  }
}

function hasRoom(file: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize >= bytes + ROOM_BYTES_MIN;
}
