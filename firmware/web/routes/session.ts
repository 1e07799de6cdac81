/** First start, logging in and out, one's own password. */
import type { User } from '#ports/database.ts';
import { codesMatch, forgetFirstCode } from '../access/first-code.ts';
import { weakness } from '../access/passwords.ts';
import { DoneSchema } from '../protocol/common.ts';
import { FirstStartSchema, LoginSchema, PasswordChangeSchema, SessionSchema } from '../protocol/session.ts';
import { EVERYBODY, LOGGED_IN } from '../routing/policy.ts';
import { guarded, loginFailed, provenAgain } from '../routing/proof.ts';
import { conflict, failed, forbidden, notRunning, Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const subject = 'session';
/** The name under which tries at the code of the box count; no user can have it. */
const FIRST = '(first code)';

export const weak = (why: string): Refused =>
  unusable('password', why, 'choose a longer one, such as a few words that belong together only for you');

const first = route({
  method: 'POST',
  path: '/api/session/first',
  operation: 'firstStart',
  subject,
  summary: 'Creates the first administrator with the code of this box, and logs in',
  policy: EVERYBODY,
  body: FirstStartSchema,
  answer: SessionSchema,
  refusals: { 409: 'error', 422: 'error', 429: 'error', 503: 'error' },
  handle: (asked) => asked.parts.access.inTurn(() => createFirst(asked)),
});

type FirstAsked = Asked<
  unknown,
  unknown,
  { code: string; name: string; password: string } & Pick<User, 'displayName' | 'language'>
>;

async function createFirst(asked: FirstAsked) {
  const { body, parts, request, reply, from } = asked;
  const { access, database } = parts;
  if (database === null) return notRunning('database');
  const code = access.firstCode;
  if (code === null) return conflict('first start', 'somebody is already known here', 'log in');
  const found = await guarded(asked, FIRST, async () => (codesMatch(body.code, code) ? 'good' : 'wrong'));
  if (found instanceof Refused) return found;
  if (found === 'wrong')
    return forbidden(
      'code',
      'it is not the code of this box',
      'read it off the terminal, where the exchange was started',
    );
  const why = weakness(body.password, body.name);
  if (why !== null) return weak(why);
  const passwordHash = await access.passwords.hash(body.password);
  if (passwordHash === null) return tooOften('first start', 2);
  const { name, displayName, language } = body;
  const user: User = {
    name,
    displayName,
    language,
    role: 'administrator',
    extension: '',
    disabled: false,
    passwordHash,
  };
  const stored = await database.users.put(user);
  if (!stored.ok) return failed(stored.error);
  access.firstCodeUsed();
  await forgetFirstCode(database);
  parts.audit({
    who: name,
    from,
    action: 'user.create',
    target: name,
    facts: { role: 'administrator', first: true },
  });
  return access.view(access.logIn(user, request, reply));
}

const login = route({
  method: 'POST',
  path: '/api/session/login',
  operation: 'logIn',
  subject,
  summary: 'Logs a person in; the session is in the cookie of the answer',
  policy: EVERYBODY,
  body: LoginSchema,
  answer: SessionSchema,
  refusals: { 401: 'error', 429: 'error', 503: 'error' },
  handle: async (asked) => {
    const { body, parts, request, reply, from } = asked;
    const { access, database, audit } = parts;
    if (database === null) return notRunning('database');
    const name = body.name.trim().toLowerCase();
    let user: User | undefined;
    const found = await guarded(asked, name, async () => {
      const users = await database.users.list();
      if (!users.ok) return failed(users.error);
      user = users.value.find((one) => one.name === name && !one.disabled);
      const good = await access.passwords.verify(body.password, user?.passwordHash ?? null);
      return good === null ? 'busy' : good ? 'good' : 'wrong';
    });
    if (found instanceof Refused) return found;
    if (found === 'wrong' || user === undefined) {
      // What was typed as a name may be a password.
      audit({ who: 'system', from, action: 'login.failed', target: user?.name ?? '(unknown)' });
      return loginFailed();
    }
    audit({ who: user.name, from, action: 'login', target: user.name });
    return access.view(access.logIn(user, request, reply));
  },
});

const logout = route({
  method: 'POST',
  path: '/api/session/logout',
  operation: 'logOut',
  subject,
  summary: 'Ends the session',
  policy: LOGGED_IN,
  answer: DoneSchema,
  handle: ({ who, from, parts, request, reply }) => {
    parts.access.logOut(who, request, reply);
    if (who.kind === 'person') parts.desk?.logOut(who.name);
    parts.audit({ who: who.name, from, action: 'logout', target: who.name });
    return { done: true } as const;
  },
});

const me = route({
  method: 'GET',
  path: '/api/session',
  operation: 'session',
  subject,
  summary: 'Who is logged in here, and whether anybody must be',
  policy: EVERYBODY,
  answer: SessionSchema,
  handle: ({ parts, request }) => parts.access.view(request.asker),
});

const password = route({
  method: 'POST',
  path: '/api/session/password',
  operation: 'changePassword',
  subject,
  summary: 'Changes the own password; all other sessions of the user end',
  policy: LOGGED_IN,
  body: PasswordChangeSchema,
  answer: SessionSchema,
  refusals: { 401: 'error', 422: 'error', 429: 'error', 503: 'error' },
  handle: (asked) => asked.parts.access.inTurn(() => changeOwn(asked)),
});

async function changeOwn(asked: Asked<unknown, unknown, { present: string; next: string }>) {
  const { body, from, parts, request, reply } = asked;
  const { access, database } = parts;
  if (database === null) return notRunning('database');
  const user = await provenAgain(asked, body.present);
  if (user instanceof Refused) return user;
  const why = weakness(body.next, user.name);
  if (why !== null) return weak(why);
  const passwordHash = await access.passwords.hash(body.next);
  if (passwordHash === null) return tooOften('password', 2);
  const stored = await database.users.put({ ...user, passwordHash });
  if (!stored.ok) return failed(stored.error);
  access.sessions.endAllOf(user.name);
  parts.audit({ who: user.name, from, action: 'password.change', target: user.name });
  return access.view(access.logIn(user, request, reply));
}

export const SESSION_ROUTES: readonly Route[] = [me, first, login, logout, password];
