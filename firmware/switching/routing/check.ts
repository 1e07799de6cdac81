import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { Office, PlanEntry } from '../model.ts';
import { compileEmergency, matchEmergency } from './emergency.ts';
import {
  compareSpecificity,
  fitOf,
  isDialSymbol,
  NUMBER_LENGTH_MAX,
  type Pattern,
  parsePattern,
} from './plan.ts';

const fault = (number: string, where: string, what: string, todo: string): Fault => ({
  code: `TR-PLAN-${number}`,
  where,
  what,
  todo,
});

const entryName = (index: number, { pattern }: PlanEntry): string => `plan entry ${index + 1} (${pattern})`;

function repeated<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}

const isNumber = (text: string): boolean =>
  text !== '' && text.length <= NUMBER_LENGTH_MAX && [...text].every(isDialSymbol);

// ───────────────────────── ports, extensions, exchange lines ─────────────────────────

function portFaults(office: Office): Fault[] {
  const ports: PortId[] = [...office.extensions, ...office.trunks].map(({ port }) => port);
  const malformed = ports.filter((port) => !/^[1-9]\d*\/[1-8]$/.test(port));
  return [
    ...repeated(ports).map((port) =>
      fault(
        '010',
        `port ${port}`,
        'two entries use this port',
        'give each extension and exchange line its own port',
      ),
    ),
    ...malformed.map((port) =>
      fault(
        '011',
        `port ${port}`,
        'this is not a port',
        'write card/position, such as 1/3; positions are 1 to 8',
      ),
    ),
  ];
}

function extensionFaults(office: Office): Fault[] {
  const numbers = office.extensions.map(({ number }) => number);
  const rows = office.plan.flatMap((entry) => {
    const pattern = parsePattern(entry.pattern);
    return pattern === null ? [] : [{ ...pattern, entry }];
  });
  const leadsThere = (number: string): boolean =>
    rows.filter((row) => fitOf(row, number).whole).sort(compareSpecificity)[0]?.entry.to.kind === 'extension';
  return [
    ...repeated(numbers).map((number) =>
      fault('012', `extension ${number}`, 'two extensions have this number', 'change one of the two numbers'),
    ),
    ...numbers
      .filter((number) => !isNumber(number))
      .map((number) =>
        fault('013', `extension ${number}`, 'this cannot be dialled', 'use the digits 0–9, * and # only'),
      ),
    ...numbers
      .filter((number) => isNumber(number) && !leadsThere(number))
      .map((number) =>
        fault(
          '014',
          `extension ${number}`,
          'no plan entry leads to this number, so nobody can call it',
          `add a plan entry such as ${number[0]}${'X'.repeat(number.length - 1)} to extensions`,
        ),
      ),
  ];
}

function trunkFaults(office: Office): Fault[] {
  const groups = office.trunkGroups.map(({ id }) => id);
  const numbers = new Set(office.extensions.map(({ number }) => number));
  return [
    ...repeated(groups).map((id) =>
      fault('020', `trunk group ${id}`, 'two groups have this name', 'rename one of the two'),
    ),
    ...office.trunks
      .filter(({ group }) => !groups.includes(group))
      .map(({ name, group }) =>
        fault(
          '021',
          `exchange line ${name}`,
          `its group ${group} does not exist`,
          'name an existing trunk group',
        ),
      ),
    ...office.trunks
      .filter(({ ringIn }) => !numbers.has(ringIn))
      .map(({ name, ringIn }) =>
        fault(
          '023',
          `exchange line ${name}`,
          `incoming calls are to ring ${ringIn === '' ? 'nobody' : ringIn}, which is no extension`,
          'name an existing extension as its ring-in destination',
        ),
      ),
  ];
}

// ───────────────────────── the plan ─────────────────────────

interface Row extends Pattern {
  readonly entry: PlanEntry;
  readonly name: string;
}

/** Every number that fits `inner` fits `outer` too. */
function covers(outer: Pattern, inner: Pattern): boolean {
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

function entryFaults(office: Office): Fault[] {
  const groups = new Set(office.trunkGroups.map(({ id }) => id));
  return office.plan.flatMap((entry, index) => {
    const faults: Fault[] = [];
    const where = entryName(index, entry);
    const pattern = parsePattern(entry.pattern);
    if (pattern === null)
      faults.push(
        fault(
          '001',
          where,
          'the pattern is malformed',
          'use 0–9 * # X Z N, and a dot only as the last character',
        ),
      );
    if (entry.to.kind !== 'trunk-group') return faults;
    if (!groups.has(entry.to.group))
      faults.push(
        fault('004', where, `trunk group ${entry.to.group} does not exist`, 'name an existing trunk group'),
      );
    const { strip } = entry.to;
    if (!Number.isInteger(strip) || strip < 0 || (pattern !== null && strip > pattern.masks.length))
      faults.push(
        fault(
          '005',
          where,
          `it takes off ${strip} digits, more than it has`,
          'take off the prefix only, such as 1',
        ),
      );
    return faults;
  });
}

function pairFaults(office: Office): Fault[] {
  const rows: Row[] = office.plan.flatMap((entry, index) => {
    const pattern = parsePattern(entry.pattern);
    return pattern === null ? [] : [{ ...pattern, entry, name: entryName(index, entry) }];
  });
  return rows.flatMap((row, index) =>
    rows.slice(0, index).flatMap((earlier) => {
      const specificity = compareSpecificity(earlier, row);
      if (specificity === 0 && covers(earlier, row))
        return [
          fault(
            '002',
            row.name,
            `it can never be reached: ${earlier.name} takes the same numbers`,
            'remove one of the two',
          ),
        ];
      if (overlaps(earlier, row) && !covers(earlier, row) && !covers(row, earlier))
        return [
          fault(
            '003',
            row.name,
            `ambiguous with ${earlier.name}: some numbers fit both, and neither is the narrower`,
            'make one of the two narrower, or give them different first digits',
          ),
        ];
      return [];
    }),
  );
}

// ───────────────────────── emergency ─────────────────────────

function emergencyFaults(office: Office): Fault[] {
  const rows = compileEmergency(office.emergency, office.plan);
  const faults = office.emergency
    .filter((number) => !/^\d{2,6}$/.test(number))
    .map((number) =>
      fault(
        '030',
        `emergency number ${number}`,
        'this is no emergency number',
        'use 2 to 6 digits, such as 110',
      ),
    );
  if (office.emergency.length === 0)
    faults.push(
      fault('031', 'emergency numbers', 'there is none', 'name the emergency numbers of the country'),
    );
  for (const { number } of office.extensions)
    for (let length = 1; length <= number.length; length++) {
      const found = matchEmergency(rows, number.slice(0, length));
      if (found.kind !== 'match') continue;
      faults.push(
        fault(
          '032',
          `extension ${number}`,
          `it cannot be called: its digits begin with the emergency number ${found.number}`,
          'give the extension another number',
        ),
      );
      break;
    }
  return faults;
}

/** A group without lines: every call to it hears congestion. */
function emptyGroups(office: Office): Fault[] {
  const used = new Set(office.trunks.map(({ group }) => group));
  return office.trunkGroups
    .filter(({ id }) => !used.has(id))
    .map(({ id }) =>
      fault(
        '022',
        `trunk group ${id}`,
        'no exchange line belongs to it',
        'add a line to it, or remove the group',
      ),
    );
}

/**
 * What is allowed but worth knowing: groups without lines, and entries that share digits with an emergency
 * number (that one always wins; other numbers of the entry then wait for one digit more).
 */
export function officeNotes(office: Office): readonly Fault[] {
  const hidden = office.plan.flatMap((entry, index) => {
    const pattern = parsePattern(entry.pattern);
    if (pattern === null) return [];
    return office.emergency
      .filter((number) => fitOf(pattern, number).whole)
      .map((number) =>
        fault(
          '033',
          entryName(index, entry),
          `it also fits the emergency number ${number}, which is looked at first`,
          'nothing, if no other number is meant',
        ),
      );
  });
  return [...emptyGroups(office), ...hidden];
}

// ───────────────────────── times ─────────────────────────

const DAY_MS = 86_400_000;

function timeFaults({ timing, alerting }: Office): Fault[] {
  const faults = Object.entries(timing)
    .filter(([, value]) => !Number.isInteger(value) || value <= 0 || value > DAY_MS)
    .map(([name, value]) =>
      fault('040', `timing.${name}`, `${value} ms is no usable time`, 'write whole milliseconds, at least 1'),
    );
  const { cadence, callerId } = alerting;
  const good =
    cadence.length >= 2 &&
    cadence[0]!.on &&
    cadence.some(({ on }) => !on) &&
    cadence.every(({ ms }) => Number.isInteger(ms) && ms > 0 && ms <= DAY_MS);
  if (!good)
    faults.push(
      fault(
        '041',
        'alerting.cadence',
        'it is no ringing cadence',
        'begin with a burst, add a silence, whole milliseconds',
      ),
    );
  if (!Number.isInteger(callerId.delayMs) || callerId.delayMs < 0)
    faults.push(fault('042', 'alerting.callerId.delayMs', 'it is no time', 'write whole milliseconds'));
  return faults;
}

/**
 * Everything that is wrong with an office, each with its place and what to do. `step` must not be given an
 * office that has faults; it would not break, but numbers would lead nowhere.
 */
export function checkOffice(office: Office): readonly Fault[] {
  return [
    ...entryFaults(office),
    ...pairFaults(office),
    ...portFaults(office),
    ...extensionFaults(office),
    ...trunkFaults(office),
    ...emergencyFaults(office),
    ...timeFaults(office),
  ];
}
