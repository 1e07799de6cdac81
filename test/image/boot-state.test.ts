import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BootState,
  decodeBootState,
  encodeBootState,
  FRESH,
  primaryOf,
  type Slot,
  startOf,
  stateOf,
  TRIES,
  withMark,
  withPrimary,
} from '../../tools/box/boot-state.ts';

const EMPTY = Buffer.alloc(512);
const slots = fc.constantFrom<Slot>('A', 'B');
const states: fc.Arbitrary<BootState> = fc.record({
  sequence: fc.integer({ min: 1, max: 0xffffff }),
  order: slots.map((slot): BootState['order'] => (slot === 'A' ? ['A', 'B'] : ['B', 'A'])),
  left: fc.record({ A: fc.integer({ min: 0, max: TRIES }), B: fc.integer({ min: 0, max: TRIES }) }),
});

describe('the boot state on the card', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(decodeBootState(encodeBootState(state))).toEqual(state);
      }),
    );
  });

  it('is what U-Boot writes: a little-endian CRC-32, then its own environment', () => {
    // `env export -c -s 0x200` of U-Boot 2023.01 after the first start of a new card.
    const text = 'boot_seq=2\0boot_order=A B\0boot_A_left=2\0boot_B_left=0\0';
    const copy = encodeBootState({ sequence: 2, order: ['A', 'B'], left: { A: 2, B: 0 } });
    expect(copy.length).toBe(512);
    expect(copy.toString('latin1', 4, 4 + text.length)).toBe(text);
    expect(copy.subarray(4 + text.length).every((byte) => byte === 0)).toBe(true);
  });

  it('is read also when U-Boot has sorted its lines', () => {
    const state: BootState = { sequence: 0x1f, order: ['B', 'A'], left: { A: 3, B: 1 } };
    const copy = Buffer.alloc(512);
    copy.write('boot_A_left=3\0boot_B_left=1\0boot_order=B A\0boot_seq=1f\0', 4, 'latin1');
    copy.writeUInt32LE(checksumOf(copy.subarray(4)), 0);
    expect(decodeBootState(copy)).toEqual(state);
  });

  it('one wrong bit makes a copy count for nothing', () => {
    const bits = fc.integer({ min: 0, max: 512 * 8 - 1 });
    fc.assert(
      fc.property(states, bits, (state, bit) => {
        const copy = encodeBootState(state);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeBootState(copy)).toBeNull();
      }),
    );
  });

  it('a copy of chance, or too short, counts for nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
        expect(decodeBootState(Buffer.from(bytes))).toBeNull();
      }),
    );
  });

  it('of two whole copies the newer counts and the older is written next', () => {
    const older = encodeBootState(FRESH);
    const newer = encodeBootState(withPrimary(FRESH, 'B'));
    expect(stateOf(older, newer)).toEqual({ state: withPrimary(FRESH, 'B'), next: 0 });
    expect(stateOf(newer, older)).toEqual({ state: withPrimary(FRESH, 'B'), next: 1 });
  });

  it('a cut while one copy is written leaves the state from before', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 0, max: 511 }), (state, cutAt) => {
        const before = encodeBootState(state);
        const torn = encodeBootState(withPrimary(state, 'B'));
        torn.fill(0xff, cutAt);
        expect(stateOf(before, torn).state).toEqual(state);
        expect(stateOf(torn, before).state).toEqual(state);
      }),
    );
  });

  it('without a whole copy both slots are tried, A first', () => {
    const { state } = stateOf(EMPTY, EMPTY);
    expect(primaryOf(state)).toBe('A');
    expect(primaryOf({ ...state, left: { ...state.left, A: 0 } })).toBe('B');
  });
});

describe('which slot the box starts', () => {
  const startTimes = (
    state: BootState,
    times: number,
  ): { readonly started: string; readonly state: BootState } => {
    let now = state;
    let started = '';
    for (let time = 0; time < times; time++) {
      const start = startOf(now);
      started += start.slot ?? '-';
      now = start.state;
    }
    return { started, state: now };
  };

  it('a new version that never serves is given up after three starts, and the old one runs again', () => {
    const updated = withPrimary(withMark(FRESH, 'A', true), 'B');
    expect(startTimes(updated, 4).started).toBe('BBBA');
  });

  it('a new version that serves is kept', () => {
    const updated = startOf(withPrimary(FRESH, 'B')).state;
    const kept = withMark(updated, 'B', true);
    expect(kept.left.B).toBe(TRIES);
    expect(startOf(kept).slot).toBe('B');
  });

  it('a slot that is being written is marked bad, and never started', () => {
    const writing = withMark(FRESH, 'B', false);
    expect(startTimes(writing, 3).started).toBe('AAA');
  });

  it('when every try is used up the box begins anew instead of standing still', () => {
    const none: BootState = { ...FRESH, left: { A: 0, B: 0 } };
    expect(startTimes(none, 3).started).toBe('-AA');
  });

  it('whatever happens, some slot is started within two turns', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(startTimes(state, 2).started).toMatch(/[AB]/);
      }),
    );
  });
});

/** CRC-32 (IEEE 802.3), bit by bit: not the product's. */
function checksumOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
