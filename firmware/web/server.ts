/** The web server: the console's files, what it asks for, and the socket that keeps it up to date. */
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Observe } from '#ports/observe.ts';
import type { Region } from '#ports/region.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { createEventHub, type EventHub, type Later, type WatcherSocket } from './events.ts';
import { refusal, SECURITY_HEADERS } from './guard.ts';
import { servePage } from './page.ts';
import type { WebError } from './protocol.ts';
import { addRoutes } from './routes.ts';

/** Limits on everything that listens. No route takes a body; the event socket takes no message. */
export const LIMITS = {
  connections: 64,
  bodyBytes: 1024,
  headerBytes: 8 * 1024,
  headerMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 10_000,
  socketMessageBytes: 256,
} as const;

export interface WebServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly observe: Observe;
  /** The simulator's WebSocket (`ws://…`); null on a real board, which has no bench. */
  readonly benchUrl: string | null;
  /** What Vite built, with `index.html` in it. */
  readonly staticFolder: string;
  /** The country's tones, so that the page can name what an earpiece hears. */
  readonly tones?: Region['tones'];
}

export interface WebServer {
  /** `http://127.0.0.1:8080/` */
  readonly url: string;
  close(): Promise<void>;
}

const realLater: Later = (ms, wake) => {
  const timer = setTimeout(wake, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Listens, or says why it cannot: TR-WEB-001 port taken, -002 not allowed, -003 no such address, -004 other. */
export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer, Fault>> {
  const host = options.host ?? '127.0.0.1';
  const { server, hub } = await buildServer(options, host);
  try {
    const address = await server.listen({ port: options.port, host });
    server.server.maxConnections = LIMITS.connections;
    return ok({
      url: `${address}/`,
      close: async () => {
        hub.close();
        await server.close();
      },
    });
  } catch (error) {
    hub.close();
    await server.close();
    return fail(listenFault(error as NodeJS.ErrnoException, host, options.port));
  }
}

async function buildServer(
  options: WebServerOptions,
  host: string,
): Promise<{ server: FastifyInstance; hub: EventHub }> {
  const server: FastifyInstance = Fastify({
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    forceCloseConnections: true,
    http: { maxHeaderSize: LIMITS.headerBytes, headersTimeout: LIMITS.headerMs },
    routerOptions: { maxParamLength: 64 },
    frameworkErrors: (error, _request, reply) => answerBadRequest(reply as unknown as FastifyReply, error),
  });
  const known = new Set<string>();
  server.addHook('onRoute', (route) => {
    known.add(route.url);
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const refused = refusal(request.headers.host, request.headers.origin, host);
    if (refused !== null) await reply.code(403).send(refused);
  });
  // A refused upgrade has left the HTTP server's care: without this its connection would stay for ever.
  server.addHook('onResponse', async (request, reply) => {
    if (request.headers.upgrade !== undefined && reply.raw.headersSent) request.raw.socket.destroySoon();
  });
  server.addHook('preHandler', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  answerErrors(server, known);
  const hub = createEventHub(options.observe, realLater);
  await server.register(fastifyWebsocket, {
    options: { maxPayload: LIMITS.socketMessageBytes, perMessageDeflate: false },
  });
  addRoutes(server, {
    observe: options.observe,
    benchUrl: options.benchUrl,
    tones: (options.tones ?? {}) as Record<string, Region['tones']['dial']>,
    nowMs: () => performance.now(),
  });
  server.get('/api/events', { websocket: true }, (socket) => watch(hub, socket));
  servePage(server, options.staticFolder, options.benchUrl);
  return { server, hub };
}

interface EventedSocket extends WatcherSocket {
  on(event: 'pong' | 'message' | 'close' | 'error', listener: () => void): unknown;
}

function watch(hub: EventHub, socket: EventedSocket): void {
  socket.on('error', () => hub.leave(socket));
  if (!hub.join(socket)) return;
  socket.on('pong', () => hub.alive(socket));
  socket.on('message', () => hub.spoke(socket));
  socket.on('close', () => hub.leave(socket));
}

const badRequest = (what: string): WebError => ({
  code: 'TR-WEB-400',
  where: 'request',
  what,
  todo: 'see firmware/web/protocol.ts for what each route takes',
});

function answerBadRequest(reply: FastifyReply, error: Error): void {
  reply.code(400).headers(SECURITY_HEADERS).send(badRequest(error.message));
}

/** Every error is JSON with code, where, what and what to do; the inside of the server is never shown. */
function answerErrors(server: FastifyInstance, known: ReadonlySet<string>): void {
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
    if (known.has(path) && request.method !== 'GET') {
      return reply
        .code(405)
        .header('allow', 'GET, HEAD')
        .send({
          code: 'TR-WEB-405',
          where: path,
          what: 'this can only be read',
          todo: 'ask with GET',
        } satisfies WebError);
    }
    return reply.code(404).send({
      code: 'TR-WEB-404',
      where: 'address',
      what: 'there is nothing here',
      todo: 'the page is at /, the API under /api: health, lines, calls, alarms, bench, journal, events',
    } satisfies WebError);
  });
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Fault {
  const where = `http://${host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return {
        code: 'TR-WEB-001',
        where,
        what: `port ${port} is already taken by another process`,
        todo: 'stop the other process, or set TIPRING_HTTP_PORT to a free port',
      };
    case 'EACCES':
      return {
        code: 'TR-WEB-002',
        where,
        what: `this user may not listen on port ${port}`,
        todo: 'set TIPRING_HTTP_PORT to a port from 1024 on',
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return {
        code: 'TR-WEB-003',
        where,
        what: `this machine has no address ${host}`,
        todo: 'listen on 127.0.0.1 or on an address of this machine',
      };
    default:
      return { code: 'TR-WEB-004', where, what: error.message, todo: 'check the address and the port' };
  }
}
