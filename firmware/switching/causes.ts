import type { Cause, ToneName } from './model.ts';

/** What an ITU-T Q.850 cause is called, and which tone tells it to a person who still listens. */
interface CauseMeaning {
  readonly name: string;
  readonly tone: ToneName;
}

/** Names as in Q.850 table 1; tones as in E.180 and, for vacant, GB/T 3380. */
export const CAUSES: Readonly<Record<Cause, CauseMeaning>> = {
  1: { name: 'unallocated number', tone: 'vacant' },
  3: { name: 'no route to destination', tone: 'vacant' },
  16: { name: 'normal call clearing', tone: 'busy' },
  17: { name: 'user busy', tone: 'busy' },
  18: { name: 'no user responding', tone: 'congestion' },
  19: { name: 'no answer from user', tone: 'busy' },
  21: { name: 'call rejected', tone: 'congestion' },
  25: { name: 'exchange routing error', tone: 'congestion' },
  27: { name: 'destination out of order', tone: 'congestion' },
  28: { name: 'invalid number format', tone: 'vacant' },
  31: { name: 'normal, unspecified', tone: 'busy' },
  34: { name: 'no circuit available', tone: 'congestion' },
  38: { name: 'network out of order', tone: 'congestion' },
  41: { name: 'temporary failure', tone: 'congestion' },
  42: { name: 'switching equipment congestion', tone: 'congestion' },
  44: { name: 'requested circuit not available', tone: 'congestion' },
  47: { name: 'resource unavailable', tone: 'congestion' },
  102: { name: 'recovery on timer expiry', tone: 'busy' },
};

export const toneOfCause = (cause: Cause): ToneName => CAUSES[cause].tone;
export const nameOfCause = (cause: Cause): string => CAUSES[cause].name;
