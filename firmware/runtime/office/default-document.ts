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
    ...(phones.length > 0 ? operators(number(0), region) : {}),
    records: { retentionDays: 365 },
  };
}

/**
 * One console at the first telephone, which its operator works from at `/operator`; the feature code 0 reaches its group.
 * While nobody sits there the group is out of service, and the telephone itself rings, as it would without operators.
 */
function operators(
  first: string,
  { code }: Region,
): Pick<OfficeDocument, 'attendantGroups' | 'consoles' | 'entities'> {
  const chinese = code === 'CN';
  // No telephone has it: they begin at 1.
  const group = `8${'0'.repeat(first.length - 1)}`;
  return {
    attendantGroups: [
      {
        ...{ number: group, name: chinese ? '总机' : 'Operators', consoles: ['1'] },
        distribution: { night: { routings: [first], overflow: first } },
      },
    ],
    consoles: [
      {
        ...{ id: '1', name: chinese ? '话务台 1' : 'Console 1', extension: first },
        ...{ mayDistribute: true, maySupervise: true },
      },
    ],
    entities: [{ id: 'main', operator: { day: group } }],
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
  attendantGroups: [
    'Groups of operators: number, consoles, what each mode does. Whoever dials 0 reaches the operator of his entity.',
    'Operators are users of the page (Administration, Users); they sit down at a console at /operator.',
  ].join('\n'),
  entities: [
    'Tenants: operator, schedule of day and night by time tables, greeting, music, feature codes. Holidays:',
    '  timeTables: [{ id: night, rules: [{ weekdays: mon-fri, from: "18:00", to: "08:30" }] }]',
    '  dayLists: [{ id: cn, from: region }]',
  ].join('\n'),
  records: 'Call records are kept so many days.',
};
