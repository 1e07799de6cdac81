/** Who is at the page: first start, logging in and out. */
import { type Static, Type } from 'typebox';
import { ROLES } from '#ports/database.ts';
import { Nullable, strict, UserName, Words } from './common.ts';

/** Name of the header in which a page gives back `csrfToken`, with everything but GET. */
export const CSRF_HEADER = 'x-csrf-token';
export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

/** What a person types; whether it is good enough is judged where it is set. */
const TypedPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH_MAX });
export const NewPassword = Type.String({
  minLength: PASSWORD_LENGTH_MIN,
  maxLength: PASSWORD_LENGTH_MAX,
  description: 'not the name of the user, not one character over and over',
});
export const RoleSchema = Words(ROLES);
export const LanguageSchema = Words(['zh-CN', 'en']);

export const PersonSchema = Type.Object(
  {
    name: UserName,
    displayName: Type.String(),
    role: RoleSchema,
    extension: Type.String({ description: 'own extension; empty: none' }),
    language: LanguageSchema,
  },
  { ...strict, title: 'Person' },
);

/** `GET /api/session` answers this to everybody: it tells the page which of its doors to show. */
export const SessionSchema = Type.Object(
  {
    firstStart: Type.Boolean({ description: 'nobody is known yet: ask for the code of this box' }),
    openBench: Type.Boolean({ description: 'simulator: lines, calls and bench are open to everybody' }),
    person: Nullable(PersonSchema),
    csrfToken: Nullable(Type.String({ description: `goes back in the header ${CSRF_HEADER}` })),
    idleMsMax: Type.Integer({ description: 'a session that asks nothing ends after this' }),
    endsEpochMs: Nullable(Type.Number({ description: 'when the session ends however busy it is' })),
  },
  { ...strict, title: 'Session' },
);

export const FirstStartSchema = Type.Object(
  {
    code: Type.String({
      minLength: 1,
      maxLength: 32,
      description: 'shown on the terminal at the first start; dashes, spaces and case do not matter',
    }),
    name: UserName,
    displayName: Type.String({ maxLength: 64 }),
    password: NewPassword,
    language: LanguageSchema,
  },
  { ...strict, title: 'FirstStart' },
);

export const LoginSchema = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 64 }), password: TypedPassword },
  { ...strict, title: 'Login' },
);

export const PasswordChangeSchema = Type.Object(
  { present: TypedPassword, next: NewPassword },
  { ...strict, title: 'PasswordChange' },
);

export type Person = Static<typeof PersonSchema>;
export type Session = Static<typeof SessionSchema>;
export type FirstStart = Static<typeof FirstStartSchema>;
export type Login = Static<typeof LoginSchema>;
export type PasswordChange = Static<typeof PasswordChangeSchema>;
