import { FEATURES } from '../features/codes/code.ts';
import type { Office } from '../model.ts';
import { finding, type OfficeFinding, repeated } from './check-finding.ts';
import { dialledAsItIs } from './speed.ts';

/** One mention of a name. */
export type Mention = readonly [path: string, where: string, name: string | null];

/** Mentions of a name that nothing of this kind has. */
export const unknown = (
  kind: string,
  known: readonly string[],
  mentions: readonly Mention[],
): OfficeFinding[] => {
  const names = new Set(known);
  return mentions.flatMap(([path, where, name]) =>
    name === null || names.has(name) ? [] : [finding('TR-PLAN-050', path, where, { kind, name })],
  );
};

/** Names that two entries of a list have. */
export const doubles = (
  list: string,
  field: string,
  what: string,
  names: readonly string[],
): OfficeFinding[] =>
  repeated(names, (name) => name).map(({ index }) =>
    finding('TR-PLAN-051', `${list}[${index}]${field}`, `${what} ${names[index]}`, { name: names[index]! }),
  );

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** Names that are used without being there. */
function mentions({ extensions, trunks, trunkGroups, services }: Office): OfficeFinding[] {
  const {
    entities,
    classes,
    roles,
    routes,
    huntGroups,
    pagingGroups,
    conferenceRooms,
    timeTables,
    dayLists,
  } = services;
  const people = extensions.map(({ number }) => number);
  const ofExtensions = (field: 'entity' | 'classOfService' | 'role'): Mention[] =>
    extensions.map((one, i) => [`extensions[${i}].${field}`, `extension ${one.number}`, one[field]]);
  const members = (
    list: string,
    what: string,
    groups: readonly { number: string; members: readonly string[] }[],
  ) =>
    groups.flatMap((group, i) =>
      group.members.map(
        (member, j): Mention => [`${list}[${i}].members[${j}]`, `${what} ${group.number}`, member],
      ),
    );
  return [
    ...unknown('entity', ids(entities), [
      ...ofExtensions('entity'),
      ...trunks.map((one, i): Mention => [`trunks[${i}].entity`, `exchange line ${one.name}`, one.entity]),
      ...huntGroups.map(
        (one, i): Mention => [`huntGroups[${i}].entity`, `hunt group ${one.number}`, one.entity],
      ),
    ]),
    ...unknown('class of service', ids(classes), ofExtensions('classOfService')),
    ...unknown('role', ids(roles), ofExtensions('role')),
    ...unknown('extension', people, [
      ...members('huntGroups', 'hunt group', huntGroups),
      ...members('pagingGroups', 'paging group', pagingGroups),
      ...conferenceRooms.map(
        (one, i): Mention => [`conferenceRooms[${i}].chair`, `conference room ${one.number}`, one.chair],
      ),
    ]),
    ...unknown(
      'trunk group',
      ids(trunkGroups),
      routes.flatMap(({ id, choices }, i) =>
        choices.map((one, j): Mention => [`routes[${i}].choices[${j}].group`, `route ${id}`, one.group]),
      ),
    ),
    ...unknown('time table', ids(timeTables), [
      ...routes.flatMap(({ id, choices }, i) =>
        choices.map((one, j): Mention => [`routes[${i}].choices[${j}].times`, `route ${id}`, one.times]),
      ),
      ...entities.flatMap(({ id, schedule }, i) =>
        schedule.map((one, j): Mention => [`entities[${i}].schedule[${j}].times`, `entity ${id}`, one.times]),
      ),
    ]),
    ...unknown(
      'list of days',
      ids(dayLists),
      timeTables.flatMap(({ id, rules }, i) =>
        rules.map(
          (one, j): Mention => [
            `timeTables[${i}].rules[${j}].dates.list`,
            `time table ${id}`,
            one.dates?.list ?? null,
          ],
        ),
      ),
    ),
  ];
}

function featureFindings({ services: { classes } }: Office): OfficeFinding[] {
  const known = new Set<string>(FEATURES);
  return classes.flatMap(({ id, without }, i) =>
    without.flatMap((name, j) =>
      known.has(name)
        ? []
        : [finding('TR-PLAN-052', `classes[${i}].without[${j}]`, `class of service ${id}`, { name })],
    ),
  );
}

/** Codes behind that of the feature; those that are dialled as they stand are told with the other numbers. */
const speedFindings = ({ services: { speedDials } }: Office): OfficeFinding[] =>
  repeated(speedDials, ({ code }) => code).flatMap(({ index }) => {
    const { code, ...rest } = speedDials[index]!;
    if (dialledAsItIs({ code })) return [];
    return [
      finding('TR-PLAN-051', `speedDials[${index}].code`, `speed dial ${code} (${rest.name})`, {
        name: code,
      }),
    ];
  });

export const nameFindings = (office: Office): OfficeFinding[] => {
  const { entities, classes, roles, routes, timeTables, dayLists, accountCodes } = office.services;
  return [
    ...mentions(office),
    ...featureFindings(office),
    ...speedFindings(office),
    ...doubles('entities', '.id', 'entity', ids(entities)),
    ...doubles('classes', '.id', 'class of service', ids(classes)),
    ...doubles('roles', '.id', 'role', ids(roles)),
    ...doubles('routes', '.id', 'route', ids(routes)),
    ...doubles('timeTables', '.id', 'time table', ids(timeTables)),
    ...doubles('dayLists', '.id', 'list of days', ids(dayLists)),
    ...doubles(
      'accountCodes',
      '.code',
      'account code',
      accountCodes.map(({ code }) => code),
    ),
  ];
};
