import { describe, expect, it } from 'vitest';
import { isAlive } from '#runtime/liveness.ts';

const signs = (events: number, queued: number, frames: number) => ({ events, queued, media: { frames } });

describe('whether the box may feed its watchdog', () => {
  it('an idle exchange whose media thread counts frames is alive', () => {
    expect(isAlive(signs(10, 0, 100), signs(10, 0, 700))).toBe(true);
  });

  it('a busy exchange that works at its queue is alive', () => {
    expect(isAlive(signs(10, 5, 100), signs(40, 9, 700))).toBe(true);
  });

  it('a media thread that stands still is not', () => {
    expect(isAlive(signs(10, 0, 100), signs(40, 0, 100))).toBe(false);
  });

  it('a queue that nobody works at is not', () => {
    expect(isAlive(signs(10, 5, 100), signs(10, 9, 700))).toBe(false);
  });
});
