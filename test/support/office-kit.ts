import { resolve } from 'node:path';
import { loadHolidays } from '#adapters/office/holiday-files.ts';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { Version, VersionStore } from '#ports/configuration.ts';
import type { PortInfo, PortKind } from '#ports/line-card.ts';
import type { OfficeFile, PreparedFile } from '#ports/office-text.ts';
import type { OfficeContext } from '#runtime/office/compile.ts';
import { type CheckedDocument, checkDocument } from '#runtime/office/document-check.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Office } from '#switching/model.ts';
import { portId } from '#units/ids.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { region } from './office.ts';

const REGIONS = resolve(import.meta.dirname, '../../regions');

/** What a Chinese office is compiled with, on the day of the tests. */
export function chineseContext(change: Partial<OfficeContext> = {}): OfficeContext {
  const holidays = loadHolidays('CN', [REGIONS]);
  if (!holidays.ok) throw new Error(holidays.error.what);
  return {
    ...{ region: region('cn'), holidays: holidays.value, profiles: PROFILES, sounds: null },
    ...{ timeZone: 'Asia/Shanghai', epochMs: Date.UTC(2026, 10, 22), ...change },
  };
}

export const ports = (...kinds: PortKind[]): PortInfo[] =>
  kinds.map((kind, i) => ({
    port: portId(Math.floor(i / 8) + 1, (i % 8) + 1),
    ...{ kind, health: 'in-service', chip: 'Si3215 rev G' },
  }));

export function checkText(text: string, change: Partial<OfficeContext> = {}): CheckedDocument {
  const data = YAML_OFFICE.read(text);
  return data.ok
    ? checkDocument(data.value, chineseContext(change))
    : { findings: data.error, office: null, document: null };
}

export function officeOf(text: string): Office {
  const { office, findings } = checkText(text);
  if (office === null) throw new Error(findings.map(({ path, what }) => `${path}: ${what}`).join('\n'));
  return office;
}

/** A history in memory; `broken` is a disk that is gone. */
export class MemoryVersions implements VersionStore {
  readonly stored = new Map<number, Version & { readonly text: string }>();
  broken = false;

  async load(): Promise<readonly (Version & { readonly text: string })[]> {
    if (this.broken) throw new Error('no disk');
    return [...this.stored.values()].sort((a, b) => a.version - b.version);
  }

  async add(version: Version, text: string): Promise<boolean> {
    if (this.broken || this.stored.has(version.version)) return false;
    this.stored.set(version.version, { ...version, text });
    return true;
  }

  async confirm(version: number): Promise<boolean> {
    const one = this.stored.get(version);
    if (this.broken || one === undefined) return false;
    this.stored.set(version, { ...one, confirmByEpochMs: null });
    return true;
  }
}

/** `office.yaml` in memory; `cut` is a power cut between preparing and publishing. */
export class MemoryOfficeFile implements OfficeFile {
  readonly name = 'office.yaml';
  text: string | null = null;
  pending: string | null = null;
  broken = false;
  cut = false;

  async read() {
    const { text, pending } = this;
    return ok({ text, pending });
  }

  async prepare(text: string): Promise<Result<PreparedFile>> {
    const fault = { code: 'TR-OFFICE-011', where: this.name, what: 'no disk', todo: 'mend it' };
    if (this.broken) return fail(fault);
    this.pending = text;
    return ok({
      publish: async () => {
        if (this.cut) return fault;
        [this.text, this.pending] = [text, null];
        return null;
      },
      discard: async () => {
        this.pending = null;
      },
    });
  }
}
