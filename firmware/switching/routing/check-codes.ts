import { FEATURES } from '../features/codes/code.ts';
import { codeConflicts } from '../features/codes/conflicts.ts';
import { argsOf, parseCode } from '../features/codes/match.ts';
import type { Office } from '../model.ts';
import { finding, type OfficeFinding } from './check-finding.ts';

/** Feature codes of each entity: known, well formed, each for one thing only, none that is an emergency number. */
export function codeFindings(office: Office): OfficeFinding[] {
  const known = new Set<string>(FEATURES);
  return office.services.entities.flatMap(({ id, codes }, entity) => {
    const path = `entities[${entity}].codes`;
    const where = (dial: string) => `feature code ${dial} of ${id}`;
    const found = codes.flatMap(({ feature, dial }) => {
      const of: OfficeFinding[] = [];
      if (!known.has(feature)) of.push(finding('TR-PLAN-052', path, where(dial), { name: feature }));
      const items = parseCode(dial);
      const number = items === null ? undefined : office.emergency.find((one) => argsOf(items, one) !== null);
      if (number !== undefined) of.push(finding('TR-PLAN-035', path, where(dial), { dial, number }));
      return of;
    });
    for (const conflict of codeConflicts(codes)) {
      const { dial } = conflict.code;
      if (conflict.kind === 'malformed') found.push(finding('TR-PLAN-054', path, where(dial), { dial }));
      if (conflict.kind === 'hidden') {
        const earlier = `${conflict.by.dial} (${conflict.by.feature})`;
        found.push(finding('TR-PLAN-053', path, where(dial), { dial, earlier }));
      }
    }
    return found;
  });
}
