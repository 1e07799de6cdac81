/** Who may make updates: a key, and the certificate that boxes know. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD } from './folders.ts';
import { ImageError, run, say } from './run.ts';

export interface UpdateKey {
  /** PEM files. The certificate goes onto each box, the key stays with whoever releases. */
  readonly key: string;
  readonly certificate: string;
}

/**
 * `TIPRING_UPDATE_KEY` and `TIPRING_UPDATE_CERTIFICATE` name those of a release. Without them a pair of this checkout is
 * made, for trials: boxes made with it take updates made with it, and no others.
 */
export function updateKey(env: NodeJS.ProcessEnv = process.env): UpdateKey {
  const { TIPRING_UPDATE_KEY: key, TIPRING_UPDATE_CERTIFICATE: certificate } = env;
  if (key !== undefined && certificate !== undefined) return { key, certificate };
  if (key !== undefined || certificate !== undefined)
    throw new ImageError(
      'one of key and certificate is missing',
      'set TIPRING_UPDATE_KEY and TIPRING_UPDATE_CERTIFICATE',
    );
  return pairIn(join(BUILD, 'keys'));
}

/** The pair of a folder, made when there is none. */
export function pairIn(folder: string): UpdateKey {
  const own = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') };
  if (existsSync(own.certificate)) return own;
  say(`making a key for updates of this checkout in ${folder}: for trials, not for boxes of others`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const subject = [
    '-x509',
    '-subj',
    '/O=tipring/CN=updates',
    '-days',
    '7300',
    '-nodes',
    '-newkey',
    'rsa:3072',
  ];
  const usage = ['-addext', 'extendedKeyUsage=emailProtection', '-addext', 'keyUsage=digitalSignature'];
  run('openssl', ['req', ...subject, ...usage, '-keyout', own.key, '-out', own.certificate]);
  return own;
}
