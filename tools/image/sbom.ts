/** What is on a box, as CycloneDX 1.5: Debian packages, npm packages, Rust crates. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DebianPackage } from './apt.ts';

export interface Component {
  readonly type: 'library' | 'application' | 'operating-system';
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly sha256?: string;
  /** SPDX expression. */
  readonly license?: string;
}

/** Package URL specification: each part percent-encoded. */
const debian = (name: string, version: string): string =>
  `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=arm64&distro=bookworm`;

export const debianComponent = ({ name, version }: DebianPackage, sha256: string): Component => ({
  ...{ type: 'library', name, version, purl: debian(name, version), sha256 },
});

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** Packages of `package-lock.json` that are in `modules`, the folder on the box. */
export function npmComponents(lock: string, modules: string): Component[] {
  const { packages } = JSON.parse(lock) as { packages: Readonly<Record<string, Locked>> };
  return Object.entries(packages).flatMap(([path, { version, license, dev }]): Component[] => {
    const name = path.replace(/^.*node_modules\//, '');
    const there = path !== '' && dev !== true && existsSync(join(modules, '..', path));
    if (version === undefined || !there) return [];
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return [{ type: 'library', name, version, purl, ...(license === undefined ? {} : { license }) }];
  });
}

/** `cargo tree --prefix none`: one crate a line, `serde v1.0.2 (…)`; those of the workspace have a path. */
export function cargoComponents(tree: string): Component[] {
  const crates = [...tree.matchAll(/^(\S+) v(\S+)(?: \((\S*)\))?/gm)].filter(
    ([, , , path]) => !path?.startsWith('/'),
  );
  const seen = new Set(crates.map(([, name = '', version = '']) => `${name}@${version}`));
  return [...seen].map((crate) => {
    const [name = '', version = ''] = crate.split('@');
    return { type: 'library', name, version, purl: `pkg:cargo/${name}@${version}` } as const;
  });
}

/** The document; the same for the same components, whenever it is made. */
export function cycloneDx(product: Component, components: readonly Component[], epochS: number): string {
  const sorted = [...components].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const hash = createHash('sha256')
    .update(JSON.stringify([product, sorted]))
    .digest('hex');
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  const entry = ({ sha256, license, purl, ...rest }: Component) => ({
    ...{ ...rest, purl, 'bom-ref': purl },
    ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
  });
  const document = {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: `urn:uuid:${uuid}`, version: 1 },
    metadata: { timestamp: new Date(epochS * 1_000).toISOString(), component: entry(product) },
    components: sorted.map(entry),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}
