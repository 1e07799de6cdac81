/** Users, and the tokens of machines. */
import { Type } from 'typebox';
import type { Token as StoredToken, User as StoredUser } from '#ports/database.ts';
import { issue, TOKENS_MAX } from '../access/machine-tokens.ts';
import { weakness } from '../access/passwords.ts';
import type { Parts } from '../parts.ts';
import { DoneSchema, strict, UserName } from '../protocol/common.ts';
import {
  IssuedTokenSchema,
  NewTokenSchema,
  NewUserSchema,
  type Token,
  TokensSchema,
  type User,
  UserChangeSchema,
  UserSchema,
  UsersSchema,
} from '../protocol/users.ts';
import { ADMINISTRATORS } from '../routing/policy.ts';
import { conflict, failed, notFound, notRunning, Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';
import { weak } from './session.ts';

export const USERS_MAX = 500;
const DAY_MS = 86_400_000;

const shown = ({ passwordHash: _, ...user }: StoredUser): User => user;
const shownToken = ({ hash: _, ...token }: StoredToken): Token => token;
const unknownUser = (name: string): Refused => notFound(name, 'there is no such user', 'see GET /api/users');

const isAdministrator = ({ role, disabled }: StoredUser): boolean => role === 'administrator' && !disabled;
const lastAdministrator = (): Refused =>
  conflict('role', 'this is the last administrator', 'make somebody else an administrator first');

async function allUsers({ database }: Parts): Promise<readonly StoredUser[] | Refused> {
  if (database === null) return notRunning('database');
  const users = await database.users.list();
  return users.ok ? users.value : failed(users.error);
}

/** The hash of a new password, or why it is refused. */
async function hashOf(parts: Parts, password: string, name: string): Promise<string | Refused> {
  const why = weakness(password, name);
  if (why !== null) return weak(why);
  return (await parts.access.passwords.hash(password)) ?? tooOften('password', 2);
}

const NameParams = Type.Object({ name: UserName }, strict);
type ByName = { name: string };
const refusals = { 404: 'error', 409: 'error', 422: 'error', 429: 'error', 503: 'error' } as const;
const subject = 'users';
const policy = ADMINISTRATORS;

const list = route({
  method: 'GET',
  path: '/api/users',
  operation: 'users',
  subject,
  summary: 'All users',
  policy,
  answer: UsersSchema,
  refusals: { 503: 'error' },
  handle: async ({ parts }) => {
    const users = await allUsers(parts);
    return users instanceof Refused ? users : users.map(shown);
  },
});

const create = route({
  method: 'POST',
  path: '/api/users',
  operation: 'createUser',
  subject,
  summary: 'Creates a user',
  policy,
  body: NewUserSchema,
  status: 201,
  answer: UserSchema,
  refusals: { 409: 'error', 422: 'error', 429: 'error', 503: 'error' },
  handle: ({ parts, body, who, from }) =>
    parts.access.inTurn(async () => {
      const users = await allUsers(parts);
      if (users instanceof Refused) return users;
      const { name, role } = body;
      if (users.some((user) => user.name === name))
        return conflict('name', `there is a user ${name} already`, 'choose another name');
      if (users.length >= USERS_MAX) return unusable('users', 'there are too many', 'remove one first');
      const { password, ...rest } = body;
      const passwordHash = await hashOf(parts, password, name);
      if (passwordHash instanceof Refused) return passwordHash;
      const user: StoredUser = { ...rest, disabled: false, passwordHash };
      const stored = await parts.database!.users.put(user);
      if (!stored.ok) return failed(stored.error);
      parts.audit({ who: who.name, from, action: 'user.create', target: name, facts: { role } });
      return shown(user);
    }),
});

const change = route({
  method: 'PATCH',
  path: '/api/users/:name',
  operation: 'changeUser',
  subject,
  summary: 'Changes a user; fields that are missing stay',
  policy,
  params: NameParams,
  body: UserChangeSchema,
  answer: UserSchema,
  refusals,
  handle: (asked) => asked.parts.access.inTurn(() => changeUser(asked)),
});

async function changeUser({
  parts,
  params,
  body,
  who,
  from,
}: Asked<ByName, unknown, Partial<StoredUser> & { password?: string }>) {
  const users = await allUsers(parts);
  if (users instanceof Refused) return users;
  const before = users.find((user) => user.name === params.name);
  if (before === undefined) return unknownUser(params.name);
  const { password, ...rest } = body;
  const passwordHash =
    password === undefined ? before.passwordHash : await hashOf(parts, password, before.name);
  if (passwordHash instanceof Refused) return passwordHash;
  const after: StoredUser = { ...before, ...rest, passwordHash };
  if (isAdministrator(before) && !isAdministrator(after) && users.filter(isAdministrator).length === 1)
    return lastAdministrator();
  const stored = await parts.database!.users.put(after);
  if (!stored.ok) return failed(stored.error);
  const { sessions } = parts.access;
  const mayOther = after.role !== before.role || after.extension !== before.extension || after.disabled;
  if (mayOther || password !== undefined) sessions.endAllOf(after.name, mayOther ? null : who.session);
  else sessions.renamed(shown(after));
  const facts: Record<string, string | boolean> = { password: password !== undefined };
  for (const field of ['displayName', 'role', 'extension', 'language', 'disabled'] as const)
    if (before[field] !== after[field]) facts[field] = `${before[field]} → ${after[field]}`;
  parts.audit({ who: who.name, from, action: 'user.change', target: after.name, facts });
  return shown(after);
}

const remove = route({
  method: 'DELETE',
  path: '/api/users/:name',
  operation: 'removeUser',
  subject,
  summary: 'Removes a user and ends the sessions',
  policy,
  params: NameParams,
  answer: DoneSchema,
  refusals,
  handle: ({ parts, params, who, from }) =>
    parts.access.inTurn(async () => {
      const users = await allUsers(parts);
      if (users instanceof Refused) return users;
      const user = users.find((one) => one.name === params.name);
      if (user === undefined) return unknownUser(params.name);
      if (isAdministrator(user) && users.filter(isAdministrator).length === 1) return lastAdministrator();
      const removed = await parts.database!.users.remove(user.name);
      if (!removed.ok) return failed(removed.error);
      parts.access.sessions.endAllOf(user.name);
      parts.audit({
        who: who.name,
        from,
        action: 'user.remove',
        target: user.name,
        facts: { role: user.role },
      });
      return { done: true } as const;
    }),
});

const tokens = route({
  method: 'GET',
  path: '/api/tokens',
  operation: 'tokens',
  subject,
  summary: 'Tokens of machines, without their secrets',
  policy,
  answer: TokensSchema,
  refusals: { 503: 'error' },
  handle: async ({ parts }) => {
    if (parts.database === null) return notRunning('database');
    const listed = await parts.database.tokens.list();
    return listed.ok ? listed.value.map(shownToken) : failed(listed.error);
  },
});

const createToken = route({
  method: 'POST',
  path: '/api/tokens',
  operation: 'createToken',
  subject,
  summary: 'Makes a token for a machine; its secret is told only now',
  policy,
  body: NewTokenSchema,
  status: 201,
  answer: IssuedTokenSchema,
  refusals: { 422: 'error', 503: 'error' },
  handle: ({ parts, body, who, from }) =>
    parts.access.inTurn(async () => {
      const { database, access, epochMs } = parts;
      if (database === null) return notRunning('database');
      const listed = await database.tokens.list();
      if (!listed.ok) return failed(listed.error);
      if (listed.value.length >= TOKENS_MAX)
        return unusable('tokens', 'there are too many', 'remove one first');
      const { name, role, expiresInDays } = body;
      const expiresEpochMs = expiresInDays === null ? null : Math.round(epochMs()) + expiresInDays * DAY_MS;
      const issued = issue({ name, role, createdBy: who.name, expiresEpochMs });
      const stored = await database.tokens.put(issued.token);
      if (!stored.ok) return failed(stored.error);
      access.tokens?.changed();
      parts.audit({
        who: who.name,
        from,
        action: 'token.create',
        target: name,
        facts: { role, id: issued.token.id },
      });
      return { token: shownToken(issued.token), bearer: issued.bearer };
    }),
});

const removeToken = route({
  method: 'DELETE',
  path: '/api/tokens/:id',
  operation: 'removeToken',
  subject,
  summary: 'Ends a token',
  policy,
  params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{12}$' }) }, strict),
  answer: DoneSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params, who, from }) => {
    if (parts.database === null) return notRunning('database');
    const removed = await parts.database.tokens.remove(params.id);
    if (!removed.ok) return failed(removed.error);
    parts.access.tokens?.changed();
    if (!removed.value) return notFound(params.id, 'there is no such token', 'see GET /api/tokens');
    parts.audit({ who: who.name, from, action: 'token.remove', target: params.id });
    return { done: true } as const;
  },
});

export const USER_ROUTES: readonly Route[] = [list, create, change, remove, tokens, createToken, removeToken];
