/** Serves the document and its page. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ALL_ROUTES } from '../routing/all.ts';
import { EVERYBODY } from '../routing/policy.ts';
import { type OpenApi, openApi } from './document.ts';
import { docsPage } from './page.ts';

/** Of the API, not of the firmware: counts up when something that clients use goes away or changes. */
export const API_VERSION = '1.0.0';

export function serveDocument(server: FastifyInstance): void {
  // Made for whoever reads it; the others start without it.
  let made: OpenApi | null = null;
  const document = (): OpenApi => {
    made ??= openApi(ALL_ROUTES, API_VERSION);
    return made;
  };
  const config = { policy: EVERYBODY };
  server.get('/api/openapi.json', { config }, (_, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(document())),
  );
  server.get('/api/docs', { config }, (_, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      .type('text/html; charset=utf-8')
      .send(docsPage(document(), nonce));
  });
}
