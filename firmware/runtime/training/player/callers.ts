import type { Part } from '../lesson.ts';
import type { Scene, Where } from './scene.ts';
import type { Caller, Scenery } from './stage.ts';

/*
 * Callers: they come one after the other, say what they want when they are answered, lose patience, talk with whom
 * they were connected to, and hang up.
 */

/** A transferred caller listens to the ringing, and to music, for so long. */
const RINGING_MS = 60_000;
const QUEUED_MS = 90_000;

const isSame = (a: Where, b: Where): boolean => a.at === b.at && a.number === b.number;

/** What it means for him that he is somewhere else now. */
function moved(world: Scenery, part: Part, caller: Caller, where: Where): Caller {
  const { id, wanted } = part;
  const { nowMs } = world;
  const next = world.change(id, { where, sinceMs: nowMs });
  switch (where.at) {
    case 'operator':
      if (caller.answeredMs !== null) return next;
      world.say(part, 'caller', `${part.script.id}.opening`);
      return world.change(id, { answeredMs: nowMs });
    case 'ringing':
    case 'queued':
    case 'with': {
      const toWanted = where.number === wanted.number;
      return world.change(id, {
        turnedMs: caller.turnedMs ?? (toWanted ? nowMs : null),
        queued: caller.queued || (toWanted && where.at === 'queued'),
        reached: where.at === 'with' ? where.number : caller.reached,
      });
    }
    case 'nowhere':
      return world.change(id, { phase: 'gone' });
    default:
      return next;
  }
}

const patienceOf = ({ patience, talkMs }: Part, { at }: Where): number => {
  switch (at) {
    case 'waiting':
      return patience.answerMs;
    case 'operator':
      return patience.talkMs;
    case 'held':
      return patience.holdMs;
    case 'ringing':
      return RINGING_MS;
    case 'queued':
      return QUEUED_MS;
    case 'with':
      return talkMs;
    case 'nowhere':
      return Number.POSITIVE_INFINITY;
  }
};

/** A busy one is done with the other conversation: because somebody waits for him, or because it no longer matters. */
function setFree(world: Scenery, scene: Scene, part: Part, caller: Caller): void {
  const { partner, script, wanted } = part;
  if (partner === null || scene.phones.get(partner) !== 'talking') return;
  const queued = caller.where.at === 'queued' && caller.where.number === wanted.number;
  const waited = queued && script.busyMs !== null && world.isDue(caller.sinceMs + script.busyMs);
  if (caller.phase !== 'gone' && !waited) return;
  for (const number of [partner, wanted.number]) world.acts.push({ do: 'putDown', number });
}

function here(world: Scenery, scene: Scene, part: Part): void {
  const before = world.caller(part.id);
  const where = scene.callers[part.id]!;
  const caller = isSame(before.where, where) ? before : moved(world, part, before, where);
  setFree(world, scene, part, caller);
  if (caller.phase === 'gone' || !world.isDue(caller.sinceMs + patienceOf(part, where))) return;
  world.acts.push({ do: 'hangUp', part });
  world.change(part.id, { phase: 'gone', gaveUp: where.at !== 'with' });
}

/** The next caller comes when there is room for him, and some time after the last one. */
function comes(world: Scenery, scene: Scene): void {
  const { plan, callers } = world.stage;
  const next = plan.parts.find(({ id }) => callers[id]!.phase === 'coming');
  if (next === undefined || callers.filter(({ phase }) => phase === 'here').length >= plan.atOnce) return;
  if (!world.isDue(world.stage.lastMs + next.afterMs)) return;
  // The last one on this line has only just gone.
  if (scene.callers[next.id]!.at !== 'nowhere') return;
  const { partner, wanted } = next;
  // What is to be found out is his own story, not that of the caller before him.
  const isWanted = ({ id }: Part): boolean =>
    callers[id]!.phase === 'here' && plan.parts[id]!.wanted.number === wanted.number;
  if (scene.phones.get(wanted.number) !== 'idle' || plan.parts.some(isWanted)) return;
  if (partner !== null) world.acts.push({ do: 'talk', from: partner, to: wanted.number });
  world.acts.push({ do: 'callIn', part: next });
  world.change(next.id, {
    ...{ phase: 'here', where: { at: 'waiting', number: '' }, sinceMs: world.nowMs, cameMs: world.nowMs },
  });
  world.stage = { ...world.stage, lastMs: world.nowMs };
}

export function playCallers(world: Scenery, scene: Scene): void {
  for (const part of world.stage.plan.parts) {
    const { phase } = world.caller(part.id);
    if (phase === 'here') here(world, scene, part);
    else if (phase === 'gone') setFree(world, scene, part, world.caller(part.id));
  }
  comes(world, scene);
}
