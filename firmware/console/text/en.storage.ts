import type { storageZhCN } from './zh-CN.storage.ts';

export const storageEn: Readonly<Record<keyof typeof storageZhCN, string>> = {
  'alarm.TR-RUN-007': 'Settings made by telephone cannot be saved; they are kept in memory and tried again.',
  'alarm.TR-RUN-007.todo': 'Make room in the data folder, or make it writable.',
  'alarm.TR-DB-001': 'The database cannot do it.',
  'alarm.TR-DB-001.todo': 'Make room on the disk of the data folder, make it writable, or replace the disk.',
  'alarm.TR-DB-002': 'The database did not answer within 10 s.',
  'alarm.TR-DB-002.todo': 'Check the disk of the data folder.',
  'alarm.TR-DB-003': 'The thread of the database ended and is started again.',
  'alarm.TR-DB-003.todo': 'Nothing if it stays at one; otherwise send the log to the makers.',
  'alarm.TR-DB-004': 'Too many requests wait for the database.',
  'alarm.TR-DB-004.todo': 'Check the disk: it is too slow or does not answer.',
  'alarm.TR-DB-005': 'The database was written by a newer version.',
  'alarm.TR-DB-005.todo': 'Start the newer version again, or move the file away to begin anew.',
  'alarm.TR-DB-006': 'The disk is full; the room kept for call records is being used up.',
  'alarm.TR-DB-006.todo': 'Delete recordings or other large files, or use a larger disk, within a day.',
  'alarm.TR-DB-007': 'The database was damaged and has been put aside.',
  'alarm.TR-DB-007.todo': 'Check or replace the disk; keep the file that was put aside for the makers.',
  'alarm.TR-DB-008': 'The database refused it.',
  'alarm.TR-DB-008.todo': 'Send the log to the makers.',
  'alarm.TR-DB-009': 'The database is closed.',
  'alarm.TR-DB-009.todo': 'Nothing: the exchange is stopping.',
  'alarm.TR-DB-010': 'Old call records cannot be taken over.',
  'alarm.TR-DB-010.todo':
    'Make the data folder readable and writable; they are taken over at the next start.',
  'alarm.TR-BOX-007':
    'The card of the box can only be read; what is set or recorded now is lost with the next start.',
  'alarm.TR-BOX-007.todo': 'Make a backup now, and replace the card.',
  'alarm.TR-BOX-008':
    'The data of the box cannot be read; it works without its office, its records and its users.',
  'alarm.TR-BOX-008.todo': 'Replace the card, and restore a backup.',
  'alarm.TR-SMDR-001': 'It does not take call records; they wait.',
  'alarm.TR-SMDR-001.todo': 'Check the cable, the printer, or the system that should read them.',
  'alarm.TR-SMDR-002': 'Some call records fell out, because too many waited or they were deleted.',
  'alarm.TR-SMDR-002.todo': 'Look them up in the records; the audit says which.',
  'alarm.TR-SMDR-003': 'The link for call records is down.',
  'alarm.TR-SMDR-003.todo': 'Check the cable and the system at the other end.',
};
