import type { DialString } from '#units/ids.ts';
import { MODES } from '../office.ts';
import { afterOperators, type Directory, leadsSomewhere } from './check-directory.ts';
import { finding, type OfficeFinding } from './check-finding.ts';

/** Where the exchange itself leads a call on, without anybody doing anything. */
interface Hop {
  readonly from: DialString;
  readonly to: DialString;
  readonly path: string;
  readonly where: string;
}

function hopsOf({ office: { extensions, services } }: Directory): Hop[] {
  return [
    ...extensions.flatMap(({ number, secretary }, index): Hop[] =>
      secretary === null
        ? []
        : [
            {
              from: number,
              to: secretary,
              path: `extensions[${index}].secretary`,
              where: `extension ${number}`,
            },
          ],
    ),
    ...services.huntGroups.flatMap(({ number, overflow }, index): Hop[] =>
      overflow === null
        ? []
        : [
            {
              from: number,
              to: overflow,
              path: `huntGroups[${index}].overflow`,
              where: `hunt group ${number}`,
            },
          ],
    ),
  ];
}

/** Each round once, at the hop that closes it. A number has one hop at most, so a walk has no branches. */
function rounds(hops: readonly Hop[]): OfficeFinding[] {
  const hopFrom = new Map<DialString, Hop>();
  for (const hop of hops) if (!hopFrom.has(hop.from)) hopFrom.set(hop.from, hop);
  const done = new Set<DialString>();
  const found: OfficeFinding[] = [];
  for (const start of hopFrom.keys()) {
    const walk: Hop[] = [];
    const onWalk = new Map<DialString, number>();
    for (let at = start; !done.has(at); ) {
      const begun = onWalk.get(at);
      if (begun !== undefined) {
        const round = walk.slice(begun);
        const last = round.at(-1)!;
        const names = [...round.map(({ from }) => from), at].join(' → ');
        found.push(finding('TR-PLAN-060', last.path, last.where, { round: names }));
        break;
      }
      const hop = hopFrom.get(at);
      if (hop === undefined) break;
      onWalk.set(at, walk.length);
      walk.push(hop);
      at = hop.to;
    }
    for (const { from } of walk) done.add(from);
  }
  return found;
}

/** Numbers that are called, and lead nowhere. */
function deadEnds(directory: Directory, hops: readonly Hop[]): OfficeFinding[] {
  const { extensions, services } = directory.office;
  const called: Omit<Hop, 'from'>[] = [
    ...hops,
    ...extensions.flatMap(({ number, hotLine }, i) =>
      hotLine === null
        ? []
        : [{ to: hotLine.number, path: `extensions[${i}].hotLine.number`, where: `extension ${number}` }],
    ),
    ...services.entities.flatMap(({ id, operator }, i) =>
      MODES.flatMap((mode) =>
        operator[mode] === undefined
          ? []
          : [{ to: operator[mode], path: `entities[${i}].operator.${mode}`, where: `entity ${id}` }],
      ),
    ),
    ...services.callers.flatMap(({ pattern, treat }, i) =>
      (treat.kind === 'divert' || treat.kind === 'important') && treat.number !== null
        ? [
            {
              to: treat.number,
              path: `callers[${i}].treat.number`,
              where: `caller list entry ${i + 1} (${pattern})`,
            },
          ]
        : [],
    ),
    ...services.attendantGroups.flatMap((group, i) =>
      afterOperators(group).map((to) => ({
        to,
        path: `attendantGroups[${i}].${to === group.overflowTo ? 'overflowTo' : 'distribution'}`,
        where: `operators ${group.number}`,
      })),
    ),
    ...services.speedDials.map(({ code, number }, i) => ({
      to: number,
      path: `speedDials[${i}].number`,
      where: `speed dial ${code}`,
    })),
  ];
  return called
    .filter(({ to }) => !leadsSomewhere(directory, to))
    .map(({ to, path, where }) => finding('TR-PLAN-062', path, where, { number: to }));
}

function emptyGroups({ office: { services } }: Directory): OfficeFinding[] {
  const empty = (
    list: string,
    what: string,
    groups: readonly { number: string; members: readonly string[] }[],
  ) =>
    groups.flatMap(({ number, members }, i) =>
      members.length > 0 ? [] : [finding('TR-PLAN-061', `${list}[${i}].members`, `${what} ${number}`)],
    );
  return [
    ...empty('huntGroups', 'hunt group', services.huntGroups),
    ...empty('pagingGroups', 'paging group', services.pagingGroups),
    ...services.attendantGroups.flatMap(({ number, consoles }, i) =>
      consoles.length > 0
        ? []
        : [finding('TR-PLAN-061', `attendantGroups[${i}].consoles`, `operators ${number}`)],
    ),
  ];
}

/** An entity whose people can dial the operator, in a mode of its schedule that has none. */
function withoutOperator({ office: { services, extensions } }: Directory): OfficeFinding[] {
  return services.entities.flatMap(({ id, codes, operator, schedule }, i) => {
    const dials =
      codes.some(({ feature }) => feature === 'operator') && extensions.some(({ entity }) => entity === id);
    const mode = (['day', ...schedule.map((one) => one.mode)] as const).find(
      (one) => operator[one] === undefined,
    );
    return dials && mode !== undefined
      ? [finding('TR-PLAN-063', `entities[${i}].operator`, `entity ${id}`, { mode })]
      : [];
  });
}

export function endFindings(directory: Directory): OfficeFinding[] {
  const hops = hopsOf(directory);
  return [
    ...rounds(hops),
    ...deadEnds(directory, hops),
    ...emptyGroups(directory),
    ...withoutOperator(directory),
  ];
}
