/**
 * An update: a slot image in a signed RAUC bundle, whose every block is verified while it is read. The same slot and
 * key make the same bytes: RAUC's own `bundle` draws a salt, and its signature tells the time (RAUC reference,
 * "Bundle Formats": verity; RFC 5652, section 5.3: signed attributes may be absent).
 */
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, REPRODUCIBLE, sha256Of } from './folders.ts';
import type { UpdateKey } from './keys.ts';
import { run, runBytes, say } from './run.ts';
import { SALT, withHashTree } from './slot.ts';

/** The boxes that take it: `compatible` in `root/etc/rauc/system.conf`. */
export const COMPATIBLE = 'tipring-arm64';

export interface Manifest {
  readonly release: string;
  readonly compatible: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly verity: { readonly hash: string; readonly bytes: number };
}

/** RAUC reference, "Manifest". */
export const manifestOf = ({ release, compatible, sha256, bytes, verity }: Manifest): string =>
  [
    ...['[update]', `compatible=${compatible}`, `version=${release}`, ''],
    ...['[bundle]', 'format=verity', `verity-hash=${verity.hash}`, `verity-salt=${SALT}`],
    ...[`verity-size=${verity.bytes}`, ''],
    ...['[image.system]', `sha256=${sha256}`, `size=${bytes}`, 'filename=slot.img', ''],
  ].join('\n');

export async function makeBundle(
  slot: string,
  release: string,
  { key, certificate }: UpdateKey,
  file: string,
  compatible = COMPATIBLE,
): Promise<void> {
  say(`signing the update to ${release}`);
  const stage = join(BUILD, 'bundle');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  copyFileSync(slot, join(stage, 'slot.img'));
  run('touch', ['-d', `@${REPRODUCIBLE.SOURCE_DATE_EPOCH}`, join(stage, 'slot.img')]);
  const packed = `${file}.new`;
  rmSync(packed, { force: true });
  // What is packed is compressed already.
  const words = [
    '-all-root',
    '-no-xattrs',
    '-noappend',
    '-quiet',
    '-no-progress',
    '-noI',
    '-noD',
    '-noF',
    '-noX',
  ];
  run('mksquashfs', [stage, packed, ...words], { env: REPRODUCIBLE });
  rmSync(stage, { recursive: true, force: true });
  const dataBytes = statSync(packed).size;
  const { rootHash } = withHashTree(packed);
  const verity = { hash: rootHash, bytes: statSync(packed).size - dataBytes };
  const { size: bytes } = statSync(slot);
  const manifest = manifestOf({ release, compatible, sha256: await sha256Of(slot), bytes, verity });
  const signed = ['-sign', '-binary', '-nodetach', '-noattr', '-md', 'sha256', '-outform', 'DER'];
  const who = ['-signer', certificate, '-inkey', key];
  const signature = runBytes('openssl', ['cms', ...signed, ...who], { input: manifest });
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(signature.length));
  appendFileSync(packed, Buffer.concat([signature, length]));
  renameSync(packed, file);
}
