import { describe, expect, test } from 'vitest';
import { codesMatch, firstCode } from '#web/access/first-code.ts';
import { createPasswords, WAITING_MAX, weakness } from '#web/access/passwords.ts';
import { addressKey } from '#web/access/throttle.ts';
import { MemoryDatabase } from '../support/memory-database.ts';

describe('passwords', () => {
  test('are kept as argon2id with a salt of their own, at no less than 19 MiB and two passes', async () => {
    const passwords = createPasswords();
    const [one, two] = await Promise.all([
      passwords.hash('four quiet blue trains'),
      passwords.hash('four quiet blue trains'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify('four quiet blue trains', one)).toBe(true);
    expect(await passwords.verify('four quiet blue train', one)).toBe(false);
  });

  // RFC 9106's own vector has a secret and associated data; this one is of the reference program:
  // echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32
  test('are read as every other argon2id writes them', async () => {
    const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
    expect(await createPasswords().verify('password', phc)).toBe(true);
    expect(await createPasswords().verify('Password', phc)).toBe(false);
  });

  test('a hash that is none, or no user at all, is no password', async () => {
    const passwords = createPasswords({ memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
    for (const stored of [null, '', 'plain', '$argon2id$v=19$m=8,t=1,p=1$$', '$2b$10$abcdefghijklmnopqrstuv'])
      expect(await passwords.verify('', stored)).toBe(false);
  });

  test('typed on another keyboard, the same letters are the same password', async () => {
    const passwords = createPasswords({ memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
    expect(await passwords.verify('cafe\u0301 au lait', await passwords.hash('caf\u00e9 au lait'))).toBe(
      true,
    );
  });

  test('only so many wait for their turn', async () => {
    const passwords = createPasswords({ memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
    const all = await Promise.all(Array.from({ length: WAITING_MAX + 3 }, () => passwords.hash('x')));
    expect(all.filter((one) => one === null)).toHaveLength(3);
    expect(await passwords.hash('x')).not.toBeNull();
  });

  test.each([
    ['short', 'anna'],
    ['abababababab', 'anna'],
    ['anna12345', 'anna'],
    ['Annabel123', 'annabel'],
  ])('%s is too weak for %s', (password, name) => {
    expect(weakness(password, name)).not.toBeNull();
  });
  test('a few words together are good', () => {
    expect(weakness('four quiet blue trains', 'anna')).toBeNull();
    expect(weakness('四列安静的蓝色火车进站', 'anna')).toBeNull();
  });
});

describe('the code of the box', () => {
  test('is read off a screen: no letters that look like others, and typing it badly does no harm', async () => {
    const code = await firstCode(new MemoryDatabase());
    expect(code).toMatch(/^([A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}$/);
    expect(codesMatch(` ${code.toLowerCase().replaceAll('-', ' ')} `, code)).toBe(true);
    expect(codesMatch(code.slice(1), code)).toBe(false);
    expect(codesMatch('', code)).toBe(false);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('guesses from %s count for %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
