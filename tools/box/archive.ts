/**
 * One file that holds many, encrypted: `TIPRBOX1`, log2 of scrypt's cost N (1), salt (16), nonce (12), then zstd of an
 * index and the contents under AES-256-GCM with a key by scrypt (RFC 7914) from the passphrase, then its tag (16).
 */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export interface Entry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly content: Buffer;
}

export type Opened =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly why: string };

const MAGIC = Buffer.from('TIPRBOX1', 'latin1');
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_AT = MAGIC.length + 1;
const HEAD_BYTES = SALT_AT + SALT_BYTES + NONCE_BYTES;
/** Both of the file and of what it unfolds to: a box has 1 GB of memory. */
export const BYTES_MAX = 400 * 1024 * 1024;
/** log2 of scrypt's N: 64 MiB of memory for a guess. */
const COST = 16;
/** What a file may ask of whoever opens it. */
const COST_MAX = 17;

const keyOf = (passphrase: string, salt: Buffer, cost: number): Buffer =>
  scryptSync(passphrase.normalize('NFC'), salt, 32, { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 1024 * 1024 });

/** `cost`: tests may take a cheaper one. */
export function seal(entries: readonly Entry[], passphrase: string, cost = COST): Buffer {
  const index = Buffer.from(JSON.stringify(entries.map(({ path, content }) => [path, content.length])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  const plain = zstdCompressSync(Buffer.concat([length, index, ...entries.map(({ content }) => content)]));
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const head = Buffer.concat([MAGIC, Buffer.of(cost), salt, nonce]);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt, cost), nonce).setAAD(head);
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Nothing is given of a file that is not whole, was changed, or was sealed with another passphrase. */
export function unseal(file: Buffer, passphrase: string): Opened {
  if (file.length < HEAD_BYTES + TAG_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC))
    return { ok: false, why: 'this is no backup of a box' };
  if (file.length > BYTES_MAX) return { ok: false, why: 'it is too large' };
  const head = file.subarray(0, HEAD_BYTES);
  const cost = head[MAGIC.length] ?? 0;
  if (cost < 1 || cost > COST_MAX) return { ok: false, why: 'it was made by another version' };
  const salt = head.subarray(SALT_AT, SALT_AT + SALT_BYTES);
  const nonce = head.subarray(SALT_AT + SALT_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, salt, cost), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(head).setAuthTag(file.subarray(-TAG_BYTES));
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(file.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return { ok: false, why: 'the passphrase is another one, or the file was changed' };
  }
  return unfold(zstdDecompressSync(plain, { maxOutputLength: BYTES_MAX }));
}

const SAFE = /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\0\\]+$/;

function unfold(plain: Buffer): Opened {
  let at = 4 + plain.readUInt32LE(0);
  const index = JSON.parse(plain.toString('utf8', 4, at)) as readonly (readonly [string, number])[];
  const entries: Entry[] = [];
  for (const [path, bytes] of index) {
    if (!SAFE.test(path)) return { ok: false, why: `it would write outside of its folder: ${path}` };
    entries.push({ path, content: plain.subarray(at, at + bytes) });
    at += bytes;
  }
  return { ok: true, entries };
}
