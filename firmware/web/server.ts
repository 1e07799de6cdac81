/** The web server: the console's files, what it asks for, and the socket that keeps it up to date. */
import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { BoxCare } from '#ports/box.ts';
import type { WallClock } from '#ports/clock.ts';
import type { Configuration } from '#ports/configuration.ts';
import type { Control } from '#ports/control.ts';
import type { Database, UserRole } from '#ports/database.ts';
import type { Desk } from '#ports/desk.ts';
import type { Observe } from '#ports/observe.ts';
import type { Provisioning } from '#ports/provisioning.ts';
import type { Region } from '#ports/region.ts';
import type { SipAdministration } from '#ports/sip-status.ts';
import type { SipTestCalls } from '#ports/sip-test-call.ts';
import type { Training } from '#ports/training.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { Access } from './access/access.ts';
import type { Passwords } from './access/passwords.ts';
import { answerBadRequest, answerErrors, KnownRoutes } from './errors.ts';
import { refusal, SECURITY_HEADERS } from './guard.ts';
import { maskedObserve } from './masked.ts';
import { serveDocument } from './openapi/routes.ts';
import { servePage } from './page.ts';
import type { Mask, OfficeSounds, Parts } from './parts.ts';
import { DESK_MESSAGE_BYTES_MAX } from './protocol/desk.ts';
import { serveProvisioning } from './provisioning/serve.ts';
import { ALL_ROUTES } from './routing/all.ts';
import { readBodies } from './routing/bodies.ts';
import { gate } from './routing/gate.ts';
import { registerRoute } from './routing/register.ts';
import { serializerCompiler } from './routing/serialization.ts';
import { validatorCompiler } from './routing/validation.ts';
import { serveSockets } from './sockets.ts';

/** Limits on everything that listens. A route that takes more says so; the sockets take no message. */
export const LIMITS = {
  /** Walls, consoles and bench pages, and as many again of telephones' users. */
  connections: 128,
  bodyBytes: 32 * 1024,
  headerBytes: 8 * 1024,
  headerMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 10_000,
  socketMessageBytes: DESK_MESSAGE_BYTES_MAX,
} as const;

export interface WebServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Names that the server may be opened by, besides addresses and `localhost`; the first one is told to people. */
  readonly names?: readonly string[];
  readonly observe: Observe;
  /** The simulator's WebSocket (`ws://…`); null on a real board, which has no bench. */
  readonly benchUrl: string | null;
  /** What Vite built, with `index.html` in it. */
  readonly staticFolder: string;
  /** The country's tones, so that the page can name what an earpiece hears. */
  readonly tones?: Region['tones'];
  /** Without one nobody can log in, and there are no records. */
  readonly database?: Database;
  readonly configuration?: Configuration;
  readonly guides?: OfficeSounds;
  readonly sip?: SipAdministration;
  readonly sipTests?: SipTestCalls;
  readonly provisioning?: Provisioning;
  readonly desk?: Desk;
  readonly training?: Training;
  readonly box?: BoxCare;
  readonly control?: Control;
  /** Default: every role sees every number. */
  readonly mask?: Mask;
  /** Of this start of the firmware; call records carry it. Default: made here. */
  readonly bootId?: string;
  /** Certificate and key in PEM; without them plain HTTP is spoken. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly wallClock?: WallClock;
  /** Tests own the time of sessions, and take cheaper passwords. */
  readonly nowMs?: () => number;
  readonly passwords?: Passwords;
}

export interface WebServer {
  /** `http://127.0.0.1:8080/` */
  readonly url: string;
  /** What makes its bearer the first administrator; null when there are users. For the eyes at the box only. */
  readonly firstCode: string | null;
  close(): Promise<void>;
}

/** Listens, or says why it cannot: TR-WEB-001 port taken, -002 not allowed, -003 no such address, -004 other. */
export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer, Fault>> {
  const host = options.host ?? '127.0.0.1';
  const { server, access, closeSockets } = await buildServer(options, [...(options.names ?? []), host]);
  try {
    const address = await server.listen({ port: options.port, host });
    server.server.maxConnections = LIMITS.connections;
    return ok({
      url: shownUrl(address, options.names?.[0]),
      get firstCode() {
        return access.firstCode;
      },
      close: async () => {
        closeSockets();
        await server.close();
      },
    });
  } catch (error) {
    closeSockets();
    await server.close();
    return fail(listenFault(error as NodeJS.ErrnoException, host, options.port));
  }
}

/** An address that stands for all of them is none that anybody can open. */
function shownUrl(address: string, name: string | undefined): string {
  const url = new URL(address);
  if (name !== undefined && ['0.0.0.0', '[::]'].includes(url.hostname)) url.hostname = name;
  return url.href;
}

interface Built {
  readonly server: FastifyInstance;
  readonly access: Access;
  closeSockets(): void;
}

async function buildServer(options: WebServerOptions, names: readonly string[]): Promise<Built> {
  const server = bareServer(options.tls);
  const known = new KnownRoutes();
  server.addHook('onRoute', ({ url, method }) => known.add(url, method));
  guardEverything(server, names);
  answerErrors(server, known);
  const parts = partsOf(options);
  await parts.access.start();
  await server.register(fastifyCookie);
  gate(server, parts.access);
  await server.register(fastifyWebsocket, {
    options: { maxPayload: LIMITS.socketMessageBytes, perMessageDeflate: false },
  });
  for (const route of ALL_ROUTES) registerRoute(server, route, parts);
  serveDocument(server);
  const closeSockets = serveSockets(server, parts);
  serveProvisioning(server, parts);
  servePage(server, options.staticFolder, options.benchUrl);
  return { server, access: parts.access, closeSockets };
}

function bareServer(tls: WebServerOptions['tls']): FastifyInstance {
  const limits = { maxHeaderSize: LIMITS.headerBytes, headersTimeout: LIMITS.headerMs };
  const server = Fastify({
    logger: false,
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    forceCloseConnections: true,
    ...(tls === undefined ? { http: limits } : { https: { ...limits, cert: tls.cert, key: tls.key } }),
    routerOptions: { maxParamLength: 64 },
    frameworkErrors: (error, _request, reply) => answerBadRequest(reply as unknown as FastifyReply, error),
  }) as unknown as FastifyInstance;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  readBodies(server);
  return server;
}

/** Who may talk to the server at all, on every request, before anybody is asked for a name. */
function guardEverything(server: FastifyInstance, names: readonly string[]): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const refused = refusal(request.headers.host, request.headers.origin, names);
    if (refused !== null) await reply.code(403).send(refused);
  });
  // A refused upgrade has left the HTTP server's care: without this its connection would stay for ever.
  server.addHook('onResponse', async (request, reply) => {
    if (request.headers.upgrade !== undefined && reply.raw.headersSent) request.raw.socket.destroySoon();
  });
  server.addHook('preHandler', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
}

function partsOf(options: WebServerOptions): Parts {
  const {
    observe,
    database = null,
    configuration = null,
    control = null,
    guides = null,
    sip = null,
    sipTests = null,
    provisioning = null,
    desk = null,
    training = null,
    box = null,
    wallClock,
  } = options;
  const mask = options.mask ?? ((_role, number) => number);
  const nowMs = options.nowMs ?? (() => performance.now());
  const epochMs = wallClock === undefined ? Date.now : () => wallClock.epochMs();
  const masked = new Map<UserRole, Observe>();
  const simulator = options.benchUrl !== null;
  const { passwords } = options;
  const { tls } = options;
  return {
    // Nobody is told what the bench shows: on the simulator all of it is open anyway.
    observeFor: (role) => {
      if (role === null || options.mask === undefined) return observe;
      const known = masked.get(role) ?? maskedObserve(observe, (number) => mask(role, number));
      masked.set(role, known);
      return known;
    },
    ...{
      mask,
      control,
      database,
      configuration,
      guides,
      sip,
      sipTests,
      provisioning,
      desk,
      training,
      box,
      nowMs,
      epochMs,
    },
    access: new Access({
      ...{ database, nowMs, epochMs, simulator, secure: tls !== undefined },
      ...(passwords === undefined ? {} : { passwords }),
    }),
    benchUrl: options.benchUrl,
    tones: (options.tones ?? {}) as Record<string, Region['tones']['dial']>,
    bootId: options.bootId ?? randomUUID(),
    offsetMinutes: (at) => wallClock?.offsetMinutes(at) ?? -new Date(at).getTimezoneOffset(),
    audit: ({ facts = {}, ...entry }) =>
      void database?.audit.append({ ...entry, facts, epochMs: Math.round(epochMs()) }).catch(() => undefined),
  };
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
