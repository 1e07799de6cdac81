import { Type } from 'typebox';
import {
  Count,
  Digits,
  DigitsOrNone,
  Id,
  LANGUAGES,
  Name,
  OneOf,
  PORTS_MAX,
  Port,
  Seconds,
  strict,
  Yes,
} from './words.ts';

export const HotLineSchema = Type.Object(
  {
    number: Digits({ description: 'The number that is called.' }),
    afterSeconds: Type.Optional(
      Seconds(0, 60, {
        description: 'How long the telephone waits for a digit first; 0: at once.',
        default: 5,
      }),
    ),
  },
  { ...strict, description: 'Lifted and left alone, the telephone calls this number.' },
);

export const ExtensionSchema = Type.Object(
  {
    number: Digits({ description: 'The number that people dial, in quotation marks.' }),
    port: Type.Optional(
      Port({
        description:
          'Card and position that the telephone is wired to, such as 1/3; none for a SIP telephone.',
      }),
    ),
    name: Name({ description: 'Shown on telephones, on the page and in call records.' }),
    entity: Type.Optional(Id({ description: 'The tenant that it belongs to.', default: 'main' })),
    classOfService: Type.Optional(
      Id({
        description: 'How far it may call; international and premium numbers are barred.',
        default: 'national',
      }),
    ),
    pickupGroup: Type.Optional(
      Type.Union([Id({ description: 'Name of the group.' }), Type.Null()], {
        description: "Members of one group may take each other's calls.",
        default: null,
      }),
    ),
    language: Type.Optional(
      OneOf(LANGUAGES, { description: 'Language of what it hears; else that of the office.' }),
    ),
    role: Type.Optional(Id({ description: "What it sees of other people's numbers.", default: 'all' })),
    publicNumber: Type.Optional(
      DigitsOrNone({
        description: 'Shown outside in place of the number of the exchange line.',
        default: '',
      }),
    ),
    hidden: Type.Optional(Yes({ description: 'Its number is not shown outside.', default: false })),
    noAnswerSeconds: Type.Optional(
      Seconds(5, 300, {
        description: 'It rings this long before "forward on no answer" takes the call.',
        default: 20,
      }),
    ),
    hotLine: Type.Optional(
      Type.Union([HotLineSchema, Type.Null()], {
        description: 'A number that it calls by itself when it is lifted and left alone.',
        default: null,
      }),
    ),
    secretary: Type.Optional(
      Type.Union([Digits({ description: 'Extension of the secretary.' }), Type.Null()], {
        description: 'Calls for this extension ring at this other one; only the secretary gets through.',
        default: null,
      }),
    ),
    loudspeaker: Type.Optional(
      Yes({
        description: 'An amplifier, not a telephone: it answers by itself and only plays.',
        default: false,
      }),
    ),
    hotDesk: Type.Optional(
      Yes({ description: 'Anybody may log in here with number and PIN.', default: false }),
    ),
  },
  { ...strict, description: 'A telephone.' },
);

export const HuntGroupSchema = Type.Object(
  {
    number: Digits({ description: 'The number of the group.' }),
    name: Name({ description: 'Shown to members with the call.' }),
    entity: Type.Optional(Id({ description: 'The tenant that it belongs to.', default: 'main' })),
    members: Type.Array(Digits({ description: 'Number of an extension.' }), {
      maxItems: PORTS_MAX,
      description: 'Extensions that ring, in order.',
    }),
    strategy: Type.Optional(
      OneOf(['all', 'linear', 'circular', 'longest-idle', 'fewest-calls', 'random'], {
        description:
          'All at once; or one after the other: from the first, from the next, by idle time, by calls had, by chance.',
        default: 'all',
      }),
    ),
    memberRingSeconds: Type.Optional(
      Seconds(3, 300, { description: 'Each member rings this long before the next.', default: 15 }),
    ),
    ringSecondsMax: Type.Optional(
      Seconds(5, 3600, { description: 'Then the call goes on to the overflow number.', default: 60 }),
    ),
    overflow: Type.Optional(
      Type.Union([Digits({ description: 'The number.' }), Type.Null()], {
        description: 'Where a call goes that nobody of the group answers; null: nowhere.',
        default: null,
      }),
    ),
  },
  { ...strict, description: 'A number that rings at several telephones.' },
);

export const PagingGroupSchema = Type.Object(
  {
    number: Digits({ description: 'The number of the group.' }),
    name: Name({ description: 'Shown on the page and in records.' }),
    members: Type.Array(Digits({ description: 'Number of an extension.' }), {
      maxItems: PORTS_MAX,
      description: 'Loudspeakers and telephones that are heard on.',
    }),
  },
  { ...strict, description: 'A number that speaks on loudspeakers.' },
);

export const ConferenceRoomSchema = Type.Object(
  {
    number: Digits({ description: 'The number of the room.' }),
    name: Name({ description: 'Shown on the page and in records.' }),
    chair: Type.Optional(
      Type.Union([Digits({ description: 'Number of an extension.' }), Type.Null()], {
        description: 'Nobody hears anybody before this extension is in; null: no chair.',
        default: null,
      }),
    ),
    membersMax: Type.Optional(Count(2, 64, { description: 'How many may be in it.', default: 16 })),
  },
  { ...strict, description: 'A number where people meet.' },
);

export const SpeedDialSchema = Type.Object(
  {
    code: Digits({ description: 'What is dialled.' }),
    name: Name({ description: 'Whose number it is.' }),
    number: Digits({ description: 'The whole number as an extension would dial it, with outside prefix.' }),
    overridesClass: Type.Optional(
      Yes({ description: 'Also for extensions that could not call the number themselves.', default: false }),
    ),
  },
  { ...strict, description: 'A short number for a long one.' },
);

export const AccountCodeSchema = Type.Object(
  {
    code: Type.String({ pattern: '^[0-9]{2,12}$', description: 'Digits that are dialled for it.' }),
    name: Name({ description: 'Client, matter or department that pays.' }),
  },
  { ...strict, description: 'A code that a call is charged to.' },
);
