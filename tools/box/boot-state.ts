/**
 * Which slot the box starts, and how many tries each has left: the state that U-Boot's script (tools/image/boot) and
 * this box share. One sector of 512 bytes in two copies, each a U-Boot environment with its CRC-32: little-endian
 * checksum of the rest, `name=value` strings each ended by NUL, NULs to the end.
 */
import { crc32 } from 'node:zlib';

export const COPY_BYTES = 512;
/** Between the partition table and the first partition, a MiB apart: never in one erase block of a card. */
export const FIRST_COPY_BYTES = 1024 * 1024;
export const SECOND_COPY_BYTES = 2 * 1024 * 1024;
/** A version that has not served after that many starts is given up. */
export const TRIES = 3;

export type Slot = 'A' | 'B';
export const otherSlot = (slot: Slot): Slot => (slot === 'A' ? 'B' : 'A');

export interface BootState {
  /** Grows with each change; of two whole copies the larger counts. */
  readonly sequence: number;
  /** First to be tried first. */
  readonly order: readonly [Slot, Slot];
  readonly left: Readonly<Record<Slot, number>>;
}

/** Of a new card: slot A is good, slot B empty. */
export const FRESH: BootState = { sequence: 1, order: ['A', 'B'], left: { A: TRIES, B: 0 } };

/** Numbers are hexadecimal, as U-Boot's `setexpr` writes them. */
export function encodeBootState({ sequence, order, left }: BootState): Buffer {
  const lines = [
    `boot_seq=${sequence.toString(16)}`,
    `boot_order=${order.join(' ')}`,
    ...[`boot_A_left=${left.A.toString(16)}`, `boot_B_left=${left.B.toString(16)}`],
  ];
  const copy = Buffer.alloc(COPY_BYTES);
  copy.write(lines.map((line) => `${line}\0`).join(''), 4, 'latin1');
  copy.writeUInt32LE(crc32(copy.subarray(4)), 0);
  return copy;
}

/** Null when the copy is not whole, or says what makes no sense. */
export function decodeBootState(copy: Buffer): BootState | null {
  if (copy.length !== COPY_BYTES || crc32(copy.subarray(4)) !== copy.readUInt32LE(0)) return null;
  const text = copy.toString('latin1', 4);
  const values = new Map(
    text.split('\0').map((line) => [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/, '')]),
  );
  const number = (name: string): number => {
    const digits = values.get(name) ?? '';
    return /^[0-9a-f]{1,8}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  };
  const [sequence, a, b] = [number('boot_seq'), number('boot_A_left'), number('boot_B_left')];
  const order = values.get('boot_order');
  if (!(sequence >= 1 && a <= 0xff && b <= 0xff) || (order !== 'A B' && order !== 'B A')) return null;
  return { sequence, order: order === 'A B' ? ['A', 'B'] : ['B', 'A'], left: { A: a, B: b } };
}

/** The state in force of two copies, and which of them is to be written next; without a whole copy: fresh. */
export function stateOf(first: Buffer, second: Buffer): { readonly state: BootState; readonly next: 0 | 1 } {
  const [a, b] = [decodeBootState(first), decodeBootState(second)];
  if (a === null && b === null) return { state: { ...FRESH, left: { A: TRIES, B: TRIES } }, next: 0 };
  const firstCounts = b === null || (a !== null && a.sequence > b.sequence);
  const state = firstCounts ? a : b;
  if (state === null) throw new Error('one of the copies is whole');
  return { state, next: firstCounts ? 1 : 0 };
}

const changed = (state: BootState, change: Partial<BootState>): BootState => ({
  ...state,
  ...change,
  sequence: state.sequence + 1,
});

/** What U-Boot decides: the first slot of the order that has a try left, which is taken; none: all tries anew. */
export function startOf(state: BootState): { readonly slot: Slot | null; readonly state: BootState } {
  const slot = primaryOf(state);
  if (slot === null) return { slot, state: changed(state, { left: { A: TRIES, B: TRIES } }) };
  return { slot, state: changed(state, { left: { ...state.left, [slot]: state.left[slot] - 1 } }) };
}

export const primaryOf = ({ order, left }: BootState): Slot | null =>
  order.find((slot) => left[slot] > 0) ?? null;

/** A new version: it is tried first, and has all its tries. */
export const withPrimary = (state: BootState, slot: Slot): BootState =>
  changed(state, { order: [slot, otherSlot(slot)], left: { ...state.left, [slot]: TRIES } });

/** Good: it serves, its tries are given back. Bad: it is not started at all. */
export const withMark = (state: BootState, slot: Slot, good: boolean): BootState =>
  changed(state, { left: { ...state.left, [slot]: good ? TRIES : 0 } });
