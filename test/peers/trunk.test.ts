import { afterAll, beforeAll, describe, it } from 'vitest';
import { Exchange, hearing } from './support/exchange.ts';

/** Where the other exchange is a telephone: to it we are a carrier. */
const carrier = (sipPort: number): string => `
extensions:
  - { number: "801", port: 1/1, name: The other town }
  - { number: "4000", name: The office }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 27200, portLast: 27231, address: 127.0.0.1 }
  devices: [{ extension: "4000", secret: carrier-geheim-7, calls: 4 }]
`;

const office = (carrierPort: number) => (sipPort: number) =>
  `
extensions:
  - { number: "801", port: 1/1, name: Front desk, classOfService: free }
  - { number: "802", port: 1/2, name: Kitchen, classOfService: free }
trunkGroups: [{ id: outside }]
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: "9.", to: { kind: trunk-group, group: outside } }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 27300, portLast: 27331, address: 127.0.0.1 }
  trunks:
    - id: carrier
      group: outside
      domain: 127.0.0.1
      port: ${carrierPort}
      transport: udp
      user: "4000"
      secret: carrier-geheim-7
      calls: 2
      ringIn: "801"
`;

describe('a SIP trunk of npm start, with another npm start as its carrier', () => {
  let far: Exchange;
  let near: Exchange;
  beforeAll(async () => {
    far = await Exchange.start(carrier);
    near = await Exchange.start(office(far.port));
    await far.state('4000', 'idle');
  });
  afterAll(async () => {
    await near?.stop();
    await far?.stop();
  });

  it('registers, and 9 leads over it; each side hears the tone of the other', async () => {
    near.do({ op: 'lift', device: 'phone:1/2' });
    await near.phone('1/2', 'hears dial tone', hearing(450));
    near.do({ op: 'dial', device: 'phone:1/2', digits: '9801', via: 'dtmf' });
    await far.phone('1/1', 'rings', ({ ringing }) => ringing);
    far.do({ op: 'lift', device: 'phone:1/1' });
    far.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await near.phone('1/2', 'hears 1000 Hz', hearing(1000));
    far.do({ op: 'voice', device: 'phone:1/1', source: 'none' });
    near.do({ op: 'voice', device: 'phone:1/2', source: 'tone1k' });
    await far.phone('1/1', 'hears 1000 Hz', hearing(1000));
    near.do({ op: 'hangUp', device: 'phone:1/2' });
    far.do({ op: 'hangUp', device: 'phone:1/1' });
    await far.state('801', 'idle');
  });

  it('a call from the carrier rings where the office says', async () => {
    far.do({ op: 'lift', device: 'phone:1/1' });
    await far.phone('1/1', 'hears dial tone', hearing(450));
    far.do({ op: 'dial', device: 'phone:1/1', digits: '4000', via: 'dtmf' });
    await near.phone('1/1', 'rings', ({ ringing }) => ringing);
    near.do({ op: 'lift', device: 'phone:1/1' });
    near.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await far.phone('1/1', 'hears 1000 Hz', hearing(1000));
  });
});
