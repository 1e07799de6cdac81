import type { Holidays } from '#ports/holidays.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { Region } from '#ports/region.ts';
import type {
  Extension,
  FeatureCode,
  Office,
  PlanEntry,
  Route,
  Services,
  ServiceTiming,
  Timing,
  Trunk,
} from '#switching/model.ts';
import { FREE_CLASS, MAIN_ENTITY, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';
import { STANDARD_CLASS, STANDARD_CLASSES } from '#switching/routing/standard-classes.ts';
import type { PortId } from '#units/ids.ts';
import { compileAttendants } from './compile-attendants.ts';
import { compileCodes } from './compile-codes.ts';
import { compileDayLists, compileTimeTables } from './compile-times.ts';
import { alertingOf, timingOf } from './default-office.ts';
import { type SipTrunk, TRUNK_CALLS, telephoneOf, trunkPorts } from './sip-positions.ts';

/** What an office is made of besides its document. */
export interface OfficeContext {
  readonly region: Region;
  /** Null: none are known. */
  readonly holidays: Holidays | null;
  readonly profiles: Readonly<Record<'cn' | 'na' | 'etsi', readonly FeatureCode[]>>;
  /** Zone of a document that names none. */
  readonly timeZone: string;
  /** For the changes of local time. */
  readonly epochMs: number;
  /** Names of sounds, as they are at the moment; null: not known, so not checked. */
  readonly sounds: { has(name: string): boolean } | null;
}

const msOf = (seconds: number): number => Math.round(seconds * 1_000);

/** `recallDigitSeconds: 2` as `recallDigitMs: 2000`. */
function timesOf<T extends object>(usual: T, seconds: Readonly<Record<string, number | undefined>> = {}): T {
  const own = Object.entries(seconds).map(([name, value]) => [
    name.replace('Seconds', 'Ms'),
    msOf(value ?? 0),
  ]);
  return { ...usual, ...Object.fromEntries(own) };
}

/** Without its undefined fields, so that a default under it shows. */
function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

const classesOf = ({ classes = [] }: OfficeDocument): Services['classes'] => {
  const own = classes.map((one) => {
    const standard = [...STANDARD_CLASSES, ...PLAIN_SERVICES.classes].find(({ id }) => id === one.id);
    return { ...(standard ?? PLAIN_SERVICES.classes[0]!), ...given(one) };
  });
  const there = [...STANDARD_CLASSES, ...PLAIN_SERVICES.classes];
  return [...own, ...there.filter(({ id }) => !own.some((one) => one.id === id))];
};

/** A class that knows distances is of use only where the country's numbers are known. */
const usualClass = ({ numbering }: Region): string => (numbering.length > 0 ? STANDARD_CLASS : FREE_CLASS);

function extensionsOf(document: OfficeDocument, context: OfficeContext): readonly Extension[] {
  const language = document.language ?? 'zh-CN';
  return (document.extensions ?? []).map((one) => {
    const { noAnswerSeconds, hotLine, port, ...rest } = one;
    const [first, ...appearances] = port === undefined ? telephoneOf(document, one.number) : [port as PortId];
    const plain = plainExtension(one.number, first!, one.name);
    return {
      ...plain,
      appearances,
      callerIdFirst: port === undefined,
      language,
      classOfService: usualClass(context.region),
      ...given(rest),
      noAnswerMs: noAnswerSeconds === undefined ? plain.noAnswerMs : msOf(noAnswerSeconds),
      hotLine: hotLine == null ? null : { number: hotLine.number, afterMs: msOf(hotLine.afterSeconds ?? 5) },
    };
  });
}

const trunksOf = ({ trunks = [], sip }: OfficeDocument): readonly Trunk[] => [
  ...trunks.map(({ port, ringIn = '', ...rest }) => ({
    ...plainTrunk(port as PortId, rest.name, rest.group, ringIn),
    ...given(rest),
  })),
  ...(sip?.trunks ?? []).flatMap(sipChannels),
];

/** Each call of a SIP trunk is an exchange line: its answer is a reversal of polarity, its end a loop drop. */
function sipChannels(trunk: SipTrunk): readonly Trunk[] {
  const { id, name = id, group, calls = TRUNK_CALLS, ringIn = '' } = trunk;
  const { number, ringInByMode, entity, secondDialling, did = [] } = trunk;
  return trunkPorts(id, calls).map((port, index) => ({
    ...plainTrunk(port, calls === 1 ? name : `${name} ${index + 1}`, group, ringIn),
    ...given({ number, ringInByMode, entity, secondDialling }),
    ...({ answerBy: ['polarity'], releaseBy: ['loop-drop'] } as const),
    carrier: id,
    did: did.map((one) => ({
      pattern: one.pattern,
      to: one.lastDigits === undefined || one.ringIn ? (one.ringIn ?? '') : { last: one.lastDigits },
      toByMode: one.ringInByMode ?? {},
    })),
  }));
}

const routesOf = ({ routes = [] }: OfficeDocument): readonly Route[] =>
  routes.map(({ id, patterns, choices }) => ({
    id,
    patterns,
    choices: choices.map((choice) => ({
      ...({ times: null, cost: 0, strip: 0, insert: '', present: 'line' } as const),
      ...given(choice),
    })),
  }));

function entitiesOf(document: OfficeDocument, context: OfficeContext): Services['entities'] {
  const usual = { ...PLAIN_SERVICES.entities[0]!, language: document.language ?? 'zh-CN' };
  const own = document.entities ?? [];
  const all = own.some(({ id }) => id === MAIN_ENTITY) ? own : [...own, { id: MAIN_ENTITY }];
  return all.map(({ codes, ...one }) => ({
    ...usual,
    ...given(one),
    codes: compileCodes(codes, document.codes, context),
  }));
}

/** Inside numbers by first digit and length, and 9 (or 0, where 9 begins an inside number) for outside. */
function usualPlan(document: OfficeDocument): readonly PlanEntry[] {
  const {
    extensions = [],
    huntGroups = [],
    pagingGroups = [],
    attendantGroups = [],
    conferenceRooms = [],
    parkSlots = [],
  } = document;
  const inside = [...extensions, ...huntGroups, ...pagingGroups, ...conferenceRooms, ...attendantGroups].map(
    ({ number }) => number,
  );
  const patterns = [...inside, ...parkSlots].map(
    (number) => number[0] + number.slice(1).replace(/[0-9]/g, 'X'),
  );
  const entries = [...new Set(patterns)].map(
    (pattern): PlanEntry => ({ pattern, to: { kind: 'extension' } }),
  );
  const prefix = ['9', '0'].find((digit) => !patterns.some((pattern) => pattern.startsWith(digit)));
  const group = document.trunkGroups?.[0]?.id;
  if (prefix === undefined || group === undefined) return entries;
  const out = { strip: 1, secondDialTone: true };
  const routed = (document.routes ?? []).length > 0;
  return [
    ...entries,
    {
      pattern: `${prefix}.`,
      to: routed ? { kind: 'route', ...out } : { kind: 'trunk-group', group, ...out },
    },
  ];
}

const planOf = (document: OfficeDocument): readonly PlanEntry[] =>
  document.plan?.map(({ pattern, to }) => ({
    pattern,
    to: to.kind === 'extension' ? to : { strip: 1, secondDialTone: true, ...given(to) },
  })) ?? usualPlan(document);

function servicesOf(document: OfficeDocument, context: OfficeContext): Services {
  const { huntGroups = [], conferenceRooms = [], callers = [], speedDials = [] } = document;
  const own = (document.numberClasses ?? []).map((one) => ({ premium: false, ...given(one) }));
  const ownPatterns = new Set(own.map(({ pattern }) => pattern));
  return {
    entities: entitiesOf(document, context),
    classes: classesOf(document),
    roles: [
      ...(document.roles ?? []),
      ...PLAIN_SERVICES.roles.filter(({ id }) => !document.roles?.some((one) => one.id === id)),
    ],
    numberClasses: [...own, ...context.region.numbering.filter(({ pattern }) => !ownPatterns.has(pattern))],
    dialling: context.region.dialling ?? null,
    charges: (document.charges ?? []).map((charge) => ({ connectUnits: 0, ...given(charge) })),
    routes: routesOf(document),
    huntGroups: huntGroups.map(({ memberRingSeconds = 15, ringSecondsMax = 60, ...rest }) => ({
      ...({ entity: MAIN_ENTITY, strategy: 'all', overflow: null } as const),
      ...given(rest),
      memberRingMs: msOf(memberRingSeconds),
      ringMsMax: msOf(ringSecondsMax),
    })),
    pagingGroups: document.pagingGroups ?? [],
    conferenceRooms: conferenceRooms.map((room) => ({ chair: null, membersMax: 16, ...given(room) })),
    parkSlots: document.parkSlots ?? [],
    ...compileAttendants(document),
    timeTables: compileTimeTables(document.timeTables ?? []),
    dayLists: compileDayLists(document.dayLists ?? [], context.holidays),
    callers: callers.map(({ pattern, reason = '', treat }) => ({
      pattern,
      reason,
      treat: treat.kind === 'important' ? { kind: 'important', number: treat.number ?? null } : treat,
    })),
    speedDials: speedDials.map((one) => ({ overridesClass: false, ...given(one) })),
    accountCodes: document.accountCodes ?? [],
    flash: document.flash ?? PLAIN_SERVICES.flash,
    dearCallsPerHourMax: document.dearCallsPerHourMax ?? null,
    timing: timesOf<ServiceTiming>(PLAIN_SERVICES.timing, document.serviceTimes),
  };
}

/** The office of the core from a document that has passed the schema. Numbers and names are checked after it. */
export function compileOffice(
  document: OfficeDocument,
  context: OfficeContext,
  localTime: Office['localTime'],
): Office {
  const { region } = context;
  const trunkGroups = (document.trunkGroups ?? []).map(({ id, hunt = 'linear' }) => ({ id, hunt }) as const);
  return {
    extensions: extensionsOf(document, context),
    trunks: trunksOf(document),
    trunkGroups,
    plan: planOf(document),
    emergency: [...new Set([...(document.emergency ?? []), ...region.emergency])],
    timing: timesOf<Timing>(timingOf(region), document.lineTimes),
    alerting: alertingOf(region),
    services: servicesOf(document, context),
    localTime,
  };
}
