/** The steps of an image, in order; each keeps what the next run can use. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installProduct } from './application.ts';
import { Apt, unpack } from './apt.ts';
import { assemble } from './disk.ts';
import { BUILD, ROOT } from './folders.ts';
import { installModules, kernelIn, makeInitialFolder } from './kernel.ts';
import { KERNEL_METAPACKAGE, PI_PACKAGES, ROOT_PACKAGES, RUST_PACKAGE } from './packages.ts';
import { makeRoot } from './root.ts';
import { run, say } from './run.ts';
import { makeSlot, packRoot } from './slot.ts';

/** `0.1.0-1a2b3c4`. */
export function releaseName(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `${version}-${run('git', ['-C', ROOT, 'rev-parse', '--short=7', 'HEAD']).trim()}`;
}

/** Unpacks a package into a folder of its own, once. */
function unpacked(apt: Apt, name: string): string {
  const [one] = apt.alone([name]);
  if (one === undefined) throw new Error(`apt told nothing of ${name}`);
  const folder = join(BUILD, 'unpacked', `${one.name}-${one.version}`.replaceAll(':', '-'));
  if (existsSync(folder)) return folder;
  rmSync(`${folder}.new`, { recursive: true, force: true });
  unpack(one, `${folder}.new`);
  renameSync(`${folder}.new`, folder);
  return folder;
}

/** Answers with the file of the card's image. */
export async function buildImage(release = releaseName()): Promise<string> {
  const apt = new Apt(join(BUILD, 'apt'));
  apt.update();
  const packages = apt.withDependencies(ROOT_PACKAGES);
  const kernel = kernelIn(unpacked(apt, apt.behind(KERNEL_METAPACKAGE)));
  const [firmware = '', uboot = ''] = PI_PACKAGES.map((name) => unpacked(apt, name));
  const rust = unpacked(apt, RUST_PACKAGE);
  say(`unpacking ${packages.length} packages`);
  const root = join(BUILD, 'root');
  makeRoot(packages, root);
  installModules(kernel, root);
  installProduct(root, rust);
  const initial = join(BUILD, 'initial');
  makeInitialFolder(kernel, root, initial);
  mkdirSync(join(BUILD, 'out'), { recursive: true });
  const verified = packRoot(root, join(BUILD, 'out/root.squashfs'));
  const slot = join(BUILD, 'out/slot.img');
  makeSlot(kernel, initial, verified, release, slot);
  const image = join(BUILD, 'tipring.img');
  assemble({ firmware, uboot }, kernel, slot, image);
  say(`${image}: ${release}, root hash ${verified.rootHash.slice(0, 16)}…`);
  return image;
}
