/** The steps of an image, in order; each keeps what the next run can use. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crateTree, installProduct } from './application.ts';
import { Apt, type DebianPackage, unpack } from './apt.ts';
import { assemble } from './disk.ts';
import { BUILD, EPOCH_S, ROOT, sha256Of } from './folders.ts';
import { installModules, type Kernel, kernelIn, makeInitialFolder } from './kernel.ts';
import { updateKey } from './keys.ts';
import { KERNEL_METAPACKAGE, PI_PACKAGES, ROOT_PACKAGES, RUST_PACKAGE } from './packages.ts';
import { makeRoot } from './root.ts';
import { ImageError, run, say } from './run.ts';
import { type Component, cargoComponents, cycloneDx, debianComponent, npmComponents } from './sbom.ts';
import { makeSlot, packRoot, type VerifiedRoot } from './slot.ts';

/** `0.1.0-1a2b3c4`. */
export function releaseName(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `${version}-${run('git', ['-C', ROOT, 'rev-parse', '--short=7', 'HEAD']).trim()}`;
}

/** Unpacks a package into a folder of its own, once. */
export function unpacked(apt: Apt, name: string): string {
  const [one] = apt.alone([name]);
  if (one === undefined) throw new Error(`apt told nothing of ${name}`);
  const folder = join(BUILD, 'unpacked', `${one.name}-${one.version}`.replaceAll(':', '-'));
  if (existsSync(folder)) return folder;
  rmSync(`${folder}.new`, { recursive: true, force: true });
  unpack(one, `${folder}.new`);
  renameSync(`${folder}.new`, folder);
  return folder;
}

/** What the last image was made of, for an update of the same content under another name. */
interface Made {
  readonly release: string;
  readonly kernel: Kernel;
  readonly root: VerifiedRoot;
}
const MADE = join(BUILD, 'out/made.json');
const INITIAL = join(BUILD, 'initial');
export const SLOT = join(BUILD, 'out/slot.img');

export function lastMade(): Made {
  if (existsSync(MADE)) return JSON.parse(readFileSync(MADE, 'utf8')) as Made;
  throw new ImageError('nothing was built yet', 'npm run image');
}

/** The slot of the last image once more, as another version. */
export function remakeSlot(release: string, file: string): string {
  const { kernel, root } = lastMade();
  makeSlot(kernel, INITIAL, root, release, file);
  return file;
}

/** The list of all that is on the box, beside the image: `out/tipring.cdx.json`. */
async function writeParts(
  packages: readonly DebianPackage[],
  kernel: Kernel,
  release: string,
): Promise<void> {
  const debs = packages.map(async (one) => debianComponent(one, await sha256Of(one.file)));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/node/package.json'), 'utf8')) as {
    version: string;
  };
  const own = (type: Component['type'], name: string, of: string): Component => ({
    ...{ type, name, version: of, purl: `pkg:generic/${name}@${encodeURIComponent(of)}` },
  });
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const components = [
    ...(await Promise.all(debs)),
    ...npmComponents(lock, join(BUILD, 'root/usr/lib/tipring/node_modules')),
    ...cargoComponents(crateTree()),
    ...[own('application', 'node', version), own('library', 'linux', kernel.version)],
  ];
  const text = cycloneDx(own('operating-system', 'tipring', release), components, EPOCH_S);
  writeFileSync(join(BUILD, 'out/tipring.cdx.json'), text);
  say(`out/tipring.cdx.json lists ${components.length} parts`);
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
  copyFileSync(updateKey().certificate, join(root, 'etc/rauc/keyring.pem'));
  makeInitialFolder(kernel, root, INITIAL);
  mkdirSync(join(BUILD, 'out'), { recursive: true });
  const verified = packRoot(root, join(BUILD, 'out/root.squashfs'));
  makeSlot(kernel, INITIAL, verified, release, SLOT);
  writeFileSync(MADE, JSON.stringify({ release, kernel, root: verified } satisfies Made));
  await writeParts(packages, kernel, release);
  const image = join(BUILD, 'tipring.img');
  assemble({ firmware, uboot }, kernel, SLOT, image);
  say(`${image}: ${release}, root hash ${verified.rootHash.slice(0, 16)}…`);
  return image;
}
