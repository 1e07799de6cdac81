import type { Lesson, TrainingLanguage, TrainingLevel } from '#ports/training.ts';
import { SCRIPTS } from '#ports/training.ts';
import type { DialString } from '#units/ids.ts';
import { type Dice, dice, oneOf, shuffled } from './dice.ts';
import { IMPORTANT_PREFIX, LINES } from './office.ts';
import {
  ANYBODY,
  COMPLAINTS,
  GUARD_ROOM,
  MISREAD,
  type MixUp,
  NAMESAKES,
  OUTSIDERS,
  type Outsider,
  PARTNERS,
  type Person,
  staffAt,
  WRONG_NAMES,
} from './people.ts';
import type { Script } from './script.ts';
import { SCRIPT_OF } from './scripts.ts';

/** One caller of a lesson, drawn. */
export interface Part {
  /** His place in the lesson, from 0. */
  readonly id: number;
  readonly script: Script;
  readonly caller: Outsider;
  /** Empty: withheld. */
  readonly callerNumber: DialString;
  /** Exchange line by which he comes. */
  readonly line: number;
  readonly wanted: Person;
  /** What he calls him. */
  readonly said: Pick<Person, 'name' | 'reading'>;
  /** Talks with the wanted one while he is busy; null: he is not. */
  readonly partner: DialString | null;
  /** After the one before has called, at the earliest. */
  readonly afterMs: number;
  readonly patience: Script['patience'];
  /** After so long the wanted one lifts. */
  readonly liftMs: number;
  /** He talks for so long with whom he was connected to. */
  readonly talkMs: number;
}

export interface Plan {
  readonly lesson: Lesson;
  readonly level: TrainingLevel;
  /** Callers who are there at the same time, at most. */
  readonly atOnce: number;
  readonly parts: readonly Part[];
}

const CALLERS: Readonly<Record<TrainingLevel, { readonly alone: number; readonly mixed: number }>> = {
  1: { alone: 2, mixed: 5 },
  2: { alone: 3, mixed: 8 },
  3: { alone: 4, mixed: 12 },
};
const PATIENCE: Readonly<Record<TrainingLevel, number>> = { 1: 1.5, 2: 1, 3: 0.7 };
/** From one call to the next, at least; with several at once, what a quick operator needs for one. */
const GAP_MS: Readonly<Record<TrainingLevel, number>> = { 1: 2_000, 2: 12_000, 3: 9_000 };
/** What a morning always has some of. */
const SEASONING = ['plain', 'emergency', 'harassment'] as const;

function scriptsOf(roll: Dice, lesson: Lesson, level: TrainingLevel): readonly Script[] {
  const { alone, mixed } = CALLERS[level];
  if (lesson !== 'mixed') return Array.from({ length: alone }, () => SCRIPT_OF[lesson]);
  const others = SCRIPTS.filter((id) => !(SEASONING as readonly string[]).includes(id));
  const ids = [...SEASONING, ...shuffled(roll, others)].slice(0, mixed);
  return shuffled(roll, ids).map((id) => SCRIPT_OF[id]);
}

interface Wanted {
  readonly wanted: Person;
  readonly said: Pick<Person, 'name' | 'reading'>;
}

const mixedUp = ({ wanted, said }: MixUp): Wanted => ({ wanted: staffAt(wanted)!, said });
const plainly = (wanted: Person): Wanted => ({ wanted, said: wanted });

/** Nobody is wanted twice in one lesson, so that nobody's being busy spoils another caller's chance. */
class Draw {
  readonly #roll: Dice;
  readonly #left: Readonly<Record<'anybody' | 'misread' | 'wrong-name' | 'namesake', Wanted[]>>;

  constructor(roll: Dice) {
    this.#roll = roll;
    this.#left = {
      anybody: shuffled(roll, ANYBODY).map(plainly),
      misread: shuffled(roll, MISREAD).map(mixedUp),
      'wrong-name': shuffled(roll, WRONG_NAMES).map(mixedUp),
      namesake: shuffled(roll, NAMESAKES).map((two) => plainly(oneOf(roll, two))),
    };
  }

  wanted({ wants }: Script): Wanted {
    if (wants === 'complaints') return plainly(COMPLAINTS);
    if (wants === 'guard-room') return plainly(GUARD_ROOM);
    const left = this.#left[wants];
    const found = left.shift()!;
    // There are fewer pairs of namesakes than callers in the longest lesson.
    left.push(found);
    return found;
  }

  callerNumber({ showsNumber, important }: Script): DialString {
    const four = String(1_000 + Math.floor(this.#roll() * 9_000));
    if (!showsNumber) return '';
    return important ? `${IMPORTANT_PREFIX}${four}` : `1390${four}${four}`;
  }
}

/** The lesson that a seed draws, the same each time. */
export function drawLesson(lesson: Lesson, level: TrainingLevel, seed: number): Plan {
  const roll = dice(seed);
  const draw = new Draw(roll);
  const callers = shuffled(roll, OUTSIDERS);
  const longer = PATIENCE[level];
  const parts = scriptsOf(roll, lesson, level).map((script, id): Part => {
    const { answerMs, holdMs, talkMs } = script.patience;
    return {
      ...{ id, script, caller: callers[id % callers.length]!, ...draw.wanted(script) },
      ...{ callerNumber: draw.callerNumber(script), line: id % LINES },
      partner: script.party === 'busy' ? PARTNERS[id % PARTNERS.length]! : null,
      afterMs: GAP_MS[level] + Math.floor(roll() * 3_000),
      patience: {
        answerMs: Math.round(answerMs * longer),
        holdMs: Math.round(holdMs * longer),
        talkMs: Math.round(talkMs * longer),
      },
      ...{ liftMs: 2_000 + Math.floor(roll() * 3_000), talkMs: 3_000 + Math.floor(roll() * 3_000) },
    };
  });
  return { lesson, level, atOnce: level, parts };
}

/** A person as a language names him. */
export const nameIn = (language: TrainingLanguage, { name, reading }: Pick<Person, 'name' | 'reading'>) =>
  language === 'zh-CN' ? name : reading;
