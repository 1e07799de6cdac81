/**
 * Writes the OpenAPI document and the typed client from the routes of the web server.
 * `npm run api` writes them, `npm run api -- --check` says whether they are up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openApi } from '#web/openapi/document.ts';
import { API_VERSION } from '#web/openapi/routes.ts';
import { ALL_ROUTES } from '#web/routing/all.ts';
import { clientSource } from './api/client.ts';

const FOLDER = resolve(import.meta.dirname, '../clients/typescript');

/** Every generated file with its text. */
export function generated(): Readonly<Record<string, string>> {
  const document = openApi(ALL_ROUTES, API_VERSION);
  return {
    [join(FOLDER, 'openapi.json')]: `${JSON.stringify(document, null, 2)}\n`,
    [join(FOLDER, 'api.ts')]: clientSource(document),
  };
}

function main(check: boolean): number {
  for (const [path, text] of Object.entries(generated())) {
    if (!check) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      process.stderr.write(`${path} is not up to date\n  what to do: npm run api\n`);
      return 1;
    }
  }
  return 0;
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'));
