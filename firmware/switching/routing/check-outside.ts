import type { DirectDialling, Mode, Office } from '../model.ts';
import { MODES } from '../office.ts';
import { type Directory, somebodyAnswers } from './check-directory.ts';
import { finding, type OfficeFinding, repeated } from './check-finding.ts';
import { covers } from './check-plan.ts';
import { type Pattern, parsePattern } from './plan.ts';

function groupFindings({ trunks, trunkGroups }: Office): OfficeFinding[] {
  const used = new Set(trunks.map(({ group }) => group));
  const ids = new Set(trunkGroups.map(({ id }) => id));
  const where = (index: number) => `trunk group ${trunkGroups[index]!.id}`;
  return [
    ...repeated(trunkGroups, ({ id }) => id).map(({ index }) =>
      finding('TR-PLAN-020', `trunkGroups[${index}].id`, where(index), { name: trunkGroups[index]!.id }),
    ),
    ...trunkGroups.flatMap(({ id }, index) =>
      used.has(id) ? [] : [finding('TR-PLAN-022', `trunkGroups[${index}]`, where(index), { name: id })],
    ),
    ...trunks.flatMap(({ name, group }, index) =>
      ids.has(group)
        ? []
        : [finding('TR-PLAN-021', `trunks[${index}].group`, `exchange line ${name}`, { group })],
    ),
    ...repeated(trunks, ({ name }) => name).map(({ index }) =>
      finding('TR-PLAN-051', `trunks[${index}].name`, `exchange line ${trunks[index]!.name}`, {
        name: trunks[index]!.name,
      }),
    ),
  ];
}

/** Modes that an entity ever comes into by itself; anybody may set any of them by hand. */
const modesOf = (office: Office, entity: string): ReadonlySet<Mode> => {
  const schedule = office.services.entities.find(({ id }) => id === entity)?.schedule ?? [];
  return new Set<Mode>(['day', ...schedule.map(({ mode }) => mode)]);
};

/** Whom a called number stands for; last digits are known when it is called. */
function directFindings(
  { pattern, to, toByMode }: DirectDialling,
  path: string,
  where: string,
  isInside: (number: string) => boolean,
): OfficeFinding[] {
  const found: OfficeFinding[] = [];
  if (parsePattern(pattern) === null)
    found.push(finding('TR-PLAN-001', `${path}.pattern`, where, { pattern }));
  const wanted = [
    ...(typeof to === 'string' ? [{ number: to, at: `${path}.to` }] : []),
    ...MODES.flatMap((mode) => {
      const number = toByMode[mode];
      return number === undefined ? [] : [{ number, at: `${path}.toByMode.${mode}` }];
    }),
  ];
  for (const { number, at } of wanted)
    if (!isInside(number)) found.push(finding('TR-PLAN-023', at, where, { number: number || 'nobody' }));
  return found;
}

function ringInFindings(directory: Directory): OfficeFinding[] {
  const { office, byNumber } = directory;
  const rings = (number: string): boolean =>
    ['extension', 'hunt-group', 'attendant-group'].includes(byNumber.get(number)?.kind ?? 'nobody');
  return office.trunks.flatMap(({ name, ringIn, ringInByMode, entity, did }, index) => {
    const where = `exchange line ${name}`;
    const found: OfficeFinding[] = did.flatMap((one, n) =>
      directFindings(one, `trunks[${index}].did[${n}]`, where, (number) => byNumber.has(number)),
    );
    if (!rings(ringIn))
      found.push(
        finding('TR-PLAN-023', `trunks[${index}].ringIn`, where, {
          number: ringIn === '' ? 'nobody' : ringIn,
        }),
      );
    const wanted = modesOf(office, entity);
    for (const mode of MODES) {
      const own = ringInByMode[mode];
      const path = own === undefined ? `trunks[${index}].ringIn` : `trunks[${index}].ringInByMode.${mode}`;
      const number = own ?? ringIn;
      if (own !== undefined && !rings(own))
        found.push(finding('TR-PLAN-024', path, where, { number: own, mode }));
      else if (
        (own !== undefined || wanted.has(mode)) &&
        rings(number) &&
        !somebodyAnswers(directory, number)
      )
        found.push(finding('TR-PLAN-025', path, where, { number, mode }));
    }
    return found;
  });
}

function routeFindings({ services: { routes }, trunks, plan }: Office): OfficeFinding[] {
  const withLines = new Set(trunks.map(({ group }) => group));
  const rows: (Pattern & { readonly name: string })[] = [];
  const found: OfficeFinding[] = [];
  for (const [index, { id, patterns, choices }] of routes.entries()) {
    const where = `route ${id}`;
    if (!choices.some(({ group }) => withLines.has(group)))
      found.push(finding('TR-PLAN-026', `routes[${index}].choices`, where));
    for (const [place, text] of patterns.entries()) {
      const path = `routes[${index}].patterns[${place}]`;
      const pattern = parsePattern(text);
      if (pattern === null) {
        found.push(finding('TR-PLAN-001', path, where, { pattern: text }));
        continue;
      }
      const earlier = rows.find((row) => covers(row, pattern) && covers(pattern, row));
      if (earlier !== undefined)
        found.push(finding('TR-PLAN-008', path, where, { pattern: text, earlier: earlier.name }));
      rows.push({ ...pattern, name: `${where} (${text})` });
    }
  }
  if (routes.length > 0 && !plan.some(({ to }) => to.kind === 'route'))
    found.push(finding('TR-PLAN-007', 'routes', 'routes'));
  return found;
}

function patternFindings(path: string, where: string, patterns: readonly string[]): OfficeFinding[] {
  return patterns.flatMap((text, index) =>
    parsePattern(text) === null
      ? [finding('TR-PLAN-001', `${path}[${index}]`, where, { pattern: text })]
      : [],
  );
}

/** An allowance that a denial takes back whole. */
function classFindings({ services: { classes, accountCodes } }: Office): OfficeFinding[] {
  return classes.flatMap(({ id, allow, deny, accountCode }, index) => {
    const [path, where] = [`classes[${index}]`, `class of service ${id}`];
    const found = [
      ...patternFindings(`${path}.allow`, where, allow),
      ...patternFindings(`${path}.deny`, where, deny),
    ];
    for (const [place, text] of allow.entries()) {
      const inner = parsePattern(text);
      const stronger = deny.find((one) => {
        const outer = parsePattern(one);
        return inner !== null && outer !== null && covers(outer, inner);
      });
      if (stronger !== undefined)
        found.push(finding('TR-PLAN-056', `${path}.allow[${place}]`, where, { earlier: `deny ${stronger}` }));
    }
    if (accountCode === 'required' && accountCodes.length === 0)
      found.push(finding('TR-PLAN-055', `${path}.accountCode`, where));
    return found;
  });
}

/** The same pattern twice in a list where the first, or only one, counts. */
function doublePatterns(
  path: string,
  what: string,
  list: readonly { readonly pattern: string }[],
): OfficeFinding[] {
  const where = (index: number) => `${what} ${index + 1} (${list[index]!.pattern})`;
  return [
    ...list.flatMap(({ pattern }, index) =>
      parsePattern(pattern) === null
        ? [finding('TR-PLAN-001', `${path}[${index}].pattern`, where(index), { pattern })]
        : [],
    ),
    ...repeated(list, ({ pattern }) => pattern).map(({ index, first }) => {
      const { pattern } = list[index]!;
      return finding('TR-PLAN-008', `${path}[${index}].pattern`, where(index), {
        pattern,
        earlier: where(first),
      });
    }),
  ];
}

export const outsideFindings = (directory: Directory): OfficeFinding[] => [
  ...groupFindings(directory.office),
  ...ringInFindings(directory),
  ...routeFindings(directory.office),
  ...classFindings(directory.office),
  ...doublePatterns('charges', 'charge', directory.office.services.charges),
  ...doublePatterns('callers', 'caller list entry', directory.office.services.callers),
];
