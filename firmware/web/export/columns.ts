/** What a table of call records has in its columns, with titles for people. */
import type { StoredRecord } from '#ports/database.ts';
import { sentHereBy, sentOnBy } from './sent-on.ts';

type Language = 'zh-CN' | 'en';

export interface Column {
  readonly title: Readonly<Record<Language, string>>;
  /** `date` in local time; `seconds` and `number` can be added up. */
  readonly kind: 'text' | 'date' | 'seconds' | 'number';
  /** Of a text or number itself; of a date ms since 1970 UTC; of seconds ms. Null: an empty cell. */
  value(record: StoredRecord, mask: (number: string) => string): string | number | null;
}

const KINDS: Readonly<Record<StoredRecord['kind'], Readonly<Record<Language, string>>>> = {
  internal: { 'zh-CN': '内部', en: 'internal' },
  outgoing: { 'zh-CN': '呼出', en: 'outgoing' },
  incoming: { 'zh-CN': '呼入', en: 'incoming' },
  emergency: { 'zh-CN': '紧急', en: 'emergency' },
  incomplete: { 'zh-CN': '未完成', en: 'incomplete' },
  feature: { 'zh-CN': '功能', en: 'feature code' },
};

const text = (zh: string, en: string, value: Column['value']): Column => ({
  title: { 'zh-CN': zh, en },
  kind: 'text',
  value,
});
const number = (zh: string, en: string, value: Column['value']): Column => ({
  title: { 'zh-CN': zh, en },
  kind: 'number',
  value,
});
const date = (zh: string, en: string, value: Column['value']): Column => ({
  title: { 'zh-CN': zh, en },
  kind: 'date',
  value,
});

/** Who answered last: after a transfer or pickup that is somebody else than was dialled. */
const answeredBy = ({ legs }: StoredRecord): string =>
  legs.findLast((leg) => leg.how !== 'origin' && leg.answeredEpochMs !== null)?.number ?? '';
const trunks = ({ legs }: StoredRecord): string =>
  [...new Set(legs.map((leg) => leg.trunk).filter((trunk) => trunk !== null))].join(', ');

export const columns = (language: Language): readonly Column[] => [
  number('序号', 'Serial', (record) => record.serial),
  text('类型', 'Kind', (record) => KINDS[record.kind][language]),
  text('主叫', 'From', (record, mask) => mask(record.from)),
  text('被叫', 'To', (record, mask) => mask(record.to)),
  text('所拨号码', 'Dialled', (record, mask) => mask(record.dialled)),
  text('应答方', 'Answered by', (record, mask) => mask(answeredBy(record))),
  text('中继', 'Exchange line', (record) => trunks(record)),
  date('开始时间', 'Started', (record) => record.startedEpochMs),
  date('应答时间', 'Answered', (record) => record.answeredEpochMs),
  date('结束时间', 'Ended', (record) => record.releasedEpochMs),
  { title: { 'zh-CN': '通话秒数', en: 'Talk, seconds' }, kind: 'seconds', value: (record) => record.talkMs },
  number('计费单位', 'Charge units', (record) => record.units),
  text('单位', 'Entity', (record) => record.entity),
  text('账号', 'Account', (record) => record.account),
  number('原因值 (Q.850)', 'Cause (Q.850)', (record) => record.cause),
  // Behind those that were there before: tables are read by the places of their columns, too.
  text('由外部号码转来', 'Forwarded here by', (record, mask) => sentHereBy(record, language, mask)),
  text('由内部号码转移', 'Forwarded inside by', (record, mask) => sentOnBy(record, language, mask)),
];

export const TOTAL: Readonly<Record<Language, string>> = { 'zh-CN': '合计', en: 'Total' };
export const SHEET: Readonly<Record<Language, string>> = { 'zh-CN': '话单', en: 'Call records' };
