import type { OfficeDocument } from '#ports/office-document.ts';
import type { Distribution, PresentationLevel, Services } from '#switching/model.ts';
import { MAIN_ENTITY } from '#switching/plain.ts';

type Group = NonNullable<OfficeDocument['attendantGroups']>[number];

/** Kinds of call as most consoles tell them apart: who has been an operator's caller already goes first. */
const USUAL_KINDS: readonly PresentationLevel['kinds'][] = [
  ['recall', 'chained'],
  ['private'],
  ['trunk', 'entity'],
  ['no-answer'],
  ['local'],
  ['help', 'other'],
];
/** An urgent call of any level goes before all that are not. */
const URGENT = 60;
const NAMES = {
  'zh-CN': ['回叫', '专呼', '外线', '无应答', '内线', '其他'],
  en: ['Recalls', 'Private', 'Outside', 'Not answered', 'Inside', 'Others'],
} as const;

const usualLevels = (language: keyof typeof NAMES): readonly PresentationLevel[] =>
  USUAL_KINDS.map((kinds, place) => {
    const priority = 10 * (USUAL_KINDS.length - 1 - place);
    const name = NAMES[language][place] ?? '';
    return { key: place + 1, name, kinds, priority, urgentPriority: priority + URGENT, ringDelayMs: 0 };
  });

const msOf = (seconds: number): number => Math.round(seconds * 1_000);

const levelsOf = ({ levels }: Group, language: keyof typeof NAMES): readonly PresentationLevel[] =>
  levels?.map(
    ({ key, name = '', kinds, priority = 10, urgentPriority = 20, ringDelaySeconds = 0 }) =>
      ({ key, name, kinds, priority, urgentPriority, ringDelayMs: msOf(ringDelaySeconds) }) as const,
  ) ?? usualLevels(language);

const distributionOf = ({ distribution = {} }: Group): Partial<Record<'day', Distribution>> =>
  Object.fromEntries(
    Object.entries(distribution).map(([mode, { routings = [], overflow = null } = {}]) => [
      mode,
      { routings, overflow },
    ]),
  );

/** Operators as the core wants them. */
export const compileAttendants = ({
  attendantGroups = [],
  consoles = [],
  language = 'zh-CN',
}: OfficeDocument): Pick<Services, 'attendantGroups' | 'consoles'> => ({
  attendantGroups: attendantGroups.map((group) => ({
    number: group.number,
    name: group.name,
    entity: group.entity ?? MAIN_ENTITY,
    consoles: group.consoles,
    hunt: group.hunt ?? 'all',
    levels: levelsOf(group, language),
    urgentAfterMs: msOf(group.urgentAfterSeconds ?? 30),
    absentAfterMs: msOf(group.absentAfterSeconds ?? 80),
    waitingMax: group.waitingMax ?? null,
    overflowTo: group.overflowTo ?? null,
    helpers: group.helpers ?? [],
    helpAfterMs: msOf(group.helpAfterSeconds ?? 30),
    distribution: distributionOf(group),
    greeting: group.greeting ?? '',
  })),
  consoles: consoles.map(
    ({ mayDistribute = false, maySupervise = false, telephoneRings = true, ...rest }) => ({
      ...rest,
      ...{ mayDistribute, maySupervise, telephoneRings },
    }),
  ),
});
