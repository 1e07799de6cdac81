import { Type } from 'typebox';
import { Days, Id, LIST_MAX, OneOf, Seconds, strict, TimeOfDay, Weekdays, Yes } from './words.ts';

export const TimeTableSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    rules: Type.Array(
      Type.Object(
        {
          on: Type.Optional(
            Yes({ description: 'Whether the table is on at these times, or off.', default: true }),
          ),
          weekdays: Type.Optional(
            Weekdays({
              description: 'Such as mon-fri or sat,sun; ignored when dates is given.',
              default: 'mon-sun',
            }),
          ),
          dates: Type.Optional(
            Type.Union(
              [
                Type.Object(
                  {
                    list: Id({ description: 'The list of days.' }),
                    which: OneOf(['holidays', 'workdays'], {
                      description: 'Its holidays, or its weekend days that are worked (调休).',
                    }),
                  },
                  { ...strict, description: 'Days of a list.' },
                ),
                Type.Null(),
              ],
              { description: 'Only on days of a list; null: by weekday.', default: null },
            ),
          ),
          from: Type.Optional(TimeOfDay({ description: 'From this time of day.', default: '00:00' })),
          to: Type.Optional(
            TimeOfDay({ description: 'To this time; earlier than from: past midnight.', default: '24:00' }),
          ),
        },
        { ...strict, description: 'One rule.' },
      ),
      {
        maxItems: 100,
        description: 'Tried in order; the first that fits the moment counts. None fits: off.',
      },
    ),
  },
  { ...strict, description: 'When something is on.' },
);

export const DayListSchema = Type.Object(
  {
    id: Id({ description: 'Its name.' }),
    from: Type.Optional(
      Type.Literal('region', {
        description: 'Begins with the public holidays of the country, as delivered.',
      }),
    ),
    holidays: Type.Optional(
      Type.Array(Days({ description: 'A day, or first..last day.' }), {
        maxItems: LIST_MAX,
        description: 'Days off: 2027-02-06, or 2027-02-05..2027-02-12.',
        default: [],
      }),
    ),
    workdays: Type.Optional(
      Type.Array(Days({ description: 'A day, or first..last day.' }), {
        maxItems: LIST_MAX,
        description: 'Weekend days that are worked; they also end a holiday of the country.',
        default: [],
      }),
    ),
  },
  { ...strict, description: 'Days that differ from the week.' },
);

const time = (minimum: number, maximum: number, description: string, usual: number) =>
  Type.Optional(Seconds(minimum, maximum, { description: `${description} Seconds.`, default: usual }));

export const ServiceTimesSchema = Type.Object(
  {
    recallDigitSeconds: time(0.5, 10, 'After a flash: wait for a digit before the bare flash counts.', 2),
    transferRecallSeconds: time(5, 600, 'A transferred caller whom nobody answers returns.', 30),
    campOnRecallSeconds: time(5, 3600, 'A caller who waits for a busy extension returns.', 60),
    parkRecallSeconds: time(5, 7200, 'A parked caller returns.', 120),
    holdRecallSeconds: time(5, 7200, 'A held caller returns.', 180),
    callBackSecondsMax: time(60, 86_400, 'An automatic call-back is forgotten.', 2700),
    callBackRingSeconds: time(5, 120, 'A call-back rings this long for who asked.', 20),
  },
  { ...strict, description: 'Times of features.' },
);

const ofCountry = (minimum: number, maximum: number, description: string) =>
  Type.Optional(
    Seconds(minimum, maximum, { description: `${description} Seconds; else as the country has it.` }),
  );

export const LineTimesSchema = Type.Object(
  {
    firstDigitSecondsMax: ofCountry(2, 60, 'Dial tone, then no digit.'),
    interDigitSecondsMax: ofCountry(1, 30, 'After this pause the number counts as complete.'),
    ringSecondsMax: ofCountry(10, 600, 'Ringing without answer.'),
    busySecondsMax: ofCountry(5, 120, 'Busy tone, then the howler.'),
    howlerSecondsMax: ofCountry(5, 120, 'Howler, then silence.'),
    answerByTimeSeconds: ofCountry(1, 120, 'A call outside counts as answered, when the line gives no sign.'),
    trunkGuardSeconds: ofCountry(0.2, 5, 'Rest of an exchange line between two calls.'),
    trunkRingGapSecondsMax: ofCountry(1, 10, 'Silence that ends the ringing of an exchange line.'),
    dialToneWaitSecondsMax: ofCountry(0.5, 10, 'Dialled without having heard dial tone.'),
  },
  { ...strict, description: 'Times of lines that differ from those of the country.' },
);
