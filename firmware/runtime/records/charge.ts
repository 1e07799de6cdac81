import type { CallRecord, Charge } from '#switching/model.ts';
import { compilePatterns, matchPatterns } from '#switching/routing/public.ts';
import { between, inSec } from '#units/time.ts';

type Leg = CallRecord['legs'][number];

/** From answer to release, every unit that was begun; nothing for calls that came in, or that nobody answered. */
function unitsOf(charge: Charge, { answeredAt, releasedAt }: Leg): number {
  if (answeredAt === null) return 0;
  const seconds = inSec(between(answeredAt, releasedAt));
  return charge.connectUnits + Math.ceil(seconds / charge.unitSeconds);
}

/** Charge units of each leg; null where nothing is charged: inside, incoming, or no rate for the number. */
export function chargeLegs(charges: readonly Charge[], legs: readonly Leg[]): readonly (number | null)[] {
  if (charges.length === 0) return legs.map(() => null);
  const rows = compilePatterns(charges.map((value) => ({ pattern: value.pattern, value })));
  return legs.map((leg) => {
    if (leg.trunk === null || leg.sent === '') return null;
    const { best } = matchPatterns(rows, leg.number);
    return best === null ? null : unitsOf(best.value, leg);
  });
}
