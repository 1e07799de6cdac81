import type { TrainingLanguage } from '#ports/training.ts';
import type { AttendantConsole, AttendantGroup, Extension, Office, Trunk } from '#switching/model.ts';
import { fixedLocalTime, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';
import { POSITIONS_PER_CARD, type PortId, portId } from '#units/ids.ts';
import { CONSOLE, GROUP_NUMBER, OPERATOR_NUMBER, PARTNERS, STAFF } from './people.ts';

/** Lines by which callers come; one for each caller of the longest lesson. */
export const LINES = 12;
/** A ring and its silence (一声铃): what "within three rings" counts by. */
export const RING_CYCLE_MS = 5_000;
/** An important caller is on the white list by this beginning of his number. */
export const IMPORTANT_PREFIX = '0108888';
const WAIT_MS = 15_000;

const NAMES: Readonly<Record<TrainingLanguage, { readonly console: string; readonly group: string }>> = {
  'zh-CN': { console: '练习话务台', group: '总机' },
  en: { console: 'Practice console', group: 'Operators' },
};

const port = (n: number): PortId =>
  portId(Math.floor(n / POSITIONS_PER_CARD) + 1, (n % POSITIONS_PER_CARD) + 1);

export const portOfLine = (line: number): PortId => port(line);

function extensions(): readonly Extension[] {
  const numbered: readonly (readonly [string, string])[] = [
    [OPERATOR_NUMBER, ''],
    ...STAFF.map(({ number, name }) => [number, name] as const),
    ...PARTNERS.map((number) => [number, ''] as const),
  ];
  return numbered.map(([number, name], n) => ({
    ...plainExtension(number, port(LINES + n), name),
    noAnswerMs: WAIT_MS,
  }));
}

/** A carrier's line: who calls is told before it rings, and by message that he has hung up. */
const lines = (): readonly Trunk[] =>
  Array.from({ length: LINES }, (_, n) => ({
    ...plainTrunk(portOfLine(n), `P${n + 1}`, 'outside', GROUP_NUMBER),
    carrier: 'practice',
  }));

const group = (name: string): AttendantGroup => ({
  ...{ number: GROUP_NUMBER, name, entity: 'main', consoles: [CONSOLE], hunt: 'all', levels: [] },
  ...{ urgentAfterMs: 30_000, absentAfterMs: 80_000, waitingMax: null, overflowTo: null, helpers: [] },
  ...{ helpAfterMs: 0, distribution: {}, greeting: '' },
});

/** May do what only some operators may: here nobody is disturbed by it. */
const seat = (name: string): AttendantConsole => ({
  ...{ id: CONSOLE, name, extension: OPERATOR_NUMBER, mayDistribute: true, maySupervise: true },
  telephoneRings: false,
});

/** The office of one operator who practises. */
export function practiceOffice(language: TrainingLanguage): Office {
  const names = NAMES[language];
  return {
    extensions: extensions(),
    trunks: lines(),
    trunkGroups: [{ id: 'outside', hunt: 'linear' }],
    plan: [
      { pattern: '8XX', to: { kind: 'extension' } },
      { pattern: '6XX', to: { kind: 'extension' } },
      { pattern: '7X', to: { kind: 'extension' } },
    ],
    emergency: [],
    timing: {
      ...{ firstDigitMsMax: 10_000, interDigitMsMax: 4_000, ringMsMax: 25_000, busyMsMax: 30_000 },
      ...{ howlerMsMax: 30_000, answerByTimeMs: 20_000, trunkGuardMs: 1_000 },
      // A carrier's line rings until it is said that it does not.
      ...{ trunkRingGapMsMax: 600_000, dialToneWaitMsMax: 3_000 },
    },
    alerting: {
      cadence: [
        { on: true, ms: 1_000 },
        { on: false, ms: RING_CYCLE_MS - 1_000 },
      ],
      callerId: { when: 'after-first-ring', lineReversal: false, alertTone: false, delayMs: 500 },
    },
    services: {
      ...PLAIN_SERVICES,
      parkSlots: ['71', '72'],
      attendantGroups: [group(names.group)],
      consoles: [seat(names.console)],
      callers: [{ pattern: `${IMPORTANT_PREFIX}.`, reason: '', treat: { kind: 'important', number: null } }],
    },
    localTime: fixedLocalTime(480),
  };
}
