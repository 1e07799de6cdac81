import { POSITIONS_PER_CARD } from '#units/ids.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { EEPROM_VARIANTS, type EepromVariant } from '../card/eeprom.ts';
import { NATIONS, type Nation } from '../nations.ts';
import type { DialMode, ExchangeLineSettings } from '../people.ts';

/** What sits in one position of a card and hangs on it. */
export type PositionDescription =
  | {
      readonly kind: 'fxs';
      /** Telephones in parallel, 0 to 2; default 1. */
      readonly telephones?: number;
      /** How they dial; default `dtmf`. */
      readonly mode?: DialMode;
      /** Ringer equivalence number of each; default 1. */
      readonly ren?: number;
    }
  | { readonly kind: 'fxo'; readonly line?: Partial<ExchangeLineSettings> }
  | { readonly kind: 'empty' };

/** A whole simulated place: the same description and seed give the same world. */
export interface WorldDescription {
  /** Country code of the public network and of the ears: `CN`, `US` …; or a network of one's own. */
  readonly nation: string | Nation;
  readonly seed: number;
  /** One entry a card, eight positions each; missing ones are empty. */
  readonly cards: readonly (readonly PositionDescription[])[];
  /** Time of day at the start, ms since 1970 UTC; default 2025-03-04 15:06. */
  readonly epochMs?: number;
  /** What the ID EEPROM of each card holds; default `good`. */
  readonly idEeproms?: readonly EepromVariant[];
}

export const CARDS_MAX = 8;
const TELEPHONES_MAX = 2;
const REN_MAX = 5;

/** Six telephones and two exchange lines on one card. */
export const DEFAULT_CARD: readonly PositionDescription[] = [
  { kind: 'fxs' },
  { kind: 'fxs' },
  { kind: 'fxs' },
  { kind: 'fxs' },
  { kind: 'fxs' },
  { kind: 'fxs' },
  { kind: 'fxo' },
  { kind: 'fxo' },
];
export const DEFAULT_WORLD: WorldDescription = { nation: 'CN', seed: 1, cards: [DEFAULT_CARD] };

const refused = (where: string, what: string): Result<never> =>
  fail({
    code: 'TR-SIM-001',
    where: `simulator description: ${where}`,
    what,
    todo: 'correct the description; for each of at most 8 cards it has 8 positions: fxs, fxo or empty',
  });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const within = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;

/** Reads a description that came as JSON; absent members get their defaults. */
export function parseDescription(text: string): Result<WorldDescription> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refused('whole', `is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(parsed)) return refused('whole', 'is not an object');
  return checkDescription({ ...DEFAULT_WORLD, ...parsed });
}

export function checkDescription(description: WorldDescription): Result<WorldDescription> {
  const { nation, seed, cards, epochMs, idEeproms = [] } = description;
  if (typeof nation === 'string' && !Object.hasOwn(NATIONS, nation)) {
    return refused('nation', `"${nation}" is none of ${Object.keys(NATIONS).join(', ')}`);
  }
  if (typeof nation !== 'string' && !isNetwork(nation)) {
    return refused('nation', 'is neither a code nor a network with tones, ring and impedance');
  }
  if (!Number.isSafeInteger(seed)) return refused('seed', 'is not a whole number');
  if (epochMs !== undefined && !Number.isSafeInteger(epochMs))
    return refused('epochMs', 'is not a whole number');
  const known: readonly unknown[] = EEPROM_VARIANTS;
  if (!Array.isArray(idEeproms) || !idEeproms.every((variant) => known.includes(variant)))
    return refused('idEeproms', `is not a list of ${EEPROM_VARIANTS.join(', ')}`);
  if (!Array.isArray(cards) || cards.length < 1 || cards.length > CARDS_MAX) {
    return refused('cards', `is not a list of 1 to ${CARDS_MAX} cards`);
  }
  for (const [card, positions] of cards.entries()) {
    if (!Array.isArray(positions) || positions.length > POSITIONS_PER_CARD) {
      return refused(`card ${card + 1}`, `is not a list of at most ${POSITIONS_PER_CARD} positions`);
    }
    for (const [index, position] of positions.entries()) {
      const problem = problemOf(position);
      if (problem !== null) return refused(`port ${card + 1}/${index + 1}`, problem);
    }
  }
  return ok(description);
}

/** Enough of a network to build a world on; its numbers are taken as they are. */
function isNetwork(nation: unknown): boolean {
  if (!isObject(nation) || !isObject(nation.tones) || !isObject(nation.impedance)) return false;
  const { ring, emergency, flashMs } = nation;
  if (!within(flashMs, 10, 2_000)) return false;
  if (!isObject(ring) || !Array.isArray(ring.cadenceMs) || !Array.isArray(emergency)) return false;
  // A burst and a pause at least, each of some length: a cadence of nothing would never end a step.
  return ring.cadenceMs.length >= 2 && ring.cadenceMs.every((ms) => within(ms, 10, 20_000));
}

function problemOf(position: unknown): string | null {
  if (!isObject(position)) return 'is not an object with a kind';
  const { kind, telephones, ren, mode, line } = position;
  if (kind === 'empty') return null;
  if (kind === 'fxo')
    return line === undefined || isObject(line) ? null : 'has line settings that are no object';
  if (kind !== 'fxs') return `has kind ${JSON.stringify(kind)}, not fxs, fxo or empty`;
  const count = telephones ?? 1;
  if (!within(count, 0, TELEPHONES_MAX) || !Number.isInteger(count)) return 'has not 0, 1 or 2 telephones';
  if (ren !== undefined && !within(ren, 0, REN_MAX)) return `has a REN that is not within 0 to ${REN_MAX}`;
  if (mode !== undefined && mode !== 'dtmf' && mode !== 'pulse')
    return 'has a mode that is neither dtmf nor pulse';
  return null;
}
