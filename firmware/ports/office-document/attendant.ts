import { Type } from 'typebox';
import { Count, Digits, Id, MODE_NAMES, Name, OneOf, Seconds, strict, Yes } from './words.ts';

/* Operators: their groups, consoles, and where calls for them go. */

const KINDS = [
  ...(['recall', 'private', 'local', 'trunk', 'no-answer', 'entity', 'chained', 'help', 'other'] as const),
] as const;

/** As many as a console has keys. */
const LEVELS_MAX = 9;
const ROUTINGS_MAX = 4;
const CONSOLES_MAX = 64;

export const LevelSchema = Type.Object(
  {
    key: Count(1, LEVELS_MAX, { description: 'Key of the console, 1 to 9.' }),
    name: Type.Optional(Name({ description: 'Shown on the console.', default: '' })),
    kinds: Type.Array(
      OneOf(KINDS, {
        description:
          'What comes there: recalls, private calls, local ones, from outside, from outside to an extension that did not answer, for another tenant, chained, helped out with, others.',
      }),
      {
        maxItems: KINDS.length,
        description: 'Kinds of call; one that no level names belongs to the last.',
      },
    ),
    priority: Type.Optional(
      Count(0, 99, { description: 'Whoever has more is presented first.', default: 10 }),
    ),
    urgentPriority: Type.Optional(
      Count(0, 99, { description: 'The same for a call that is urgent.', default: 20 }),
    ),
    ringDelaySeconds: Type.Optional(
      Seconds(0, 300, { description: 'The console shows it at once and rings after this.', default: 0 }),
    ),
  },
  { ...strict, description: 'Calls of some kinds, on one key.' },
);

const NumberOrNone = (description: string) =>
  Type.Optional(
    Type.Union([Digits({ description: 'The number.' }), Type.Null()], { description, default: null }),
  );

const DistributionSchema = Type.Object(
  {
    routings: Type.Optional(
      Type.Array(Digits({ description: 'A number; that of the group itself: its consoles.' }), {
        maxItems: ROUTINGS_MAX,
        description: 'Where calls go: the first number that serves.',
        default: [],
      }),
    ),
    overflow: NumberOrNone('Where they go when none of these serves; null: nowhere.'),
  },
  { ...strict, description: 'Where calls go in this mode.' },
);

const DistributionsSchema = Type.Object(
  Object.fromEntries(MODE_NAMES.map((mode) => [mode, Type.Optional(DistributionSchema)])) as Record<
    (typeof MODE_NAMES)[number],
    Type.TOptional<typeof DistributionSchema>
  >,
  {
    ...strict,
    description: 'Day while a console is in service, night while none is, the others by hand.',
    default: {},
  },
);

export const AttendantGroupSchema = Type.Object(
  {
    number: Digits({ description: 'The number of the operators.' }),
    name: Name({ description: 'Shown on consoles.' }),
    entity: Type.Optional(Id({ description: 'The tenant that it belongs to.', default: 'main' })),
    consoles: Type.Array(Id({ description: 'Id of a console.' }), {
      maxItems: CONSOLES_MAX,
      description: 'The consoles that serve it.',
    }),
    hunt: Type.Optional(
      OneOf(['all', 'longest-idle'], {
        description: 'Every console in service is presented a call, or the one idle longest.',
        default: 'all',
      }),
    ),
    levels: Type.Optional(
      Type.Array(LevelSchema, {
        maxItems: LEVELS_MAX,
        description: 'Kinds of call that consoles tell apart; left out: the usual six.',
      }),
    ),
    urgentAfterSeconds: Type.Optional(
      Seconds(1, 3600, { description: 'A call that has waited this long is urgent.', default: 30 }),
    ),
    absentAfterSeconds: Type.Optional(
      Seconds(10, 3600, {
        description: 'A console that does not answer for this long is absent.',
        default: 80,
      }),
    ),
    waitingMax: Type.Optional(
      Type.Union([Count(0, 500, { description: 'How many.' }), Type.Null()], {
        description: 'With so many waiting, further calls overflow; null: never.',
        default: null,
      }),
    ),
    overflowTo: NumberOrNone('Where these go, such as another group.'),
    helpers: Type.Optional(
      Type.Array(Digits({ description: 'Number of a group.' }), {
        maxItems: 16,
        description: 'Groups whose consoles are presented its calls too.',
        default: [],
      }),
    ),
    helpAfterSeconds: Type.Optional(
      Seconds(0, 3600, { description: 'When a call has waited this long.', default: 30 }),
    ),
    distribution: Type.Optional(DistributionsSchema),
    greeting: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Sound that a waiting caller hears once, before music; empty: ringback.',
        default: '',
      }),
    ),
  },
  { ...strict, description: 'Operators behind one number.' },
);

export const ConsoleSchema = Type.Object(
  {
    id: Id({ description: 'Attendant number (话务台号).' }),
    name: Name({ description: 'Shown on pages and in records.' }),
    extension: Digits({ description: 'Its telephone.' }),
    mayDistribute: Type.Optional(
      Yes({ description: 'May set by hand where calls of its groups go.', default: false }),
    ),
    maySupervise: Type.Optional(
      Yes({ description: 'May listen, break in, take over and release by force.', default: false }),
    ),
    telephoneRings: Type.Optional(
      Yes({ description: 'Its telephone rings with a call; else only the page does.', default: true }),
    ),
  },
  { ...strict, description: 'A place where an operator works.' },
);
