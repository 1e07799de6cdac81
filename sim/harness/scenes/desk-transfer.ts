import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { beganBy, fromOutside } from './consultation.ts';
import { type Scene, some } from './scene.ts';

/*
 * A desk phone sends its caller on by its own key, as SIP telephones do (REFER, RFC 5589 §6).
 */

/** B, who may be somebody outside, has called A. */
function* calls(stage: Stage, a: PortId, b: PortId): Script {
  if (stage.judge.seen.lines.has(b)) {
    stage.line(b).callIn({ number: `139${stage.dice.whole(10_000_000, 99_999_999)}`, name: 'Caller' });
    stage.judge.look(b);
    yield* stage.rings(a);
  } else yield* stage.call(b, stage.numberOf(a), a);
  yield* stage.answer(a);
  yield* stage.together(a, b);
}

function* sendsOn(stage: Stage, ...[a, b, c]: PortId[]): Script<undefined> {
  yield* calls(stage, a!, b!);
  stage.phone(a!).sendOn!(stage.numberOf(c!));
  yield* stage.rings(c!);
  yield* stage.hears(b!, 'ringback');
  yield* stage.hears(a!, 'busy');
  yield* stage.hangUp(a!);
  yield* stage.answer(c!);
  yield* stage.together(b!, c!);
  yield* stage.goodBye(b!, c!);
  stage.record(beganBy(stage, a!, b!), { parties: [a!, b!, c!] });
}

/** There is no such number: nobody is lost. */
function* sendsNowhere(stage: Stage, ...[a, b]: PortId[]): Script<undefined> {
  yield* calls(stage, a!, b!);
  stage.phone(a!).sendOn!('5');
  // What crosses on the way is said again after up to 10 s (RFC 3261 §14.2).
  yield pause(stage.dice.whole(10_000, 14_000));
  yield* stage.together(a!, b!);
  yield* stage.goodBye(a!, b!);
  stage.record(beganBy(stage, a!, b!), { parties: [a!, b!] });
}

export const DESK_TRANSFERS: readonly Scene[] = [
  { name: 'sent on by key', cast: some(3), play: sendsOn },
  { name: 'sent on by key, from outside', cast: fromOutside, play: sendsOn },
  { name: 'sent on by key to nobody', cast: some(2), play: sendsNowhere },
  { name: 'sent on by key to nobody, from outside', cast: fromOutside, play: sendsNowhere },
];
