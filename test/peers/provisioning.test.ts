import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { SocketNetwork } from '#adapters/sip/network.ts';
import type { ProvisioningAccess } from '#ports/provisioning.ts';
import type { SipNetwork } from '#ports/sip-transport.ts';
import { type Settings, settingsIn } from '../sip/provisioning/support/read.ts';
import { Phone } from '../sip/support/phone.ts';
import { Exchange } from './support/exchange.ts';
import { until } from './support/until.ts';

/** Nobody is trusted for his address alone, as on the Internet. */
const office = (port: number): string => `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${port} }]
  defence: { trusted: [10.0.0.0/8] }
  devices:
    - { extension: "820", secret: anna-geheim-7, mac: "00:15:65:AB:CD:EF", lampKeys: ["801"] }
`;
const STRANGER = '127.0.4.9';
const HERE = { transport: 'UDP', local: { host: '127.0.0.31', port: 0 } } as const;

describe('a desk telephone that knows nothing but an address', () => {
  let exchange: Exchange;
  let network: SipNetwork;
  let path = '';
  beforeAll(async () => {
    exchange = await Exchange.start(office);
    ({ network } = await SocketNetwork.open({ listen: [HERE], tls: null }));
    ({ path } = await exchange.provision<ProvisioningAccess>('820', 'secret'));
  });
  afterAll(async () => {
    await network?.stop();
    await exchange?.stop();
  });

  const fetched = async (): Promise<Settings> => {
    const answer = await fetch(new URL(`${path}001565abcdef.cfg`, exchange.url));
    expect(answer.status).toBe(200);
    return settingsIn({ contentType: 'text/plain', text: await answer.text() });
  };

  it('fetches its settings, registers with what they say, calls an analog telephone, and is told when they change', async () => {
    const settings = await fetched();
    const account = (name: string): string => settings.get(`account.1.${name}`) ?? '';
    const server = { host: account('sip_server.1.address'), port: Number(account('sip_server.1.port')) };
    const anna = new Phone(network, new RealClock(), server, account('user_name'), 7, account('password'));
    const told: string[] = [];
    anna.onEvent = (event) => {
      if (event.kind !== 'request') return;
      told.push(...event.request.fields.filter(({ name }) => name === 'event').map(({ value }) => value));
    };
    anna.register();
    await exchange.state('820', 'idle');

    anna.call('801');
    await exchange.phone('1/1', 'rings', ({ ringing }) => ringing);
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    await exchange.state('801', 'talking');
    anna.hangUp();
    exchange.do({ op: 'hangUp', device: 'phone:1/1' });
    await exchange.state('801', 'idle');

    await exchange.change([{ op: 'set', path: ['extensions', 1, 'name'], value: 'Anna Weiß' }]);
    expect(await exchange.provision('820', 'set-up-again')).toEqual({ contacts: 1 });
    await until('the telephone is told to fetch its settings', () =>
      told.includes('check-sync;reboot=false'),
    );
    expect((await fetched()).get('account.1.display_name')).toBe('Anna Weiß');
  });

  it('gets nothing any more by the old address, once there is a new one', async () => {
    const old = new URL(`${path}001565abcdef.cfg`, exchange.url);
    ({ path } = await exchange.provision<ProvisioningAccess>('820', 'secret'));
    expect((await fetch(old)).status).toBe(404);
    await fetched();
  });

  it('is served as ever while a stranger tries 2 000 secrets, who is then not listened to with a good one either', async () => {
    const agent = new Agent({ maxSockets: 16, localAddress: STRANGER });
    const asks = (secret: string): Promise<number> =>
      new Promise((answered, failed) => {
        const url = new URL(`/provision/${secret}/001565abcdef.cfg`, exchange.url);
        get(url, { agent }, (response) => {
          response.resume();
          response.on('end', () => answered(response.statusCode ?? 0));
        }).on('error', failed);
      });
    const guesses = Array.from({ length: 2_000 }, (_, at) => asks(`guess${at}`));
    await fetched();
    const statuses = new Set(await Promise.all(guesses));
    expect([...statuses].filter((status) => status !== 404 && status !== 429)).toEqual([]);
    const { bans } = await exchange.sip();
    expect(bans).toMatchObject([{ who: STRANGER, kind: 'address', bans: 1 }]);
    const good = path.split('/')[2]!;
    expect(await asks(good)).not.toBe(200);
    expect((await fetch(new URL('api/health', exchange.url))).status).toBe(200);
    await fetched();
    agent.destroy();
  });
});
