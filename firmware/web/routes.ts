/** The answers of `/api`: all of them read; nothing here changes the exchange. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type Observe, RECENT_CALLS_MAX } from '#ports/observe.ts';
import type { CallId } from '#units/ids.ts';
import {
  AlarmSchema,
  BenchSchema,
  CallsSchema,
  ErrorSchema,
  HealthSchema,
  LineSchema,
  RecentCallSchema,
  type Tones,
  type WebError,
} from './protocol.ts';
import { alarmViews, callView, healthView, lineViews, recentCallView, recentCallViews } from './views.ts';

/** Each download writes a file: this long between two, ms. */
export const JOURNAL_INTERVAL_MS = 2_000;

const CallParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const CallsQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: RECENT_CALLS_MAX })) },
  { additionalProperties: false },
);

export interface RouteSources {
  readonly observe: Observe;
  readonly benchUrl: string | null;
  readonly tones: Tones;
  /** Milliseconds of a clock that only runs forward. */
  readonly nowMs: () => number;
}

export function addRoutes(server: FastifyInstance, sources: RouteSources): void {
  const { observe } = sources;

  // A supervisor reads the status code and may restart us for a 503: one bad position must not make it.
  server.get(
    '/api/health',
    { schema: { response: { '2xx': HealthSchema, 503: HealthSchema } } },
    (_, reply) => {
      const health = healthView(observe.snapshot());
      return reply.code(health.status === 'starting' ? 503 : 200).send(health);
    },
  );

  server.get('/api/lines', { schema: { response: { 200: Type.Array(LineSchema) } } }, () =>
    lineViews(observe.snapshot()),
  );

  server.get(
    '/api/calls',
    { schema: { querystring: CallsQuery, response: { 200: CallsSchema, 400: ErrorSchema } } },
    (request) => {
      const { limit = 50 } = request.query as { limit?: number };
      return {
        up: observe.snapshot().calls.map((call) => callView(call, (at) => observe.epochMsOf(at))),
        recent: recentCallViews(observe, limit),
      };
    },
  );

  server.get(
    '/api/calls/:id',
    { schema: { params: CallParams, response: { 200: RecentCallSchema, 404: ErrorSchema } } },
    (request, reply) => {
      const { id } = request.params as { id: string };
      const call = observe.trace(id as CallId);
      if (call === null) return reply.code(404).send(unknownCall());
      return recentCallView(call, (at) => observe.epochMsOf(at));
    },
  );

  server.get('/api/alarms', { schema: { response: { 200: Type.Array(AlarmSchema) } } }, () =>
    alarmViews(observe.snapshot()),
  );

  server.get('/api/bench', { schema: { response: { 200: BenchSchema } } }, () => ({
    url: sources.benchUrl,
    tones: sources.tones,
  }));

  addJournalRoute(server, sources);
}

const unknownCall = (): WebError => ({
  code: 'TR-WEB-404',
  where: '/api/calls/:id',
  what: 'no call of this name is remembered',
  todo: `ask /api/calls for the last ${RECENT_CALLS_MAX} calls`,
});

function addJournalRoute(server: FastifyInstance, { observe, nowMs }: RouteSources): void {
  let lastAt = Number.NEGATIVE_INFINITY;
  server.get('/api/journal', (_, reply) => {
    const now = nowMs();
    if (now - lastAt < JOURNAL_INTERVAL_MS) {
      return reply
        .code(429)
        .header('retry-after', String(JOURNAL_INTERVAL_MS / 1000))
        .send({
          code: 'TR-WEB-429',
          where: '/api/journal',
          what: 'the journal was saved only a moment ago',
          todo: `ask again in ${JOURNAL_INTERVAL_MS / 1000} s`,
        } satisfies WebError);
    }
    lastAt = now;
    observe.saveJournal('download', (path) => sendJournal(reply, path));
    return reply;
  });
}

function sendJournal(reply: FastifyReply, path: string | null): void {
  if (path === null) {
    reply.code(503).send({
      code: 'TR-WEB-011',
      where: '/api/journal',
      what: 'the journal could not be written',
      todo: 'make room in the data folder, or make it writable',
    } satisfies WebError);
    return;
  }
  const name = basename(path).replaceAll(/[^\w.-]/g, '_');
  reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(createReadStream(path));
}
