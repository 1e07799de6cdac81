import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Browsers refuse what is good for longer than 825 days. */
const GOOD_FOR_DAYS = 820;
const RENEWED_BEFORE_DAYS = 60;
/** Says of a certificate that it was made here, and may be made anew. */
const MAKER = 'tipring';

/**
 * The certificate of this box, in `folder`: what a technician has put there as `cert.pem` and `key.pem`, or one that
 * the box has signed itself (ECDSA P-256) for these host names and addresses and makes anew before it runs out.
 * TR-TLS-001: what is there cannot be used. TR-TLS-002: it cannot be written.
 */
export async function ownCertificate(
  folder: string,
  names: readonly string[],
  epochMs: number,
): Promise<Result<Certificate>> {
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  if (existsSync(certPath) || existsSync(keyPath)) {
    const kept = read(certPath, keyPath);
    if (!kept.ok) return kept;
    if (!isOurs(kept.value) || isGood(kept.value, names, epochMs)) return kept;
  }
  const made = await selfSigned(names, epochMs);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replace(keyPath, made.key);
    replace(certPath, made.cert);
  } catch (error) {
    return fail(notWritten(folder, error));
  }
  return ok(made);
}

/** Never half a file, whenever the power goes. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function read(certPath: string, keyPath: string): Result<Certificate> {
  try {
    const pair = { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
    if (new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) return ok(pair);
    return fail(unusable(certPath, 'the key is not that of the certificate'));
  } catch (error) {
    return fail(unusable(certPath, error instanceof Error ? error.message : String(error)));
  }
}

const isOurs = ({ cert }: Certificate): boolean =>
  new X509Certificate(cert).issuer.split('\n').includes(`O=${MAKER}`);

function isGood({ cert }: Certificate, names: readonly string[], epochMs: number): boolean {
  const parsed = new X509Certificate(cert);
  const covers = (name: string): boolean =>
    (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined;
  return Date.parse(parsed.validTo) - epochMs > RENEWED_BEFORE_DAYS * DAY_MS && names.every(covers);
}

/** Signed by itself; kept nowhere. */
export async function selfSigned(names: readonly string[], epochMs: number): Promise<Certificate> {
  // Half a second on a Pi, that only a start without a certificate is to wait for.
  const { generate } = await import('selfsigned');
  const attributes = [
    { name: 'commonName', value: names[0] ?? MAKER },
    { name: 'organizationName', value: MAKER },
  ];
  const { cert, private: key } = await generate(attributes, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A box whose clock runs behind still finds it good.
    notBeforeDate: new Date(epochMs - DAY_MS),
    notAfterDate: new Date(epochMs + GOOD_FOR_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
        ),
      },
    ],
  });
  return { cert, key };
}

const unusable = (where: string, why: string): Fault => ({
  code: 'TR-TLS-001',
  where,
  what: `the certificate cannot be used: ${why}`,
  todo: 'put certificate and key there as PEM (cert.pem, key.pem), or take both away: the box then makes its own',
});

const notWritten = (where: string, error: unknown): Fault => ({
  code: 'TR-TLS-002',
  where,
  what: `the certificate of the box cannot be written: ${error instanceof Error ? error.message : String(error)}`,
  todo: 'give this user the right to write there',
});
