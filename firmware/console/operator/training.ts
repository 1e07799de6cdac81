/** What the exchange tells about a lesson, and what is wished of it. */
import type { DeskClientMessage } from '#web/protocol/desk.ts';
import type { DeskMessage } from './contract.ts';

export type TrainingView = Extract<DeskMessage, { kind: 'training' }>['training'];
export type TrainingWish = Extract<DeskClientMessage, { kind: 'practise' }>['wish'];

/** What was said meanwhile; what was said before the page was there is shown, not told again. */
export function wordsSince(before: TrainingView | null, now: TrainingView | null): TrainingView['words'] {
  if (before === null || now === null || before.words === now.words) return [];
  const last = before.words.at(-1)?.id ?? 0;
  return now.words.filter(({ id }) => id > last);
}
