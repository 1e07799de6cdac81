/** Puts a route of the list on the server: who may, what comes in, what goes out. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TSchema } from 'typebox';
import type { Parts } from '../parts.ts';
import { ErrorSchema } from '../protocol.ts';
import { Refused, wrongType } from './refused.ts';
import type { Route } from './route.ts';

/** Answers that any route may give, beside its own. */
export function refusalsOf({
  refusals = {},
  policy,
  params,
  query,
  body,
}: Route): Readonly<Record<string, 'error' | TSchema>> {
  const error = 'error' as const;
  const given: Record<string, 'error' | TSchema> = {
    ...(params || query || body ? { 400: error } : {}),
    ...(policy.who === 'everybody' ? {} : { 401: error }),
    403: error,
    ...(body ? { 413: error, 415: error } : {}),
    ...refusals,
  };
  return given;
}

export function registerRoute(server: FastifyInstance, route: Route, parts: Parts): void {
  const { method, path, policy, params, query, body, answer, status = 200, file, bodyBytesMax } = route;
  const errors = Object.entries(refusalsOf(route)).map(([code, schema]) => [
    code,
    schema === 'error' ? ErrorSchema : schema,
  ]);
  server.route({
    method,
    url: path,
    config: { policy },
    ...(bodyBytesMax === undefined ? {} : { bodyLimit: bodyBytesMax }),
    schema: {
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      response: { ...(file ? {} : { [status]: answer }), ...Object.fromEntries(errors) },
    },
    preValidation: async (request, reply) => {
      const { 'content-type': type = '' } = request.headers;
      const read = route.bodyType ?? 'application/json';
      if (body !== undefined && type.split(';')[0]!.trim().toLowerCase() !== read)
        await sendRefused(reply, wrongType(read));
    },
    handler: async (request, reply) => {
      const result = await route.handle({
        params: request.params,
        query: request.query,
        body: request.body,
        who: request.asker.who,
        from: request.ip,
        parts,
        request,
        reply,
      });
      if (result === reply) return reply;
      if (result instanceof Refused) return sendRefused(reply, result);
      // A status that the route has set itself is kept: health is told with 503 as well.
      return (reply.statusCode === 200 ? reply.code(status) : reply).send(result);
    },
  });
}

export function sendRefused(reply: FastifyReply, { status, body, retryAfterS }: Refused): FastifyReply {
  if (retryAfterS !== null) reply.header('retry-after', String(retryAfterS));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="tipring"');
  return reply.code(status).send(body);
}
