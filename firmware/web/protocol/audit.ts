/** Who changed what. Administrators only. */
import { type Static, Type } from 'typebox';
import { before, EpochMs, limit, Nullable, strict } from './common.ts';

export const AUDIT_PAGE_MAX = 200;

export const AuditQuerySchema = Type.Object(
  {
    who: Type.Optional(Type.String({ maxLength: 80 })),
    action: Type.Optional(Type.String({ maxLength: 64 })),
    from: Type.Optional(Type.Integer({ description: 'ms since 1970-01-01 UTC, inclusive' })),
    limit: limit(AUDIT_PAGE_MAX),
    before: before('entries'),
  },
  strict,
);

export const AuditEntrySchema = Type.Object(
  {
    id: Type.Integer(),
    epochMs: EpochMs,
    who: Type.String({ description: 'user name, token:NAME, telephone:801 or system' }),
    from: Type.String({ description: 'network address' }),
    action: Type.String({ description: 'stable: config.commit, user.create, login.failed …' }),
    target: Type.String(),
    facts: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    ),
  },
  { ...strict, title: 'AuditEntry' },
);

/** Newest first. */
export const AuditPageSchema = Type.Object(
  { entries: Type.Array(AuditEntrySchema), next: Nullable(Type.Integer()) },
  { ...strict, title: 'AuditPage' },
);

export type AuditEntry = Static<typeof AuditEntrySchema>;
export type AuditPage = Static<typeof AuditPageSchema>;
export type AuditQuery = Static<typeof AuditQuerySchema>;
