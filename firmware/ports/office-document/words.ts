import { Type } from 'typebox';

/* What fields of the office document are made of. Every field has a description: the page shows it. */

export const strict = { additionalProperties: false } as const;

/** A bound on every list: nothing that somebody writes makes the exchange hold more. */
export const LIST_MAX = 1000;
export const PORTS_MAX = 512;

type Words = { readonly description: string; readonly default?: unknown };

export const Digits = (words: Words) => Type.String({ ...words, pattern: '^[0-9*#]{1,32}$' });
/** May be empty: nothing, or the one that would count without it. */
export const DigitsOrNone = (words: Words) => Type.String({ ...words, pattern: '^[0-9*#]{0,32}$' });
export const Port = (words: Words) => Type.String({ ...words, pattern: '^[1-9][0-9]?/[1-8]$' });
export const Name = (words: Words) => Type.String({ ...words, maxLength: 40 });
export const Id = (words: Words) => Type.String({ ...words, minLength: 1, maxLength: 20 });
/** Letters of the numbering plan, see `PlanEntry`. */
export const Pattern = (words: Words) => Type.String({ ...words, pattern: '^[0-9*#XZN]{1,32}\\.?$' });
export const Seconds = (minimum: number, maximum: number, words: Words) =>
  Type.Number({ ...words, minimum, maximum });
export const Count = (minimum: number, maximum: number, words: Words) =>
  Type.Integer({ ...words, minimum, maximum });
export const Yes = (words: Words) => Type.Boolean(words);
/** `08:30`, and `24:00` for the end of the day. */
export const TimeOfDay = (words: Words) =>
  Type.String({ ...words, pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' });
/** `2027-02-06`, or from one day to another: `2027-02-05..2027-02-12`. */
export const Days = (words: Words) =>
  Type.String({ ...words, pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$' });
const DAY = '(mon|tue|wed|thu|fri|sat|sun)';
/** `mon-fri`, `sat,sun`, `fri-mon`. */
export const Weekdays = (words: Words) =>
  Type.String({ ...words, pattern: `^${DAY}(-${DAY})?(,${DAY}(-${DAY})?){0,6}$` });

/** One of some words. */
export const OneOf = <const T extends readonly string[]>(values: T, words: Words) =>
  Type.Unsafe<T[number]>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      words,
    ),
  );

export const LANGUAGES = ['zh-CN', 'en'] as const;
export const MODE_NAMES = ['day', 'night', 'mode1', 'mode2'] as const;
export const REACH_NAMES = ['internal', 'local', 'national', 'international'] as const;

/** A number for some of the modes. */
export const ByMode = (words: Words) =>
  Type.Object(
    Object.fromEntries(
      MODE_NAMES.map((mode) => [
        mode,
        Type.Optional(Digits({ description: `Number in the mode "${mode}".` })),
      ]),
    ) as Record<(typeof MODE_NAMES)[number], Type.TOptional<Type.TString>>,
    { ...strict, ...words },
  );
