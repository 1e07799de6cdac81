import type { Region } from '#ports/region.ts';
import { NATIONS, type Nation, nationOf } from '../nations.ts';

/** Public exchanges ring harder than line cards (GB/T 3380: 90 ±15 V at the exchange). */
const RING_VOLTS_RMS = 75;

/**
 * The network around an office of this region, for a world's description: the simulator's own idea of a
 * country that it knows, otherwise (a technician's own region file) one that sounds like the office itself.
 */
export function networkOf(region: Region): string | Nation {
  if (Object.hasOwn(NATIONS, region.code)) return region.code;
  const { tones, ring, callerId, emergency } = region;
  const { dial, busy, ringback, congestion, vacant, specialDial, callWaiting, howler } = tones;
  return {
    impedance: { seriesOhms: 600, parallelOhms: 0, nanofarads: 0 },
    tones: { dial, busy, ringback, congestion, vacant, specialDial, callWaiting, howler },
    ring: { hz: ring.hz, voltsRms: RING_VOLTS_RMS, cadenceMs: ring.cadence.map(({ ms }) => ms) },
    callerId: callerId.send,
    callerIdWhen: callerId.when,
    callerIdReversal: callerId.lineReversal,
    callerIdAlert: callerId.alertTone,
    emergency,
    flashMs: flashMsOf(region),
  };
}

/**
 * How long a telephone sold there opens the loop for a flash, ms: what the simulator knows of the country, otherwise
 * well within what the region takes for one.
 */
export function flashMsOf({ code, hook }: Region): number {
  if (Object.hasOwn(NATIONS, code)) return nationOf(code).flashMs;
  return Math.round(Math.sqrt(hook.flashMsMin * hook.flashMsMax));
}
