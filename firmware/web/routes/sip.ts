/** SIP telephones and trunks as they are now. What they are set to is in the office's document. */
import { DoneSchema } from '../protocol/common.ts';
import { SipBanParamsSchema, SipStatusSchema } from '../protocol/sip.ts';
import { TECHNICIANS } from '../routing/policy.ts';
import { notFound, notRunning } from '../routing/refused.ts';
import { type Route, route } from '../routing/route.ts';

const common = { subject: 'sip', policy: TECHNICIANS } as const;

export const SIP_ROUTES: readonly Route[] = [
  route({
    ...common,
    method: 'GET',
    path: '/api/sip',
    operation: 'sip',
    summary: 'Registered telephones, trunks, and who is banned',
    answer: SipStatusSchema,
    refusals: { 503: 'error' },
    handle: ({ parts }) => parts.sip?.status() ?? notRunning('SIP'),
  }),
  route({
    ...common,
    method: 'DELETE',
    path: '/api/sip/bans/:who',
    operation: 'liftSipBan',
    summary: 'Listens again to an address, or lets an extension prove itself again from everywhere',
    params: SipBanParamsSchema,
    answer: DoneSchema,
    refusals: { 404: 'error', 503: 'error' },
    handle: ({ parts, params: { who }, who: asker, from }) => {
      if (parts.sip === null) return notRunning('SIP');
      if (!parts.sip.lift(who)) return notFound(who, 'it is not banned', 'see GET /api/sip');
      parts.audit({ who: asker.name, from, action: 'sip.unban', target: who });
      return { done: true } as const;
    },
  }),
];
