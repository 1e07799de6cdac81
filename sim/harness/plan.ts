import type { PortKind } from '#ports/line-card.ts';
import { POSITIONS_PER_CARD, type PortId, portId } from '#units/ids.ts';
import type { ReleaseSignal } from '../people.ts';
import type { DearRule } from './dear-calls.ts';
import { Dice } from './dice.ts';
import { CODE_FAMILIES, HUNT_ORDERS, type ServiceCard } from './service-card.ts';
import type { Sheet, SheetLine } from './sheet.ts';

export type Depth = 'port' | 'register';

/** How somebody uses a telephone. */
export interface Habits {
  /** Between two calls of one's own, ms. */
  readonly idleMsMean: number;
  readonly talkMsMean: number;
  readonly pulse: boolean;
  /** Share of calls that go where. */
  readonly outside: number;
  /** Share of those to the outside that cost extra, where the house has a rule for them. */
  readonly dear: number;
  readonly emergency: number;
  /** Per call. */
  readonly slowly: number;
  readonly givesUp: number;
  readonly leavesOffHook: number;
  readonly misdials: number;
  /** Share of one's own calls that are uses of a feature, with others (`scenes/`). */
  readonly features: number;
  /** Share of calls to this telephone that somebody answers. */
  readonly answers: number;
}

export interface LineHabits {
  readonly callInMsMean: number;
  readonly dialToneDelayMs: number;
  readonly glare: number;
}

/** Everything that one seed draws before time begins. */
export interface HarnessPlan {
  readonly seed: number;
  readonly ports: readonly { readonly port: PortId; readonly kind: PortKind }[];
  readonly sheet: Sheet;
  readonly habits: ReadonlyMap<PortId, Habits>;
  readonly lineHabits: ReadonlyMap<PortId, LineHabits>;
  /** Positions of the sheet that are SIP telephones and lines of SIP carriers; none on the board. */
  readonly sip: SipPlan;
}

export interface SipPlan {
  readonly phones: readonly PortId[];
  readonly lines: readonly PortId[];
  /** Of a hundred datagrams, always: repeats and overtaking are no fault that anybody may notice. */
  readonly doubled: number;
}

const NO_SIP: SipPlan = { phones: [], lines: [], doubled: 0 };
/** Cards from here on are made of SIP. */
const SIP_CARD = 100;

const RELEASES: readonly ReleaseSignal[] = ['busy-tone', 'polarity', 'loop-drop', 'busy-tone', 'none'];

/** Draws board, numbering sheet and people. The register depth has one card with six telephones and two lines. */
export function drawPlan(seed: number, depth: Depth, emergency: readonly string[]): HarnessPlan {
  const dice = Dice.of(seed, 'plan');
  const ports = depth === 'register' ? smallBoard() : drawBoard(dice);
  const phones = ports.filter(({ kind }) => kind === 'fxs').map(({ port }) => port);
  const lines = ports.filter(({ kind }) => kind === 'fxo').map(({ port }) => port);
  const sip = depth === 'register' ? NO_SIP : drawSip(Dice.of(seed, 'sip'));
  const dear = drawDear(Dice.of(seed, 'what may cost extra'));
  const sheet = {
    ...withSip(drawSheet(dice, phones, lines, emergency), sip, Dice.of(seed, 'sip sheet')),
    dear,
  };
  // An hour with every sample is dear: its people telephone more.
  const busy = (depth === 'register' ? dice.whole(1, 3) : dice.whole(3, 15)) * 60_000;
  return {
    seed,
    ports,
    sheet,
    habits: new Map(
      [...phones, ...sip.phones].map((port) => [port, drawHabits(Dice.of(seed, `habits ${port}`), busy)]),
    ),
    lineHabits: new Map(
      [...lines, ...sip.lines].map((port) => [port, drawLineHabits(Dice.of(seed, `line ${port}`))]),
    ),
    sip,
  };
}

/** Most offices have a few SIP telephones, and some a carrier or two. */
function drawSip(dice: Dice): SipPlan {
  if (dice.chance(0.25)) return NO_SIP;
  const positions = Array.from({ length: dice.whole(1, 5) }, (_, i) => portId(SIP_CARD, i + 1));
  const lines = Array.from({ length: dice.whole(0, 2) }, (_, i) => portId(SIP_CARD + 1, i + 1));
  return { phones: positions, lines, doubled: dice.pick([0, 5, 20]) };
}

function withSip(sheet: Sheet, { phones, lines }: SipPlan, dice: Dice): Sheet {
  const highest = Math.max(...sheet.extensions.map(({ number }) => Number(number)));
  const extensions = [
    ...sheet.extensions,
    ...phones.map((port, i) => ({ port, number: String(highest + 1 + i) })),
  ];
  const carriers = lines.map((port, i): SheetLine => {
    const signs = { dialling: 'dtmf', answer: 'polarity', release: 'polarity', messages: true } as const;
    const group = dice.pick(sheet.groups).id;
    return { port, number: String(63_000_000 + i), group, ringIn: dice.pick(extensions).number, ...signs };
  });
  return { ...sheet, extensions, lines: [...sheet.lines, ...carriers] };
}

function smallBoard(): HarnessPlan['ports'] {
  return Array.from({ length: POSITIONS_PER_CARD }, (_, i) => ({
    port: portId(1, i + 1),
    kind: i < 6 ? 'fxs' : 'fxo',
  }));
}

/** One to three cards of telephones, lines and empty positions, at least two telephones and one line. */
function drawBoard(dice: Dice): HarnessPlan['ports'] {
  const ports: { port: PortId; kind: PortKind }[] = [];
  const cards = dice.whole(1, 3);
  for (let card = 1; card <= cards; card++) {
    for (let position = 1; position <= POSITIONS_PER_CARD; position++) {
      const port = portId(card, position);
      const throwOf = dice.whole(1, 10);
      if (position <= 2) ports.push({ port, kind: 'fxs' });
      else if (position === 3 && card === 1) ports.push({ port, kind: 'fxo' });
      else if (throwOf <= 6) ports.push({ port, kind: 'fxs' });
      else if (throwOf <= 9) ports.push({ port, kind: 'fxo' });
    }
  }
  return ports;
}

function drawSheet(
  dice: Dice,
  phones: readonly PortId[],
  lines: readonly PortId[],
  emergency: readonly string[],
): Sheet {
  const first = dice.pick([201, 301, 801, 8001, 2001]);
  const numbers = dice.shuffled(phones.map((_, i) => String(first + i)));
  const extensions = phones.map((port, i) => ({ port, number: numbers[i]! }));
  const groups: Sheet['groups'][number][] = [
    { id: 'outside', prefix: dice.pick(['9', '0']), hunt: dice.pick(['linear', 'longest-idle']) },
  ];
  if (lines.length >= 3 && dice.chance(0.5)) groups.push({ id: 'second', prefix: '77', hunt: 'linear' });
  return {
    extensions,
    groups,
    emergency,
    services: drawServices(dice, String(first), phones),
    dear: null,
    lines: lines.map((port, i): SheetLine => {
      const release = dice.pick(RELEASES);
      return {
        ...{ port, number: String(62_000_000 + i), group: groups[i % groups.length]!.id },
        dialling: dice.chance(0.2) ? 'pulse' : 'dtmf',
        ringIn: dice.pick(extensions).number,
        // An exchange that reverses the line when the far end goes also does when it answers.
        answer: release === 'polarity' ? 'polarity' : dice.pick(['polarity', 'voice']),
        release,
      };
    }),
  };
}

/** Half of all houses say how many calls may cost extra; a few of those that none may. */
function drawDear(dice: Dice): DearRule | null {
  if (dice.chance(0.5)) return null;
  return {
    begins: '168',
    eachPerHourMax: dice.pick([null, 0, 1, 2, 3]),
    allPerHourMax: dice.pick([null, 2, 4, 8]),
    linesEachMax: dice.pick([1, 99]),
  };
}

/** Numbers of groups and rooms lie behind those of the telephones, of which there are 24 at most. */
function drawServices(dice: Dice, first: string, phones: readonly PortId[]): ServiceCard {
  const numbers = first.slice(0, -2);
  const some = (most: number): readonly PortId[] =>
    dice.shuffled(phones).slice(0, dice.whole(2, Math.max(2, Math.min(most, phones.length - 1))));
  return {
    family: dice.pick(CODE_FAMILIES),
    pickupGroups: dice.chance(0.8) ? [some(4)] : [],
    huntGroups: Array.from({ length: dice.whole(1, 3) }, (_, i) => ({
      number: `${numbers}${60 + i}`,
      order: dice.pick(HUNT_ORDERS),
      members: some(4),
    })),
    paging: { number: `${numbers}75`, members: some(3) },
    rooms: [`${numbers}70`],
    parkSlots: [`${numbers}81`, `${numbers}82`],
  };
}

const drawHabits = (dice: Dice, idleMsMean: number): Habits => ({
  idleMsMean: dice.whole(idleMsMean / 2, idleMsMean * 2),
  talkMsMean: dice.whole(20, 180) * 1000,
  pulse: dice.chance(0.15),
  outside: dice.pick([0.1, 0.3, 0.6]),
  emergency: 0.02,
  slowly: dice.pick([0.05, 0.2]),
  givesUp: 0.08,
  leavesOffHook: 0.02,
  misdials: 0.05,
  features: dice.pick([0.1, 0.3, 0.5]),
  answers: dice.pick([0.6, 0.8, 0.95]),
  dear: dice.pick([0.1, 0.3, 0.6]),
});

const drawLineHabits = (dice: Dice): LineHabits => ({
  callInMsMean: dice.whole(3, 20) * 60_000,
  dialToneDelayMs: dice.whole(200, 1500),
  glare: dice.pick([0, 0.1]),
});
