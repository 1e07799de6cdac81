/** How many wait on each level, and since when. */
import type { DeskView } from './contract.ts';

interface LevelNow {
  readonly key: number;
  readonly name: string;
  readonly waiting: number;
  readonly urgent: boolean;
  readonly longestMs: number;
}

/** An office may leave a level without a name: then it is called by its key. */
export const levelName = ({ key, name }: Pick<LevelNow, 'key' | 'name'>): string => name || String(key);

export const levelsNow = (view: DeskView, nowEpochMs: number): readonly LevelNow[] =>
  view.levels.map(({ key, name }) => {
    const calls = view.waiting.filter(({ level }) => level === key);
    const since = Math.min(nowEpochMs, ...calls.map(({ sinceEpochMs }) => sinceEpochMs));
    const urgent = calls.some((one) => one.urgent);
    return { key, name, waiting: calls.length, urgent, longestMs: nowEpochMs - since };
  });
