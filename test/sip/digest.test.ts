import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Account, authorization, chooseChallenge } from '#sip/digest/client.ts';
import { type DigestAlgorithm, digestResponse, type Hash, ha1Of } from '#sip/digest/digest.ts';
import { readAuth } from '#sip/digest/header.ts';
import { DigestServer } from '#sip/digest/server.ts';
import { instant, after as later, sec } from '#units/time.ts';
import { seeded } from './support/peer.ts';

const hash: Hash = (algorithm, text) =>
  createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
const T0 = instant(1_000_000);
const URI = 'sip:pbx.example';
const LI: Account = { user: '101', password: 's3cret' };
const server = () => new DigestServer('tipring', hash, seeded(5).bytes);
const known = (user: string, algorithm: DigestAlgorithm): string | null =>
  user === LI.user ? ha1Of(hash, algorithm, user, 'tipring', LI.password) : null;

const credentials = (challenge: string, account = LI, count = 1): string =>
  authorization(hash, chooseChallenge([challenge])!, account, {
    method: 'REGISTER',
    uri: URI,
    count,
    cnonce: 'c0ffee',
  });
const verdict = (judge: DigestServer, value: string, now = T0) =>
  judge.verify([value], 'REGISTER', known, now);

describe('digests', () => {
  // RFC 7616 §3.9.1, the same request by both algorithms.
  it.each([
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ] as const)('%s comes out as in the example of the RFC', (algorithm, response) => {
    const ha1 = ha1Of(hash, algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
    const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
    const count = { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' };
    const input = { algorithm, ha1, nonce, method: 'GET', uri: '/dir/index.html', count };
    expect(digestResponse(hash, input)).toBe(response);
  });

  it('headers are read with blanks and quotes, and not read when broken', () => {
    expect(readAuth('Digest  realm = "a \\"b\\"" ,nc=00000001,qop=auth')).toEqual({
      scheme: 'digest',
      params: [
        { name: 'realm', value: 'a "b"' },
        { name: 'nc', value: '00000001' },
        { name: 'qop', value: 'auth' },
      ],
    });
    for (const broken of ['', 'Digest', 'Digest realm="a', 'Digest realm="a" nonce="b"', 'Digest a=1, A=2'])
      expect(readAuth(broken)).toBeNull();
  });
});

describe('the exchange asking a telephone', () => {
  it('offers SHA-256 before MD5, with the same nonce', () => {
    const [first, second] = server().challenges(T0);
    expect(first).toContain('algorithm=SHA-256');
    expect(second).toContain('algorithm=MD5');
    expect(second!.replace('MD5', 'SHA-256')).toBe(first);
  });

  it('lets in who knows the password, by either algorithm', () => {
    const judge = server();
    for (const challenge of judge.challenges(T0)) {
      const fresh = server();
      expect(verdict(fresh, credentials(fresh.challenges(T0)[challenge.includes('MD5') ? 1 : 0]!))).toEqual({
        ok: true,
        user: '101',
      });
    }
  });

  it('lets nobody in with a digest used before, or out of order', () => {
    const judge = server();
    const [challenge] = judge.challenges(T0);
    expect(verdict(judge, credentials(challenge!, LI, 2)).ok).toBe(true);
    expect(verdict(judge, credentials(challenge!, LI, 2))).toEqual({ ok: false, stale: true, user: '101' });
    expect(verdict(judge, credentials(challenge!, LI, 1)).ok).toBe(false);
    expect(verdict(judge, credentials(challenge!, LI, 3)).ok).toBe(true);
  });

  it('calls a nonce of five minutes ago stale, and one that it never gave wrong', () => {
    const judge = server();
    const value = credentials(judge.challenges(T0)[0]!);
    expect(verdict(judge, value, later(T0, sec(301)))).toEqual({ ok: false, stale: true, user: '101' });
    expect(verdict(judge, value.replace(/nonce="./, 'nonce="f'))).toMatchObject({ ok: false, stale: false });
  });

  it('says the same to a wrong password and to an unknown user, after the same hashes', () => {
    const outcome = (account: Account) => {
      const asked: number[] = [];
      const counting: Hash = (algorithm, text) => {
        asked.push(text.length);
        return hash(algorithm, text);
      };
      const judge = new DigestServer('tipring', counting, seeded(5).bytes);
      const value = credentials(judge.challenges(T0)[0]!, account);
      asked.length = 0;
      const { ok, stale } = judge.verify([value], 'REGISTER', known, T0) as { ok: boolean; stale: boolean };
      return { ok, stale, asked, challenges: judge.challenges(T0, stale) };
    };
    expect(outcome({ user: '999', password: 'x' })).toEqual(outcome({ user: '101', password: 'x' }));
    expect(outcome({ user: '999', password: 'x' }).ok).toBe(false);
  });

  it('keeps nothing of strangers, and no more than so much of friends', () => {
    const judge = server();
    for (let n = 0; n < 100; n++)
      verdict(judge, credentials(judge.challenges(T0)[0]!, { user: '999', password: 'x' }));
    expect(judge.counted).toBe(0);
    for (let n = 0; n < 9_000; n++) verdict(judge, credentials(judge.challenges(T0)[1]!));
    expect(judge.counted).toBe(8_192);
  });

  it('takes no digest twice, however many others were counted since; a newer one is taken', () => {
    const judge = server();
    const overheard = credentials(judge.challenges(T0)[1]!);
    expect(verdict(judge, overheard).ok).toBe(true);
    const soon = later(T0, sec(40));
    const newer = credentials(judge.challenges(soon)[1]!);
    for (let n = 0; n < 8_192; n++) verdict(judge, credentials(judge.challenges(soon)[1]!), soon);
    expect(verdict(judge, overheard, soon)).toEqual({ ok: false, stale: true, user: '101' });
    expect(verdict(judge, newer, soon).ok).toBe(true);
  });

  it('is not led astray by other realms, schemes and rubbish', () => {
    const judge = server();
    const good = credentials(judge.challenges(T0)[0]!);
    const others = ['NoOneKnowsThisScheme opaque-data=here', 'Digest', good.replace('"tipring"', '"other"')];
    expect(judge.verify([...others, good], 'REGISTER', known, T0).ok).toBe(true);
    expect(judge.verify(others, 'REGISTER', known, T0)).toEqual({ ok: false, stale: false, user: null });
    expect(judge.verify([good.replace('auth,', 'auth-int,')], 'REGISTER', known, T0).ok).toBe(false);
    expect(judge.verify([good], 'INVITE', known, T0).ok).toBe(false);
  });
});

describe('the exchange asked by a carrier', () => {
  const md5 = 'Digest realm="c", nonce="n", algorithm=MD5';
  const sha = 'Digest realm="c", nonce="n", algorithm=SHA-256, qop="auth,auth-int", opaque="o"';

  it('answers the first that it can, by the algorithm that was asked for', () => {
    expect(chooseChallenge([sha, md5])).toMatchObject({ algorithm: 'SHA-256', qop: true, opaque: 'o' });
    expect(chooseChallenge(['Digest realm="c", nonce="n", algorithm=SHA-512-256', md5])).toMatchObject({
      algorithm: 'MD5',
    });
    expect(chooseChallenge(['Digest realm="c", nonce="n", qop="auth-int"', 'Basic realm="c"'])).toBeNull();
  });

  it('counts its uses of a nonce in eight hex digits', () => {
    const ask = { method: 'INVITE', uri: URI, count: 17, cnonce: 'c' };
    expect(authorization(hash, chooseChallenge([sha])!, LI, ask)).toContain('nc=00000011, cnonce="c"');
    expect(authorization(hash, chooseChallenge([md5])!, LI, ask)).not.toContain('nc=');
  });
});
