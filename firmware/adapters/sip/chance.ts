import { createHash, randomBytes } from 'node:crypto';
import type { RandomBytes } from '#sip/chance.ts';
import type { Hash } from '#sip/digest/digest.ts';

export const systemRandom: RandomBytes = (count) => new Uint8Array(randomBytes(count));

export const systemHash: Hash = (algorithm, text) =>
  createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
