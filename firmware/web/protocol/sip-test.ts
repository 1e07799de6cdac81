/** A test call of a SIP trunk, as it grows. */
import { type Static, Type } from 'typebox';
import { SIP_TEST_ADVICE, SIP_TEST_ENDS, SIP_TEST_STATES } from '#ports/sip-test-call.ts';
import { DialNumber, Nullable, strict, Words } from './common.ts';

const SinceMs = (what: string) =>
  Nullable(Type.Number({ description: `ms since it was asked for: ${what}; null: not yet, or never` }));

export const SipTrunkParamsSchema = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 64, description: 'of the trunk, as in GET /api/sip' }) },
  strict,
);
export const SipTestWishSchema = Type.Object(
  { number: DialNumber },
  {
    ...strict,
    title: 'SipTestWish',
    description: 'Dialled as at an extension, its prefix for outside and all',
  },
);
export const SipTestHeardSchema = Type.Object(
  {
    packets: Type.Integer({
      description: 'that have come since the answer, or of an announcement before it',
    }),
    lossShare: Nullable(Type.Number({ description: '0 to 1; null: not measured yet' })),
    levelDbm0: Nullable(Type.Number({ description: 'of speech; null: silence, or not measured yet' })),
  },
  { ...strict, title: 'SipTestHeard' },
);
export const SipTestSchema = Type.Object(
  {
    trunk: Type.String(),
    number: Type.String({ description: 'as it was typed' }),
    state: Words(SIP_TEST_STATES),
    ageMs: Type.Number(),
    sent: Nullable(Type.String({ description: 'what the carrier was given to dial' })),
    routed: Type.Boolean({ description: 'a route of the office leads this number over this trunk' }),
    caller: Nullable(
      Type.String({
        description: 'who it was told that calls; empty: the account of the trunk; null: hidden',
      }),
    ),
    sentMs: SinceMs('the INVITE went out'),
    ringingMs: SinceMs('it rang there (180)'),
    earlyMs: SinceMs('an announcement was heard (183)'),
    answeredMs: SinceMs('somebody answered'),
    endedMs: SinceMs('it was over'),
    codec: Nullable(Words(['PCMA', 'PCMU', 'G722', 'opus'])),
    encrypted: Nullable(Type.Boolean({ description: 'SRTP; null: no voice was agreed on' })),
    heard: Nullable(SipTestHeardSchema),
    end: Nullable(Words(SIP_TEST_ENDS)),
    status: Nullable(Type.Integer({ description: 'of SIP, where it was refused' })),
    words: Type.String({ description: 'a refusal in the words of the carrier' }),
    advice: Words(SIP_TEST_ADVICE),
  },
  { ...strict, title: 'SipTest' },
);

export type SipTest = Static<typeof SipTestSchema>;
export type SipTestWish = Static<typeof SipTestWishSchema>;
