import type { PortId } from '#units/ids.ts';
import { compileCodes, completeCode } from '../features/codes/match.ts';
import type { Office } from '../model.ts';
import type { Directory } from './check-directory.ts';
import { finding, type OfficeFinding, repeated } from './check-finding.ts';
import { entryName } from './check-plan.ts';
import { matchEmergency } from './emergency.ts';
import { isDialSymbol, matchPlan, NUMBER_LENGTH_MAX } from './plan.ts';

const isNumber = (text: string): boolean =>
  text !== '' && text.length <= NUMBER_LENGTH_MAX && [...text].every(isDialSymbol);

function portFindings(office: Office): OfficeFinding[] {
  const ports: { port: PortId; path: string }[] = [
    ...office.extensions.map(({ port }, index) => ({ port, path: `extensions[${index}].port` })),
    ...office.trunks.map(({ port }, index) => ({ port, path: `trunks[${index}].port` })),
    ...office.extensions.flatMap(({ appearances }, index) =>
      appearances.map((port, line) => ({ port, path: `extensions[${index}].appearances[${line}]` })),
    ),
  ];
  const where = ({ port }: { port: PortId }) => `port ${port}`;
  return [
    ...repeated(ports, ({ port }) => port).map(({ index }) =>
      finding('TR-PLAN-010', ports[index]!.path, where(ports[index]!), { port: ports[index]!.port }),
    ),
    ...ports
      .filter(({ port }) => !/^[1-9]\d*\/[1-8]$/.test(port))
      .map((one) => finding('TR-PLAN-011', one.path, where(one), { port: one.port })),
  ];
}

/** Whether somebody who dials the number gets there, and not somewhere else. */
function reachFindings({ office, all, plan }: Directory): OfficeFinding[] {
  const codes = compileCodes([
    ...new Map(
      office.services.entities.flatMap(({ codes: own }) => own.map((code) => [code.dial, code])),
    ).values(),
  ]);
  return all.flatMap(({ kind, number, path, where }) => {
    if (!isNumber(number)) return [finding('TR-PLAN-013', path, where, { number })];
    const code = completeCode(codes, number)?.code;
    if (code !== undefined)
      return [finding('TR-PLAN-016', path, where, { number, dial: code.dial, feature: code.feature })];
    if (kind === 'speed-dial') return [];
    const entry = matchPlan(plan, number).best?.entry;
    if (entry?.to.kind === 'extension') return [];
    if (entry === undefined) {
      const pattern = `${number[0]}${'X'.repeat(number.length - 1)}`;
      return [finding('TR-PLAN-014', path, where, { number, pattern })];
    }
    return [
      finding('TR-PLAN-015', path, where, { number, entry: entryName(office.plan.indexOf(entry), entry) }),
    ];
  });
}

function doubles({ all, byNumber }: Directory): OfficeFinding[] {
  return all
    .filter((one) => byNumber.get(one.number) !== one)
    .map(({ number, path, where }) =>
      finding('TR-PLAN-012', path, where, { number, earlier: byNumber.get(number)!.where }),
    );
}

/** `80` beside `801`: the exchange cannot know that 80 is all. */
function beginnings({ all }: Directory): OfficeFinding[] {
  const sorted = [...new Set(all.map(({ number }) => number))].sort();
  const longerOf = new Map<string, string>();
  // What begins with a number follows it directly in the order of text.
  for (const [index, number] of sorted.entries()) {
    const next = sorted[index + 1];
    if (number !== '' && next?.startsWith(number)) longerOf.set(number, next);
  }
  return all
    .filter(({ number }) => longerOf.has(number))
    .map(({ number, path, where }) =>
      finding('TR-PLAN-017', path, where, { number, longer: longerOf.get(number)! }),
    );
}

function hiddenByEmergency({ all, emergency }: Directory): OfficeFinding[] {
  return all.flatMap(({ number, path, where }) => {
    for (let length = 1; length <= number.length; length++) {
      const found = matchEmergency(emergency, number.slice(0, length));
      if (found.kind === 'match') return [finding('TR-PLAN-032', path, where, { number: found.number })];
    }
    return [];
  });
}

export const numberFindings = (directory: Directory): OfficeFinding[] => [
  ...portFindings(directory.office),
  ...doubles(directory),
  ...reachFindings(directory),
  ...beginnings(directory),
  ...hiddenByEmergency(directory),
];
