/** Sessions of people at pages: in memory, so that a restart of the exchange logs everybody out. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '#ports/database.ts';
import type { Who } from './who.ts';

/** A session that asks nothing ends after this; an open page asks by itself through its socket. */
export const IDLE_MS_MAX = 60 * 60_000;
export const SESSION_MS_MAX = 12 * 60 * 60_000;
/** The secret in the cookie is exchanged for a new one this often, and the old one is good for a moment. */
export const ROTATE_MS = 15 * 60_000;
export const OLD_SECRET_MS_MAX = 60_000;
/** The oldest is ended when there would be more. */
export const SESSIONS_PER_USER_MAX = 8;
export const SESSIONS_MAX = 256;

export type SessionUser = Omit<User, 'passwordHash' | 'disabled'>;

interface Session {
  readonly id: string;
  readonly csrfToken: string;
  readonly user: SessionUser;
  readonly startedMs: number;
  readonly usedMs: number;
  readonly secretHash: string;
  readonly secretMs: number;
  readonly oldHash: string | null;
}

export interface OpenSession {
  readonly who: Who;
  readonly user: SessionUser;
  readonly csrfToken: string;
  /** From now, ms. */
  readonly endsInMs: number;
  /** To be set as the cookie; null: the present one stays. */
  readonly newSecret: string | null;
}

const secretOf = (): string => randomBytes(32).toString('base64url');
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export class Sessions {
  readonly #nowMs: () => number;
  readonly #byId = new Map<string, Session>();
  readonly #idBySecret = new Map<string, string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  begin(user: SessionUser): OpenSession {
    this.#sweep();
    const own = [...this.#byId.values()].filter((one) => one.user.name === user.name);
    if (own.length >= SESSIONS_PER_USER_MAX) this.end(own[0]!.id);
    if (this.#byId.size >= SESSIONS_MAX) this.end(this.#byId.keys().next().value!);
    const now = this.#nowMs();
    const secret = secretOf();
    const session: Session = {
      id: randomBytes(8).toString('hex'),
      csrfToken: secretOf(),
      user,
      startedMs: now,
      usedMs: now,
      secretHash: hashOf(secret),
      secretMs: now,
      oldHash: null,
    };
    this.#keep(session);
    return this.#opened(session, secret);
  }

  /** The session of a cookie; null when there is none (any more). Counts as use. */
  open(secret: string): OpenSession | null {
    const hash = hashOf(secret);
    const session = this.#alive(this.#idBySecret.get(hash));
    if (session === null) return null;
    const now = this.#nowMs();
    const sinceSecretMs = now - session.secretMs;
    if (hash === session.oldHash && sinceSecretMs > OLD_SECRET_MS_MAX) return null;
    if (hash !== session.secretHash || sinceSecretMs < ROTATE_MS) {
      const used = { ...session, usedMs: now };
      this.#byId.set(session.id, used);
      return this.#opened(used, null);
    }
    const next = secretOf();
    if (session.oldHash !== null) this.#idBySecret.delete(session.oldHash);
    const rotated: Session = {
      ...session,
      usedMs: now,
      secretHash: hashOf(next),
      secretMs: now,
      oldHash: session.secretHash,
    };
    this.#keep(rotated);
    return this.#opened(rotated, next);
  }

  /** An open socket uses its session; false when that has ended. */
  touch(id: string): boolean {
    const session = this.#alive(id);
    if (session === null) return false;
    this.#byId.set(id, { ...session, usedMs: this.#nowMs() });
    return true;
  }

  csrfGood(id: string, token: string): boolean {
    const wanted = this.#byId.get(id)?.csrfToken ?? '';
    return wanted.length === token.length && timingSafeEqual(Buffer.from(wanted), Buffer.from(token));
  }

  end(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    this.#idBySecret.delete(session.secretHash);
    if (session.oldHash !== null) this.#idBySecret.delete(session.oldHash);
  }

  endAllOf(userName: string, except: string | null = null): void {
    for (const { id, user } of [...this.#byId.values()])
      if (user.name === userName && id !== except) this.end(id);
  }

  /** Another user, whose password was proved, goes on with this session; null: it has ended. */
  becomes(id: string, user: SessionUser): Who | null {
    const session = this.#alive(id);
    if (session === null) return null;
    const now = this.#nowMs();
    const next = { ...session, user, startedMs: now, usedMs: now };
    this.#byId.set(id, next);
    return this.#opened(next, null).who;
  }

  /** What the page shows of its user has changed, but not what the user may. */
  renamed(user: SessionUser): void {
    for (const session of [...this.#byId.values()])
      if (session.user.name === user.name) this.#byId.set(session.id, { ...session, user });
  }

  get size(): number {
    return this.#byId.size;
  }

  #keep(session: Session): void {
    this.#byId.set(session.id, session);
    this.#idBySecret.set(session.secretHash, session.id);
  }

  #leftMs({ startedMs, usedMs }: Session): number {
    const now = this.#nowMs();
    return Math.min(startedMs + SESSION_MS_MAX - now, usedMs + IDLE_MS_MAX - now);
  }

  #alive(id: string | undefined): Session | null {
    const session = id === undefined ? undefined : this.#byId.get(id);
    if (session === undefined) return null;
    if (this.#leftMs(session) > 0) return session;
    this.end(session.id);
    return null;
  }

  #sweep(): void {
    for (const id of [...this.#byId.keys()]) this.#alive(id);
  }

  #opened({ id, user, csrfToken, startedMs }: Session, newSecret: string | null): OpenSession {
    const { name, role, extension } = user;
    const who: Who = { kind: 'person', name, role, extension, session: id };
    return { who, user, csrfToken, endsInMs: startedMs + SESSION_MS_MAX - this.#nowMs(), newSecret };
  }
}
