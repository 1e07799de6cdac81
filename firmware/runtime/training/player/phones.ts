import type { DialString } from '#units/ids.ts';
import type { Part } from '../lesson.ts';
import { staffAt } from '../people.ts';
import type { Phone, Scene } from './scene.ts';
import type { Act, Scenery } from './stage.ts';

/*
 * Those who are wanted: they lift or do not, say something to the operator who announces, and put down when nobody is
 * there any more.
 */

/** Whoever is called without anybody on hold behind it. */
const LIFT_MS = 2_500;
const PUT_DOWN_MS = 800;
/** Two rings: whoever has not lifted by then may be given up. */
const RANG_MS = 8_000;

/** For which caller a telephone rings or talks. */
function about({ plan }: Scenery['stage'], scene: Scene, number: DialString): Part | null {
  const sent = scene.callers.findIndex((where) => where.number === number);
  if (sent >= 0) return plan.parts[sent]!;
  return scene.source !== null && scene.destination?.number === number ? plan.parts[scene.source]! : null;
}

/** What somebody does with a telephone that rings, or at which nobody is any more; null: nothing yet. */
function handled(
  world: Scenery,
  scene: Scene,
  number: DialString,
  { state, sinceMs }: { readonly state: Phone; readonly sinceMs: number },
): Act | null {
  if (state === 'lifted') return world.isDue(sinceMs + PUT_DOWN_MS) ? { do: 'putDown', number } : null;
  const part = about(world.stage, scene, number);
  const stays = part !== null && part.wanted.number === number && part.script.party === 'no-answer';
  if (state !== 'ringing' || stays) return null;
  return world.isDue(sinceMs + (part?.liftMs ?? LIFT_MS)) ? { do: 'lift', number } : null;
}

/** What somebody says who is told about a caller. */
function answerTo({ wanted, script }: Part, number: DialString): string {
  if (number !== wanted.number) return staffAt(number)?.name === wanted.name ? 'namesake' : 'stranger';
  if (script.party === 'declines') return 'declines';
  return script.wants === 'guard-room' ? 'guard' : 'accepts';
}

/** The operator has called somebody for the caller behind him. */
function consulted(world: Scenery, scene: Scene): void {
  const { source, destination } = scene;
  if (source === null || destination === null) return;
  const { number, state } = destination;
  const part = world.stage.plan.parts[source]!;
  const caller = world.caller(source);
  const isWanted = number === part.wanted.number;
  if (isWanted && caller.turnedMs === null) world.change(source, { turnedMs: world.nowMs });
  const rings = world.stage.phones.get(number);
  const rang = state === 'alerting' && rings !== undefined && world.isDue(rings.sinceMs + RANG_MS);
  if (isWanted && (state === 'busy' || state === 'no-answer' || rang)) world.change(source, { tried: true });
  if (state !== 'connected' || world.stage.heard === number || scene.phones.get(number) === undefined) return;
  world.stage = { ...world.stage, heard: number };
  const line = answerTo(part, number);
  world.say(part, 'party', `party.${line}`, number);
  const { announced } = caller;
  world.change(source, {
    announced: announced.includes(number) ? announced : [...announced, number],
    tried: world.caller(source).tried || line === 'declines',
  });
}

export function playPhones(world: Scenery, scene: Scene): void {
  if (scene.destination === null || scene.destination.number !== world.stage.heard)
    world.stage = { ...world.stage, heard: null };
  consulted(world, scene);
  const before = world.stage.phones;
  const phones = new Map<DialString, { readonly state: Phone; readonly sinceMs: number }>();
  for (const [number, state] of scene.phones) {
    if (state === 'idle') continue;
    const known = before.get(number);
    const sinceMs = known?.state === state ? known.sinceMs : world.nowMs;
    const act = handled(world, scene, number, { state, sinceMs });
    if (act !== null) world.acts.push(act);
    // What was of no use is tried again after some time, not at once and for ever.
    phones.set(number, { state, sinceMs: act === null ? sinceMs : world.nowMs });
  }
  world.stage = { ...world.stage, phones };
}
