import type { Office, PlanEntry } from '../model.ts';
import { finding, type OfficeFinding } from './check-finding.ts';
import { compareSpecificity, fitOf, type Pattern, parsePattern } from './plan.ts';

interface Row extends Pattern {
  readonly entry: PlanEntry;
  readonly name: string;
  readonly path: string;
}

export const entryName = (index: number, { pattern }: PlanEntry): string =>
  `plan entry ${index + 1} (${pattern})`;

/** Every number that fits `inner` fits `outer` too. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  if (inner.open && !outer.open) return false;
  if (
    outer.open
      ? inner.masks.length + Number(inner.open) <= outer.masks.length
      : inner.masks.length !== outer.masks.length
  )
    return false;
  return outer.masks.every((mask, place) => {
    const wanted = inner.masks[place];
    return wanted !== undefined && (wanted & ~mask) === 0;
  });
}

/** Some number fits both, as long as it is. */
function overlaps(a: Pattern, b: Pattern): boolean {
  if (a.masks.length !== b.masks.length || a.open !== b.open) return false;
  return a.masks.every((mask, place) => (mask & b.masks[place]!) !== 0);
}

const rowsOf = (office: Office): Row[] =>
  office.plan.flatMap((entry, index) => {
    const pattern = parsePattern(entry.pattern);
    return pattern === null
      ? []
      : [{ ...pattern, entry, name: entryName(index, entry), path: `plan[${index}]` }];
  });

function entryFindings(office: Office): OfficeFinding[] {
  const groups = new Set(office.trunkGroups.map(({ id }) => id));
  return office.plan.flatMap((entry, index) => {
    const found: OfficeFinding[] = [];
    const [path, where] = [`plan[${index}]`, entryName(index, entry)];
    const pattern = parsePattern(entry.pattern);
    if (pattern === null)
      found.push(finding('TR-PLAN-001', `${path}.pattern`, where, { pattern: entry.pattern }));
    const { to } = entry;
    if (to.kind === 'extension') return found;
    if (to.kind === 'trunk-group' && !groups.has(to.group))
      found.push(finding('TR-PLAN-004', `${path}.to.group`, where, { group: to.group }));
    if (to.kind === 'route' && office.services.routes.length === 0)
      found.push(finding('TR-PLAN-006', `${path}.to`, where));
    const { strip } = to;
    if (!Number.isInteger(strip) || strip < 0 || (pattern !== null && strip > pattern.masks.length))
      found.push(finding('TR-PLAN-005', `${path}.to.strip`, where, { strip }));
    return found;
  });
}

function pairFindings(office: Office): OfficeFinding[] {
  const rows = rowsOf(office);
  return rows.flatMap((row, index) =>
    rows.slice(0, index).flatMap((earlier) => {
      const specificity = compareSpecificity(earlier, row);
      const facts = { earlier: earlier.name };
      if (specificity === 0 && covers(earlier, row))
        return [finding('TR-PLAN-002', row.path, row.name, facts)];
      if (overlaps(earlier, row) && !covers(earlier, row) && !covers(row, earlier))
        return [finding('TR-PLAN-003', row.path, row.name, facts)];
      return [];
    }),
  );
}

/** Entries that share digits with an emergency number, which always wins. */
function emergencyNotes(office: Office): OfficeFinding[] {
  return rowsOf(office).flatMap((row) =>
    office.emergency
      .filter((number) => fitOf(row, number).whole)
      .map((number) => finding('TR-PLAN-033', `${row.path}.pattern`, row.name, { number })),
  );
}

export const planFindings = (office: Office): OfficeFinding[] => [
  ...entryFindings(office),
  ...pairFindings(office),
  ...emergencyNotes(office),
];
