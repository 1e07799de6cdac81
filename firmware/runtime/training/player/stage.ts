import type { TrainingWords } from '#ports/training.ts';
import type { DialString } from '#units/ids.ts';
import type { Part, Plan } from '../lesson.ts';
import type { Scene, Where } from './scene.ts';

/** One caller: where he is, and what was done with him. Times are ms of the lesson's clock. */
export interface Caller {
  readonly phase: 'coming' | 'here' | 'gone';
  readonly where: Where;
  /** Where he is, since. */
  readonly sinceMs: number;
  readonly cameMs: number;
  readonly answeredMs: number | null;
  /** The wanted one was called for him, or he was sent there: the first time. */
  readonly turnedMs: number | null;
  readonly asked: number;
  /** It was tried: the wanted one is busy, does not answer, or does not want. */
  readonly tried: boolean;
  /** With whom the operator has talked about him. */
  readonly announced: readonly DialString[];
  /** With whom he has talked in the end; null: nobody. */
  readonly reached: DialString | null;
  /** He has waited for a busy one. */
  readonly queued: boolean;
  readonly marked: boolean;
  /** For whom messages were left while he was there. */
  readonly messages: readonly DialString[];
  readonly keys: number;
  /** He had no patience left. */
  readonly gaveUp: boolean;
}

export const COMING: Caller = {
  ...{ phase: 'coming', where: { at: 'nowhere', number: '' }, sinceMs: 0, cameMs: 0, answeredMs: null },
  ...{ turnedMs: null, asked: 0, tried: false, announced: [], reached: null, queued: false, marked: false },
  ...{ messages: [], keys: 0, gaveUp: false },
};

/** What a player does to the exchange. */
export type Act =
  | { readonly do: 'callIn' | 'hangUp'; readonly part: Part }
  | { readonly do: 'lift' | 'putDown'; readonly number: DialString }
  /** Two talk with each other. */
  | { readonly do: 'talk'; readonly from: DialString; readonly to: DialString };

/** Words before they have a number and a name. */
export interface Said extends Pick<TrainingWords, 'who' | 'line'> {
  readonly part: Part;
  /** Who speaks, when it is not the caller. */
  readonly number: DialString;
}

export interface Stage {
  readonly plan: Plan;
  readonly callers: readonly Caller[];
  /** Since when a telephone is in the state in which it is. */
  readonly phones: ReadonlyMap<DialString, { readonly state: string; readonly sinceMs: number }>;
  /** What the operator hears of whom he talks to now; once each. */
  readonly heard: DialString | null;
  readonly scene: Scene | null;
  /** When the last one called, or the lesson began. */
  readonly lastMs: number;
}

export const openStage = (plan: Plan, nowMs: number): Stage => ({
  ...{ plan, callers: plan.parts.map(() => COMING), phones: new Map(), heard: null, scene: null },
  lastMs: nowMs,
});

/** What comes of one look: the stage as it is then, and what the players do and say. */
export class Scenery {
  stage: Stage;
  readonly acts: Act[] = [];
  readonly said: Said[] = [];
  /** When somebody wants to be asked again; null: nobody does. */
  dueMs: number | null = null;
  readonly nowMs: number;

  constructor(stage: Stage, nowMs: number) {
    this.stage = stage;
    this.nowMs = nowMs;
  }

  caller(part: number): Caller {
    return this.stage.callers[part]!;
  }

  change(part: number, change: Partial<Caller>): Caller {
    const callers = this.stage.callers.map((one, i) => (i === part ? { ...one, ...change } : one));
    this.stage = { ...this.stage, callers };
    return callers[part]!;
  }

  /** True: that time has come. Otherwise it is asked again then. */
  isDue(atMs: number): boolean {
    if (atMs <= this.nowMs) return true;
    this.dueMs = Math.min(this.dueMs ?? Number.POSITIVE_INFINITY, atMs);
    return false;
  }

  say(part: Part, who: Said['who'], line: string, number: DialString = ''): void {
    this.said.push({ part, who, line, number });
  }
}
