import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPATIBLE, manifestOf } from '../../tools/image/bundle.ts';
import { cargoComponents, cycloneDx, debianComponent, npmComponents } from '../../tools/image/sbom.ts';

const product = {
  type: 'operating-system',
  name: 'tipring',
  version: '1',
  purl: 'pkg:generic/tipring@1',
} as const;

describe('the list of what is on a box', () => {
  it('has Debian packages with epoch and hash', () => {
    const one = debianComponent({ name: 'zlib1g', version: '1:1.2.13.dfsg-1', file: '' }, 'ab');
    expect(one.purl).toBe('pkg:deb/debian/zlib1g@1%3A1.2.13.dfsg-1?arch=arm64&distro=bookworm');
    expect(one.sha256).toBe('ab');
  });

  it('has the npm packages that are there, and none that only builds need', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-'));
    try {
      for (const name of ['@fastify/cookie', 'vite'])
        mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      const lock = JSON.stringify({
        packages: {
          '': { version: '0.1.0' },
          'node_modules/@fastify/cookie': { version: '11.1.5', license: 'MIT' },
          'node_modules/vite': { version: '8.0.0', dev: true },
          'node_modules/nan': { version: '2.0.0' },
        },
      });
      const found = npmComponents(lock, join(folder, 'node_modules'));
      expect(found.map(({ purl }) => purl)).toEqual(['pkg:npm/%40fastify/cookie@11.1.5']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has each crate once, and none of our own', () => {
    const tree =
      'tipring-node v0.1.0 (/src/native/node)\nserde v1.0.2\nnapi v3.4.0\nserde v1.0.2 (*)\nquote v1.0.1 (proc-macro)\n';
    expect(cargoComponents(tree).map(({ purl }) => purl)).toEqual([
      ...['pkg:cargo/serde@1.0.2', 'pkg:cargo/napi@3.4.0', 'pkg:cargo/quote@1.0.1'],
    ]);
  });

  it('is the same document whatever the order, and another one for other content', () => {
    const [a, b] = cargoComponents('a v1\nb v1\n');
    if (a === undefined || b === undefined) throw new Error('two crates');
    expect(cycloneDx(product, [a, b], 0)).toBe(cycloneDx(product, [b, a], 0));
    const serial = (text: string): string => JSON.parse(text).serialNumber;
    expect(serial(cycloneDx(product, [a], 0))).not.toBe(serial(cycloneDx(product, [b], 0)));
    expect(serial(cycloneDx(product, [a], 0))).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('the manifest of an update', () => {
  it('is for these boxes only, and asks for the format whose blocks are verified', () => {
    const image = { sha256: 'ab'.repeat(32), bytes: 4096, verity: { hash: 'cd'.repeat(32), bytes: 8192 } };
    const lines = manifestOf({ release: '1.2.3', compatible: COMPATIBLE, ...image }).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['compatible=tipring-arm64', 'version=1.2.3', 'format=verity', `verity-hash=${'cd'.repeat(32)}`],
        ...['verity-size=8192', `sha256=${'ab'.repeat(32)}`, 'size=4096'],
      ]),
    );
  });
});
