/** Counters since the exchange started. */
import { type Static, Type } from 'typebox';
import { strict } from './common.ts';

export const StatisticsSchema = Type.Object(
  {
    events: Type.Integer(),
    effects: Type.Integer(),
    shed: Type.Integer({ description: 'events dropped because the queue was full' }),
    queued: Type.Integer(),
    queuedMax: Type.Integer(),
    calls: Type.Integer(),
    answered: Type.Integer(),
    recordsWaiting: Type.Integer({ description: 'written, but not yet acknowledged by the store' }),
    assertions: Type.Integer({ description: 'failed, and took down one call each' }),
    media: Type.Record(Type.String(), Type.Number(), { description: 'of the media plane' }),
  },
  { ...strict, title: 'Statistics' },
);
export type Statistics = Static<typeof StatisticsSchema>;
