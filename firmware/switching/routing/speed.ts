import type { DialString } from '#units/ids.ts';
import type { Subscriber } from '../kept.ts';
import type { SpeedDial } from '../office.ts';

/** A code of two digits is dialled behind the code of the feature; any other one as it stands. */
export const dialledAsItIs = ({ code }: Pick<SpeedDial, 'code'>): boolean =>
  /^[0-9*#]+$/.test(code) && !/^[0-9]{2}$/.test(code);

export interface SpeedNumber {
  readonly number: DialString;
  readonly name: string;
  /** The class of service of who dials it is not asked. */
  readonly overridesClass: boolean;
}

/**
 * What a speed-dial code stands for: first the extension's own, then the office's. An own one never overrides a
 * class, whatever it hides. Null: nothing is stored there.
 */
export function speedDial(
  system: ReadonlyMap<string, SpeedDial>,
  own: Subscriber['speedDials'],
  code: string,
): SpeedNumber | null {
  const personal = Object.hasOwn(own, code) ? own[code] : undefined;
  if (personal !== undefined) return { number: personal, name: '', overridesClass: false };
  const found = system.get(code);
  if (found === undefined) return null;
  const { number, name, overridesClass } = found;
  return { number, name, overridesClass };
}
