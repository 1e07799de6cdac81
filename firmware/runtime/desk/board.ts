import type { BoardView } from '#ports/desk.ts';
import type { AttendantGroup, WaitingView } from '#switching/model.ts';
import type { Scene } from './scene.ts';
import type { Tally } from './tally.ts';
import { type Backstage, consolesOf } from './view.ts';

/** What hangs on the wall: how many wait and since when, who is there, how the day goes. No caller is named. */
export function boardOf(scene: Scene, stage: Backstage, today: (group: string) => Tally): BoardView {
  const { view, office } = scene;
  return {
    groups: office.groups.flatMap((group) => {
      const seen = view.groups.find((one) => one.group === group.number);
      if (seen === undefined) return [];
      const { answered, answeredInThreeRings, lost } = today(group.number).figures();
      const waiting = view.waiting.filter((one) => one.group === group.number);
      const levels = levelsOf(group, waiting, stage);
      return [{ ...seen, name: group.name, levels, answered, answeredInThreeRings, lost }];
    }),
    consoles: consolesOf(scene, stage).map((one) => ({
      ...one,
      suspended: stage.positions.get(one.console)?.suspended ?? false,
    })),
  };
}

type Level = BoardView['groups'][number]['levels'][number];

const levelsOf = (
  { levels }: AttendantGroup,
  waiting: readonly WaitingView[],
  { times }: Backstage,
): readonly Level[] =>
  levels.map(({ key, name }) => {
    const here = waiting.filter(({ level }) => level === key);
    const since = here.map((one) => times.of(one.since));
    return {
      ...{ key, name, waiting: here.length, urgent: here.filter(({ urgent }) => urgent).length },
      longestSinceEpochMs: since.length === 0 ? null : Math.min(...since),
    };
  });
