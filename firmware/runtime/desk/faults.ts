import type { Fault } from '#units/result.ts';

const where = (console: string): string => `console ${console}`;

export const noSuchConsole = (console: string): Fault => ({
  code: 'TR-DESK-002',
  where: where(console),
  what: 'the office has no such console',
  todo: 'choose another console, or enter this one in the office',
});

export const otherOperator = (console: string, operator: string): Fault => ({
  code: 'TR-DESK-003',
  where: where(console),
  what: `${operator} sits there`,
  todo: 'let the console be handed over, or choose another one',
});

export const sitsElsewhere = (console: string, other: string): Fault => ({
  code: 'TR-DESK-004',
  where: where(console),
  what: `this operator sits at console ${other}`,
  todo: 'log out there first',
});

export const notLoggedIn = (console: string, why: string): Fault => ({
  code: 'TR-DESK-005',
  where: where(console),
  what: `the exchange does not let it in: ${why}`,
  todo: 'look whether the telephone of the console is in service',
});
