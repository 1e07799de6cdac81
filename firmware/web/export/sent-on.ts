/** Who has sent a call on, in a cell: on its way here, and in the house. The words are those of the page. */
import type { StoredRecord } from '#ports/database.ts';
import type { DiversionReason, LegReason } from '#switching/model.ts';

type Words = Readonly<Record<'zh-CN' | 'en', string>>;
type Language = keyof Words;
type Mask = (number: string) => string;

const WHY: Readonly<Record<DiversionReason, Words>> = {
  unconditional: { 'zh-CN': '无条件转移', en: 'all calls' },
  'user-busy': { 'zh-CN': '遇忙转移', en: 'busy' },
  'no-answer': { 'zh-CN': '无应答转移', en: 'no answer' },
  unavailable: { 'zh-CN': '不可及转移', en: 'out of reach' },
  deflection: { 'zh-CN': '振铃时转走', en: 'sent on while it rang' },
  unknown: { 'zh-CN': '原因未说明', en: 'reason not said' },
};

/** Ways by which a party comes into a call because somebody else was called. */
const WAYS: Partial<Readonly<Record<LegReason, Words>>> = {
  'forward-all': WHY.unconditional,
  'forward-busy': WHY['user-busy'],
  'forward-no-answer': WHY['no-answer'],
  'forward-offline': { 'zh-CN': '离线转移', en: 'offline' },
  secretary: { 'zh-CN': '转秘书', en: 'secretary' },
  diverted: { 'zh-CN': '转向', en: 'diverted' },
};

const said = (number: string, why: Words, language: Language, mask: Mask): string =>
  `${number === '' ? '—' : mask(number)} (${why[language]})`;

/** Before the call came here, as its carrier says, the first one first; empty: nobody. */
export const sentHereBy = ({ sentOn = [] }: StoredRecord, language: Language, mask: Mask): string =>
  sentOn.map(({ number, why }) => said(number, WHY[why], language, mask)).join(', ');

/** By numbers of the house, each way once; empty: nobody. */
export function sentOnBy({ legs }: StoredRecord, language: Language, mask: Mask): string {
  const ways = legs.flatMap(({ how, by }) => {
    const why = WAYS[how];
    return why === undefined ? [] : [said(by, why, language, mask)];
  });
  return [...new Set(ways)].join(', ');
}
