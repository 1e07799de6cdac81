import type { PortInfo } from '#ports/line-card.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { Region } from '#ports/region.ts';
import { numberOf } from './default-office.ts';

/** The office that nobody has set up, as the text that somebody will change. See `defaultOffice`. */
export function defaultDocument(ports: readonly PortInfo[], region: Region): OfficeDocument {
  const phones = ports.filter(({ kind }) => kind === 'fxs');
  // A line without a telephone to ring at is of no use yet.
  const lines = phones.length === 0 ? [] : ports.filter(({ kind }) => kind === 'fxo');
  const number = numberOf(phones.length);
  const outside = { kind: 'trunk-group', group: 'outside', strip: 1, secondDialTone: true } as const;
  return {
    name: '',
    language: region.code === 'CN' ? 'zh-CN' : 'en',
    extensions: phones.map(({ port }, i) => ({ number: number(i), port, name: `Telephone ${i + 1}` })),
    trunks: lines.map(({ port }, i) => ({
      port,
      name: `Line ${i + 1}`,
      group: 'outside',
      ringIn: number(0),
    })),
    trunkGroups: lines.length > 0 ? [{ id: 'outside', hunt: 'linear' }] : [],
    plan: [
      {
        pattern: `8${'X'.repeat(number(0).length - 1)}`,
        to: { kind: 'extension' },
      },
      ...(lines.length > 0 ? [{ pattern: '9.', to: outside }] : []),
    ],
    ...(phones.length > 0 ? { entities: [{ id: 'main', operator: { day: number(0) } }] } : {}),
    records: { retentionDays: 365 },
  };
}

/** What stands before the sections of a new file. */
export const DOCUMENT_COMMENTS: Readonly<Record<string, string>> = {
  '': [
    'The office. Change it here and restart, on the page, or check a copy first: npm run office -- check FILE.',
    'Every field and what it means: npm run office -- schema. Numbers that are dialled stand in quotation marks.',
  ].join('\n'),
  name: 'Name of the office. timeZone: Asia/Shanghai may follow; else the clock of the machine counts.',
  extensions: [
    'Telephones: number, port (card/position), name; and if wanted classOfService, pickupGroup, publicNumber,',
    'noAnswerSeconds, hotLine, secretary, hidden, loudspeaker, hotDesk, language, role, entity.',
  ].join('\n'),
  trunks: [
    'Exchange lines. ringIn is who rings for calls from outside, an extension or a hunt group;',
    'ringInByMode: { night: "802" } is who rings instead at night.',
  ].join('\n'),
  plan: [
    'Numbering plan: X is 0–9, Z 1–9, N 2–9, a dot at the end one or more digits; the most specific entry counts.',
    'Emergency numbers of the country are always looked at first, with and without the 9.',
  ].join('\n'),
  entities: [
    'Tenants: operator, schedule of day and night by time tables, greeting, music, feature codes. Holidays:',
    '  timeTables: [{ id: night, rules: [{ weekdays: mon-fri, from: "18:00", to: "08:30" }] }]',
    '  dayLists: [{ id: cn, from: region }]',
  ].join('\n'),
  records: 'Call records are kept so many days.',
};
