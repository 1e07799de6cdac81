/** Part of the composition root: the keeper of the box, or of the computer that stands for one. */
import { join } from 'node:path';
import { KeptBox } from '#adapters/box/care.ts';
import { byProgram, bySocket } from '#adapters/box/reach.ts';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import type { BoxCare } from '#ports/box.ts';

const KEEPER = join(import.meta.dirname, '../tools/box/keeper.ts');

/** `TIPRING_KEEPER`: the socket of a box's keeper, which has the rights that the exchange has not. */
export function openBox(dataFolder: string, env: NodeJS.ProcessEnv): BoxCare {
  const socket = env.TIPRING_KEEPER ?? '';
  return new KeptBox({
    reach: socket === '' ? byProgram(KEEPER, dataFolder) : bySocket(socket),
    ...{ dataFolder, clock: new RealClock(), wallClock: systemWallClock },
  });
}
