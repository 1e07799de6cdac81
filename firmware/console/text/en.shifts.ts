import type { shiftsZhCN } from './zh-CN.shifts.ts';

export const shiftsEn: Readonly<Record<keyof typeof shiftsZhCN, string>> = {
  'nav.shifts': 'Shifts',
  'shifts.help': 'What operators did while they were on duty; a shift stands at the day on which it began.',
  'shifts.from': 'From day',
  'shifts.to': 'To day',
  'shifts.none': 'No shift in this time.',
  'shifts.operator': 'Operator',
  'shifts.console': 'Console',
  'shifts.began': 'Began',
  'shifts.ended': 'Ended',
  'shifts.running': 'on duty',
  'shifts.endedBy.hand-over': 'handed over to {to}',
  'shifts.endedBy.gone': 'left without logging out',
  'shifts.endedBy.replaced': 'moved to another console',
  'shifts.words': 'Words for the next shift: {words}',
  'shifts.answered': 'Answered',
  'shifts.inTime': 'Within three rings',
  'shifts.mean': 'Mean to answer',
  'shifts.p95': '95% within',
  'shifts.transferred': 'Transferred',
  'shifts.recalled': 'Recalled',
  'shifts.lost': 'Lost',
  'shifts.tickets': 'Tickets',
  'shifts.seconds': '{seconds} s',
  'shifts.day':
    'answered {answered} ({share} within three rings), transferred {transferred}, recalled {recalled}, tickets {tickets}',
};
