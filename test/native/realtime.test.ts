import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { openSimulatedMedia } from '#native/binding.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import { timeslot } from '#units/ids.ts';

const FRAMES = 0;
const GAPS = 1;
const FIVE_SECONDS_OF_FRAMES = 1000;

let folder: string;
let card: Worker;
let counts: Int32Array;
let plane: MediaPlane;
/** Resolves with the next event of a kind. */
let next: (kind: MediaEvent['kind']) => Promise<MediaEvent>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  const path = join(folder, 'media-1.sock');
  counts = new Int32Array(new SharedArrayBuffer(8));
  card = new Worker(new URL('./card-worker.ts', import.meta.url), { workerData: { path, counts } });
  await new Promise((listening) => card.once('message', listening));
  const told: MediaEvent[] = [];
  let wake = (): void => undefined;
  plane = openSimulatedMedia([path], new RealClock());
  plane.start((event) => {
    told.push(event);
    wake();
  });
  next = async (kind) => {
    for (;;) {
      const at = told.findIndex((event) => event.kind === kind);
      if (at >= 0) return told.splice(at, 1)[0]!;
      await new Promise<void>((woken) => {
        wake = woken;
      });
    }
  };
});

afterEach(async () => {
  plane.stop();
  await card.terminate();
  rmSync(folder, { recursive: true });
});

/** Blocks this thread, event loop and all, until the card has had so many more frames. */
function blockFor(frames: number): void {
  const end = Atomics.load(counts, FRAMES) + frames;
  for (;;) {
    const now = Atomics.load(counts, FRAMES);
    if (now >= end) return;
    expect(Atomics.wait(counts, FRAMES, now, 60_000)).not.toBe('timed-out');
  }
}

it('while the event loop stands still for five seconds of audio, no sample of a call is lost', async () => {
  expect(await next('card')).toEqual({ kind: 'card', card: 1, up: true });
  plane.command({ op: 'connect', from: timeslot(0), to: timeslot(1), gainDb: 0 });
  blockFor(20);
  const gaps = Atomics.load(counts, GAPS);
  blockFor(FIVE_SECONDS_OF_FRAMES);
  expect(Atomics.load(counts, GAPS) - gaps).toBe(0);
  expect(plane.statistics()).toMatchObject({ paths: 1, sequenceGaps: 0, missing: 0, crcErrors: 0 });
});

it('events of the real-time thread wake the event loop, refusals come without a frame', async () => {
  await next('card');
  plane.command({ op: 'sendDigits', slot: timeslot(3), digits: '5', id: 12 });
  expect(await next('sent')).toEqual({ kind: 'sent', slot: 3, id: 12 });
  plane.command({ op: 'tone', slot: timeslot(99), tone: 'dial' });
  expect(await next('refused')).toMatchObject({ op: 'tone', code: 'slot-unknown' });
});

it('a simulator that dies is a card that is down', async () => {
  await next('card');
  await card.terminate();
  expect(await next('card')).toEqual({ kind: 'card', card: 1, up: false });
});
