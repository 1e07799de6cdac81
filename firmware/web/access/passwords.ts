/**
 * Passwords are kept as argon2id (RFC 9106) in PHC strings. The work is done in Node's thread pool, one at a
 * time, so that a flood of logins neither stalls the exchange nor fills its memory.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PASSWORD_LENGTH_MIN } from '../protocol/session.ts';

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
}
/** 19 MiB and two passes: OWASP's floor, about 0.1 s on a Raspberry Pi 4. */
const PARAMETERS: Cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const SALT_BYTES = 16;
/** Passwords that may wait for their turn; more are turned away. */
export const WAITING_MAX = 16;

const hashed = promisify(argon2);

export interface Passwords {
  /** PHC string; null when too many wait. */
  hash(password: string): Promise<string | null>;
  /** The same work for a user who is not known (`stored` null). Null when too many wait. */
  verify(password: string, stored: string | null): Promise<boolean | null>;
}

interface Phc {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parsePhc(text: string): Phc | null {
  const found = PHC.exec(text);
  if (found === null) return null;
  const [memory, passes, parallelism] = found.slice(1, 4).map(Number) as [number, number, number];
  const [salt, tag] = found.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer];
  return { memory, passes, parallelism, salt, tag };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
/** The same letters typed on two keyboards are one password (RFC 8265). */
const prepared = (password: string): Buffer => Buffer.from(password.normalize('NFC'), 'utf8');

export function createPasswords(parameters = PARAMETERS): Passwords {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    if (waiting >= WAITING_MAX) return null;
    waiting++;
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting--;
    }
  }

  const tagOf = (password: string, { tag, salt, ...rest }: Phc): Promise<Buffer> =>
    hashed('argon2id', { ...rest, message: prepared(password), nonce: salt, tagLength: tag.length });

  const { tagLength, ...cost } = parameters;
  const fresh = (): Phc => ({ ...cost, salt: randomBytes(SALT_BYTES), tag: Buffer.alloc(tagLength) });

  return {
    hash: (password) =>
      inTurn(async () => {
        const phc = fresh();
        const tag = await tagOf(password, phc);
        const { memory, passes, parallelism, salt } = phc;
        return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
      }),
    verify: (password, stored) =>
      inTurn(async () => {
        const phc = stored === null ? null : parsePhc(stored);
        const wanted = phc ?? fresh();
        const tag = await tagOf(password, wanted);
        return timingSafeEqual(tag, wanted.tag) && phc !== null;
      }),
  };
}

/** Why a new password is not good enough; null when it is. */
export function weakness(password: string, userName: string): string | null {
  if ([...password].length < PASSWORD_LENGTH_MIN)
    return `it has fewer than ${PASSWORD_LENGTH_MIN} characters`;
  if (new Set(password).size < 4) return 'it is only a few characters over and over';
  const plain = password.toLowerCase();
  if (plain.includes(userName) && plain.length - userName.length < 6)
    return 'it is little more than the user name';
  return null;
}
