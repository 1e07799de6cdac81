import type { DialString } from '#units/ids.ts';
import { playCallers } from './callers.ts';
import { playPhones } from './phones.ts';
import type { Scene } from './scene.ts';
import { Scenery, type Stage } from './stage.ts';

/** What the players are told. `part`: the place of the caller whom it is about. */
export type Cue =
  /** The exchange has taken a turn, or a time has come. */
  | { readonly kind: 'look'; readonly scene: Scene }
  /** The operator asks the caller in front of him. */
  | { readonly kind: 'ask' }
  /** A control key has acted. */
  | { readonly kind: 'key' | 'marked'; readonly part: number }
  | { readonly kind: 'message'; readonly part: number; readonly for: DialString };

/** The caller who can be asked now; null: none. */
export function askable({ scene, callers }: Stage): number | null {
  if (scene === null || scene.source === null) return null;
  const caller = callers[scene.source]!;
  return caller.phase === 'here' && caller.where.at === 'operator' ? scene.source : null;
}

/** Asked, a caller says more of whom he means; or, when that one cannot be had now, what he wants instead. */
function ask(world: Scenery): void {
  const { stage } = world;
  const place = askable(stage);
  if (place === null) return;
  const part = stage.plan.parts[place]!;
  const caller = world.caller(place);
  const { says, id, party } = part.script;
  const cannot =
    caller.tried || (party === 'busy' && stage.scene?.phones.get(part.wanted.number) === 'talking');
  const line = cannot && says.includes('then') ? 'then' : says.includes('asked') ? 'asked' : 'opening';
  world.say(part, 'caller', `${id}.${line}`);
  world.change(place, { asked: caller.asked + 1, keys: caller.keys + 1 });
}

/**
 * The players, pure: what they know, what happens, and when; what they do and say then, and when they want to look
 * again.
 */
export function play(stage: Stage, cue: Cue, nowMs: number): Scenery {
  const world = new Scenery(stage, nowMs);
  switch (cue.kind) {
    case 'look':
      world.stage = { ...stage, scene: cue.scene };
      playPhones(world, cue.scene);
      playCallers(world, cue.scene);
      return world;
    case 'ask':
      ask(world);
      return world;
    case 'key':
      world.change(cue.part, { keys: world.caller(cue.part).keys + 1 });
      return world;
    case 'marked':
      world.change(cue.part, { marked: true });
      return world;
    case 'message':
      world.change(cue.part, { messages: [...world.caller(cue.part).messages, cue.for] });
      return world;
  }
}
