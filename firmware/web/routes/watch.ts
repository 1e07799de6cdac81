/** What the exchange is doing: health, lines, calls, alarms, statistics, the bench, the journal. Only read. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { RECENT_CALLS_MAX } from '#ports/observe.ts';
import type { CallId } from '#units/ids.ts';
import type { Parts } from '../parts.ts';
import { limit, strict } from '../protocol/common.ts';
import { LegQualitySchema } from '../protocol/records.ts';
import { StatisticsSchema } from '../protocol/statistics.ts';
import {
  AlarmSchema,
  BenchSchema,
  CallsSchema,
  HealthSchema,
  LineSchema,
  RecentCallSchema,
} from '../protocol.ts';
import { EVERYBODY, JOURNAL_READERS, LOGGED_IN, WATCHERS } from '../routing/policy.ts';
import { notFound, notRunning, Refused, tooOften } from '../routing/refused.ts';
import { type Route, route } from '../routing/route.ts';
import { alarmViews, callView, healthView, lineViews, recentCallView, recentCallViews } from '../views.ts';

/** Each download writes a file: this long between two, ms. */
export const JOURNAL_INTERVAL_MS = 2_000;
const subject = 'watching';

const health = route({
  method: 'GET',
  path: '/api/health',
  operation: 'health',
  subject,
  summary: 'Whether the exchange serves: 200, or 503 while the lines still come up',
  policy: EVERYBODY,
  answer: HealthSchema,
  refusals: { 503: HealthSchema },
  // A supervisor reads the status code and may restart us for a 503: one bad position must not make it.
  handle: ({ parts, reply }) => {
    const view = healthView(parts.observeFor(null).snapshot());
    if (view.status === 'starting') reply.code(503);
    return view;
  },
});

const lines = route({
  method: 'GET',
  path: '/api/lines',
  operation: 'lines',
  subject,
  summary: 'Every position: chip, health, what it does',
  policy: WATCHERS,
  answer: Type.Array(LineSchema),
  handle: ({ parts, who }) => lineViews(parts.observeFor(who.role).snapshot()),
});

const calls = route({
  method: 'GET',
  path: '/api/calls',
  operation: 'calls',
  subject,
  summary: 'Calls that are up, and the last that were, each with why the exchange did what it did',
  policy: WATCHERS,
  query: Type.Object({ limit: limit(RECENT_CALLS_MAX) }, strict),
  answer: CallsSchema,
  handle: ({ parts, who, query: { limit: most = 50 } }) => {
    const observe = parts.observeFor(who.role);
    return {
      up: observe.snapshot().calls.map((call) => callView(call, (at) => observe.epochMsOf(at))),
      recent: recentCallViews(observe, most),
    };
  },
});

const call = route({
  method: 'GET',
  path: '/api/calls/:id',
  operation: 'call',
  subject,
  summary: 'One call and its story',
  policy: WATCHERS,
  params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }, strict),
  answer: RecentCallSchema,
  refusals: { 404: 'error' },
  handle: ({ parts, who, params: { id } }) => {
    const observe = parts.observeFor(who.role);
    const found = observe.trace(id as CallId);
    return found === null
      ? notFound(
          '/api/calls/:id',
          'no call of this name is remembered',
          `ask /api/calls for the last ${RECENT_CALLS_MAX} calls`,
        )
      : recentCallView(found, (at) => observe.epochMsOf(at));
  },
});

const quality = route({
  method: 'GET',
  path: '/api/calls/:id/quality',
  operation: 'callQuality',
  subject,
  summary: 'How a call that is up sounds, per leg; empty for one that does not talk',
  policy: WATCHERS,
  params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }, strict),
  answer: Type.Array(LegQualitySchema),
  refusals: { 503: 'error' },
  handle: ({ parts, params: { id } }) =>
    parts.observeFor(null).quality?.(id as CallId) ?? notRunning('quality of calls'),
});

const alarms = route({
  method: 'GET',
  path: '/api/alarms',
  operation: 'alarms',
  subject,
  summary: 'What is wrong now, and what to do about it',
  policy: WATCHERS,
  answer: Type.Array(AlarmSchema),
  handle: ({ parts }) => alarmViews(parts.observeFor(null).snapshot()),
});

const statistics = route({
  method: 'GET',
  path: '/api/statistics',
  operation: 'statistics',
  subject,
  summary: 'Counters since the exchange started',
  policy: LOGGED_IN,
  answer: StatisticsSchema,
  handle: ({ parts }) => {
    const { media, ...rest } = parts.observeFor(null).snapshot().statistics;
    return { ...rest, media: { ...media } as Record<string, number> };
  },
});

const bench = route({
  method: 'GET',
  path: '/api/bench',
  operation: 'bench',
  subject,
  summary: 'Where the simulator is, if the board is one, and the tones of the country',
  policy: EVERYBODY,
  answer: BenchSchema,
  handle: ({ parts }) => ({ url: parts.benchUrl, tones: parts.tones }),
});

const savedAt = new WeakMap<Parts, number>();

const journal = route({
  method: 'GET',
  path: '/api/journal',
  operation: 'journal',
  subject,
  summary: 'The last events as a file for `npm run replay`',
  policy: JOURNAL_READERS,
  answer: Type.String(),
  file: 'application/octet-stream',
  refusals: { 429: 'error', 503: 'error' },
  handle: ({ parts, reply }) => {
    const now = parts.nowMs();
    if (now - (savedAt.get(parts) ?? Number.NEGATIVE_INFINITY) < JOURNAL_INTERVAL_MS)
      return tooOften('/api/journal', JOURNAL_INTERVAL_MS / 1000);
    savedAt.set(parts, now);
    return new Promise((resolve) => {
      parts
        .observeFor(null)
        .saveJournal('download', (path) => resolve(path === null ? unsaved() : sent(reply, path)));
    });
  },
});

const unsaved = (): Refused =>
  new Refused(503, {
    code: 'TR-WEB-011',
    where: '/api/journal',
    what: 'the journal could not be written',
    todo: 'make room in the data folder, or make it writable',
  });

function sent(reply: FastifyReply, path: string): FastifyReply {
  const name = basename(path).replaceAll(/[^\w.-]/g, '_');
  return reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(createReadStream(path));
}

export const WATCH_ROUTES: readonly Route[] = [
  health,
  lines,
  calls,
  call,
  quality,
  alarms,
  statistics,
  bench,
  journal,
];
