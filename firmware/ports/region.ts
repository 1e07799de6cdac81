import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;
const Ms = (minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description: `${description} (ms)` });
const Db = (description: string) => Type.Number({ minimum: -60, maximum: 12, description });

const ToneStepSchema = Type.Object(
  {
    hz: Type.Array(Type.Number({ minimum: 15, maximum: 3900 }), { maxItems: 4 }),
    ms: Ms(0, 60_000, 'length of the step; 0 is for ever'),
    levelDbm0: Type.Optional(Db('instead of the tone level')),
    modulationHz: Type.Optional(Type.Number({ minimum: 1, maximum: 100 })),
  },
  strict,
);

const ToneSchema = Type.Object(
  {
    levelDbm0: Db('per frequency'),
    repeat: Type.Boolean(),
    steps: Type.Array(ToneStepSchema, { minItems: 1, maxItems: 16 }),
  },
  strict,
);

const CallerIdSignalSchema = Type.Union([
  Type.Object(
    {
      signal: Type.Literal('fsk'),
      standard: Type.Union([Type.Literal('bell202'), Type.Literal('v23')]),
      format: Type.Union([Type.Literal('sdmf'), Type.Literal('mdmf')]),
    },
    strict,
  ),
  Type.Object(
    {
      signal: Type.Literal('dtmf'),
      start: Type.String({ maxLength: 1 }),
      end: Type.String({ maxLength: 1 }),
    },
    strict,
  ),
]);

const RingStepSchema = Type.Object({ on: Type.Boolean(), ms: Ms(50, 20_000, 'length') }, strict);

const NumberClassSchema = Type.Object(
  {
    /** Digits, `*`, `#`; `X` 0–9, `Z` 1–9, `N` 2–9; a dot at the end is one or more further digits. */
    pattern: Type.String({ pattern: '^[0-9*#XZN]{1,31}[.]?$' }),
    reach: Type.Union([Type.Literal('local'), Type.Literal('national'), Type.Literal('international')]),
    premium: Type.Boolean({ description: 'costs extra' }),
  },
  strict,
);

/** The names every region must define. A switching effect names one of these. */
export const TONE_NAMES = [
  'dial',
  'specialDial',
  'busy',
  'ringback',
  'congestion',
  'vacant',
  'callWaiting',
  'howler',
  'confirmation',
  'conferenceReminder',
] as const;
const tones = Object.fromEntries(TONE_NAMES.map((name) => [name, ToneSchema])) as Record<
  (typeof TONE_NAMES)[number],
  typeof ToneSchema
>;

/**
 * A country as data: `regions/cn.yaml` and its siblings, and a technician's own in the data folder.
 * Bits named as in the data sheets (Si3215 reg 10; Si3050 regs 16, 26, 30, 31).
 */
export const RegionSchema = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z]{2}$' }),
    name: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, strict),
    /** PCM companding on the highway. */
    law: Type.Union([Type.Literal('a'), Type.Literal('u')]),
    emergency: Type.Array(Type.String({ pattern: '^[0-9]{2,6}$' }), { minItems: 1, maxItems: 16 }),
    /** What public numbers are, as dialled on an exchange line; one that fits none counts as international. */
    numbering: Type.Array(NumberClassSchema, { minItems: 1, maxItems: 128 }),
    /** How numbers that come with `+` (E.164) are dialled; without it they lead nowhere. */
    dialling: Type.Optional(
      Type.Object(
        {
          country: Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'country code' }),
          national: Type.String({ pattern: '^[0-9]{0,4}$', description: 'before national numbers' }),
          international: Type.String({ pattern: '^[0-9]{1,5}$', description: 'before foreign numbers' }),
          /** National numbers that are dialled without the prefix. */
          bare: Type.Array(Type.String({ pattern: '^[0-9XZN]{1,15}[.]?$' }), { maxItems: 64 }),
        },
        strict,
      ),
    ),
    /** Analog level plan, relative: transmit is toward the exchange, receive toward the line. */
    levels: Type.Object(
      {
        fxsTransmitDb: Db('0 or −3.5 or 3.5'),
        fxsReceiveDb: Db('0 or −3.5 or 3.5'),
        fxoTransmitDb: Db('−15…12'),
        fxoReceiveDb: Db('−15…12'),
      },
      strict,
    ),
    tones: Type.Object(tones, strict),
    ring: Type.Object(
      {
        hz: Type.Number({ minimum: 15, maximum: 70 }),
        voltsPeak: Type.Number({ minimum: 40, maximum: 90 }),
        /** One whole period of the cadence, beginning with a burst. */
        cadence: Type.Array(RingStepSchema, { minItems: 2, maxItems: 8 }),
      },
      strict,
    ),
    callerId: Type.Object(
      {
        send: CallerIdSignalSchema,
        /** Before the first ring (DTMF, ETSI) or in its first silence (Bell 202). */
        when: Type.Union([Type.Literal('before-ring'), Type.Literal('after-first-ring')]),
        /** Reverse the line first, and send a DT-AS burst (UK, SIN 227). */
        lineReversal: Type.Boolean(),
        alertTone: Type.Boolean(),
        /** From the reversal, alert or end of ring to the first bit. */
        delayMs: Ms(50, 2000, 'quiet before the signal'),
        /** What an exchange line may send us; the first that decodes wins. */
        receive: Type.Array(
          Type.Union([Type.Literal('bell202'), Type.Literal('v23'), Type.Literal('dtmf')]),
          { minItems: 1 },
        ),
      },
      strict,
    ),
    dtmf: Type.Object(
      {
        lowDbm0: Db('low group'),
        highDbm0: Db('high group'),
        onMs: Ms(40, 500, 'tone'),
        offMs: Ms(40, 500, 'pause'),
      },
      strict,
    ),
    hook: Type.Object(
      {
        flashMsMin: Ms(40, 1500, 'shortest break that is a flash'),
        flashMsMax: Ms(80, 2000, 'longest break that is a flash; longer is on-hook'),
        pulseBreakMsMin: Ms(10, 100, 'shortest break of a dial pulse'),
        pulseBreakMsMax: Ms(30, 200, 'longest break of a dial pulse'),
        pulseInterDigitMsMin: Ms(100, 1000, 'closed this long ends the digit'),
        /** Pulses for the digit 0 are always 10; Sweden and New Zealand are not among the siblings yet. */
        unverified: Type.Boolean({ description: 'the flash window has no accessible source' }),
      },
      strict,
    ),
    pulse: Type.Object(
      {
        breakMs: Ms(20, 100, 'break'),
        makeMs: Ms(20, 100, 'make'),
        interDigitMs: Ms(200, 2000, 'pause between digits'),
      },
      strict,
    ),
    trunk: Type.Object(
      {
        flashMs: Ms(40, 1500, 'our flash toward the exchange'),
        loopDropMsMin: Ms(50, 2000, 'current gone this long is a disconnect'),
        ringDebounceMs: Ms(20, 500, 'ring voltage this long is a ring'),
        /** No burst for this long after the last one: the caller gave up. */
        ringGapMsMax: Ms(1000, 10_000, 'silence that ends the ringing'),
        dialToneWaitMsMax: Ms(500, 10_000, 'then we dial without having heard it'),
      },
      strict,
    ),
    fxs: Type.Object(
      { tiss: Type.Integer({ minimum: 0, maximum: 7 }), loopMa: Type.Integer({ minimum: 20, maximum: 41 }) },
      strict,
    ),
    fxo: Type.Object(
      {
        ohs: Type.Integer({ minimum: 0, maximum: 1 }),
        ohs2: Type.Integer({ minimum: 0, maximum: 1 }),
        rz: Type.Integer({ minimum: 0, maximum: 1 }),
        rt: Type.Integer({ minimum: 0, maximum: 1 }),
        ilim: Type.Integer({ minimum: 0, maximum: 1 }),
        dcv: Type.Integer({ minimum: 0, maximum: 3 }),
        mini: Type.Integer({ minimum: 0, maximum: 3 }),
        acim: Type.Integer({ minimum: 0, maximum: 15 }),
      },
      strict,
    ),
    timers: Type.Object(
      {
        firstDigitMsMax: Ms(2000, 60_000, 'dial tone, then no digit'),
        interDigitMsMax: Ms(1000, 30_000, 'then the number is taken as complete'),
        ringMsMax: Ms(10_000, 600_000, 'ringing without answer'),
        busyMsMax: Ms(5_000, 120_000, 'busy or congestion tone, then howler'),
        howlerMsMax: Ms(5_000, 120_000, 'howler, then the line is parked silent'),
        /** Outgoing over a line that gives no answer signal: taken as answered after this. */
        answerByTimeMs: Ms(1_000, 120_000, 'after the last digit'),
        trunkGuardMs: Ms(200, 5_000, 'rest between release and the next seizure'),
      },
      strict,
    ),
  },
  strict,
);

export type Region = Static<typeof RegionSchema>;
