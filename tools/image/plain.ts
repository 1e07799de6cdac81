/** Takes the types out of the product's programs, in place: the same lines, the same names, nothing left to strip. */
import { readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { filesBelow } from './folders.ts';

export function stripTypes(folder: string): void {
  for (const path of filesBelow(folder)) {
    if (!path.endsWith('.ts') || path.startsWith('node_modules/')) continue;
    const file = join(folder, path);
    writeFileSync(file, stripTypeScriptTypes(readFileSync(file, 'utf8'), { mode: 'strip' }));
  }
}
