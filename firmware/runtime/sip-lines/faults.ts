import type { Fault } from '#units/result.ts';

export const trunkDown = (trunk: string, why: string): Fault => ({
  code: 'TR-SIP-007',
  where: `SIP trunk ${trunk}`,
  what: `the SIP trunk is down: ${why}`,
  todo: 'check the network and the account; ask the carrier',
});
