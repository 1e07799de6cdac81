/** The console's files, as Vite built them. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { contentSecurityPolicy } from './guard.ts';
import type { WebError } from './protocol.ts';
import { EVERYBODY } from './routing/policy.ts';

/** Written by Vite (`html.cspNonce`) where the page's scripts and styles are allowed. */
export const NONCE_PLACE = '__TIPRING_NONCE__';

/** One page, which finds its own way, also below `/admin`; a reload there must find it too. */
const PAGE_ADDRESSES = ['/', '/admin', '/admin/*', '/operator', '/wallboard', '/phone'] as const;

const NOT_BUILT: WebError = {
  code: 'TR-WEB-010',
  where: 'page',
  what: 'the console has not been built',
  todo: 'run `npm run setup`; the API under /api works meanwhile',
};

export function servePage(server: FastifyInstance, folder: string, benchUrl: string | null): void {
  const index = join(folder, 'index.html');
  const assets = join(folder, 'assets');
  if (existsSync(assets)) {
    // Vite puts a hash of the content into every name: what is fetched once never changes.
    server.register(fastifyStatic, {
      root: assets,
      prefix: '/assets/',
      index: false,
      immutable: true,
      maxAge: '365d',
      decorateReply: false,
    });
  }
  const page: RouteHandlerMethod = (request, reply) => {
    if (!existsSync(index)) return reply.code(503).send(NOT_BUILT);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header(
        'content-security-policy',
        contentSecurityPolicy(
          nonce,
          `${request.protocol === 'https' ? 'wss' : 'ws'}://${request.headers.host!}`,
          benchUrl,
        ),
      )
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(readFileSync(index, 'utf8').replaceAll(NONCE_PLACE, nonce));
  };
  for (const address of PAGE_ADDRESSES) server.get(address, { config: { policy: EVERYBODY } }, page);
}
