/** The sockets: the picture of the page, the events of `/api/stream`, the operators' desk, and users' telephones. */
import type { FastifyInstance } from 'fastify';
import type { UserRole } from '#ports/database.ts';
import type { Who } from './access/who.ts';
import { DeskHub } from './desk/hub.ts';
import { createEventHub, type EventHub, type Later, type WatcherSocket } from './events.ts';
import type { Parts } from './parts.ts';
import { StreamQuerySchema } from './protocol/stream.ts';
import { CALL_CONTROLLERS, LOGGED_IN, WATCHERS } from './routing/policy.ts';
import { StreamHub } from './stream/hub.ts';
import { TelephoneHub } from './telephone/hub.ts';

interface EventedSocket extends WatcherSocket {
  on(event: 'pong' | 'close' | 'error', listener: () => void): unknown;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
}

interface Hub {
  alive(socket: WatcherSocket): void;
  spoke(socket: WatcherSocket): void;
  leave(socket: WatcherSocket): void;
}

const realLater: Later = (ms, wake) => {
  const timer = setTimeout(wake, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

function watch(hub: Hub, socket: EventedSocket, join: () => boolean): void {
  socket.on('error', () => hub.leave(socket));
  if (!join()) return;
  socket.on('pong', () => hub.alive(socket));
  socket.on('message', () => hub.spoke(socket));
  socket.on('close', () => hub.leave(socket));
}

/** Answers with what closes them. */
export function serveSockets(server: FastifyInstance, parts: Parts): () => void {
  /** One picture for all who may see the same. */
  const pictures = new Map<UserRole | null, EventHub>();
  const pictureFor = (role: UserRole | null): EventHub => {
    const hub = pictures.get(role) ?? createEventHub(parts.observeFor(role), realLater);
    pictures.set(role, hub);
    return hub;
  };
  const { observeFor, mask, bootId, epochMs, access } = parts;
  const stream = new StreamHub({ observeFor, mask, bootId, epochMs, later: realLater });

  server.get(
    '/api/events',
    { websocket: true, config: { policy: WATCHERS } },
    (socket, { asker: { who } }) => {
      const hub = pictureFor(who.role);
      watch(hub, socket, () => hub.join(socket, () => access.stillWelcome(who)));
    },
  );
  server.get(
    '/api/stream',
    { websocket: true, config: { policy: LOGGED_IN }, schema: { querystring: StreamQuerySchema } },
    (socket, { asker: { who }, query }) => {
      const stillWelcome = () => access.stillWelcome(who);
      watch(stream, socket, () =>
        stream.join({ socket, role: who.role, stillWelcome }, query as { after?: number; boot?: string }),
      );
    },
  );
  const desk = new DeskHub({
    ...{ desk: parts.desk, training: parts.training, mask, nowMs: parts.nowMs, later: realLater },
    stillWelcome: (who) => access.stillWelcome(who),
    handedOver: (who, user) => handedOver(parts, who, user),
  });
  server.get(
    '/api/desk',
    { websocket: true, config: { policy: LOGGED_IN } },
    (socket, { asker: { who } }) => {
      const one: EventedSocket = socket;
      one.on('error', () => desk.leave(socket));
      if (!desk.join(socket, who)) return;
      one.on('pong', () => desk.alive(socket));
      one.on('message', (data, isBinary) => desk.hear(socket, isBinary ? '' : String(data)));
      one.on('close', () => desk.leave(socket));
    },
  );
  const telephones = new TelephoneHub({
    ...{ desk: parts.desk, mask, later: realLater, stillWelcome: (who) => access.stillWelcome(who) },
  });
  server.get(
    '/api/telephone',
    { websocket: true, config: { policy: CALL_CONTROLLERS } },
    (socket, { asker: { who } }) => watch(telephones, socket, () => telephones.join(socket, who)),
  );
  return () => {
    desk.close();
    telephones.close();
    for (const hub of pictures.values()) hub.close();
    stream.close();
  };
}

/** The console was handed over, by the password of who has it now: the session of the page goes with it. */
async function handedOver({ database, access, audit }: Parts, who: Who, name: string): Promise<Who | null> {
  const users = await database?.users.list();
  const user = users?.ok ? users.value.find((one) => one.name === name && !one.disabled) : undefined;
  if (user === undefined || who.session === null) return null;
  const { passwordHash: _, disabled: __, ...shown } = user;
  const next = access.sessions.becomes(who.session, shown);
  if (next !== null) audit({ who: who.name, from: '', action: 'session.handOver', target: name });
  return next;
}
