import { Type } from 'typebox';
import {
  ByMode,
  Count,
  Digits,
  DigitsOrNone,
  Id,
  LIST_MAX,
  Name,
  OneOf,
  Pattern,
  Port,
  REACH_NAMES,
  strict,
  Yes,
} from './words.ts';

export const TrunkSchema = Type.Object(
  {
    port: Port({ description: 'Card and position that the exchange line is wired to, such as 1/7.' }),
    name: Name({ description: 'Shown on the page and in records, such as "Line 1".' }),
    group: Id({ description: 'The trunk group that it belongs to.' }),
    number: Type.Optional(
      DigitsOrNone({ description: 'Its number in the public network, for records.', default: '' }),
    ),
    dialling: Type.Optional(
      OneOf(['dtmf', 'pulse'], { description: 'How it is dialled on.', default: 'dtmf' }),
    ),
    answerBy: Type.Optional(
      Type.Array(OneOf(['polarity', 'ringback', 'time'], { description: 'One sign.' }), {
        maxItems: 3,
        description: 'What tells that the far end answered; "time" is always the last resort.',
        default: ['polarity', 'ringback', 'time'],
      }),
    ),
    releaseBy: Type.Optional(
      Type.Array(OneOf(['polarity', 'loop-drop', 'busy-tone'], { description: 'One sign.' }), {
        maxItems: 3,
        description: 'What tells that the far end went away.',
        default: ['polarity', 'loop-drop', 'busy-tone'],
      }),
    ),
    ringIn: Type.Optional(
      DigitsOrNone({ description: 'Extension or group that rings for calls from outside.', default: '' }),
    ),
    ringInByMode: Type.Optional(
      ByMode({ description: 'Who rings instead in some modes, such as at night.', default: {} }),
    ),
    entity: Type.Optional(Id({ description: 'The tenant that it belongs to.', default: 'main' })),
    secondDialling: Type.Optional(
      Yes({
        description: 'A voice asks the caller for an extension; who dials nothing gets ringIn.',
        default: false,
      }),
    ),
  },
  { ...strict, description: 'An exchange line.' },
);

export const TrunkGroupSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    hunt: Type.Optional(
      OneOf(['linear', 'longest-idle'], {
        description: 'Which idle line is taken: the first, or the one idle longest.',
        default: 'linear',
      }),
    ),
  },
  { ...strict, description: 'Exchange lines that stand in for each other.' },
);

const strip = Type.Optional(
  Count(0, 10, {
    description: 'Digits taken off the front before dialling out: the length of the prefix.',
    default: 1,
  }),
);
const secondDialTone = Type.Optional(
  Yes({ description: 'A second dial tone follows the prefix.', default: true }),
);

export const PlanEntrySchema = Type.Object(
  {
    pattern: Pattern({
      description:
        'Digits, * and # stand for themselves; X is 0–9, Z 1–9, N 2–9; a dot at the end is one or more digits.',
    }),
    to: Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('extension', { description: 'A number inside the office.' }) },
          { ...strict, description: 'Extension, hunt group, conference room …' },
        ),
        Type.Object(
          {
            kind: Type.Literal('trunk-group', { description: 'Outside, over one trunk group.' }),
            group: Id({ description: 'The trunk group.' }),
            strip,
            secondDialTone,
          },
          { ...strict, description: 'Outside over one trunk group.' },
        ),
        Type.Object(
          {
            kind: Type.Literal('route', { description: 'Outside, over the route that fits best.' }),
            strip,
            secondDialTone,
          },
          { ...strict, description: 'Outside over the routes.' },
        ),
      ],
      { description: 'Where numbers of this pattern lead.' },
    ),
  },
  { ...strict, description: 'One entry of the numbering plan; the most specific one counts.' },
);

export const RouteSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    patterns: Type.Array(Pattern({ description: 'A pattern of public numbers.' }), {
      minItems: 1,
      maxItems: LIST_MAX,
      description: 'Public numbers, without outside prefix; the most specific pattern of all routes counts.',
    }),
    choices: Type.Array(
      Type.Object(
        {
          group: Id({ description: 'The trunk group.' }),
          times: Type.Optional(
            Type.Union([Id({ description: 'The time table.' }), Type.Null()], {
              description: 'Only while this time table is on; null: always.',
              default: null,
            }),
          ),
          cost: Type.Optional(Count(0, 10_000, { description: 'Cheaper ones are tried first.', default: 0 })),
          strip: Type.Optional(Count(0, 20, { description: 'Digits taken off the front.', default: 0 })),
          insert: Type.Optional(DigitsOrNone({ description: 'Digits then put there.', default: '' })),
          present: Type.Optional(
            Type.Union(
              [
                Type.Literal('line', { description: 'The number of the exchange line.' }),
                Type.Literal('extension', { description: 'The public number of the extension.' }),
                Type.Literal('caller', {
                  description:
                    'The public number of the extension; of a call from outside that is forwarded out again, the number of its caller. Carriers take it with a header that tells who forwarded it (`diversion` of the trunk).',
                }),
                Type.Literal('hidden', { description: 'No number.' }),
                Type.Object(
                  { number: Digits({ description: 'The number that is shown.' }) },
                  { ...strict, description: 'A fixed number.' },
                ),
              ],
              { description: 'Whose number is shown outside.', default: 'line' },
            ),
          ),
        },
        { ...strict, description: 'One way out.' },
      ),
      { minItems: 1, maxItems: 20, description: 'Ways out in order of preference.' },
    ),
  },
  { ...strict, description: 'Where calls to public numbers may go.' },
);

const PublicPatterns = (description: string) =>
  Type.Optional(
    Type.Array(Pattern({ description: 'A pattern of public numbers.' }), {
      maxItems: LIST_MAX,
      description,
      default: [],
    }),
  );

export const ClassOfServiceSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    reach: Type.Optional(
      OneOf(REACH_NAMES, { description: 'How far calls may go.', default: 'international' }),
    ),
    premium: Type.Optional(Yes({ description: 'Also numbers that cost extra.', default: true })),
    allow: PublicPatterns('Public numbers that may be called all the same.'),
    deny: PublicPatterns('Public numbers that may not be called; stronger than allow.'),
    trunkCallsMax: Type.Optional(
      Count(0, 99, { description: 'Calls outside that it may have at one time.', default: 99 }),
    ),
    dearCallsPerHourMax: Type.Optional(
      Count(0, 999, {
        description:
          'Calls abroad, or to numbers that cost extra, that each extension may begin in an hour; left out: no limit.',
      }),
    ),
    accountCode: Type.Optional(
      OneOf(['none', 'optional', 'required'], {
        description: 'Whether calls outside want an account code.',
        default: 'none',
      }),
    ),
    trunkToTrunk: Type.Optional(
      Yes({ description: 'A caller from outside may be transferred to the outside.', default: false }),
    ),
    supervise: Type.Optional(
      Yes({ description: 'May break into calls, listen and whisper.', default: false }),
    ),
    lockedReach: Type.Optional(
      OneOf(REACH_NAMES, { description: 'What is left while the telephone is locked.', default: 'internal' }),
    ),
    without: Type.Optional(
      Type.Array(
        Type.String({ minLength: 1, maxLength: 40, description: 'Name of a feature, such as forward-all.' }),
        {
          maxItems: 64,
          description: 'Features that are refused.',
          default: [],
        },
      ),
    ),
  },
  { ...strict, description: 'What extensions of this class may do.' },
);

export const ChargeSchema = Type.Object(
  {
    pattern: Pattern({ description: 'Public numbers, without outside prefix.' }),
    unitSeconds: Count(1, 3_600, { description: 'One unit is counted for each so many seconds begun.' }),
    connectUnits: Type.Optional(
      Count(0, 1_000, { description: 'Units for being answered at all.', default: 0 }),
    ),
  },
  { ...strict, description: 'What a conversation counts; the most specific pattern counts.' },
);

export const NumberClassSchema = Type.Object(
  {
    pattern: Pattern({ description: 'Public numbers, without outside prefix.' }),
    reach: OneOf(['local', 'national', 'international'], { description: 'How far away they are.' }),
    premium: Type.Optional(Yes({ description: 'They cost extra.', default: false })),
  },
  { ...strict, description: 'What kind a public number is; the most specific pattern counts.' },
);
