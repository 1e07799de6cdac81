/** Users and the tokens of machines. Administrators only. */
import { type Static, Type } from 'typebox';
import { EpochMs, Nullable, strict, UserName } from './common.ts';
import { LanguageSchema, NewPassword, RoleSchema } from './session.ts';

const DisplayName = Type.String({ maxLength: 64 });
const OwnExtension = Type.String({ pattern: '^[0-9*#]{0,16}$', description: 'empty: none' });

export const UserSchema = Type.Object(
  {
    name: UserName,
    displayName: DisplayName,
    role: RoleSchema,
    extension: OwnExtension,
    language: LanguageSchema,
    disabled: Type.Boolean(),
  },
  { ...strict, title: 'User' },
);
export const UsersSchema = Type.Array(UserSchema);

export const NewUserSchema = Type.Object(
  {
    name: UserName,
    displayName: DisplayName,
    role: RoleSchema,
    extension: OwnExtension,
    language: LanguageSchema,
    password: NewPassword,
  },
  { ...strict, title: 'NewUser' },
);

/** Fields that are missing stay as they are. A new password, role or `disabled` ends the user's sessions. */
export const UserChangeSchema = Type.Partial(
  Type.Object({
    displayName: DisplayName,
    role: RoleSchema,
    extension: OwnExtension,
    language: LanguageSchema,
    disabled: Type.Boolean(),
    password: NewPassword,
  }),
  { ...strict, title: 'UserChange', minProperties: 1 },
);

export const TokenSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: RoleSchema,
    createdBy: Type.String(),
    expiresEpochMs: Nullable(EpochMs),
  },
  { ...strict, title: 'Token' },
);
export const TokensSchema = Type.Array(TokenSchema);

export const NewTokenSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    role: RoleSchema,
    expiresInDays: Nullable(Type.Integer({ minimum: 1, maximum: 3650, description: 'null: never' })),
  },
  { ...strict, title: 'NewToken' },
);

/** The only time that the token itself is told: `Authorization: Bearer <bearer>`. */
export const IssuedTokenSchema = Type.Object(
  { token: TokenSchema, bearer: Type.String({ description: 'tr_<id>_<secret>; cannot be asked for again' }) },
  { ...strict, title: 'IssuedToken' },
);

export type User = Static<typeof UserSchema>;
export type NewUser = Static<typeof NewUserSchema>;
export type UserChange = Static<typeof UserChangeSchema>;
export type Token = Static<typeof TokenSchema>;
export type NewToken = Static<typeof NewTokenSchema>;
export type IssuedToken = Static<typeof IssuedTokenSchema>;
