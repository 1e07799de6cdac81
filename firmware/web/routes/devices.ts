/** The directory of devices, what subscribers have set, and the modes of the office. */
import { Type } from 'typebox';
import type { Subscriber as CoreSubscriber } from '#switching/model.ts';
import {
  DeviceParamsSchema,
  DevicesSchema,
  DoNotDisturbSchema,
  EntityParamsSchema,
  ModeChangeSchema,
  ModesSchema,
  type Subscriber,
  type SubscriberChange,
  SubscriberChangeSchema,
  SubscriberSchema,
  WakeUpChangeSchema,
} from '../protocol/call-control.ts';
import { DialNumber, DoneSchema, strict } from '../protocol/common.ts';
import { CALL_CONTROLLERS, CALLER_UNBLOCKERS, LOGGED_IN, MODE_SETTERS } from '../routing/policy.ts';
import { forbidden, notFound, notRunning, Refused } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';
import { command } from './call-control.ts';

const subject = 'devices';
const serviceRefusals = { 404: 'error', 409: 'error', 422: 'error', 503: 'error' } as const;

const devices = route({
  method: 'GET',
  path: '/api/devices',
  operation: 'devices',
  subject,
  summary: 'The directory: every extension with its name and state',
  policy: LOGGED_IN,
  answer: DevicesSchema,
  handle: ({ parts, who }) =>
    parts
      .observeFor(who.role)
      .snapshot()
      .ports.filter(({ kind, number }) => kind === 'fxs' && number !== '')
      .map(({ number, name, port, state, health, call }) => ({
        number,
        name,
        port,
        state,
        inService: health === 'in-service',
        call,
      })),
});

/** What somebody of this role may see of what a subscriber has set. */
function shown({ pin, ...subscriber }: CoreSubscriber, mask: (number: string) => string): Subscriber {
  return {
    ...subscriber,
    forward: { ...subscriber.forward },
    speedDials: { ...subscriber.speedDials },
    hotLine:
      typeof subscriber.hotLine === 'object' && subscriber.hotLine !== null
        ? { ...subscriber.hotLine }
        : subscriber.hotLine,
    quietTime: subscriber.quietTime === null ? null : { ...subscriber.quietTime },
    wakeUp: subscriber.wakeUp === null ? null : { ...subscriber.wakeUp },
    pinSet: pin !== '',
    lastDialled: mask(subscriber.lastDialled),
    lastCaller: mask(subscriber.lastCaller),
  };
}

type OfDevice = Asked<{ number: string }, unknown, unknown>;

function present({ parts, params: { number }, who }: OfDevice): CoreSubscriber | Refused {
  if (who.role === 'agent' && number !== who.extension)
    return forbidden(number, 'an agent may see only the own extension', 'ask a supervisor');
  const observe = parts.observeFor(null);
  if (observe.subscriber === undefined) return notRunning('subscriber data');
  return observe.subscriber(number) ?? notFound(number, 'there is no such device', 'see GET /api/devices');
}

function answer(asked: OfDevice): Subscriber | Refused {
  const found = present(asked);
  return found instanceof Refused
    ? found
    : shown(found, (number) => asked.parts.mask(asked.who.role, number));
}

/** Asks the exchange for it, and answers what the extension has set then. */
async function carryOut(
  asked: OfDevice,
  wish: Parameters<typeof command>[2],
  facts?: Parameters<typeof command>[3],
): Promise<Subscriber | Refused> {
  const done = await command(asked, asked.params.number, wish, facts);
  return done instanceof Refused ? done : answer(asked);
}

const subscriber = route({
  method: 'GET',
  path: '/api/devices/:number/subscriber',
  operation: 'subscriber',
  subject,
  summary: 'What an extension has set: forwarding, do not disturb, speed dials …',
  policy: CALL_CONTROLLERS,
  params: DeviceParamsSchema,
  answer: SubscriberSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: answer,
});

/** What differs, short enough for the audit; a PIN only as that it was set. */
function differences(before: CoreSubscriber, change: SubscriberChange): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [field, value] of Object.entries(change)) {
    const text = (one: unknown): string => JSON.stringify(one).slice(0, 80);
    facts[field] =
      field === 'pin' ? 'set' : `${text(before[field as keyof CoreSubscriber])} → ${text(value)}`;
  }
  return facts;
}

const changeSubscriber = route({
  method: 'PATCH',
  path: '/api/devices/:number/subscriber',
  operation: 'changeSubscriber',
  subject,
  summary: 'Changes what an extension has set; fields that are missing stay',
  policy: CALL_CONTROLLERS,
  params: DeviceParamsSchema,
  body: SubscriberChangeSchema,
  answer: SubscriberSchema,
  refusals: serviceRefusals,
  handle: (asked) => {
    const before = present(asked);
    if (before instanceof Refused) return before;
    const { forward, ...rest } = asked.body;
    const change = forward === undefined ? rest : { ...rest, forward: { ...before.forward, ...forward } };
    const device = asked.params.number;
    return carryOut(asked, { op: 'setSubscriber', device, change }, differences(before, asked.body));
  },
});

const setDoNotDisturb = route({
  method: 'PUT',
  path: '/api/devices/:number/do-not-disturb',
  operation: 'setDoNotDisturb',
  subject,
  summary: 'Sets or clears do-not-disturb, also from one time of day to another',
  policy: CALL_CONTROLLERS,
  params: DeviceParamsSchema,
  body: DoNotDisturbSchema,
  answer: SubscriberSchema,
  refusals: serviceRefusals,
  handle: (asked) => {
    const device = asked.params.number;
    const { on, from, to } = asked.body;
    const wish = { op: 'setDoNotDisturb', device, on, from, to } as const;
    const facts = {
      on: String(on),
      from: from === null ? null : String(from),
      to: to === null ? null : String(to),
    };
    return carryOut(asked, wish, facts);
  },
});

const setWakeUp = route({
  method: 'PUT',
  path: '/api/devices/:number/wake-up',
  operation: 'setWakeUp',
  subject,
  summary: 'Orders a wake-up call, in place of one that was ordered before',
  policy: CALL_CONTROLLERS,
  params: DeviceParamsSchema,
  body: WakeUpChangeSchema,
  answer: SubscriberSchema,
  refusals: serviceRefusals,
  handle: (asked) => {
    const device = asked.params.number;
    const { minuteOfDay } = asked.body;
    const wish = { op: 'setWakeUp', device, minuteOfDay, by: asked.who.name } as const;
    return carryOut(asked, wish, { minuteOfDay: String(minuteOfDay) });
  },
});

const clearWakeUp = route({
  method: 'DELETE',
  path: '/api/devices/:number/wake-up',
  operation: 'clearWakeUp',
  subject,
  summary: 'Clears a wake-up call, also one that nobody has answered',
  policy: CALL_CONTROLLERS,
  params: DeviceParamsSchema,
  answer: SubscriberSchema,
  refusals: serviceRefusals,
  handle: (asked) => carryOut(asked, { op: 'clearWakeUp', device: asked.params.number, by: asked.who.name }),
});

const modes = route({
  method: 'GET',
  path: '/api/modes',
  operation: 'modes',
  subject,
  summary: 'Day, night or another mode, of every entity of the office',
  policy: LOGGED_IN,
  answer: ModesSchema,
  refusals: { 503: 'error' },
  handle: ({ parts }) => parts.observeFor(null).modes?.() ?? notRunning('modes'),
});

const setMode = route({
  method: 'PUT',
  path: '/api/modes/:entity',
  operation: 'setMode',
  subject,
  summary: 'Sets the mode of an entity by hand, or gives it back to the schedule',
  policy: MODE_SETTERS,
  params: EntityParamsSchema,
  body: ModeChangeSchema,
  answer: ModesSchema,
  refusals: serviceRefusals,
  handle: async (asked) => {
    const { entity } = asked.params;
    const { mode } = asked.body;
    const done = await command(asked, null, { op: 'setMode', entity, mode }, { entity, mode });
    if (done instanceof Refused) return done;
    return asked.parts.observeFor(null).modes?.() ?? notRunning('modes');
  },
});

const unblock = route({
  method: 'DELETE',
  path: '/api/blocked-callers/:number',
  operation: 'unblockCaller',
  subject,
  summary: 'Lets a caller in again that was marked as harassing',
  policy: CALLER_UNBLOCKERS,
  params: Type.Object({ number: DialNumber }, strict),
  answer: DoneSchema,
  refusals: serviceRefusals,
  handle: async (asked) => {
    const { number } = asked.params;
    const done = await command(asked, null, { op: 'unblock', number }, { number });
    return done instanceof Refused ? done : ({ done: true } as const);
  },
});

export const DEVICE_ROUTES: readonly Route[] = [
  devices,
  subscriber,
  changeSubscriber,
  setDoNotDisturb,
  setWakeUp,
  clearWakeUp,
  modes,
  setMode,
  unblock,
];
