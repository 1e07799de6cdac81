/** `sim.json` on the boot partition: what hangs on the simulator board, for a demonstration or on a slow machine. */
import { parseDescription } from '#sim/world/description.ts';

/** More than that is no description. */
const CHARS_MAX = 65_536;

/** Why it cannot be used, in words for the technician; null: it can. The board would not start with one that cannot. */
export function wrongInWorld(text: string): string | null {
  if (text.length > CHARS_MAX)
    return `sim.json: longer than ${CHARS_MAX} characters; the usual lines are there`;
  const description = parseDescription(text);
  return description.ok ? null : `sim.json: ${description.error.what}; the usual lines are there`;
}
