import type { Finding } from '#ports/configuration.ts';
import type { Fault } from '#units/result.ts';

const FILE = 'office.yaml';

/** What can go wrong around the document; `TR-OFFICE-010` and `-011` come from the file itself too. */
export const OFFICE_FAULTS = {
  fileUnwritten: {
    code: 'TR-OFFICE-011',
    where: FILE,
    what: 'the file cannot be written; the version is in force, and in the history',
    todo: 'make room in the data folder, or make it writable',
  },
  notStored: {
    code: 'TR-OFFICE-013',
    where: 'office versions',
    what: 'a version cannot be written to the history; the office stays as it was',
    todo: 'make room in the data folder, or make it writable, then commit again',
  },
  historyUnreadable: {
    code: 'TR-OFFICE-014',
    where: 'office versions',
    what: 'the history cannot be read; office.yaml serves',
    todo: 'restore the data folder from a backup; earlier versions are not shown meanwhile',
  },
  versionUnusable: {
    code: 'TR-OFFICE-015',
    where: 'office versions',
    what: 'the newest version has errors for this firmware; the last good one is in force',
    todo: 'correct the document and commit it',
  },
} as const satisfies Readonly<Record<string, Fault>>;

export const hasErrors = ({ severity }: Finding): boolean => severity === 'error';

/** A finding in the file, as an alarm. */
export const faultOfFinding = ({ code, path, what, todo }: Finding): Fault => ({
  ...{ code, what, todo },
  where: path === '' ? FILE : `${FILE}: ${path}`,
});
