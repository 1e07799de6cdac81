import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { type Casting, type Scene, some } from './scene.ts';

/*
 * Hold, consultation and what may come of it. A talks with B, who may be somebody outside, and asks C.
 */

/** A talks with somebody inside, who was called or has called. */
export function* conversation(stage: Stage, a: PortId, b: PortId): Script {
  if (stage.judge.seen.lines.has(b)) {
    stage.line(b).callIn({ number: `137${stage.dice.whole(10_000_000, 99_999_999)}`, name: 'Caller' });
    stage.judge.look(b);
    yield* stage.rings(a);
    yield* stage.answer(a);
  } else {
    const [from, to] = stage.dice.chance(0.5) ? [a, b] : [b, a];
    yield* stage.call(from, stage.numberOf(to), to);
    yield* stage.answer(to);
  }
  yield* stage.together(a, b);
}

/** Who began the first call: its record is his. */
export const beganBy = (stage: Stage, a: PortId, b: PortId): PortId => {
  if (stage.judge.seen.lines.has(b)) return b;
  const since = stage.begunAt;
  // The one who was rung is not the one who called.
  return stage.judge.seen.phones.get(a)!.ringing.wasSince(since, (is) => is) ? b : a;
};

function* consult(stage: Stage, a: PortId, b: PortId, c: PortId): Script {
  yield* stage.flash(a);
  yield* stage.waits(b);
  yield* stage.keys(a, stage.numberOf(c));
  yield* stage.rings(c);
  yield* stage.hears(a, 'ringback');
}

type Ending = (
  stage: Stage,
  a: PortId,
  b: PortId,
  c: PortId,
) => Script<{
  readonly joined: boolean;
  readonly first: readonly PortId[];
  readonly second: readonly PortId[];
}>;

const ENDINGS: Readonly<Record<string, Ending>> = {
  *'announced transfer'(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    yield* stage.waits(b);
    yield* stage.hangUp(a);
    yield* stage.together(b, c);
    yield* stage.goodBye(b, c);
    return { joined: true, first: [a, b, c], second: [] };
  },
  *'blind transfer'(stage, a, b, c) {
    yield pause(stage.dice.whole(100, 3_000));
    yield* stage.hangUp(a);
    yield* stage.hears(b, 'ringback');
    yield* stage.answer(c);
    yield* stage.together(b, c);
    yield* stage.goodBye(b, c);
    return { joined: true, first: [a, b, c], second: [] };
  },
  *shuttle(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    const times = stage.dice.whole(1, 3);
    for (let i = 0; i < times; i++) {
      yield* stage.flashKey(a, '2');
      const [present, other] = i % 2 === 0 ? [b, c] : [c, b];
      yield* stage.together(a, present);
      yield* stage.waits(other);
    }
    // Each of the two goes; who is left with A is either present or waits.
    yield* stage.flashKey(a, '1');
    const left = times % 2 === 1 ? c : b;
    yield* stage.together(a, left);
    const gone = left === b ? c : b;
    if (stage.judge.seen.phones.has(gone)) yield* stage.hears(gone, 'busy');
    yield* stage.hangUp(gone);
    yield* stage.goodBye(a, left);
    return { joined: false, first: [a, b], second: [a, c] };
  },
  *conference(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    yield* stage.flashKey(a, '3');
    yield* stage.together(a, b, c);
    const [goes, ...stay] = stage.dice.shuffled([a, b, c]);
    if (!stage.judge.seen.lines.has(goes!)) {
      yield* stage.hangUp(goes!);
      yield* stage.together(...stay);
      yield* stage.goodBye(...stay);
    } else yield* stage.goodBye(a, b, c);
    return { joined: true, first: [a, b, c], second: [] };
  },
  *'given up by flash'(stage, a, b, c) {
    yield* stage.flash(a);
    yield* stage.together(a, b);
    yield pause(1_000);
    stage.isQuiet(c);
    yield* stage.goodBye(a, b);
    return { joined: false, first: [a, b], second: [] };
  },
  *'drop and return'(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    yield* stage.flashKey(a, '1');
    yield* stage.hears(c, 'busy');
    yield* stage.hangUp(c);
    yield* stage.together(a, b);
    yield* stage.goodBye(a, b);
    return { joined: false, first: [a, b], second: [a, c] };
  },
  *'connect and leave'(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    yield* stage.flashKey(a, '4');
    yield* stage.together(b, c);
    stage.record(a);
    yield* stage.hangUp(a);
    yield* stage.together(b, c);
    yield* stage.goodBye(b, c);
    return { joined: true, first: [a, b, c], second: [] };
  },
  *'party hangs up on hold'(stage, a, b, c) {
    yield* stage.answer(c);
    yield* stage.together(a, c);
    yield* stage.hangUp(b);
    yield* stage.together(a, c);
    yield* stage.hangUp(c);
    if (stage.judge.seen.phones.has(b)) yield* stage.hears(a, 'busy');
    yield* stage.hangUp(a);
    if (stage.judge.seen.phones.has(b)) stage.isQuiet(a);
    return { joined: false, first: [a, b], second: [a, c] };
  },
};

function* play(stage: Stage, ...[a, b, c]: PortId[]): Script<string> {
  const name = stage.dice.pick(Object.keys(ENDINGS));
  yield* conversation(stage, a!, b!);
  const began = beganBy(stage, a!, b!);
  yield* consult(stage, a!, b!, c!);
  const { joined, first, second } = yield* ENDINGS[name]!(stage, a!, b!, c!);
  stage.record(began, { parties: first });
  stage.record(a!, { joined, parties: second });
  return stage.judge.seen.lines.has(b!) ? `${name}, from outside` : name;
}

/** A caller from outside for the one whose idea it is. */
export function fromOutside(casting: Casting): readonly PortId[] | null {
  const { sheet, company, me } = casting;
  const mine = sheet.extensions.find(({ port }) => port === me)!.number;
  const line = sheet.lines.find(({ port, ringIn }) => ringIn === mine && company.free(port));
  const others = some(2)(casting);
  return line === undefined || others === null ? null : [me, line.port, ...others.slice(1)];
}

export const CONSULTATION: Scene = { name: 'consultation', cast: some(3), play };
export const CONSULTATION_OUTSIDE: Scene = { name: 'consultation, from outside', cast: fromOutside, play };
