/** Test calls of SIP trunks: whether calls go out over exactly this one, before anybody else finds out. */
import type { SipTestRefusal } from '#ports/sip-test-call.ts';
import { DoneSchema } from '../protocol/common.ts';
import { SipTestSchema, SipTestWishSchema, SipTrunkParamsSchema } from '../protocol/sip-test.ts';
import { ADMINISTRATORS } from '../routing/policy.ts';
import { notFound, notRunning, Refused } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const common = {
  ...{ subject: 'sip', policy: ADMINISTRATORS, path: '/api/sip/trunks/:id/test' },
  params: SipTrunkParamsSchema,
} as const;

type OfTrunk = Asked<{ readonly id: string }, unknown, unknown>;

const REFUSED: Readonly<
  Record<SipTestRefusal, readonly [status: number, code: string, what: string, todo: string]>
> = {
  'no-such-trunk': [404, 'TR-WEB-404', 'there is no such trunk', 'see GET /api/sip'],
  'trunk-down': [409, 'TR-SIP-020', 'the trunk is not up', 'look at why: account, server, network'],
  'no-line-free': [409, 'TR-SIP-021', 'all its calls are taken', 'try again when one has ended'],
  'under-way': [409, 'TR-SIP-022', 'a test call is under way', 'wait for its end, or hang it up'],
  emergency: [422, 'TR-SIP-023', 'this is an emergency number', 'no such number is called for a test'],
  'bad-number': [
    422,
    'TR-SIP-024',
    'this number does not lead outside',
    'type a number of the public network',
  ],
};

function refusal(why: SipTestRefusal, trunk: string): Refused {
  const [status, code, what, todo] = REFUSED[why];
  return new Refused(status, { code, where: trunk, what, todo });
}

const none = (trunk: string): Refused =>
  notFound(trunk, 'no test call of it is known', 'begin one with POST');

const audit = ({ parts, who, from, params: { id } }: OfTrunk, action: string, number?: string): void =>
  parts.audit({
    ...{ who: who.name, from, action, target: id },
    ...(number === undefined ? {} : { facts: { number } }),
  });

export const SIP_TEST_ROUTES: readonly Route[] = [
  route({
    ...common,
    method: 'GET',
    operation: 'sipTest',
    summary: 'The last test call of a trunk, for some minutes after its end',
    answer: SipTestSchema,
    refusals: { 404: 'error', 503: 'error' },
    handle: ({ parts: { sipTests }, params: { id } }) =>
      sipTests === null ? notRunning('SIP') : (sipTests.view(id) ?? none(id)),
  }),
  route({
    ...common,
    method: 'POST',
    operation: 'beginSipTest',
    summary: 'Calls a number over this trunk and no other, speaks to whoever answers, and ends by itself',
    body: SipTestWishSchema,
    answer: SipTestSchema,
    refusals: { 404: 'error', 409: 'error', 422: 'error', 503: 'error' },
    handle: async (asked) => {
      const { sipTests } = asked.parts;
      if (sipTests === null) return notRunning('SIP');
      const { id } = asked.params;
      const { number } = asked.body;
      const begun = await sipTests.begin(id, number);
      if (!begun.ok) return refusal(begun.why, id);
      audit(asked, 'sip.test', number);
      return sipTests.view(id) ?? none(id);
    },
  }),
  route({
    ...common,
    method: 'DELETE',
    operation: 'endSipTest',
    summary: 'Hangs up the test call of a trunk',
    answer: DoneSchema,
    refusals: { 404: 'error', 503: 'error' },
    handle: (asked) => {
      const { sipTests } = asked.parts;
      if (sipTests === null) return notRunning('SIP');
      if (!sipTests.hangUp(asked.params.id)) return none(asked.params.id);
      audit(asked, 'sip.test.end');
      return { done: true } as const;
    },
  }),
];
