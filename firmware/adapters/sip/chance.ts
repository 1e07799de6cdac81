import { hash, randomFillSync } from 'node:crypto';
import type { RandomBytes } from '#sip/chance.ts';
import type { Hash } from '#sip/digest/digest.ts';

/** A call takes a dozen handfuls of chance, and each asking of the operating system costs more than the bytes. */
const POOL_BYTES = 4_096;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** From the operating system; no byte is given twice, and none stays behind. */
export const systemRandom: RandomBytes = (count) => {
  if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const given = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return given;
};

export const systemHash: Hash = (algorithm, text) => hash(algorithm === 'MD5' ? 'md5' : 'sha256', text);
