import { Type } from 'typebox';
import { ByMode, Count, Digits, Id, LANGUAGES, MODE_NAMES, Name, OneOf, Pattern, strict } from './words.ts';

export const CODE_PROFILES = ['cn', 'na', 'etsi', 'none'] as const;

export const CodesSchema = Type.Object(
  {
    profile: Type.Optional(
      OneOf(CODE_PROFILES, {
        description: 'Chinese, North American or European codes, or none; else as the country has them.',
      }),
    ),
    changes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            feature: Type.String({
              minLength: 1,
              maxLength: 40,
              description: 'Name of the feature, such as forward-all.',
            }),
            does: OneOf(['on', 'off', 'use'], { description: 'Sets it, clears it, or uses it once.' }),
            dial: Type.Union(
              [
                Type.String({
                  pattern: '^([0-9*#]|\\{(n|mn|pin|k|hhmm)\\}){1,32}$',
                  description:
                    'Digits, * and #; {n} a number, {mn} two digits, {pin} 4 to 8, {k} one, {hhmm} a time.',
                }),
                Type.Null(),
              ],
              { description: 'What is dialled; null: no code for it.' },
            ),
          },
          { ...strict, description: 'One code that differs from the profile.' },
        ),
        { maxItems: 200, description: 'Codes that differ from the profile.', default: [] },
      ),
    ),
  },
  { ...strict, description: 'Feature codes.' },
);

export const EntitySchema = Type.Object(
  {
    id: Id({ description: 'Its name in this document.' }),
    name: Type.Optional(Name({ description: 'What people call it.', default: '' })),
    schedule: Type.Optional(
      Type.Array(
        Type.Object(
          {
            times: Id({ description: 'The time table.' }),
            mode: OneOf(MODE_NAMES, { description: 'The mode while it is on.' }),
          },
          { ...strict, description: 'One line of the schedule.' },
        ),
        {
          maxItems: 50,
          description: 'The first time table that is on gives the mode; none: day.',
          default: [],
        },
      ),
    ),
    operator: Type.Optional(
      ByMode({ description: "Who is meant by the operator's code, in each mode.", default: {} }),
    ),
    language: Type.Optional(
      OneOf(LANGUAGES, { description: 'Language of what callers hear; else that of the office.' }),
    ),
    greeting: Type.Optional(
      Name({ description: 'Name of the sound that greets callers.', default: 'greeting' }),
    ),
    music: Type.Optional(
      Name({ description: 'Name of the sound that waiting callers hear.', default: 'music' }),
    ),
    codes: Type.Optional(CodesSchema),
  },
  { ...strict, description: 'A tenant: own schedule, operator, greeting, music and codes.' },
);

export const RoleSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    sees: Type.Union(
      [
        Type.Literal('all', { description: 'Whole numbers.' }),
        Type.Literal('nothing', { description: 'No number.' }),
        Type.Object(
          {
            first: Count(0, 20, { description: 'Digits at the beginning.' }),
            last: Count(0, 20, { description: 'Digits at the end.' }),
          },
          { ...strict, description: 'The beginning and the end of a number.' },
        ),
      ],
      { description: 'How much of a number people of this role see.' },
    ),
  },
  { ...strict, description: "Who sees how much of other people's numbers." },
);

export const ListedCallerSchema = Type.Object(
  {
    pattern: Pattern({ description: 'Numbers of callers.' }),
    reason: Type.Optional(Type.String({ maxLength: 200, description: 'Why, for people.', default: '' })),
    treat: Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('hang-up', { description: 'The call is cleared.' }) },
          { ...strict, description: 'The call is cleared.' },
        ),
        Type.Object(
          {
            kind: Type.Literal('message', { description: 'A message is played, then the call is cleared.' }),
            guide: Name({ description: 'Name of the sound.' }),
          },
          { ...strict, description: 'A message is played.' },
        ),
        Type.Object(
          {
            kind: Type.Literal('divert', { description: 'It rings somewhere else.' }),
            number: Digits({ description: 'Number that it goes to.' }),
          },
          { ...strict, description: 'It rings somewhere else.' },
        ),
        Type.Object(
          {
            kind: Type.Literal('important', { description: 'Marked as important, and past everybody.' }),
            number: Type.Optional(
              Type.Union([Digits({ description: 'Number that it goes to.' }), Type.Null()], {
                description: 'Where it rings at once; null: as usual.',
                default: null,
              }),
            ),
          },
          { ...strict, description: 'White list.' },
        ),
      ],
      { description: 'What becomes of their calls.' },
    ),
  },
  { ...strict, description: 'Callers that are treated in their own way.' },
);
