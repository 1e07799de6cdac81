/** Who is asking: cookie or token, first code, passwords, back-off. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database, User } from '#ports/database.ts';
import { CSRF_HEADER, type Session } from '../protocol/session.ts';
import { firstCode } from './first-code.ts';
import { MachineTokens } from './machine-tokens.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { IDLE_MS_MAX, type OpenSession, Sessions } from './sessions.ts';
import { Throttle } from './throttle.ts';
import { NOBODY, type Who } from './who.ts';

export interface AccessOptions {
  readonly database: Database | null;
  readonly nowMs: () => number;
  readonly epochMs: () => number;
  readonly simulator: boolean;
  /** Served over TLS. */
  readonly secure: boolean;
  /** Tests may take cheaper ones. */
  readonly passwords?: Passwords;
}

/** What was found out about a request before its route was entered. */
export interface Asker {
  readonly who: Who;
  readonly open: OpenSession | null;
}
const STRANGER: Asker = { who: NOBODY, open: null };
const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A browser takes a cookie of the `__Host-` kind (RFC 6265bis §4.1.3.2) only over TLS. Without TLS, on
 * loopback or a LAN, the name carries the port instead: cookies know no ports, and several exchanges on one
 * machine would log each other out.
 */
const cookieName = (request: FastifyRequest, secure: boolean): string => {
  if (secure) return '__Host-tipring';
  const port = /:(\d{1,5})$/.exec(request.headers.host ?? '')?.[1] ?? '80';
  return `tipring-${port}`;
};

export class Access {
  readonly sessions: Sessions;
  readonly throttle = new Throttle();
  readonly passwords: Passwords;
  readonly tokens: MachineTokens | null;
  readonly #options: AccessOptions;
  #firstCode: string | null = null;
  #changes: Promise<unknown> = Promise.resolve();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.sessions = new Sessions(options.nowMs);
    this.passwords = options.passwords ?? createPasswords();
    const { database } = options;
    this.tokens = database === null ? null : new MachineTokens(database, options.epochMs);
  }

  /** Looks whether anybody is known; if not, makes the code of this box. */
  async start(): Promise<void> {
    const { database } = this.#options;
    const users = await database?.users.list();
    if (database !== null && users?.ok && users.value.length === 0)
      this.#firstCode = await firstCode(database);
  }

  /** The code that makes its bearer the first administrator; null: there are users already. */
  get firstCode(): string | null {
    return this.#firstCode;
  }

  firstCodeUsed(): void {
    this.#firstCode = null;
  }

  get simulator(): boolean {
    return this.#options.simulator;
  }

  /** Changes of users one after the other: each sees what the one before has left. */
  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = this.#changes.then(change);
    this.#changes = mine.catch(() => undefined);
    return mine;
  }

  async asker(request: FastifyRequest, reply: FastifyReply): Promise<Asker> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const who = await this.tokens?.who(authorization);
      return who ? { who, open: null } : STRANGER;
    }
    const secret = request.cookies[cookieName(request, this.#options.secure)];
    const open = secret === undefined ? null : this.sessions.open(secret);
    if (open === null) return STRANGER;
    if (open.newSecret !== null) this.#setCookie(request, reply, open.newSecret);
    return { who: open.who, open };
  }

  /** A foreign page can make a browser send its cookie, but cannot read the token that must come with it. */
  csrfGood(request: FastifyRequest, who: Who): boolean {
    if (who.kind !== 'person' || READS.includes(request.method)) return true;
    const token = request.headers[CSRF_HEADER];
    return typeof token === 'string' && this.sessions.csrfGood(who.session!, token);
  }

  /** Whether an open socket may go on; counts as use of its session. */
  stillWelcome(who: Who): boolean {
    return who.session === null || this.sessions.touch(who.session);
  }

  logIn(user: User, request: FastifyRequest, reply: FastifyReply): Asker {
    const { passwordHash: _, disabled: __, ...shown } = user;
    const open = this.sessions.begin(shown);
    this.#setCookie(request, reply, open.newSecret!);
    return { who: open.who, open };
  }

  logOut(who: Who, request: FastifyRequest, reply: FastifyReply): void {
    if (who.session !== null) this.sessions.end(who.session);
    const { secure } = this.#options;
    reply.clearCookie(cookieName(request, secure), { path: '/', httpOnly: true, sameSite: 'strict', secure });
  }

  view({ open }: Asker): Session {
    const { simulator, epochMs } = this.#options;
    return {
      firstStart: this.#firstCode !== null,
      openBench: simulator,
      person: open === null ? null : { ...open.user },
      csrfToken: open?.csrfToken ?? null,
      idleMsMax: IDLE_MS_MAX,
      endsEpochMs: open === null ? null : Math.round(epochMs() + open.endsInMs),
    };
  }

  #setCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
    const { secure } = this.#options;
    reply.setCookie(cookieName(request, secure), secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure,
    });
  }
}
