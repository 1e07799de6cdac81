/** Words that the schemas of several subjects share. */
import { type TSchema, Type } from 'typebox';

export const strict = { additionalProperties: false } as const;
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const EpochMs = Type.Number({ description: 'milliseconds since 1970-01-01 UTC' });
/** One of these words. */
export const Words = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>({ type: 'string', enum: [...words] });

/** Digits, `*` and `#` as people dial them, or a number with `+` (E.164), which the core puts into shape. */
export const DialNumber = Type.String({
  pattern: '^(?:[0-9*#]{1,32}|\\+[0-9]{1,15})$',
  description: 'a number as people dial it: digits, * and #; or + and at most 15 digits',
});
export const SentOnBySchema = Type.Object(
  { number: Type.String(), name: Type.String() },
  { ...strict, title: 'SentOnBy', description: 'who has forwarded the call that rings or waits here' },
);
export const CallName = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$', description: 'name of a call' });
export const UserName = Type.String({
  pattern: '^[a-z][a-z0-9._-]{0,31}$',
  description: 'lower-case letters, digits, . _ -, a letter first',
});
export const PortName = Type.String({ description: 'card/position, both from 1' });

/** A part of a list; ask again with `before` = `next` for older ones. */
export const before = (of: string) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: `only ${of} before this` }),
  );
export const limit = (maximum: number) => Type.Optional(Type.Integer({ minimum: 1, maximum }));

/** Of an answer that has nothing to tell but that it was done. */
export const DoneSchema = Type.Object(
  { done: Type.Literal(true) },
  { ...strict, title: 'Done', description: 'It was done.' },
);
