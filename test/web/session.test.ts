import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  IDLE_MS_MAX,
  OLD_SECRET_MS_MAX,
  ROTATE_MS,
  SESSION_MS_MAX,
  SESSIONS_PER_USER_MAX,
} from '#web/access/sessions.ts';
import { ADDRESS_WAIT_MS_MAX, FREE_FAILURES, NAME_WAIT_MS_MAX } from '#web/access/throttle.ts';
import { PASSWORD, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.close());

describe('the first start', () => {
  const wish = (code: string) => ({
    code,
    name: 'anna',
    displayName: 'Anna',
    password: PASSWORD,
    language: 'en',
  });
  let fresh: TestApi;
  beforeEach(async () => {
    fresh = await TestApi.start({}, []);
  });
  afterEach(() => fresh.close());

  test('whoever has the code of the box becomes the administrator, once', async () => {
    const code = fresh.server.firstCode!;
    expect((await fresh.client().get('/api/session')).body).toMatchObject({ firstStart: true, person: null });
    const anna = fresh.client();
    const answer = await anna.post('/api/session/first', wish(code.toLowerCase().replaceAll('-', ' ')));
    expect(answer).toMatchObject({ status: 200, body: { person: { name: 'anna', role: 'administrator' } } });
    expect((await anna.get('/api/users')).body).toMatchObject([{ name: 'anna' }]);
    expect(fresh.server.firstCode).toBeNull();
    expect((await fresh.client().post('/api/session/first', wish(code))).status).toBe(409);
    expect(fresh.actions()).toEqual(['user.create']);
  });

  test('the code stays the same over restarts until it is used', async () => {
    const code = fresh.server.firstCode;
    await fresh.server.close();
    await fresh.open();
    expect(fresh.server.firstCode).toBe(code);
  });

  test('guessing it is held up', async () => {
    for (let tries = 0; tries < FREE_FAILURES; tries++)
      expect((await fresh.client().post('/api/session/first', wish('AAAA-BBBB-CCCC'))).status).toBe(403);
    expect((await fresh.client().post('/api/session/first', wish(fresh.server.firstCode!))).status).toBe(429);
  });

  test('a weak password is refused, and the code is still good', async () => {
    const code = fresh.server.firstCode!;
    const weak = { ...wish(code), password: 'aaaaaaaaaaaa' };
    expect(await fresh.client().post('/api/session/first', weak)).toMatchObject({
      status: 422,
      body: { where: 'password' },
    });
    expect((await fresh.client().post('/api/session/first', wish(code))).status).toBe(200);
  });

  test('two at once make one administrator', async () => {
    const code = fresh.server.firstCode!;
    const both = ['anna', 'ben'].map((name) =>
      fresh.client().post('/api/session/first', { ...wish(code), name }),
    );
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(fresh.database.people.size).toBe(1);
  });

  test('with the disk gone nobody is let in', async () => {
    fresh.database.broken = { code: 'TR-DB-001', where: 'disk', what: 'gone', todo: 'replace it' };
    expect(await fresh.client().post('/api/session/first', wish(fresh.server.firstCode!))).toMatchObject({
      status: 503,
      body: { code: 'TR-DB-001' },
    });
  });
});

describe('a session', () => {
  test('its cookie cannot be read by scripts nor sent by other sites', async () => {
    const answer = await api.client().logIn('viewer');
    const cookie = answer.headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^tipring-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('everything but reading needs the token that only our page can know', async () => {
    const anna = await api.as('administrator');
    anna.csrf = '';
    expect((await anna.get('/api/users')).status).toBe(200);
    expect((await anna.post('/api/session/logout')).status).toBe(403);
    anna.csrf = 'x'.repeat(43);
    expect((await anna.post('/api/session/logout')).status).toBe(403);
  });

  test('ends by logging out, by doing nothing, and after half a day however busy', async () => {
    const out = await api.as('viewer');
    const { cookie } = out;
    expect((await out.post('/api/session/logout')).status).toBe(200);
    out.cookie = cookie;
    expect((await out.get('/api/lines')).status).toBe(401);

    const idle = await api.as('viewer');
    api.nowMs += IDLE_MS_MAX - 1;
    expect((await idle.get('/api/lines')).status).toBe(200);
    api.nowMs += IDLE_MS_MAX;
    expect((await idle.get('/api/lines')).status).toBe(401);

    const busy = await api.as('viewer');
    let passed = 0;
    for (; (await busy.get('/api/lines')).status === 200; passed += ROTATE_MS) api.nowMs += ROTATE_MS;
    expect(passed).toBe(SESSION_MS_MAX);
  });

  test('changes its cookie now and then; the old one is good for requests that were on their way', async () => {
    const page = await api.as('viewer');
    const old = page.cookie;
    api.nowMs += ROTATE_MS;
    await page.get('/api/lines');
    expect(page.cookie).not.toBe(old);
    const late = api.client();
    late.cookie = old;
    expect((await late.get('/api/lines')).status).toBe(200);
    api.nowMs += OLD_SECRET_MS_MAX + 1;
    expect((await late.get('/api/lines')).status).toBe(401);
    expect((await page.get('/api/lines')).status).toBe(200);
  });

  test('a user has only so many; the oldest ends', async () => {
    const first = await api.as('viewer');
    for (let more = 0; more < SESSIONS_PER_USER_MAX; more++) await api.as('viewer');
    expect((await first.get('/api/lines')).status).toBe(401);
  });

  test('a new password ends all the other sessions and needs the present one', async () => {
    const [here, there] = [await api.as('viewer'), await api.as('viewer')];
    const next = 'seven slow green boats';
    expect((await here.post('/api/session/password', { present: 'wrong', next })).status).toBe(401);
    expect((await here.post('/api/session/password', { present: PASSWORD, next })).status).toBe(200);
    expect([(await here.get('/api/lines')).status, (await there.get('/api/lines')).status]).toEqual([
      200, 401,
    ]);
    expect((await api.client().logIn('viewer', next)).status).toBe(200);
  });
});

describe('guessing passwords', () => {
  test('unknown, disabled and known users get the same answer', async () => {
    api.database.people.set('agent', { ...api.database.people.get('agent')!, disabled: true });
    const answers = await Promise.all(
      [
        ['nobody', PASSWORD],
        ['agent', PASSWORD],
        ['viewer', 'wrong'],
      ].map(([name, word]) => api.client().logIn(name!, word!)),
    );
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual(answers[0]!.body);
      expect([...headers.keys()].sort()).toEqual([...answers[0]!.headers.keys()].sort());
    }
  });

  test.each(['viewer', 'nobody'])('is held up for %s just the same, and longer each time', async (name) => {
    const waits: number[] = [];
    for (let tries = 0; tries < FREE_FAILURES + 4; tries++) {
      const answer = await api.client().logIn(name, 'wrong');
      if (answer.status === 429) {
        const seconds = Number(answer.headers.get('retry-after'));
        waits.push(seconds);
        api.nowMs += seconds * 1000;
      } else expect(answer.status).toBe(401);
    }
    expect(waits).toEqual([2, 4]);
    expect(NAME_WAIT_MS_MAX).toBeLessThan(ADDRESS_WAIT_MS_MAX);
  });

  test('many at once gain nothing: each counts before it is looked at', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => api.client().logIn('viewer', 'wrong')),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(FREE_FAILURES);
  });

  test('a mistyped password costs nothing once the right one comes', async () => {
    for (let day = 0; day < 3; day++) {
      await api.client().logIn('viewer', 'wrong');
      expect((await api.client().logIn('viewer')).status).toBe(200);
    }
  });

  test('is in the audit, without what was typed as a name', async () => {
    await api.client().logIn('viewer', 'wrong');
    await api.client().logIn('my secret password', 'wrong');
    expect(api.database.audited.map(({ action, target }) => [action, target])).toEqual([
      ['login.failed', 'viewer'],
      ['login.failed', '(unknown)'],
    ]);
  });
});
