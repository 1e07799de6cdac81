/** What is answered when no route could answer. */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { SECURITY_HEADERS } from './guard.ts';
import type { WebError } from './protocol.ts';

const badRequest = (what: string): WebError => ({
  code: 'TR-WEB-400',
  where: 'request',
  what,
  todo: 'see /api/docs for what each route takes',
});

export function answerBadRequest(reply: FastifyReply, error: Error): void {
  reply.code(400).headers(SECURITY_HEADERS).send(badRequest(error.message));
}

/** Every error is JSON with code, where, what and what to do; the inside of the server is never shown. */
export function answerErrors(server: FastifyInstance, known: KnownRoutes): void {
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500) return reply.code(status).send(badRequest(error.message));
    return reply.code(500).send({
      code: 'TR-WEB-500',
      where: 'web server',
      what: 'the answer could not be made',
      todo: 'save the journal (/api/journal) and report it',
    } satisfies WebError);
  });
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!;
    const methods = known.methodsOf(path);
    if (methods.length > 0 && !methods.includes(request.method)) {
      return reply
        .code(405)
        .header('allow', methods.join(', '))
        .send({
          code: 'TR-WEB-405',
          where: path,
          what: `${request.method} is not for this`,
          todo: `ask with ${methods.join(' or ')}; see /api/docs`,
        } satisfies WebError);
    }
    return reply.code(404).send({
      code: 'TR-WEB-404',
      where: 'address',
      what: 'there is nothing here',
      todo: 'the page is at /, the API under /api; /api/docs lists all of it',
    } satisfies WebError);
  });
}

/** Tells an address that is not known from one that is asked in the wrong way. */
export class KnownRoutes {
  readonly #routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  add(url: string, method: string | string[]): void {
    const source = url
      .replaceAll(/[.+^$()|[\]{}\\]/g, '\\$&')
      .replaceAll(/:\w+/g, '[^/]+')
      .replaceAll('*', '.*');
    const known = this.#routes.get(url) ?? { pattern: new RegExp(`^${source}$`), methods: new Set() };
    for (const one of [method].flat()) known.methods.add(one);
    this.#routes.set(url, known);
  }

  methodsOf(path: string): readonly string[] {
    const found = [...this.#routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))];
  }
}
