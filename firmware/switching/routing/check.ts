import type { Office } from '../model.ts';
import { attendantFindings } from './check-attendants.ts';
import { codeFindings } from './check-codes.ts';
import { directoryOf } from './check-directory.ts';
import { endFindings } from './check-ends.ts';
import { finding, type OfficeFinding } from './check-finding.ts';
import { nameFindings } from './check-names.ts';
import { numberFindings } from './check-numbers.ts';
import { outsideFindings } from './check-outside.ts';
import { planFindings } from './check-plan.ts';
import { timeFindings } from './check-times.ts';

export type { OfficeFinding } from './check-finding.ts';

function emergencyFindings({ emergency, trunks, extensions }: Office): OfficeFinding[] {
  const found = emergency.flatMap((number, index) =>
    /^\d{2,6}$/.test(number)
      ? []
      : [finding('TR-PLAN-030', `emergency[${index}]`, `emergency number ${number}`, { number })],
  );
  if (emergency.length === 0) found.push(finding('TR-PLAN-031', 'emergency', 'emergency numbers'));
  else if (trunks.length === 0 && extensions.length > 0)
    found.push(finding('TR-PLAN-034', 'trunks', 'emergency numbers', { number: emergency.join(', ') }));
  return found;
}

/** Everything worth knowing about an office, errors first. */
export function officeFindings(office: Office): readonly OfficeFinding[] {
  const directory = directoryOf(office);
  const found = [
    ...planFindings(office),
    ...numberFindings(directory),
    ...outsideFindings(directory),
    ...emergencyFindings(office),
    ...timeFindings(office),
    ...nameFindings(office),
    ...attendantFindings(office),
    ...codeFindings(office),
    ...endFindings(directory),
  ];
  return [
    ...found.filter(({ severity }) => severity === 'error'),
    ...found.filter(({ severity }) => severity === 'warning'),
  ];
}

/**
 * Everything that is wrong with an office, each with its place and what to do. `step` must not be given an
 * office that has faults; it would not break, but numbers would lead nowhere.
 */
export const checkOffice = (office: Office): readonly OfficeFinding[] =>
  officeFindings(office).filter(({ severity }) => severity === 'error');

/** What is allowed but worth knowing: groups without lines, numbers that nobody answers at night … */
export const officeNotes = (office: Office): readonly OfficeFinding[] =>
  officeFindings(office).filter(({ severity }) => severity === 'warning');
