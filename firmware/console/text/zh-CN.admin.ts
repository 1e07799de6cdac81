/** 管理页面的文字，打开管理页面时才载入。 */

import { attendantZhCN } from './zh-CN.attendant.ts';
import { boxZhCN } from './zh-CN.box.ts';
import { editingZhCN } from './zh-CN.editing.ts';
import { fieldsZhCN } from './zh-CN.fields.ts';
import { findingsZhCN } from './zh-CN.findings.ts';
import { helpZhCN } from './zh-CN.help.ts';
import { pagesZhCN } from './zh-CN.pages.ts';
import { recordsZhCN } from './zh-CN.records.ts';
import { shiftsZhCN } from './zh-CN.shifts.ts';
import { sipZhCN } from './zh-CN.sip.ts';
import { valuesZhCN } from './zh-CN.values.ts';

export const adminZhCN = {
  ...pagesZhCN,
  ...recordsZhCN,
  ...editingZhCN,
  ...fieldsZhCN,
  ...helpZhCN,
  ...shiftsZhCN,
  ...sipZhCN,
  ...attendantZhCN,
  ...boxZhCN,
  ...valuesZhCN,
  ...findingsZhCN,
} as const;

export type AdminKey = keyof typeof adminZhCN;
