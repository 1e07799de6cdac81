import type { Alerting, Extension, Office, PlanEntry, Services, Timing, Trunk } from '#switching/model.ts';
import { fixedLocalTime, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';
import { type PortId, portId } from '#units/ids.ts';

export const TIMING: Timing = {
  firstDigitMsMax: 10_000,
  interDigitMsMax: 4_000,
  ringMsMax: 60_000,
  busyMsMax: 30_000,
  howlerMsMax: 30_000,
  answerByTimeMs: 20_000,
  trunkGuardMs: 1_000,
  trunkRingGapMsMax: 6_000,
  dialToneWaitMsMax: 3_000,
};

/** China: 1 s on, 4 s off, number after the first ring. */
export const CHINESE_RINGING: Alerting = {
  cadence: [
    { on: true, ms: 1_000 },
    { on: false, ms: 4_000 },
  ],
  callerId: { when: 'after-first-ring', lineReversal: false, alertTone: false, delayMs: 500 },
};

/** United Kingdom: double ring, line reversal and number before it. */
export const BRITISH_RINGING: Alerting = {
  cadence: [
    { on: true, ms: 400 },
    { on: false, ms: 200 },
    { on: true, ms: 400 },
    { on: false, ms: 2_000 },
  ],
  callerId: { when: 'before-ring', lineReversal: true, alertTone: true, delayMs: 100 },
};

export const INSIDE: PlanEntry = { pattern: '8XX', to: { kind: 'extension' } };
export const OUTSIDE: PlanEntry = {
  pattern: '9.',
  to: { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: true },
};

/** Position number of the n-th port (from 0) on cards of eight. */
export const port = (n: number): PortId => portId(Math.floor(n / 8) + 1, (n % 8) + 1);

export interface OfficeWishes {
  /** Extensions 801, 802 … */
  readonly extensions?: number;
  /** Exchange lines L1, L2 …, each ringing in on 801. */
  readonly trunks?: number;
  readonly trunk?: Partial<Trunk>;
  /** What sets one extension apart. */
  readonly extension?: (number: string) => Partial<Extension>;
  readonly services?: Partial<Services>;
  readonly timing?: Partial<Timing>;
  readonly alerting?: Alerting;
  readonly plan?: readonly PlanEntry[];
  readonly emergency?: readonly string[];
  readonly hunt?: 'linear' | 'longest-idle';
}

export function makeOffice(wishes: OfficeWishes = {}): Office {
  const lines = wishes.extensions ?? 3;
  const extensions: Extension[] = Array.from({ length: lines }, (_, n) => ({
    ...plainExtension(String(801 + n), port(n), `Room ${n + 1}`),
    ...wishes.extension?.(String(801 + n)),
  }));
  const trunks: Trunk[] = Array.from({ length: wishes.trunks ?? 2 }, (_, n) => ({
    ...plainTrunk(port(lines + n), `L${n + 1}`, 'city', '801'),
    number: `5550${n + 1}`,
    answerBy: ['polarity'],
    ...wishes.trunk,
  }));
  return {
    extensions,
    trunks,
    trunkGroups: [{ id: 'city', hunt: wishes.hunt ?? 'linear' }],
    plan: wishes.plan ?? [INSIDE, OUTSIDE],
    emergency: wishes.emergency ?? ['110', '119', '120'],
    timing: { ...TIMING, ...wishes.timing },
    alerting: wishes.alerting ?? CHINESE_RINGING,
    services: { ...PLAIN_SERVICES, ...wishes.services },
    localTime: fixedLocalTime(480),
  };
}
