import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { type Scene, someWithKeys } from './scene.ts';

/*
 * What people set by code, use, and clear again.
 */

/** B calls A's number; C is the one who rings. */
function* callElsewhere(stage: Stage, a: PortId, b: PortId, c: PortId): Script {
  yield* stage.call(b, stage.numberOf(a), c);
  stage.isQuiet(a);
  yield* stage.answer(c);
  yield* stage.together(b, c);
  stage.record(b, { parties: [b, c] });
  yield* stage.goodBye(b, c);
  yield pause(1_000);
}

/** B calls A, and A it is. */
function* callHere(stage: Stage, a: PortId, b: PortId): Script {
  yield* stage.call(b, stage.numberOf(a), a);
  yield* stage.answer(a);
  yield* stage.together(a, b);
  stage.record(b, { parties: [a, b] });
  yield* stage.goodBye(a, b);
}

function* forwardAll(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  const { codes } = stage;
  yield* stage.set(a!, codes.forwardAll(stage.numberOf(c!)));
  yield* callElsewhere(stage, a!, b!, c!);
  yield* stage.set(a!, codes.forwardAllOff);
  yield* callHere(stage, a!, b!);
  return undefined;
}

/** After 20 s, the office's time for it, A is not the one who rings. */
function* forwardNoAnswer(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  const { codes } = stage;
  yield* stage.set(a!, codes.forwardNoAnswer(stage.numberOf(c!)));
  yield* stage.call(b!, stage.numberOf(a!), a!);
  yield pause(14_000);
  yield* stage.rings(c!);
  yield pause(800);
  stage.isQuiet(a!);
  yield* stage.answer(c!);
  yield* stage.together(b!, c!);
  stage.record(b!, { parties: [b!, c!] });
  yield* stage.goodBye(b!, c!);
  yield pause(1_000);
  yield* stage.set(a!, codes.forwardNoAnswerOff);
  return undefined;
}

function* doNotDisturb(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  const { codes } = stage;
  yield* stage.set(a!, codes.doNotDisturb);
  yield* stage.dial(b!, stage.numberOf(a!));
  yield pause(4_000);
  stage.isQuiet(a!);
  stage.record(b!);
  yield* stage.hangUp(b!);
  yield pause(1_000);
  yield* stage.set(a!, codes.doNotDisturbOff);
  yield* callHere(stage, a!, b!);
  return undefined;
}

function* speedDial(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  const code = String(stage.dice.whole(10, 30));
  yield* stage.set(a!, stage.codes.storeSpeedDial(code, stage.numberOf(b!)));
  yield* stage.call(a!, stage.codes.speedDial(code), b!);
  yield* stage.answer(b!);
  yield* stage.together(a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.goodBye(a!, b!);
  return undefined;
}

function* redial(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  yield* stage.call(a!, stage.numberOf(b!), b!);
  stage.record(a!);
  yield* stage.hangUp(a!);
  yield pause(6_000);
  stage.isQuiet(b!);
  yield* stage.call(a!, stage.codes.redial, b!);
  yield* stage.answer(b!);
  yield* stage.together(a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.goodBye(a!, b!);
  return undefined;
}

/** Lifted and left alone for 5 s. */
function* hotLine(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  const { codes } = stage;
  yield* stage.set(a!, codes.hotLine!(stage.numberOf(b!)));
  yield* stage.lift(a!);
  yield pause(4_000);
  yield* stage.rings(b!);
  yield* stage.hears(a!, 'ringback');
  yield* stage.answer(b!);
  yield* stage.together(a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.goodBye(a!, b!);
  yield pause(1_000);
  yield* stage.set(a!, codes.hotLineOff);
  return undefined;
}

/** C knocks on A's conversation with B. */
function* callWaiting(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  const { codes, dice } = stage;
  stage.judge.callWaiting.add(a!);
  yield* stage.set(a!, codes.callWaiting);
  yield* stage.call(a!, stage.numberOf(b!), b!);
  yield* stage.answer(b!);
  yield* stage.together(a!, b!);
  yield* stage.dial(c!, stage.numberOf(a!));
  yield* stage.hears(c!, 'ringback');
  yield* stage.hears(a!, 'callWaiting');
  yield pause(2_500);
  yield* stage.flash(a!);
  yield* stage.together(a!, c!);
  yield* stage.waits(b!);
  yield* stage.flashKey(a!, '2');
  yield* stage.together(a!, b!);
  yield* stage.waits(c!);
  stage.record(a!, { parties: [a!, b!] });
  stage.record(c!, { parties: [a!, c!] });
  yield* stage.flashKey(a!, '1');
  yield* stage.together(a!, c!);
  yield* stage.hangUp(b!);
  yield* stage.goodBye(a!, c!);
  yield pause(1_000);
  if (dice.chance(0.5)) return undefined;
  yield* stage.set(a!, codes.callWaitingOff);
  stage.judge.callWaiting.delete(a!);
  return undefined;
}

export const SETTINGS: readonly Scene[] = [
  { name: 'forward all', cast: someWithKeys(3), play: forwardAll },
  { name: 'forward on no answer', cast: someWithKeys(3), play: forwardNoAnswer },
  { name: 'do not disturb', cast: someWithKeys(2), play: doNotDisturb },
  { name: 'speed dial', cast: someWithKeys(2), play: speedDial },
  { name: 'redial', cast: someWithKeys(2), play: redial },
  {
    name: 'hot line',
    cast: (casting) => (casting.sheet.services.family === 'na' ? null : someWithKeys(2)(casting)),
    play: hotLine,
  },
  { name: 'call waiting', cast: someWithKeys(3), play: callWaiting },
];
