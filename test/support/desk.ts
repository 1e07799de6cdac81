import type { DirectoryEntry, LeftMessage, Ticket } from '#ports/desk.ts';
import type { Operation, Shift } from '#ports/desk-store.ts';
import type { TrainingScore } from '#ports/training.ts';
import { NOON_EPOCH_MS } from './records.ts';

export const entry = (id: number, changes: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  ...{ id, library: 'local', number: `${8000 + id}`, name: '陈晓', shortCode: '', department: '前台' },
  ...{ notes: '', important: false, ...changes },
});

/** Opened at noon by chen at console 1. */
export const ticket = (id: number, changes: Partial<Ticket> = {}): Ticket => ({
  ...{ id, state: 'open', call: null, bootId: 'boot', console: '1', operator: 'chen' },
  ...{ openedEpochMs: NOON_EPOCH_MS, closedEpochMs: null, callerNumber: '02165550000', callerName: '' },
  ...{ wanted: '', reason: '', result: '', followUp: '', notes: '', ...changes },
});

export const message = (id: number, changes: Partial<LeftMessage> = {}): LeftMessage => ({
  ...{ id, for: '802', from: '王先生', text: '请回电', by: 'chen', leftEpochMs: NOON_EPOCH_MS },
  ...{ readEpochMs: null, ...changes },
});

export const operation = (id: number, changes: Partial<Operation> = {}): Operation => ({
  ...{ id, epochMs: NOON_EPOCH_MS, operator: 'chen', console: '1', op: 'consoleAnswer', call: 'c1' },
  ...{ number: '', outcome: 'done', ...changes },
});

export const shift = (id: number, changes: Partial<Shift> = {}): Shift => ({
  ...{ id, operator: 'chen', console: '1', beganEpochMs: NOON_EPOCH_MS, endedEpochMs: null, endedBy: '' },
  ...{ to: '', words: '' },
  statistics: {
    ...{ answered: 3, answeredInThreeRings: 2, answerMeanMs: 4_000, answerP95Ms: 9_000 },
    ...{ transferred: 1, recalled: 0, lost: 0, tickets: 3 },
  },
  ...changes,
});

export const score = (id: number, changes: Partial<TrainingScore> = {}): TrainingScore => ({
  ...{ id, operator: 'chen', endedEpochMs: NOON_EPOCH_MS, lesson: 'plain', level: 1, points: 85 },
  calls: [
    {
      ...{ script: 'plain', caller: '高建军', wanted: '王芳', right: 'connect', answerMs: 4_000 },
      ...{ keysUsed: 3, keysLeast: 3, parts: { answer: 25, treatment: 45, keys: 15, notes: 0 } },
      advice: ['who', 'why'],
    },
  ],
  ...changes,
});
