import type { NewRecord, StoredLeg } from '#ports/database.ts';
import type { FinishedCall } from '#ports/store.ts';
import type { CallId } from '#units/ids.ts';
import { instant, sec } from '#units/time.ts';

export const NOON_EPOCH_MS = Date.UTC(2026, 2, 1, 12);

/** A call from 801 to 802 as the host hands it on: rung after a second, never answered. */
export const finishedCall = (call: string, changes: Partial<FinishedCall> = {}): FinishedCall => ({
  ...{ call: call as CallId, kind: 'internal', from: '801', fromPort: '1/1', to: '802', toPort: '1/2' },
  ...{ dialled: '802', startedAt: instant(sec(1)), alertedAt: instant(sec(2)), answeredAt: null },
  ...{ releasedAt: instant(sec(9)), cause: 19, releasedBy: 'caller' },
  ...{ entity: 'main', legs: [], attended: [], account: '', joined: null, harassing: false },
  ...{ bootId: 'boot', releasedEpochMs: NOON_EPOCH_MS, quality: [], legUnits: [] },
  ...changes,
});

const LEG: StoredLeg = {
  ...{ port: '1/1', number: '801', how: 'origin', by: '', trunk: null, sent: '', units: null },
  ...{ startedEpochMs: NOON_EPOCH_MS, alertedEpochMs: null, answeredEpochMs: NOON_EPOCH_MS + 5_000 },
  ...{ releasedEpochMs: NOON_EPOCH_MS + 70_000, talkMs: 65_000 },
};

export const storedLeg = (changes: Partial<StoredLeg> = {}): StoredLeg => ({ ...LEG, ...changes });

/** A call from 801 at noon, answered after 5 s, 65 s long. */
export const newRecord = (call: string, changes: Partial<NewRecord> = {}): NewRecord => ({
  ...{ call: call as CallId, bootId: 'boot', kind: 'internal', from: '801', fromPort: '1/1', to: '802' },
  ...{ toPort: '1/2', dialled: '802', startedEpochMs: NOON_EPOCH_MS, alertedEpochMs: NOON_EPOCH_MS + 1_000 },
  ...{ answeredEpochMs: NOON_EPOCH_MS + 5_000, releasedEpochMs: NOON_EPOCH_MS + 70_000, talkMs: 65_000 },
  ...{ cause: 16, releasedBy: 'caller', entity: 'main', account: '', joined: null, harassing: false },
  ...{ legs: [storedLeg()], attended: [], quality: [], units: null },
  ...changes,
});
