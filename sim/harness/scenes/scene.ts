import type { PortId } from '#units/ids.ts';
import type { Company } from '../company.ts';
import type { Dice } from '../dice.ts';
import type { Script } from '../script.ts';
import type { Sheet } from '../sheet.ts';
import type { Stage } from '../stage.ts';

/** What a scene may look at before it begins. */
export interface Casting {
  readonly sheet: Sheet;
  readonly dice: Dice;
  readonly company: Company;
  /** Whose idea it is. */
  readonly me: PortId;
  /** Whether a second caller is heard to knock there, rather than hear that it is busy. */
  readonly knocks: (port: PortId) => boolean;
  /** Whether this telephone has keys `*` and `#`; a dial has not. */
  readonly hasKeys: (port: PortId) => boolean;
}

/** One use of a feature by several people, and what each of them must hear. */
export interface Scene {
  readonly name: string;
  /** Only one scene at a time uses these. */
  readonly needs?: readonly string[];
  /** Who plays, the one whose idea it is first; null: not now. All must be free. */
  readonly cast: (casting: Casting) => readonly PortId[] | null;
  /** Answers with the name by which this use is counted; default: the scene's. */
  readonly play: (stage: Stage, ...cast: PortId[]) => Script<string | undefined>;
}

/** The one whose idea it is, and others who are free. */
export function some(count: number) {
  return ({ sheet, dice, company, me }: Casting): readonly PortId[] | null => {
    const others = sheet.extensions
      .map(({ port }) => port)
      .filter((port) => port !== me && company.free(port));
    return others.length < count - 1 ? null : [me, ...dice.shuffled(others).slice(0, count - 1)];
  };
}

/** The last of these is busy when he is in conversation. */
export const lastIsBusy = (count: number) => (casting: Casting) => {
  const cast = some(count)(casting);
  return cast === null || casting.knocks(cast.at(-1)!) ? null : cast;
};

/** As `some`, for whom a dial without `*` is not enough. */
export const someWithKeys = (count: number) => (casting: Casting) =>
  casting.hasKeys(casting.me) ? some(count)(casting) : null;

/** All of these must be free, or be the one whose idea it is. */
export const allFree = ({ company, me }: Casting, ports: readonly PortId[]): boolean =>
  ports.every((port) => port === me || company.free(port));
