import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMITTED, NOT_PRODUCT } from '../../tools/image/application.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
const PACKAGES = new Set([
  ...Object.keys(PACKAGE.dependencies),
  ...Object.keys(PACKAGE.optionalDependencies),
]);

/** Types are taken out of the programs of a box: what is imported for its types alone is not asked for there. */
const IMPORT = /^\s*(?:import|export)\s+(?!type\s)(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

const isUnder = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

/** Programs of the product, as the next image would have them. */
const onTheBox = globSync(
  COMMITTED.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)),
  { cwd: ROOT },
).filter((path) => !isUnder(path, NOT_PRODUCT));

/** Why this import finds nothing on a box; null: it does. */
function missing(from: string, target: string, files: ReadonlySet<string>): string | null {
  if (target.startsWith('node:')) return null;
  const alias = Object.entries(PACKAGE.imports).find(([name]) => target.startsWith(name.slice(0, -1)));
  if (alias === undefined && !target.startsWith('.')) {
    const name = target
      .split('/')
      .slice(0, target.startsWith('@') ? 2 : 1)
      .join('/');
    return PACKAGES.has(name) ? null : `${from}: the package ${name}`;
  }
  const path =
    alias === undefined
      ? relative(ROOT, resolve(ROOT, dirname(from), target))
      : join(alias[1].slice(0, -1), target.slice(alias[0].length - 1));
  return files.has(path) || !path.endsWith('.ts') ? null : `${from}: ${path}`;
}

function importsOf(path: string): readonly string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(IMPORT)].map(([, target = '']) => target);
}

describe('the programs on a box', () => {
  const files = new Set(onTheBox);

  it('are there with everything that they import: no package of the workshop, no file of the pages', () => {
    const lacking = onTheBox.flatMap((path) =>
      importsOf(path).flatMap((target) => missing(path, target, files) ?? []),
    );
    expect(lacking).toEqual([]);
    const programs = ['box.ts', 'box/good.ts', 'box/keeper.ts', 'box/button.ts'].map(
      (path) => `tools/${path}`,
    );
    for (const program of ['firmware/main.ts', ...programs]) expect(files.has(program), program).toBe(true);
  });

  it('would be missed: a package of the workshop, a page, a command that stays at home', () => {
    for (const target of ['@lingui/core', '../../firmware/console/text/en.ts', '../office/run.ts'])
      expect(missing('tools/box/gate.ts', target, files), target).not.toBeNull();
    expect(missing('tools/box/gate.ts', '../office/load.ts', files)).toBeNull();
    expect(missing('tools/box/gate.ts', 'yaml', files)).toBeNull();
  });
});
