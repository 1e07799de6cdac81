/** Who changed what. */
import { AUDIT_PAGE_MAX, AuditPageSchema, AuditQuerySchema } from '../protocol/audit.ts';
import { ADMINISTRATORS } from '../routing/policy.ts';
import { failed, notRunning } from '../routing/refused.ts';
import { type Route, route } from '../routing/route.ts';

export const AUDIT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/audit',
    operation: 'audit',
    subject: 'audit',
    summary: 'Changes and logins, newest first',
    policy: ADMINISTRATORS,
    query: AuditQuerySchema,
    answer: AuditPageSchema,
    refusals: { 503: 'error' },
    handle: async ({ parts, query }) => {
      if (parts.database === null) return notRunning('database');
      const { who, action, from, limit = AUDIT_PAGE_MAX, before } = query;
      const wish = {
        ...(who === undefined ? {} : { who }),
        ...(action === undefined ? {} : { action }),
        ...(from === undefined ? {} : { fromEpochMs: from }),
      };
      const page = await parts.database.audit.search(wish, limit, before);
      return page.ok ? page.value : failed(page.error);
    },
  }),
];
