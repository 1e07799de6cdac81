import type { Result } from '#units/result.ts';
import type { DeskSeat } from './desk.ts';

/*
 * Training of operators: a practice exchange of their own with callers who are played, on the very page that they
 * work with. Nothing of it touches the real exchange. Times are ms since 1970-01-01 UTC.
 */

/** What callers come with. */
export const SCRIPTS = [
  ...(['plain', 'busy-message', 'busy-wait', 'no-answer', 'declines', 'wrong-name', 'misread'] as const),
  ...(['namesake', 'angry', 'important', 'harassment', 'emergency'] as const),
] as const;
export type ScriptId = (typeof SCRIPTS)[number];
/** One kind of caller at a time, or a morning with all of them. */
export const LESSONS = ['mixed', ...SCRIPTS] as const;
export type Lesson = (typeof LESSONS)[number];
/** Higher: more callers, more of them at once, less patient ones. */
export const TRAINING_LEVELS = [1, 2, 3] as const;
export type TrainingLevel = (typeof TRAINING_LEVELS)[number];
export const TRAINING_LANGUAGES = ['zh-CN', 'en'] as const;
export type TrainingLanguage = (typeof TRAINING_LANGUAGES)[number];

export interface TrainingWish {
  readonly lesson: Lesson;
  readonly level: TrainingLevel;
  /** In which names and departments are told. */
  readonly language: TrainingLanguage;
  /** Names this going through the lesson: a page that is loaded anew comes back to it. */
  readonly run: string;
}

/** What is to be done with a caller. */
export const TREATMENTS = ['connect', 'announce', 'message', 'camp-on', 'harassing'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** What to do better; the page has a sentence for each. */
export const ADVICE = [
  ...([
    'lost',
    'too-late',
    'wrong-target',
    'not-asked',
    'not-announced',
    'no-message',
    'wrong-message',
  ] as const),
  ...(['not-waited', 'not-marked', 'passed-on', 'not-at-once', 'dismissed', 'keys', 'who', 'why'] as const),
] as const;
export type Advice = (typeof ADVICE)[number];

/** Points of one caller; they add up to 100. */
export interface ScoredParts {
  /** In time, before the fourth ring began: 25. */
  readonly answer: number;
  /** The right party, or the right treatment: 45. */
  readonly treatment: number;
  /** Control keys against the fewest that do it: 15. */
  readonly keys: number;
  /** Who and why are on the ticket: 15. */
  readonly notes: number;
}

export interface CallScore {
  readonly script: ScriptId;
  readonly caller: string;
  readonly wanted: string;
  readonly right: Treatment;
  /** Null: nobody answered. */
  readonly answerMs: number | null;
  readonly keysUsed: number;
  readonly keysLeast: number;
  readonly parts: ScoredParts;
  readonly advice: readonly Advice[];
}

/** The score of a lesson that was gone through to its end. */
export interface TrainingScore {
  readonly id: number;
  readonly operator: string;
  readonly endedEpochMs: number;
  readonly lesson: Lesson;
  readonly level: TrainingLevel;
  /** Mean of the calls, 0–100. */
  readonly points: number;
  readonly calls: readonly CallScore[];
}

/** Something that was said; the page has the sentence. */
export interface TrainingWords {
  /** Counts up. */
  readonly id: number;
  readonly who: 'caller' | 'party';
  /** Name of who says it; empty: it is not known. */
  readonly name: string;
  /** Script and line, `busy-wait.then`. */
  readonly line: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface TrainingView {
  readonly lesson: Lesson;
  readonly level: TrainingLevel;
  /** Callers of the lesson, and how many of them have gone. */
  readonly of: number;
  readonly done: number;
  /** A caller is there to be asked. */
  readonly mayAsk: boolean;
  /** The last ones, at most 8. */
  readonly words: readonly TrainingWords[];
  /** All callers have gone: time is left for tickets. */
  readonly wrapUp: boolean;
  /** It ends by itself then. */
  readonly endsEpochMs: number;
  /** Null: under way. */
  readonly score: TrainingScore | null;
}

export interface TrainingSeat extends DeskSeat {
  training(): TrainingView;
  /** The operator asks the caller; false: there is nobody to be asked. */
  ask(): boolean;
  /** The lesson is over; what has not come any more does not count. */
  finish(): void;
}

export interface Training {
  /**
   * A lesson begins; the run of the same operator that is under way goes on, another one of his is over. A Fault when he
   * sits at a real console, or too many practise.
   */
  sit(user: string, wish: TrainingWish, tab: string, taken: () => void): Promise<Result<TrainingSeat>>;
  /** The operator has logged out, or takes up duty. */
  end(user: string): void;
}
