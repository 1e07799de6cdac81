/** Tokens of machines: `tr_<id>_<secret>`. Only the SHA-256 of the secret is kept: it has 256 bits already. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database, Token } from '#ports/database.ts';
import type { Who } from './who.ts';

export const TOKENS_MAX = 100;
const BEARER = /^Bearer tr_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/i;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export interface Issued {
  readonly token: Token;
  readonly bearer: string;
}

export function issue(wish: Omit<Token, 'id' | 'hash'>): Issued {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { token: { ...wish, id, hash: hashOf(secret) }, bearer: `tr_${id}_${secret}` };
}

/** Knows the tokens without asking the disk for every request: nobody else writes them. */
export class MachineTokens {
  readonly #database: Database;
  readonly #epochMs: () => number;
  #known: ReadonlyMap<string, Token> | null = null;

  constructor(database: Database, epochMs: () => number) {
    this.#database = database;
    this.#epochMs = epochMs;
  }

  changed(): void {
    this.#known = null;
  }

  /** Null: no such token, a wrong secret, or its time is over. */
  async who(authorization: string): Promise<Who | null> {
    const [, id = '', secret = ''] = BEARER.exec(authorization) ?? [];
    const token = (await this.#all()).get(id.toLowerCase());
    const given = Buffer.from(hashOf(secret));
    const wanted = Buffer.from(token?.hash ?? hashOf(''));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || token === undefined) return null;
    return this.#inTime(token)
      ? { kind: 'token', name: `token:${token.name}`, role: token.role, extension: '', session: null }
      : null;
  }

  #inTime({ expiresEpochMs }: Token): boolean {
    return expiresEpochMs === null || this.#epochMs() < expiresEpochMs;
  }

  async #all(): Promise<ReadonlyMap<string, Token>> {
    if (this.#known !== null) return this.#known;
    const listed = await this.#database.tokens.list();
    if (!listed.ok) return new Map();
    this.#known = new Map(listed.value.map((token) => [token.id, token]));
    return this.#known;
  }
}
