import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';

const place = (port: PortId): string => `port ${port}`;

export const notRegistered = (port: PortId, user: string): Fault => ({
  code: 'TR-SIP-006',
  where: place(port),
  what: `the SIP telephone ${user} is not registered`,
  todo: 'check its power, its network, its user name and password',
});

export const trunkDown = (port: PortId, trunk: string, why: string): Fault => ({
  code: 'TR-SIP-007',
  where: place(port),
  what: `the SIP trunk ${trunk} is down: ${why}`,
  todo: 'check the network and the account; ask the carrier',
});
