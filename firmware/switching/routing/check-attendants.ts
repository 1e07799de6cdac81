import type { AttendantGroup } from '../attendant/model.ts';
import type { Office } from '../model.ts';
import type { OfficeFinding } from './check-finding.ts';
import { doubles, type Mention, unknown } from './check-names.ts';

/*
 * Operators: what their groups and consoles name must be there, and each thing once.
 */

const where = ({ number }: AttendantGroup): string => `operators ${number}`;

function mentioned({ extensions, services }: Office): OfficeFinding[] {
  const { attendantGroups, consoles, entities } = services;
  const ofGroups = (field: 'consoles' | 'helpers'): Mention[] =>
    attendantGroups.flatMap((group, i) =>
      group[field].map((name, j): Mention => [`attendantGroups[${i}].${field}[${j}]`, where(group), name]),
    );
  return [
    ...unknown(
      'entity',
      entities.map(({ id }) => id),
      attendantGroups.map((one, i): Mention => [`attendantGroups[${i}].entity`, where(one), one.entity]),
    ),
    ...unknown(
      'extension',
      extensions.map(({ number }) => number),
      consoles.map((one, i): Mention => [`consoles[${i}].extension`, `console ${one.id}`, one.extension]),
    ),
    ...unknown(
      'console',
      consoles.map(({ id }) => id),
      ofGroups('consoles'),
    ),
    ...unknown(
      'group of operators',
      attendantGroups.map(({ number }) => number),
      ofGroups('helpers'),
    ),
  ];
}

const twice = ({ services: { attendantGroups, consoles } }: Office): OfficeFinding[] => [
  ...doubles(
    'consoles',
    '.id',
    'console',
    consoles.map(({ id }) => id),
  ),
  ...doubles(
    'consoles',
    '.extension',
    'telephone of a console',
    consoles.map(({ extension }) => extension),
  ),
  ...attendantGroups.flatMap(({ levels }, i) =>
    doubles(
      `attendantGroups[${i}].levels`,
      '.key',
      'key',
      levels.map(({ key }) => String(key)),
    ),
  ),
];

export const attendantFindings = (office: Office): OfficeFinding[] => [
  ...mentioned(office),
  ...twice(office),
];
