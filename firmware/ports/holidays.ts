import { type Static, Type } from 'typebox';
import { Days, strict } from './office-document/words.ts';

/** Public holidays of a country as data: `regions/holidays/cn.yaml`. */
export const HolidaysSchema = Type.Object(
  {
    years: Type.Array(
      Type.Object(
        {
          year: Type.Integer({ minimum: 2000, maximum: 2200 }),
          estimated: Type.Boolean({ description: 'not announced yet: reckoned from the calendar' }),
          holidays: Type.Array(
            Type.Object(
              { name: Type.String({ maxLength: 40 }), days: Days({ description: 'days off' }) },
              strict,
            ),
            {
              maxItems: 100,
            },
          ),
          workdays: Type.Array(Days({ description: 'weekend days that are worked' }), { maxItems: 100 }),
        },
        strict,
      ),
      { maxItems: 100 },
    ),
  },
  strict,
);

export type Holidays = Static<typeof HolidaysSchema>;
