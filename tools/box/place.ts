/** Where things are on the box; and its disk, whose boot state this file reads and writes. */
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import {
  type BootState,
  COPY_BYTES,
  encodeBootState,
  FIRST_COPY_BYTES,
  SECOND_COPY_BYTES,
  type Slot,
  stateOf,
} from './boot-state.ts';

export const BOOT = '/boot';
export const SYSTEM = '/data/system';
export const OFFICE = '/data/tipring';
/** Made anew at each start; the first three by the initial RAM disk. */
export const RUN = {
  slot: '/run/tipring/slot',
  disk: '/run/tipring/disk',
  release: '/run/tipring/release',
  environment: '/run/tipring/environment',
  /** What hangs on the simulator board, when the technician says so. */
  world: '/run/tipring/sim.json',
  /** Only when the data partition could not be mounted to be written: `read-only`, or `lost`. */
  data: '/run/tipring/data',
  /** What of the settings could not be used, one a line. */
  complaints: '/run/tipring/complaints',
} as const;

export const wordIn = (file: string): string => readFileSync(file, 'utf8').trim();
export const runningSlot = (): Slot => (wordIn(RUN.slot) === 'B' ? 'B' : 'A');
export const diskOf = (): string => `/dev/${wordIn(RUN.disk)}`;

const OFFSETS = [FIRST_COPY_BYTES, SECOND_COPY_BYTES] as const;

function copies(disk: number): ReturnType<typeof stateOf> {
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = OFFSETS.map((offset) => {
    const copy = Buffer.alloc(COPY_BYTES);
    readSync(disk, copy, 0, COPY_BYTES, offset);
    return copy;
  });
  return stateOf(first, second);
}

export function readBootState(path = diskOf()): BootState {
  const disk = openSync(path, 'r');
  try {
    return copies(disk).state;
  } finally {
    closeSync(disk);
  }
}

/** Writes the older copy alone, and returns when it is on the disk. */
export function changeBootState(change: (state: BootState) => BootState, path = diskOf()): void {
  const disk = openSync(path, 'r+');
  try {
    const { state, next } = copies(disk);
    writeSync(disk, encodeBootState(change(state)), 0, COPY_BYTES, OFFSETS[next]);
    fsyncSync(disk);
  } finally {
    closeSync(disk);
  }
}
