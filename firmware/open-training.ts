/** Part of the composition root: where operators practise, beside the real exchange and apart from it. */
import { randomInt } from 'node:crypto';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import type { Desk } from '#ports/desk.ts';
import { DeskOutbox } from '#runtime/desk/outbox.ts';
import { OperatorsTraining } from '#runtime/training/training.ts';
import type { Records } from './open-records.ts';

const SEED_MAX = 2 ** 31;

/** Scores go to disk like whatever else operators leave behind; a failed disk keeps them waiting, and says so. */
export async function openTraining({ database, alarms }: Records, desk: Desk): Promise<OperatorsTraining> {
  const clock = new RealClock();
  const newest = await database.desk.scores({}, 1);
  let lastId = newest.ok ? (newest.value.rows[0]?.id ?? 0) : 0;
  const outbox = new DeskOutbox(clock, database.desk, alarms.tell);
  return new OperatorsTraining({
    ...{ clock, wallClock: systemWallClock, seed: () => randomInt(SEED_MAX) },
    dutyOf: (user) => desk.consoles().find(({ operator }) => operator === user)?.id ?? null,
    scored: (score) => {
      lastId += 1;
      outbox.add({ what: 'score', row: { ...score, id: lastId } });
      return lastId;
    },
  });
}
