/** Training of operators, as `/api/desk` and `/api/desk/scores` tell it. */
import { type Static, Type } from 'typebox';
import {
  ADVICE,
  LESSONS,
  SCRIPTS,
  TRAINING_LANGUAGES,
  TRAINING_LEVELS,
  TREATMENTS,
  type TrainingLevel,
} from '#ports/training.ts';
import { before, EpochMs, limit, Nullable, strict, UserName, Words } from './common.ts';
import { BOOK_PAGE_MAX } from './desk-books.ts';

const Level = Type.Unsafe<TrainingLevel>({ type: 'integer', enum: [...TRAINING_LEVELS] });
const Points = Type.Integer({ minimum: 0, maximum: 100 });

/** Beside `sit`: in place of a console, a lesson. */
export const TrainingWishSchema = Type.Object(
  {
    lesson: Words(LESSONS),
    level: Level,
    language: Words(TRAINING_LANGUAGES),
    run: Type.String({ minLength: 1, maxLength: 64, description: 'names this going through the lesson' }),
  },
  { ...strict, title: 'TrainingWish' },
);

export const TrainingScoreSchema = Type.Object(
  {
    id: Type.Integer(),
    operator: Type.String(),
    endedEpochMs: EpochMs,
    lesson: Words(LESSONS),
    level: Level,
    points: Points,
    calls: Type.Array(
      Type.Object(
        {
          script: Words(SCRIPTS),
          caller: Type.String(),
          wanted: Type.String(),
          right: Words(TREATMENTS),
          answerMs: Nullable(Type.Number()),
          keysUsed: Type.Integer(),
          keysLeast: Type.Integer(),
          parts: Type.Object({ answer: Points, treatment: Points, keys: Points, notes: Points }, strict),
          advice: Type.Array(Words(ADVICE)),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'TrainingScore' },
);

export const TrainingViewSchema = Type.Object(
  {
    lesson: Words(LESSONS),
    level: Level,
    of: Type.Integer({ description: 'callers of the lesson' }),
    done: Type.Integer({ description: 'of those, who have gone' }),
    mayAsk: Type.Boolean({ description: 'a caller is there to be asked' }),
    words: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          who: Words(['caller', 'party']),
          name: Type.String(),
          line: Type.String({ description: 'script and line; the page has the sentence' }),
          values: Type.Record(Type.String(), Type.String()),
        },
        strict,
      ),
    ),
    wrapUp: Type.Boolean({ description: 'all callers have gone; time is left for tickets' }),
    endsEpochMs: EpochMs,
    score: Nullable(TrainingScoreSchema),
  },
  { ...strict, title: 'TrainingView' },
);

export const ScoreQuerySchema = Type.Object(
  {
    ...{ limit: limit(BOOK_PAGE_MAX), before: before('ids') },
    operator: Type.Optional(UserName),
  },
  strict,
);
export const ScorePageSchema = Type.Object(
  { scores: Type.Array(TrainingScoreSchema), next: Nullable(Type.Integer()) },
  { ...strict, title: 'ScorePage' },
);
export type ScorePage = Static<typeof ScorePageSchema>;
