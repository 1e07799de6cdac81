/** SIP as it is now: who is registered, which trunks are up, who is not listened to. */
import { type Static, Type } from 'typebox';
import { ErrorSchema } from '../protocol.ts';
import { EpochMs, strict } from './common.ts';

export const SipContactSchema = Type.Object(
  {
    address: Type.String({ description: 'UDP 192.168.1.20:5060, as it is seen from here' }),
    userAgent: Type.String(),
    behindNat: Type.Boolean({ description: 'the address that it gives of itself is another one' }),
    expiresInMs: Type.Integer(),
  },
  { ...strict, title: 'SipContact' },
);
export const SipDeviceSchema = Type.Object(
  {
    extension: Type.String(),
    user: Type.String(),
    name: Type.String(),
    contacts: Type.Array(SipContactSchema, { description: 'where it is registered; none: it is not' }),
  },
  { ...strict, title: 'SipDevice' },
);
export const SipTrunkSchema = Type.Object(
  {
    id: Type.String(),
    state: Type.Union([
      Type.Literal('trying'),
      Type.Literal('up'),
      Type.Literal('down'),
      Type.Literal('refused'),
    ]),
    why: Type.String({ description: 'in the words of the other side, or ours' }),
    sinceEpochMs: EpochMs,
  },
  { ...strict, title: 'SipTrunk' },
);
export const SipBanSchema = Type.Object(
  {
    who: Type.String({ description: 'an address, or the user name that is being tried' }),
    kind: Type.Union([Type.Literal('address'), Type.Literal('user')]),
    untilEpochMs: EpochMs,
    bans: Type.Integer({ description: 'how often so far' }),
  },
  { ...strict, title: 'SipBan' },
);
export const SipStatusSchema = Type.Object(
  {
    listeners: Type.Array(Type.String({ description: 'UDP 0.0.0.0:5060; none: nothing is heard' })),
    faults: Type.Array(ErrorSchema, { description: 'why something is not heard' }),
    devices: Type.Array(SipDeviceSchema),
    trunks: Type.Array(SipTrunkSchema),
    bans: Type.Array(SipBanSchema),
  },
  { ...strict, title: 'SipStatus' },
);
export const SipBanParamsSchema = Type.Object(
  { who: Type.String({ minLength: 1, maxLength: 64, description: 'as in the list' }) },
  strict,
);

export type SipStatus = Static<typeof SipStatusSchema>;
