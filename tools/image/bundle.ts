/** An update: a slot image in a signed RAUC bundle, whose every block is verified while it is read. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, REPRODUCIBLE } from './folders.ts';
import type { UpdateKey } from './keys.ts';
import { run, say } from './run.ts';

/** The boxes that take it: `compatible` in `root/etc/rauc/system.conf`. */
const COMPATIBLE = 'tipring-arm64';

/** RAUC reference, "Manifest". */
export const manifestOf = (release: string): string =>
  [
    ...['[update]', `compatible=${COMPATIBLE}`, `version=${release}`, ''],
    ...['[bundle]', 'format=verity', '', '[image.system]', 'filename=slot.img', ''],
  ].join('\n');

export function makeBundle(
  slot: string,
  release: string,
  { key, certificate }: UpdateKey,
  file: string,
): void {
  say(`signing the update to ${release}`);
  const stage = join(BUILD, 'bundle');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  copyFileSync(slot, join(stage, 'slot.img'));
  writeFileSync(join(stage, 'manifest.raucm'), manifestOf(release));
  rmSync(file, { force: true });
  // What is packed is compressed already.
  const words = ['--cert', certificate, '--key', key, '--mksquashfs-args=-noI -noD -noF -noX'];
  run('rauc', [...words, 'bundle', stage, file], { env: REPRODUCIBLE });
  rmSync(stage, { recursive: true, force: true });
}
