import { attendantEn } from './en.attendant.ts';
import { boxEn } from './en.box.ts';
import { editingEn } from './en.editing.ts';
import { fieldsEn } from './en.fields.ts';
import { findingsEn } from './en.findings.ts';
import { helpEn } from './en.help.ts';
import { pagesEn } from './en.pages.ts';
import { recordsEn } from './en.records.ts';
import { shiftsEn } from './en.shifts.ts';
import { sipEn } from './en.sip.ts';
import { valuesEn } from './en.values.ts';
import type { AdminKey } from './zh-CN.admin.ts';

export const adminEn: Readonly<Record<AdminKey, string>> = {
  ...pagesEn,
  ...recordsEn,
  ...editingEn,
  ...fieldsEn,
  ...helpEn,
  ...shiftsEn,
  ...sipEn,
  ...attendantEn,
  ...boxEn,
  ...valuesEn,
  ...findingsEn,
};
