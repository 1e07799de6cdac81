import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { Exchange } from './support/exchange.ts';
import { hasSipp, proof, Sipp, type SippOptions } from './support/sipp.ts';

const wanted = hasSipp || process.env.CI === 'true';
if (!wanted) console.warn('skipped: SIPp is not installed (apt-get install sip-tester)');

/** By hand `SIPP_LOSS_CALLS=2000 npm test -- test/peers/sipp.test.ts -t lose`. */
const LOSS_CALLS = Number(process.env.SIPP_LOSS_CALLS ?? 60);
/** Who loses all that he says holds out for a minute. */
const LOSS_SECONDS_MAX = 180 + LOSS_CALLS / 10;
const CALLERS = Array.from({ length: 20 }, (_, n) => String(820 + n));
const CALLED = Array.from({ length: 20 }, (_, n) => String(840 + n));
const caller = CALLERS[0]!;
const [called, second, sendsOn] = CALLED as [string, string, string];
const AT = {
  caller: '127.0.3.1',
  called: '127.0.3.2',
  sendsOn: '127.0.3.3',
  carrier: '127.0.3.9',
  consult: '127.0.3.4',
  second: '127.0.3.5',
} as const;
const TIMER = { session: '1800;refresher=uac' };
const secretOf = (user: string): string => `geheim-${user}`;

const office = (sipPort: number): string => `
extensions:
${[...CALLERS, ...CALLED].map((number) => `  - { number: "${number}", name: SIP ${number}, classOfService: free }`).join('\n')}
trunkGroups: [{ id: outside }]
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: "9.", to: { kind: trunk-group, group: outside } }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 27400, portLast: 27999, address: 127.0.0.1 }
  devices:
${[...CALLERS, ...CALLED].map((number) => `    - { extension: "${number}", secret: ${secretOf(number)}, digest: md5, calls: 8 }`).join('\n')}
  trunks:
    - { id: carrier, group: outside, domain: ${AT.carrier}, port: 5060, transport: udp, registers: false, watch: false,
        calls: 8, ringIn: "${called}" }
`;

describe.skipIf(!wanted)('SIPp as telephones and carrier of npm start', () => {
  let exchange: Exchange;
  const waiting: Sipp[] = [];
  const row = (from: string, to: string, onTo = ''): string[] => [
    from,
    proof(from, secretOf(from)),
    to,
    onTo,
  ];
  const play = (
    scenario: string,
    from: string,
    rows: readonly (readonly string[])[],
    more: Partial<SippOptions> = {},
  ): Promise<void> =>
    Sipp.run({
      ...{ scenario, port: exchange.port, address: from, rows, calls: rows.length },
      ...more,
      keys: { ...TIMER, ...more.keys },
    });
  const waits = async (scenario: string, address: string, more: Partial<SippOptions> = {}): Promise<Sipp> => {
    const sipp = await Sipp.start({ scenario, address, port: exchange.port, ...more });
    waiting.push(sipp);
    return sipp;
  };
  const register = (users: readonly string[], address: string): Promise<void> =>
    play(
      'register',
      address,
      users.map((user) => [user, proof(user, secretOf(user))]),
      { callsPerSecond: 50 },
    );

  beforeAll(async () => {
    exchange = await Exchange.start(office);
    await register(CALLERS, AT.caller);
    await register(
      CALLED.filter((number) => number !== sendsOn && number !== second),
      AT.called,
    );
    await register([second], AT.second);
    await register([sendsOn], AT.sendsOn);
  });
  afterEach(async () => {
    await Promise.all(waiting.splice(0).map((sipp) => sipp.stop()));
  });
  afterAll(() => exchange?.stop());

  it('telephones call others', async () => {
    const answers = await waits('answer', AT.called);
    await play(
      'call',
      AT.caller,
      CALLERS.slice(0, 10).map((from) => row(from, called)),
    );
    await answers.end();
  });

  it('telephones call outside over the trunk', async () => {
    const answers = await waits('answer', AT.carrier);
    await play(
      'call',
      AT.caller,
      CALLERS.slice(0, 5).map((from) => row(from, '913800138000')),
    );
    await answers.end();
  });

  it('calls from outside ring at the telephone that the office says', async () => {
    const answers = await waits('answer', AT.called);
    await play(
      'carrier-calls',
      AT.carrier,
      Array.from({ length: 5 }, () => ['13800138000', '', '4000']),
    );
    await answers.end();
  });

  it('a call is put on hold and taken back', async () => {
    const answers = await waits('answer', AT.called);
    await play('hold', AT.caller, [row(caller, called)]);
    await answers.end();
  });

  it('a call is sent on without a word', async () => {
    const first = await waits('leave', AT.called, { pauseMs: 3_000 });
    const next = await waits('answer', AT.second);
    await play('transfer-blind', AT.caller, [row(caller, called, second)]);
    await Promise.all([first.end(), next.end()]);
  });

  it('a call is sent on with announcement: the two that were talked to talk to each other', async () => {
    const first = await waits('leave', AT.called, { pauseMs: 3_000 });
    const next = await waits('answer', AT.second);
    // The two halves of the telephone speak to each other over TCP (3PCC).
    const words = ['-3pcc', `${AT.caller}:5061`];
    const consult = await waits('consult', AT.consult, {
      calls: 1,
      words,
      rows: [row(caller, second)],
      keys: TIMER,
    });
    await play('transfer-announced', AT.caller, [row(caller, called, second)], { words });
    await Promise.all([consult.over(), first.end(), next.end()]);
  });

  it('a telephone that answers 302 sends its caller to another', async () => {
    const forwards = await waits('forward', AT.sendsOn, { keys: { elsewhere: called } });
    const answers = await waits('answer', AT.called);
    await play('call', AT.caller, [row(caller, sendsOn)]);
    await Promise.all([forwards.end(), answers.end()]);
  });

  it('a call is kept alive by its caller, by UPDATE and by a new offer', async () => {
    const answers = await waits('answer', AT.called);
    await play('refresh', AT.caller, [row(caller, called)], { keys: { session: '90;refresher=uac' } });
    await answers.end();
  });

  it('a call is kept alive by the exchange after half of the shortest time, 45 s', async () => {
    const answers = await waits('answer', AT.called);
    await play('refreshed', AT.caller, [row(caller, called)], { keys: { session: '90;refresher=uas' } });
    await answers.end();
  });

  it(
    'of calls that lose 5 of 100 messages at each end, none fails',
    async () => {
      const lossy = { calls: LOSS_CALLS, callsPerSecond: 20, lost: 5, secondsMax: LOSS_SECONDS_MAX };
      const { lost, secondsMax } = lossy;
      // The callers are the judges: a script that answers takes an ACK that was repeated for a fault.
      await waits('answer', AT.called, { lost, secondsMax });
      const called = CALLED.slice(3);
      await play(
        'call',
        AT.caller,
        CALLERS.map((from, n) => row(from, called[n % called.length]!)),
        lossy,
      );
    },
    (LOSS_SECONDS_MAX + 20) * 1_000,
  );
});
