/** An office file, read and checked as the exchange would; without any words, so that the box has it too. */
import { join, resolve } from 'node:path';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { loadRegion } from '#adapters/region-files.ts';
import { type CheckedDocument, checkDocument } from '#runtime/office/document-check.ts';
import { ok, type Result } from '#units/result.ts';
import { officeContext } from '../../firmware/open-office.ts';

const REGIONS = [join(resolve(import.meta.dirname, '../..'), 'regions')];

/** Fails when there is no such region. */
export function officeOf(content: string, region: string): Result<CheckedDocument> {
  const loaded = loadRegion(region, REGIONS);
  if (!loaded.ok) return loaded;
  const data = YAML_OFFICE.read(content);
  if (!data.ok) return ok({ findings: data.error, office: null, document: null });
  return ok(
    checkDocument(
      data.value,
      officeContext(loaded.value, REGIONS, () => undefined),
    ),
  );
}

/** Local time of this machine, to the minute, as a dry run wants it. */
export const nowLocal = (): string => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
