import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import { FolderSoundFiles } from '#adapters/guides/sound-files.ts';
import { VoiceGuides } from '#runtime/guides/voice-guides.ts';
import type { Fault } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { CONFIGURE } from '../contracts/media-plane.ts';
import { MediaBench } from '../native/media-bench.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BYTES_A_MS = 16;
const BYTES_MAX = 12_000_000;

it('the media plane takes every sound of the product, and holds them in 12 MB', async () => {
  const bench = new MediaBench();
  const catalogue = loadCatalogue(resolve(ROOT, 'guides/catalogue.yaml'));
  if (!catalogue.ok) throw new Error(catalogue.error.what);
  const files = new FolderSoundFiles(resolve(ROOT, 'build/guides'), resolve(ROOT, 'build/guides/nothing'));
  const { plane: media, clock } = bench;
  const guides = new VoiceGuides({ media, clock, files, catalogue: catalogue.value });
  const faults: Fault[] = [];
  media.start((event) => guides.hears(event));
  media.command(CONFIGURE);
  guides.start((_, fault) => faults.push(fault));
  const waiting = () => guides.list().filter(({ lengthMs }) => lengthMs === 0).length;
  // Files are read in real time, everything else goes on in virtual time.
  for (let turn = 0; waiting() > 0 && turn < 20_000; turn++) {
    await new Promise((next) => setImmediate(next));
    bench.pass(ms(5));
  }
  expect(faults).toEqual([]);
  expect(waiting()).toBe(0);
  const bytes = guides.list().reduce((sum, { lengthMs }) => sum + lengthMs * BYTES_A_MS, 0);
  expect(bytes).toBeGreaterThan(5_000_000);
  expect(bytes).toBeLessThan(BYTES_MAX);
  guides.stop();
  media.stop();
});
