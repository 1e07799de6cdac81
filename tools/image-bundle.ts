/** `npm run image:bundle`: the last image as a signed update. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeBundle } from './image/bundle.ts';
import { BUILD, sha256Of } from './image/folders.ts';
import { lastMade, SLOT } from './image/image.ts';
import { updateKey } from './image/keys.ts';
import { checkNeeds, TO_BUNDLE } from './image/needs.ts';
import { ImageError, say } from './image/run.ts';

try {
  checkNeeds(TO_BUNDLE, 'an update');
  const { release } = lastMade();
  const file = join(BUILD, `tipring-${release}.raucb`);
  await makeBundle(SLOT, release, updateKey(), file);
  say(`${file}: ${Math.round(statSync(file).size / 1e6)} MB, SHA-256 ${await sha256Of(file)}`);
  say(`its slot image has SHA-256 ${await sha256Of(SLOT)}`);
} catch (error) {
  if (!(error instanceof ImageError)) throw error;
  say(`${error.message}\n  what to do: ${error.todo}`);
  process.exitCode = 1;
}
