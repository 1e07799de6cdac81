import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { lastIsBusy, type Scene, some, someWithKeys } from './scene.ts';

/*
 * Calls that wait: parked, camped on, called back.
 */

function* park(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  const { codes, judge } = stage;
  const [slot] = judge.sheet.services.parkSlots;
  const began = yield* talk(stage, a!, b!);
  yield* stage.flash(a!);
  yield* stage.keys(a!, codes.park);
  yield* stage.confirmed(a!, codes.park);
  yield* stage.waits(b!);
  yield* stage.hangUp(a!);
  yield pause(stage.dice.whole(500, 20_000));
  yield* stage.waits(b!);
  yield* stage.dial(c!, codes.unpark(slot!));
  yield pause(1_000);
  yield* stage.together(b!, c!);
  stage.isQuiet(a!);
  stage.record(began, { parties: [a!, b!, c!] });
  stage.record(a!);
  stage.record(c!, { joined: true });
  yield* stage.goodBye(b!, c!);
  return undefined;
}

function* talk(stage: Stage, a: PortId, b: PortId): Script<PortId> {
  yield* stage.call(a, stage.numberOf(b), b);
  yield* stage.answer(b);
  yield* stage.together(a, b);
  return a;
}

/** B is busy with A; C asks to be called back. */
function* callBack(stage: Stage, ...[c, a, b]: PortId[]): Script<undefined> {
  yield* talk(stage, a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.dial(c!, stage.numberOf(b!));
  yield* stage.hears(c!, 'busy');
  stage.record(c!);
  yield* stage.keys(c!, '5');
  yield* stage.confirmed(c!, 'a call-back');
  yield* stage.hangUp(c!);
  yield pause(stage.dice.whole(1_500, 20_000));
  stage.isQuiet(c!);
  yield* stage.goodBye(a!, b!);
  yield* stage.rings(c!);
  yield* stage.answer(c!);
  yield* stage.rings(b!);
  yield* stage.answer(b!);
  yield* stage.together(b!, c!);
  stage.record(c!, { parties: [b!, c!] });
  yield* stage.goodBye(b!, c!);
  // Once, and not again.
  yield pause(6_000);
  stage.isQuiet(c!);
  yield* talk(stage, a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.goodBye(a!, b!);
  yield pause(4_000);
  stage.isQuiet(c!);
  return undefined;
}

/** B is busy with A; C waits until B is free. */
function* campOn(stage: Stage, ...[c, a, b]: PortId[]): Script<undefined> {
  yield* talk(stage, a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  yield* stage.dial(c!, stage.numberOf(b!));
  yield* stage.hears(c!, 'busy');
  stage.record(c!);
  yield* stage.keys(c!, '6');
  yield pause(600);
  yield* stage.waits(c!);
  yield* stage.hangUp(b!);
  yield* stage.rings(b!);
  yield* stage.hears(c!, 'ringback');
  yield* stage.answer(b!);
  yield* stage.together(b!, c!);
  stage.record(c!, { parties: [b!, c!] });
  yield* stage.hangUp(a!);
  yield* stage.goodBye(b!, c!);
  return undefined;
}

/** Left on hold: the telephone rings for him. */
function* recall(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  yield* talk(stage, a!, b!);
  stage.record(a!, { parties: [a!, b!] });
  stage.record(a!);
  yield* stage.flash(a!);
  yield* stage.waits(b!);
  yield* stage.hangUp(a!);
  yield* stage.rings(a!);
  yield* stage.answer(a!);
  yield* stage.together(a!, b!);
  yield* stage.goodBye(a!, b!);
  return undefined;
}

export const WAITING: readonly Scene[] = [
  { name: 'park', needs: ['park'], cast: someWithKeys(3), play: park },
  { name: 'call-back', cast: lastIsBusy(3), play: callBack },
  { name: 'camp-on', cast: lastIsBusy(3), play: campOn },
  { name: 'recall', cast: some(2), play: recall },
];
