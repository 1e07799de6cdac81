/** Stands before every route: who asks, may they, and is it really they. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Asker } from '../access/access.ts';
import { NOBODY } from '../access/who.ts';
import { EVERYBODY, isPolicy, judge, type Policy } from './policy.ts';
import { forbidden, loginNeeded } from './refused.ts';
import { sendRefused } from './register.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy;
  }
  interface FastifyRequest {
    asker: Asker;
  }
}

/** Of plug-ins that take no `config` for their routes. */
const FILES: Readonly<Record<string, Policy>> = { '/assets/*': EVERYBODY };

export function gate(server: FastifyInstance, access: Access): void {
  server.decorateRequest('asker');
  server.addHook('onRoute', (route) => {
    const policy = route.config?.policy ?? FILES[route.url];
    if (!isPolicy(policy)) throw new Error(`route ${String(route.method)} ${route.url} names no policy`);
    route.config = { ...route.config, policy };
  });
  server.addHook('onRequest', async (request, reply) => {
    request.asker = { who: NOBODY, open: null };
    if (!request.url.startsWith('/api/')) return;
    request.asker = await access.asker(request, reply);
    const { policy } = request.routeOptions.config;
    if (policy !== undefined) await check(access, policy, request, reply);
  });
}

async function check(
  access: Access,
  policy: Policy,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { who } = request.asker;
  const verdict = judge(policy, who.role, access.simulator);
  if (verdict === 'log-in') await sendRefused(reply, loginNeeded());
  else if (verdict === 'may-not')
    await sendRefused(
      reply,
      forbidden('role', `the role ${who.role} may not do this`, 'ask an administrator'),
    );
  else if (policy.who !== 'everybody' && !access.csrfGood(request, who))
    await sendRefused(
      reply,
      forbidden('header x-csrf-token', 'it is missing or wrong', 'load the page again; see GET /api/session'),
    );
}
