import type { Fault } from '#units/result.ts';

export type Facts = Readonly<Record<string, string | number>>;

/** Something about an office that a person should know. An error keeps it from being used. */
export interface OfficeFinding extends Fault {
  readonly severity: 'error' | 'warning';
  /** Place in the office, and in the document that it was made of: `extensions[3].number`. */
  readonly path: string;
  /** What fills the places of the text. */
  readonly facts: Facts;
}

interface Row {
  readonly severity: OfficeFinding['severity'];
  /** `{name}` is filled from the facts. */
  readonly what: string;
  readonly todo: string;
}

const error = (what: string, todo: string): Row => ({ severity: 'error', what, todo });
const warning = (what: string, todo: string): Row => ({ severity: 'warning', what, todo });

/** Every finding about an office. 00x plan, 01x numbers, 02x outside, 03x emergency, 04x times, 05x names, 06x ends. */
export const OFFICE_FINDINGS = {
  'TR-PLAN-001': error(
    'the pattern {pattern} is malformed',
    'use 0–9 * # X Z N, and a dot only as the last character',
  ),
  'TR-PLAN-002': error('it can never be reached: {earlier} takes the same numbers', 'remove one of the two'),
  'TR-PLAN-003': error(
    'ambiguous with {earlier}: some numbers fit both, and neither is the narrower',
    'make one of the two narrower, or give them different first digits',
  ),
  'TR-PLAN-004': error('trunk group {group} does not exist', 'name an existing trunk group'),
  'TR-PLAN-005': error(
    'it takes off {strip} digits, more than it has',
    'take off the prefix only, such as 1',
  ),
  'TR-PLAN-006': error(
    'it leads to the routes, and there is none',
    'add a route, or let it lead to a trunk group',
  ),
  'TR-PLAN-007': warning(
    'no entry of the plan leads to the routes, so they are never used',
    'add a plan entry to them, such as 9.',
  ),
  'TR-PLAN-008': warning(
    'the pattern {pattern} can never be reached: {earlier} has it too',
    'remove one of the two',
  ),
  'TR-PLAN-010': error('two entries use this port', 'give each extension and exchange line its own port'),
  'TR-PLAN-011': error('this is not a port', 'write card/position, such as 1/3; positions are 1 to 8'),
  'TR-PLAN-012': error('{number} is the number of {earlier} already', 'change one of the two numbers'),
  'TR-PLAN-013': error('this cannot be dialled', 'use the digits 0–9, * and # only'),
  'TR-PLAN-014': error(
    'no plan entry leads to this number, so nobody can call it',
    'add a plan entry such as {pattern} to extensions',
  ),
  'TR-PLAN-015': error(
    'nobody can call it: {entry} takes the number and leads outside',
    'change the number, or add a narrower entry to extensions',
  ),
  'TR-PLAN-016': error(
    'the feature code {dial} ({feature}) takes this number',
    'change the number or the code',
  ),
  'TR-PLAN-017': warning(
    'longer numbers begin with it, such as {longer}: each call to it waits for one digit more',
    'give it a number that no other begins with',
  ),
  'TR-PLAN-020': error('two groups have this name', 'rename one of the two'),
  'TR-PLAN-021': error('its group {group} does not exist', 'name an existing trunk group'),
  'TR-PLAN-022': warning('no exchange line belongs to it', 'add a line to it, or remove the group'),
  'TR-PLAN-023': error(
    'incoming calls are to ring {number}, which is neither extension nor group',
    'name an existing extension or group as its ring-in destination',
  ),
  'TR-PLAN-024': error(
    'incoming calls are to ring {number} in the mode {mode}, which is neither extension nor group',
    'name an existing extension or group',
  ),
  'TR-PLAN-025': warning(
    'nobody can answer its calls in the mode {mode}: {number} ends at nobody',
    'name an extension, or a group with members',
  ),
  'TR-PLAN-026': warning('none of its ways out has an exchange line', 'add lines to one of its trunk groups'),
  'TR-PLAN-030': error('this is no emergency number', 'use 2 to 6 digits, such as 110'),
  'TR-PLAN-031': error('there is none', 'name the emergency numbers of the country'),
  'TR-PLAN-032': error(
    'it cannot be called: its digits begin with the emergency number {number}',
    'give it another number',
  ),
  'TR-PLAN-033': warning(
    'it also fits the emergency number {number}, which is looked at first',
    'nothing, if no other number is meant',
  ),
  'TR-PLAN-034': warning('there is no exchange line: nobody can call {number}', 'connect an exchange line'),
  'TR-PLAN-035': error(
    'it can never be used: {number} is an emergency number',
    'give the feature another code',
  ),
  'TR-PLAN-040': error('{ms} ms is no usable time', 'write whole milliseconds, at least 1'),
  'TR-PLAN-041': error('it is no ringing cadence', 'begin with a burst, add a silence, whole milliseconds'),
  'TR-PLAN-042': error('it is no time', 'write whole milliseconds'),
  'TR-PLAN-043': warning(
    'this rule can never count: {why}',
    'remove the rule, or correct its days and times',
  ),
  'TR-PLAN-044': warning('this line can never count: {times} stands above it', 'remove one of the two'),
  'TR-PLAN-045': warning('the list {list} has no {which}', 'add days to the list'),
  'TR-PLAN-050': error('there is no {kind} {name}', 'name one that exists, or add it'),
  'TR-PLAN-051': error('two of them are called {name}', 'rename one of the two'),
  'TR-PLAN-052': error('there is no feature {name}', 'name one of the features, such as forward-all'),
  'TR-PLAN-053': error(
    'the code {dial} can never be dialled: {earlier} takes it',
    'give each feature its own code',
  ),
  'TR-PLAN-054': error(
    'the code {dial} is malformed',
    'begin with a digit, * or #; places are {n} {mn} {pin} {k} {hhmm}, and two of open length never stand together',
  ),
  'TR-PLAN-055': warning(
    'it wants an account code, and there is none',
    'add account codes, or do not ask for one',
  ),
  'TR-PLAN-056': warning('it can never count: {earlier} is stronger', 'remove one of the two'),
  'TR-PLAN-060': error('a call goes round for ever: {round}', 'take one of them out of the round'),
  'TR-PLAN-061': warning('it has no members: nobody answers', 'add members, or remove it'),
  'TR-PLAN-062': error(
    '{number} leads to nobody',
    'name an extension, a group, or a number outside with its prefix',
  ),
  'TR-PLAN-063': warning(
    'the operator has a code in it, and in the mode {mode} nobody is the operator',
    'name the number of the operator',
  ),
} as const satisfies Readonly<Record<string, Row>>;

export type OfficeFindingCode = keyof typeof OFFICE_FINDINGS;

export const fill = (text: string, facts: Facts): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => (name in facts ? String(facts[name]) : place));

/** `where` is what people call the place; `path` where it stands. */
export function finding(
  code: OfficeFindingCode,
  path: string,
  where: string,
  facts: Facts = {},
): OfficeFinding {
  const { severity, what, todo } = OFFICE_FINDINGS[code];
  return { code, severity, path, where, what: fill(what, facts), todo: fill(todo, facts), facts };
}

/** Items whose name an earlier one has, with the place of that one. */
export function repeated<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): readonly { index: number; first: number }[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const first = seen.get(nameOf(item));
    if (first !== undefined) return [{ index, first }];
    seen.set(nameOf(item), index);
    return [];
  });
}
