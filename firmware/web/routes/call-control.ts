/** CSTA services (ECMA-269) as routes: each is one command to the exchange. */
import type { Static, TSchema } from 'typebox';
import type { Command, Refusal } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import {
  CallParamsSchema,
  ConnectionSchema,
  ConnectionToSchema,
  DeviceParamsSchema,
  FromSchema,
  ReleaseSchema,
  ServiceAnswerSchema,
  ToSchema,
} from '../protocol/call-control.ts';
import { CALL_CONTROLLERS } from '../routing/policy.ts';
import { conflict, forbidden, notFound, notRunning, type Refused, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const REFUSED: Readonly<Record<Refusal, (where: string) => Refused>> = {
  'no-such-device': (where) => notFound(where, 'there is no such device', 'see GET /api/devices'),
  'no-such-call': (where) =>
    notFound(where, 'this call is not up, or the device is not in it', 'see GET /api/calls'),
  'not-in-that-state': (where) =>
    conflict(
      where,
      'the device or the call is not in a state for that',
      'look at GET /api/calls, then try again',
    ),
  'device-cannot': (where) =>
    unusable(where, 'this device cannot be told to do that', 'do it at the telephone itself'),
  'not-permitted': (where) =>
    forbidden(where, 'the exchange does not permit it', 'look at the class of service'),
  taken: (where) => conflict(where, 'another console has this call', 'take the next one'),
  'bad-number': (where) => unusable(where, 'this number leads nowhere', 'check the number'),
};

/** What a command that is about no device is about. */
function targetOf(wish: Command): string {
  if ('console' in wish) return wish.console;
  if ('call' in wish) return wish.call;
  return wish.op === 'setMode' ? wish.entity : wish.op === 'unblock' ? wish.number : '';
}

/** Sends a command for somebody; an agent's only when it is about the own extension. */
export async function command(
  { parts, who, from }: Asked<unknown, unknown, unknown>,
  device: string | null,
  wish: Command,
  facts: Readonly<Record<string, string | null>> = {},
): Promise<Refused | { call: CallId | null }> {
  if (parts.control === null) return notRunning('call control');
  if (who.role === 'agent' && (device === null || device !== who.extension))
    return forbidden(device ?? 'call', 'an agent may control only the own extension', 'ask a supervisor');
  const target = device ?? targetOf(wish);
  const reply = await parts.control.request(wish);
  if (!reply.ok) return REFUSED[reply.why](target);
  parts.audit({ who: who.name, from, action: `call.${wish.op}`, target, facts });
  return { call: reply.call };
}

const refusals = { 404: 'error', 409: 'error', 422: 'error', 503: 'error' } as const;
const common = {
  method: 'POST',
  subject: 'call control',
  policy: CALL_CONTROLLERS,
  answer: ServiceAnswerSchema,
  refusals,
} as const;

type OfDevice<B extends TSchema> = Asked<{ number: string }, unknown, Static<B>>;
type OfCall<B extends TSchema> = Asked<{ id: string }, unknown, Static<B>>;

const makeCall = route({
  ...common,
  path: '/api/devices/:number/make-call',
  operation: 'makeCall',
  summary: 'Rings the device, then dials for it',
  params: DeviceParamsSchema,
  body: ToSchema,
  handle: (asked: OfDevice<typeof ToSchema>) => {
    const { params, body } = asked;
    return command(asked, params.number, { op: 'makeCall', device: params.number, to: body.to }, body);
  },
});

const pickup = route({
  ...common,
  path: '/api/devices/:number/pickup',
  operation: 'pickup',
  summary: 'Takes a call that rings elsewhere',
  params: DeviceParamsSchema,
  body: FromSchema,
  handle: (asked: OfDevice<typeof FromSchema>) => {
    const { params, body } = asked;
    return command(asked, params.number, { op: 'pickup', device: params.number, from: body.from }, body);
  },
});

const ofTwo = (op: 'completeTransfer' | 'conference' | 'alternate', path: string, summary: string): Route =>
  route({
    ...common,
    path: `/api/devices/:number/${path}`,
    operation: op,
    summary,
    params: DeviceParamsSchema,
    handle: (asked) => command(asked, asked.params.number, { op, device: asked.params.number }),
  });

const ofConnection = (op: 'answer' | 'hold' | 'retrieve', summary: string): Route =>
  route({
    ...common,
    path: `/api/calls/:id/${op}`,
    operation: op,
    summary,
    params: CallParamsSchema,
    body: ConnectionSchema,
    handle: (asked: OfCall<typeof ConnectionSchema>) => {
      const { device } = asked.body;
      return command(
        asked,
        device,
        { op, device, call: asked.params.id as CallId },
        { call: asked.params.id },
      );
    },
  });

const toOther = (op: 'consult' | 'transfer' | 'deflect', summary: string): Route =>
  route({
    ...common,
    path: `/api/calls/:id/${op}`,
    operation: op,
    summary,
    params: CallParamsSchema,
    body: ConnectionToSchema,
    handle: (asked: OfCall<typeof ConnectionToSchema>) => {
      const { device, to } = asked.body;
      const wish: Command = { op, device, to, call: asked.params.id as CallId };
      return command(asked, device, wish, { call: asked.params.id, to });
    },
  });

const release = route({
  ...common,
  path: '/api/calls/:id/release',
  operation: 'release',
  summary: 'Takes one device out of a call, or ends the call',
  params: CallParamsSchema,
  body: ReleaseSchema,
  handle: (asked: OfCall<typeof ReleaseSchema>) => {
    const { device } = asked.body;
    const wish: Command = { op: 'release', call: asked.params.id as CallId, device };
    return command(asked, device, wish, { call: asked.params.id });
  },
});

export const CALL_CONTROL_ROUTES: readonly Route[] = [
  makeCall,
  pickup,
  ofTwo('completeTransfer', 'complete-transfer', 'Joins the held and the present party and leaves'),
  ofTwo('conference', 'conference', 'Joins the held and the present party, and stays'),
  ofTwo('alternate', 'alternate', 'Changes between the held and the present party'),
  ofConnection('answer', 'Answers for a device that can be told to'),
  ofConnection('hold', 'Puts a call on hold'),
  ofConnection('retrieve', 'Takes a held call back'),
  toOther('consult', 'Holds the call and calls somebody else'),
  toOther('transfer', 'Sends the other party elsewhere without asking (blind transfer)'),
  toOther('deflect', 'Sends a call that rings at the device elsewhere'),
  release,
];
