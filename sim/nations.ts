import type { CallerIdFormat, ToneDefinition, ToneStep } from '#ports/media.ts';
import type { Impedance } from './chip.ts';
import type { ToneTable } from './dsp/tone-names.ts';

/**
 * The public networks and ears of the world, on purpose not read from `regions/`: the simulator judges
 * what the firmware makes of those. Tones and cadences: ITU-T E.180 supplement 2, BT SIN 350,
 * GB/T 3380-82; ringing and caller ID: GB/T 3380, SIN 227, ETSI EN 300 659, GR-30.
 */
export interface Nation {
  /** Reference impedance of a subscriber line, against which hybrids are balanced. */
  readonly impedance: Impedance;
  readonly tones: ToneTable;
  readonly ring: {
    readonly hz: number;
    readonly voltsRms: number;
    /** Burst, pause, burst, pause …; ms. */
    readonly cadenceMs: readonly number[];
  };
  readonly callerId: CallerIdFormat;
  readonly callerIdWhen: 'before-ring' | 'after-first-ring';
  /** Before the data of a caller ID that comes before the ringing: the line is reversed (SIN 227, NTT). */
  readonly callerIdReversal: boolean;
  /** And 2130+2750 Hz is sent (SIN 227 section 5). */
  readonly callerIdAlert: boolean;
  readonly emergency: readonly string[];
  /** How long the flash key of a telephone sold there opens the loop, ms. */
  readonly flashMs: number;
}

/**
 * Where register recall is a timed break, telephones make one that is not much longer than a dial pulse; networks of
 * the American kind (TIA/EIA-464: 300 to 1000 ms) were made for a hand on the hook.
 */
const TIMED_BREAK_MS = 150;
const HAND_MS = 600;

/** −10 dBm for the whole tone, GB/T 3380 and most others; two together are 3 dB less each. */
const LEVEL_ONE = -10;
const LEVEL_TWO = -13;

const level = (hz: readonly number[]): number => (hz.length > 1 ? LEVEL_TWO : LEVEL_ONE);
const steady = (...hz: number[]): ToneDefinition => ({
  levelDbm0: level(hz),
  repeat: true,
  steps: [{ hz, ms: 0 }],
});
/** On, off, on, off … in ms. */
function cadenced(hz: readonly number[], times: readonly number[], modulationHz?: number): ToneDefinition {
  const steps = times.map((ms, i): ToneStep => {
    const sounding = i % 2 === 0 ? hz : [];
    return modulationHz === undefined ? { hz: sounding, ms } : { hz: sounding, ms, modulationHz };
  });
  return { levelDbm0: level(hz), repeat: true, steps };
}
/** Special information tone, ITU-T E.180: three rising tones of 330 ms, 1 s of silence. */
const SIT: ToneDefinition = {
  levelDbm0: LEVEL_ONE,
  repeat: true,
  steps: [
    { hz: [950], ms: 330 },
    { hz: [1400], ms: 330 },
    { hz: [1800], ms: 330 },
    { hz: [], ms: 1000 },
  ],
};
const REMINDER = cadenced([1400], [400, 10_000]);
/** Of the tone that says that something was set: a quick beat for as long as it is played. */
const QUICK = [100, 100];
const fsk = (standard: 'bell202' | 'v23'): CallerIdFormat => ({ signal: 'fsk', standard, format: 'mdmf' });

const complex = (seriesOhms: number, parallelOhms = 0, nanofarads = 0): Impedance => ({
  seriesOhms,
  parallelOhms,
  nanofarads,
});
const TBR21 = complex(270, 750, 150);

const CN: Nation = {
  impedance: complex(200, 680, 100),
  tones: {
    dial: steady(450),
    busy: cadenced([450], [350, 350]),
    ringback: cadenced([450], [1000, 4000]),
    congestion: cadenced([450], [700, 700]),
    vacant: cadenced([450], [100, 100, 100, 100, 100, 100, 400, 400]),
    specialDial: cadenced([450], [400, 40]),
    callWaiting: cadenced([450], [400, 4000]),
    howler: steady(950),
    confirmation: cadenced([450], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 25, voltsRms: 75, cadenceMs: [1000, 4000] },
  callerId: fsk('bell202'),
  callerIdWhen: 'after-first-ring',
  callerIdReversal: false,
  callerIdAlert: false,
  emergency: ['110', '119', '120', '122'],
  flashMs: TIMED_BREAK_MS,
};

/** Receiver off hook, TIA/EIA-464: four tones together; the ear needs to find only some of them. */
const ROH: ToneDefinition = {
  levelDbm0: -6,
  repeat: true,
  steps: [
    { hz: [1400, 2060, 2450, 2600], ms: 100 },
    { hz: [], ms: 100 },
  ],
};

const US: Nation = {
  impedance: complex(600),
  tones: {
    dial: steady(350, 440),
    busy: cadenced([480, 620], [500, 500]),
    ringback: cadenced([440, 480], [2000, 4000]),
    congestion: cadenced([480, 620], [250, 250]),
    vacant: SIT,
    specialDial: cadenced([350, 440], [100, 100]),
    callWaiting: cadenced([440], [300, 10_000]),
    howler: ROH,
    confirmation: cadenced([350, 440], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 20, voltsRms: 80, cadenceMs: [2000, 4000] },
  callerId: fsk('bell202'),
  callerIdWhen: 'after-first-ring',
  callerIdReversal: false,
  callerIdAlert: false,
  emergency: ['911'],
  flashMs: HAND_MS,
};

/** BT SIN 350: rising steps. */
const UK_HOWLER: ToneDefinition = {
  levelDbm0: -10,
  repeat: true,
  steps: [
    { hz: [800], ms: 500 },
    { hz: [1200], ms: 500 },
    { hz: [1800], ms: 500 },
    { hz: [2400], ms: 500 },
  ],
};

const UK: Nation = {
  impedance: complex(370, 620, 310),
  tones: {
    dial: steady(350, 440),
    busy: cadenced([400], [375, 375]),
    ringback: cadenced([400, 450], [400, 200, 400, 2000]),
    congestion: cadenced([400], [400, 350, 225, 525]),
    vacant: SIT,
    specialDial: cadenced([350, 440], [750, 750]),
    callWaiting: cadenced([400], [100, 4000]),
    howler: UK_HOWLER,
    confirmation: cadenced([1400], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 25, voltsRms: 75, cadenceMs: [400, 200, 400, 2000] },
  callerId: fsk('v23'),
  callerIdWhen: 'before-ring',
  callerIdReversal: true,
  callerIdAlert: true,
  emergency: ['999', '112'],
  flashMs: TIMED_BREAK_MS,
};

const DE: Nation = {
  impedance: TBR21,
  tones: {
    dial: steady(425),
    busy: cadenced([425], [480, 480]),
    ringback: cadenced([425], [1000, 4000]),
    congestion: cadenced([425], [240, 240]),
    vacant: SIT,
    specialDial: cadenced([425, 400], [1000, 100]),
    callWaiting: cadenced([425], [200, 200, 200, 5000]),
    howler: cadenced([425], [100, 100]),
    confirmation: cadenced([425], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 25, voltsRms: 60, cadenceMs: [1000, 4000] },
  callerId: fsk('v23'),
  callerIdWhen: 'after-first-ring',
  callerIdReversal: false,
  callerIdAlert: false,
  emergency: ['112', '110'],
  flashMs: TIMED_BREAK_MS,
};

const FR: Nation = {
  impedance: TBR21,
  tones: {
    dial: steady(440),
    busy: cadenced([440], [500, 500]),
    ringback: cadenced([440], [1500, 3500]),
    congestion: cadenced([440], [250, 250]),
    vacant: SIT,
    specialDial: steady(350, 440),
    callWaiting: cadenced([440], [300, 10_000]),
    howler: cadenced([440], [100, 100]),
    confirmation: cadenced([440], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 25, voltsRms: 70, cadenceMs: [1500, 3500] },
  callerId: fsk('v23'),
  callerIdWhen: 'after-first-ring',
  callerIdReversal: false,
  callerIdAlert: false,
  emergency: ['112', '114', '15', '17', '18'],
  flashMs: TIMED_BREAK_MS,
};

const JP: Nation = {
  impedance: complex(600, 1e6, 1000),
  tones: {
    dial: steady(400),
    busy: cadenced([400], [500, 500]),
    ringback: cadenced([400], [1000, 2000], 15),
    congestion: cadenced([400], [500, 500]),
    vacant: SIT,
    specialDial: cadenced([400], [125, 125]),
    callWaiting: cadenced([400], [500, 8000], 16),
    howler: { levelDbm0: -4, repeat: true, steps: [{ hz: [400], ms: 0, modulationHz: 16 }] },
    confirmation: cadenced([400], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 16, voltsRms: 75, cadenceMs: [1000, 2000] },
  callerId: fsk('v23'),
  callerIdWhen: 'before-ring',
  callerIdReversal: true,
  callerIdAlert: false,
  emergency: ['110', '118', '119'],
  flashMs: HAND_MS,
};

const AU: Nation = {
  impedance: complex(220, 820, 120),
  tones: {
    dial: steady(413, 438),
    busy: cadenced([425], [375, 375]),
    ringback: cadenced([413, 438], [400, 200, 400, 2000]),
    congestion: cadenced([425], [375, 375]),
    vacant: cadenced([425], [2500, 500]),
    specialDial: cadenced([413, 438], [100, 40]),
    callWaiting: cadenced([425], [200, 200, 200, 4400]),
    howler: ROH,
    confirmation: cadenced([425], QUICK),
    conferenceReminder: REMINDER,
  },
  ring: { hz: 25, voltsRms: 75, cadenceMs: [400, 200, 400, 2000] },
  callerId: fsk('bell202'),
  callerIdWhen: 'after-first-ring',
  callerIdReversal: false,
  callerIdAlert: false,
  emergency: ['000', '106', '112'],
  flashMs: TIMED_BREAK_MS,
};

export const NATIONS = { CN, US, UK, GB: UK, DE, FR, JP, AU } as const satisfies Record<string, Nation>;
export type NationCode = keyof typeof NATIONS;

/** The network of a country; one that the simulator does not know is given the Chinese one. */
export function nationOf(code: string): Nation {
  return Object.hasOwn(NATIONS, code) ? NATIONS[code as NationCode] : CN;
}
