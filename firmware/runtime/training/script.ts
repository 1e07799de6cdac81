import type { ScriptId, Treatment } from '#ports/training.ts';

/** What a caller wants, how he behaves, and what would be right: data, one file for each in `scripts/`. */
export interface Script {
  readonly id: ScriptId;
  /** Whom he wants, and how he says it. */
  readonly wants: 'anybody' | 'misread' | 'wrong-name' | 'namesake' | 'complaints' | 'guard-room';
  /** What the wanted party does when it is called; `busy`: it talks already, and for how long. */
  readonly party: 'answers' | 'no-answer' | 'declines' | 'busy';
  /** A busy party is free after so long; null: not in this lesson. */
  readonly busyMs: number | null;
  /** Withheld numbers are not shown. */
  readonly showsNumber: boolean;
  /** On the list of important callers. */
  readonly important: boolean;
  readonly right: Treatment;
  /** Before he is asked, nobody can know whom he means. */
  readonly mustAsk: boolean;
  /** The right thing has to be done within this from the answer; null: no hurry. */
  readonly withinMs: number | null;
  /** Fewest control keys with which it is done. */
  readonly keysLeast: number;
  /** What belongs on the ticket. */
  readonly notes: readonly ('who' | 'why')[];
  /** How long he waits for an answer, on hold, and talks to an operator who does nothing. */
  readonly patience: { readonly answerMs: number; readonly holdMs: number; readonly talkMs: number };
  /** Lines that he has besides his opening; the catalogue has the words. */
  readonly says: readonly ('asked' | 'then')[];
}

/** As most callers are. */
export const ORDINARY = {
  ...{ wants: 'anybody', party: 'answers', busyMs: null, showsNumber: true, important: false },
  ...{ right: 'connect', mustAsk: false, withinMs: null, keysLeast: 3, notes: ['who', 'why'] },
  ...{ patience: { answerMs: 60_000, holdMs: 60_000, talkMs: 90_000 }, says: ['asked'] },
} as const satisfies Omit<Script, 'id'>;
