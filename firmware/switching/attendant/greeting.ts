import { aGuide } from '../call.ts';
import { GUIDE_TEXTS } from '../guide-texts.ts';
import type { CallIndex, Guide } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/** What a caller who has just come to operators is told first; null: nothing, or he was told before. */
export function greetingOf(tx: Transaction, index: CallIndex): Guide | null {
  const { stay, attended, entity } = tx.call(index);
  if (stay?.hears !== 'music' || stay.answeredAt !== null || attended.length > 0) return null;
  const greeting = tx.base.tables.attendantGroups.get(stay.group)?.greeting ?? '';
  if (greeting === '') return null;
  const known = (GUIDE_TEXTS as readonly string[]).includes(greeting);
  const language = tx.base.tables.entities.get(entity)?.language ?? 'zh-CN';
  return aGuide(tx, [known ? { text: greeting } : { sound: greeting }], language);
}
