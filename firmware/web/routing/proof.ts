/** Guesses at passwords and codes: under a back-off, and for what must be asked again of somebody who is logged in. */
import type { User } from '#ports/database.ts';
import { failed, forbidden, notRunning, Refused, tooOften } from './refused.ts';
import type { Asked } from './route.ts';

type Anything = Asked<unknown, unknown, unknown>;

export const loginFailed = (): Refused =>
  new Refused(401, {
    code: 'TR-WEB-020',
    where: 'login',
    what: 'name or password is wrong',
    todo: 'try again; an administrator can set a new password',
  });

/** Runs a guess under the back-off of its name and address. */
export async function guarded(
  { parts: { access, nowMs }, from }: Anything,
  name: string,
  guess: () => Promise<'good' | 'wrong' | 'busy' | Refused>,
): Promise<'good' | 'wrong' | Refused> {
  const waitMs = access.throttle.waitMs(name, from, nowMs());
  if (waitMs > 0) return tooOften('login', Math.ceil(waitMs / 1000));
  access.throttle.tried(name, from, nowMs());
  const found = await guess();
  if (found === 'good') access.throttle.succeeded(name, from);
  else if (found !== 'wrong') access.throttle.withdrawn(name, from);
  return found === 'busy' ? tooOften('login', 2) : found;
}

/** Who is logged in, when the password that was typed again is the own one. */
export async function provenAgain(asked: Anything, password: string): Promise<User | Refused> {
  const { access, database } = asked.parts;
  const { who } = asked;
  if (database === null) return notRunning('database');
  if (who.kind !== 'person') return forbidden('token', 'a machine has no password', 'make another token');
  const users = await database.users.list();
  if (!users.ok) return failed(users.error);
  const user = users.value.find((one) => one.name === who.name);
  if (user === undefined) return loginFailed();
  const found = await guarded(asked, user.name, async () => {
    const good = await access.passwords.verify(password, user.passwordHash);
    return good === null ? 'busy' : good ? 'good' : 'wrong';
  });
  if (found instanceof Refused) return found;
  return found === 'wrong' ? loginFailed() : user;
}
