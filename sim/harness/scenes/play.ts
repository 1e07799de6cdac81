import type { PortId } from '#units/ids.ts';
import type { Company } from '../company.ts';
import type { PlayedScene } from '../scene-records.ts';
import { pause, type Script } from '../script.ts';
import { SceneFailure, Stage } from '../stage.ts';
import type { Subscriber } from '../talking.ts';
import type { Scene } from './scene.ts';

/** After its last on-hook, until the exchange has written every record of a scene and rings for nobody. */
const REST_MS = 4_000;
const TRIES = 4;
/** So long a stray digit may still have an effect. */
const STRAY_MS = 30_000;

export interface Theatre {
  readonly company: Company;
  readonly hasKeys: (port: PortId) => boolean;
  readonly played: PlayedScene[];
  /** How often each feature was used to its end. */
  readonly features: Record<string, number>;
  readonly disturbed: { count: number };
}

/** Somebody takes one of these into his head; false when nobody has time for it. */
export function* takeUpFeature(who: Subscriber, theatre: Theatre, scenes: readonly Scene[]): Script<boolean> {
  const { dice, judge, phone } = who;
  const { company, hasKeys } = theatre;
  const knocks = (port: PortId): boolean => judge.callWaiting.has(port);
  const casting = { sheet: judge.sheet, dice, company, me: phone.port, hasKeys, knocks };
  for (let i = 0; i < TRIES; i++) {
    const scene = dice.pick(scenes);
    const cast = company.free(phone.port) ? scene.cast(casting) : null;
    if (cast === null || !cast.slice(1).every((port) => company.free(port))) continue;
    if (!company.take(scene.needs ?? [])) continue;
    company.claim(cast);
    yield* perform(who, theatre, scene, cast);
    company.release(cast);
    company.giveBack(scene.needs ?? []);
    return true;
  }
  return false;
}

function* perform(who: Subscriber, theatre: Theatre, scene: Scene, cast: readonly PortId[]): Script {
  const { judge, dice, probe } = who;
  const stage = new Stage(cast, { judge, dice, company: theatre.company, probe });
  const from = judge.now();
  let name: string = scene.name;
  let good = true;
  try {
    name = (yield* scene.play(stage, ...cast)) ?? scene.name;
  } catch (failure) {
    if (!(failure instanceof SceneFailure)) throw failure;
    good = false;
    if (stage.disturbed || failure.what === '') theatre.disturbed.count += 1;
    else judge.strictViolation(`${name}: ${failure.what}`, cast, from);
  }
  yield* stage.clear();
  if (!good || !stage.counts) for (const port of stage.phones) yield* putInOrder(stage, port);
  yield pause(REST_MS);
  if (!good) return;
  theatre.features[name] = (theatre.features[name] ?? 0) + 1;
  if (stage.counts && !stage.disturbed)
    theatre.played.push({ name, cast, from, to: judge.now(), records: stage.records });
}

/** A scene that broke off may have left something set. */
function* putInOrder(stage: Stage, me: PortId): Script {
  // Somebody may call meanwhile, and hear the code.
  const calm = stage.judge.unruly.begin(me, STRAY_MS);
  yield* cancelAll(stage, me);
  calm();
}

function* cancelAll(stage: Stage, me: PortId): Script {
  for (let tries = 0; tries < 10; tries++) {
    try {
      yield* stage.code(me, stage.codes.cancelAll);
      yield* stage.clear();
      return;
    } catch (failure) {
      if (!(failure instanceof SceneFailure)) throw failure;
      yield* stage.clear();
      yield pause(20_000);
    }
  }
}
