/** `npm run image`: a card for a Raspberry Pi, from this checkout and Debian's packages. `docs/image.md` tells more. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BUILD } from './image/folders.ts';
import { buildImage } from './image/image.ts';
import { checkNeeds, TO_BUILD } from './image/needs.ts';
import { ImageError, run, say } from './image/run.ts';

const USAGE = `npm run image -- [--release NAME] [--plain]

Makes build/image/tipring.img.zst, to be written to a card. --release: what the box calls its version (default: that of
package.json and the commit); --plain: leaves tipring.img as it is, for npm run image:test.`;

async function main(words: readonly string[]): Promise<number> {
  const options = { release: { type: 'string' }, plain: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...words], options, strict: true });
  checkNeeds(TO_BUILD, 'an image');
  mkdirSync(BUILD, { recursive: true });
  const image = await buildImage(values.release);
  if (values.plain !== true) {
    say('compressing');
    const packed = `${image}.zst`;
    rmSync(packed, { force: true });
    run('zstd', ['-q', '-9', '-T0', image, '-o', packed]);
    say(`${packed}: ${Math.round(statSync(packed).size / 1e6)} MB`);
  }
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const wrong = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false;
    if (wrong) process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    else if (error instanceof ImageError) say(`${error.message}\n  what to do: ${error.todo}`);
    else throw error;
    process.exitCode = wrong ? 2 : 1;
  },
);
