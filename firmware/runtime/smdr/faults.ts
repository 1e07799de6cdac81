import type { Fault } from '#units/result.ts';

export const notTaken = (name: string, why: string): Fault => ({
  code: 'TR-SMDR-001',
  where: `call record output ${name}`,
  what: `it does not take call records; they wait: ${why}`,
  todo: 'check the cable, the printer, or the system that should read them',
});

export const overflowed = (name: string, records: number): Fault => ({
  code: 'TR-SMDR-002',
  where: `call record output ${name}`,
  what: `up to ${records} call records fell out, because too many waited or they were deleted`,
  todo: 'look them up in the search of call records; the operation log says which',
});
