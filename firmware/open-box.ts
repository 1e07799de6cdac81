/** Part of the composition root: the keeper of the box, or of the computer that stands for one. */
import { join } from 'node:path';
import { KeptBox } from '#adapters/box/care.ts';
import { byProgram, bySocket } from '#adapters/box/reach.ts';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import type { BoxCare } from '#ports/box.ts';
import type { Fault } from '#units/result.ts';

const KEEPER = join(import.meta.dirname, '../tools/box/keeper.ts');

/** `TIPRING_KEEPER`: the socket of a box's keeper, which has the rights that the exchange has not. */
export function openBox(dataFolder: string, env: NodeJS.ProcessEnv): BoxCare {
  const socket = env.TIPRING_KEEPER ?? '';
  return new KeptBox({
    reach: socket === '' ? byProgram(KEEPER, dataFolder) : bySocket(socket),
    ...{ dataFolder, clock: new RealClock(), wallClock: systemWallClock },
  });
}

const CARD = {
  'read-only': {
    ...{ code: 'TR-BOX-007', where: 'card', what: 'the card of the box can be read only' },
    todo: 'make a backup now, and replace the card; what is set until then is lost with the next start',
  },
  lost: {
    ...{ code: 'TR-BOX-008', where: 'card', what: 'the data of the box cannot be read' },
    todo: 'replace the card and restore a backup; what is set until then is lost with the next start',
  },
} as const satisfies Record<string, Fault>;

/** `TIPRING_CARD`: what the box has found wrong with its data partition, for memory takes what is written in its place. */
export function cardFaults({ TIPRING_CARD: state = '' }: NodeJS.ProcessEnv): Fault[] {
  return state === 'read-only' || state === 'lost' ? [CARD[state]] : [];
}
