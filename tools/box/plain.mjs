// On the box types are gone already (tools/image/plain.ts): what is called .ts is JavaScript, and loaded as it is.
// That spares each start the compiler that Node would load to strip them. NODE_OPTIONS of the units names this file.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true };
  },
});
