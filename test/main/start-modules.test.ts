import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const ALIASES: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).imports;
/** Of what is read at once; `import(…)` and what is only a type is not. */
const IMPORT = /^(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^']+)';/gm;

function fileOf(target: string, from: string): string | null {
  if (target.startsWith('.')) return join(dirname(from), target);
  const alias = Object.keys(ALIASES).find((one) => target.startsWith(one.replace('*', '')));
  return alias === undefined
    ? null
    : join(ROOT, ALIASES[alias]!.replace('*', target.slice(alias.length - 1)));
}

/** All files of ours and all packages that a file needs before its first line runs. */
function neededBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const next = fileOf(target!, file);
    if (next === null) found.add(target!);
    else neededBy(next, found);
  }
  return found;
}

test('telephones are served without the web server, the dictionary, or what few boxes ever use', () => {
  const needed = neededBy(join(ROOT, 'firmware/main.ts'));
  expect(needed).toContain(join(ROOT, 'firmware/switching/exchange.ts'));
  expect(needed).toContain('kysely');
  for (const late of ['fastify', 'ajv', 'pinyin-pro', 'diff', 'serialport', 'csv-stringify'])
    expect(needed).not.toContain(late);
  expect(needed).not.toContain(join(ROOT, 'firmware/web/server.ts'));
});
