import type { PortId } from '#units/ids.ts';
import { pause, type Script } from '../script.ts';
import type { Stage } from '../stage.ts';
import { type Scene, some } from './scene.ts';

/*
 * Children with telephones: they do whatever can be done, in any order. Nothing is expected of it but what must
 * never be (see `safety.ts`), and that everything comes to rest when they have gone.
 */

/** The exchange dials on an exchange line what it was given, for so long after it. */
const DIALLED_MS = 30_000;

function* prank(stage: Stage, cast: readonly PortId[]): Script {
  const { dice, codes } = stage;
  const port = dice.pick(cast);
  const phone = stage.phone(port);
  if (!phone.offHook) {
    if (phone.ringing || dice.chance(0.6)) phone.lift();
    stage.judge.look(port);
    return;
  }
  const other = stage.numberOf(dice.pick(cast));
  const [slot = ''] = stage.judge.sheet.services.parkSlots;
  // No conference room: a caller from outside whom they leave there stays as long as he likes.
  const numbers = [other, other, other, other, slot];
  const all = [codes.park, codes.unpark(slot), codes.pickupDirected(other), codes.callBackOff];
  switch (dice.whole(1, 8)) {
    case 1:
    case 2:
      phone.flash(dice.whole(90, 400));
      break;
    case 3:
      yield* stage.keys(port, dice.pick(['1', '2', '3', '4', '5', '6']));
      break;
    case 4:
      phone.hangUp();
      break;
    case 5:
      yield* stage.keys(port, dice.pick(all));
      break;
    default:
      yield* stage.keys(port, dice.pick(numbers));
  }
  stage.judge.look(port);
}

function* play(stage: Stage, ...cast: PortId[]): Script<undefined> {
  const pranks = stage.dice.whole(20, 120);
  const quiet = cast.map((port) => stage.judge.unruly.begin(port, DIALLED_MS));
  for (let i = 0; i < pranks; i++) {
    yield* prank(stage, cast);
    yield pause(stage.dice.pick([30, 200, 800, 2_500, 6_000]));
  }
  for (const port of cast) yield* stage.hangUp(port);
  stage.countsNothing();
  for (const calm of quiet) calm();
  return undefined;
}

export const CHILDREN: Scene = {
  name: 'children',
  needs: ['park'],
  cast: (casting) => some(casting.dice.whole(2, 5))(casting),
  play,
};
