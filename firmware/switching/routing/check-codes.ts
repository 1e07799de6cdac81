import { FEATURES } from '../features/codes/code.ts';
import type { Office } from '../model.ts';
import { finding, type OfficeFinding, repeated } from './check-finding.ts';
import { NUMBER_LENGTH_MAX } from './plan.ts';

const PLACES: Readonly<Record<string, string>> = {
  n: '[0-9*]+',
  mn: '[0-9]{2}',
  pin: '[0-9]{4,8}',
  k: '[0-9]',
  hhmm: '[0-9]{4}',
};

/** What may be dialled for a code; null when it is malformed. */
export function codeExpression(dial: string): RegExp | null {
  if (!/^([0-9*#]|\{(n|mn|pin|k|hhmm)\})+$/.test(dial) || dial.length > 4 * NUMBER_LENGTH_MAX) return null;
  const text = dial.replace(/[*]/g, '\\*').replace(/\{(\w+)\}/g, (_all, place: string) => PLACES[place]!);
  return new RegExp(`^${text}$`);
}

/** Feature codes of each entity: known, well formed, each for one thing only, none in the way of an emergency. */
export function codeFindings(office: Office): OfficeFinding[] {
  const known = new Set<string>(FEATURES);
  return office.services.entities.flatMap(({ id, codes }, entity) => {
    const path = `entities[${entity}].codes`;
    const where = (index: number) => `feature code ${codes[index]!.dial} of ${id}`;
    const each = codes.flatMap(({ feature, dial }, index) => {
      const found: OfficeFinding[] = [];
      const expression = codeExpression(dial);
      if (!known.has(feature)) found.push(finding('TR-PLAN-052', path, where(index), { name: feature }));
      if (expression === null) return [...found, finding('TR-PLAN-054', path, where(index), { dial })];
      const number = office.emergency.find((one) => expression.test(one));
      if (number !== undefined) found.push(finding('TR-PLAN-035', path, where(index), { dial, number }));
      return found;
    });
    const double = repeated(codes, ({ dial }) => dial).filter(({ index, first }) => {
      const [a, b] = [codes[index]!, codes[first]!];
      return a.feature !== b.feature || a.does !== b.does;
    });
    return [
      ...each,
      ...double.map(({ index, first }) =>
        finding('TR-PLAN-053', path, where(index), {
          dial: codes[index]!.dial,
          earlier: codes[first]!.feature,
        }),
      ),
    ];
  });
}
