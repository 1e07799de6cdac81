/**
 * A scripted exchange and bench, to draw the page by: `node test/browser/support/fake-world.ts [port]`.
 * It knows just enough telephony to light every part of the page; nothing is tested against it.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { BenchCommand, BenchLine, BenchMessage, BenchPhone } from '#ports/bench.ts';
import type { CallView } from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import { instant } from '#units/time.ts';
import { startWebServer } from '#web/server.ts';
import { EPOCH_MS, FakeObserve, host, line, recentCall } from '../../web/fake-observe.ts';

const observe = new FakeObserve();
const PORTS = [1, 2, 3, 4, 5, 6].map((position) => `1/${position}` as PortId);
const phones = new Map(
  PORTS.map((port) => [
    `phone:${port}`,
    {
      device: `phone:${port}`,
      port,
      offHook: false,
      ringing: false,
      ringHz: 0,
      display: null,
      hears: { hz: [], dbm0: -90 },
      volts: -48.2,
      milliamps: 0,
      voice: 'none',
    } as BenchPhone,
  ]),
);
const lines = new Map(
  ['1/7', '1/8'].map((port) => [
    `line:${port}`,
    {
      device: `line:${port}`,
      port,
      state: 'idle',
      dialled: '',
      caller: null,
      hears: { hz: [], dbm0: -90 },
      volts: -49.5,
      milliamps: 0,
      voice: 'none',
    } as BenchLine,
  ]),
);
const listening = new Set<string>();
const sockets = new Set<WebSocket>();
const calls: CallView[] = [
  {
    call: 'c1' as CallId,
    state: 'connected',
    kind: 'internal',
    from: '801',
    to: '803',
    answeredAt: instant(1.5e6),
    dialled: '803',
    startedAt: instant(1e6),
    parties: [
      { port: '1/1', state: 'connected', number: '801' },
      { port: '1/3', state: 'connected', number: '803' },
    ],
  },
  {
    call: 'c2' as CallId,
    state: 'alerting',
    kind: 'internal',
    from: '802',
    to: '804',
    answeredAt: null,
    dialled: '804',
    startedAt: instant(2e6),
    parties: [
      { port: '1/2', state: 'initiated', number: '802' },
      { port: '1/4', state: 'alerting', number: '804' },
    ],
  },
  {
    call: 'c3' as CallId,
    state: 'outgoing',
    kind: 'outgoing',
    from: '805',
    to: '02155501234',
    answeredAt: instant(4e6),
    dialled: '902155501234',
    startedAt: instant(3e6),
    parties: [
      { port: '1/5', state: 'connected', number: '805' },
      { port: '1/7', state: 'connected', number: '02155501234' },
    ],
  },
];

function change(device: string, more: object): void {
  const phone = phones.get(device);
  if (phone !== undefined) phones.set(device, { ...phone, ...more });
  const outside = lines.get(device);
  if (outside !== undefined) lines.set(device, { ...outside, ...more });
}

for (const position of [1, 2, 3, 5]) {
  change(`phone:1/${position}`, { offHook: true, volts: -7.8, milliamps: 23, voice: 'tone1k' });
}
const display = { number: '802', name: 'Telephone 2', dateTime: '10091425' };
change('phone:1/4', { ringing: true, ringHz: 25, volts: 45, display });
change('line:1/7', { state: 'talking', dialled: '02155501234', volts: 8.1, milliamps: 24 });

const STATES = ['talking', 'ringingOut', 'talking', 'alerting', 'talking', 'idle', 'talking', 'idle'];
observe.now = host({
  health: {
    status: 'ok',
    lines: { equipped: 8, inService: 8 },
    uptimeMs: 60_000,
    dialToneAfterMs: 2_140,
    region: 'CN',
    board: 'sim',
  },
  ports: STATES.map((state, i) =>
    line(`1/${i + 1}`, {
      kind: i < 6 ? 'fxs' : 'fxo',
      chip: i < 6 ? 'Si3215 rev G' : 'Si3050 rev E',
      number: i < 6 ? `80${i + 1}` : '',
      name: i < 6 ? `Telephone ${i + 1}` : `Line ${i - 5}`,
      state,
      call: state === 'idle' ? null : ('c1' as CallId),
    }),
  ),
  calls,
  alarms: [
    {
      code: 'TR-CARD-010',
      where: 'card 1',
      what: 'bits are corrupted on the card’s control port',
      todo: 'Check the connector.',
      sinceEpochMs: EPOCH_MS,
    },
  ],
});
const step = (ms: number, rule: string, facts: Record<string, string | number>) => ({
  at: instant(ms * 1e3),
  epochMs: EPOCH_MS + ms,
  port: '1/1' as PortId,
  rule,
  facts,
});
observe.recent = ['c1', 'c2', 'c3'].map((call, i) => ({
  ...recentCall(),
  call: call as CallId,
  startedEpochMs: EPOCH_MS + 1_000 - i,
  trace: [
    step(1000, 'plan.matched', { digits: '803', pattern: '8XX', to: 'extension' }),
    step(1020, 'extension.alerting', { number: '803' }),
    step(5200, 'answer.inside', { number: '803' }),
    step(9000, 'call.cleared', { cause: '16 normal call clearing', reason: 'on-hook' }),
  ],
}));

const say = (message: BenchMessage): void => {
  for (const socket of sockets) socket.send(JSON.stringify(message));
};
const sayState = (): void =>
  say({ kind: 'state', phones: [...phones.values()], lines: [...lines.values()], faults: [] });

function obey(command: BenchCommand): void {
  switch (command.op) {
    case 'lift':
      change(command.device, { offHook: true, ringing: false, volts: -7.8, milliamps: 23 });
      break;
    case 'hangUp':
      change(command.device, { offHook: false, volts: -48.2, milliamps: 0 });
      break;
    case 'voice':
      change(command.device, { voice: command.source });
      break;
    case 'listen':
      if (command.on) listening.add(command.device);
      else listening.delete(command.device);
      return;
    case 'registers': {
      const chip = Number(command.port.split('/')[1]) > 6 ? 'Si3050' : 'Si3215';
      const direct = Array.from({ length: chip === 'Si3050' ? 60 : 109 }, (_, i) =>
        i === 79 ? Math.round(Math.random() * 20) : (i * 37) % 7 === 0 ? (i * 53) % 256 : 0,
      );
      const indirect = Array.from({ length: 75 }, (_, i) => (i * 7919) % 65536);
      say({ kind: 'registers', port: command.port, chip, direct, indirect });
      return;
    }
    default:
  }
  sayState();
}

let phase = 0;
setInterval(() => {
  for (const device of listening) {
    const message = Buffer.alloc(1 + device.length + 320);
    message[0] = device.length;
    message.write(device, 1, 'ascii');
    for (let i = 0; i < 160; i += 1) {
      const hz = device === 'phone:1/2' ? 450 : 1000;
      const on = device !== 'phone:1/2' || phase % 40_000 < 8_000;
      const sample = on ? 7_100 * Math.sin((2 * Math.PI * hz * (phase + i)) / 8_000) : 0;
      message.writeInt16LE(Math.round(sample), 1 + device.length + 2 * i);
    }
    for (const socket of sockets) socket.send(message);
  }
  phase += 160;
}, 20);

const bench = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(bench, 'listening');
bench.on('connection', (socket) => {
  sockets.add(socket);
  listening.clear();
  sayState();
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data, binary) => {
    if (!binary) obey(JSON.parse(String(data)) as BenchCommand);
  });
});
const { port: benchPort } = bench.address() as { port: number };
const tone = (...steps: [boolean, number][]) => ({
  levelDbm0: -6.5,
  repeat: true,
  steps: steps.map(([on, ms]) => ({ hz: on ? [450] : [], ms })),
});
const started = await startWebServer({
  port: Number(process.argv[2] ?? 8080),
  observe,
  benchUrl: `ws://127.0.0.1:${benchPort}`,
  staticFolder: join(import.meta.dirname, '../../../build/console'),
  tones: {
    dial: tone([true, 0]),
    busy: tone([true, 350], [false, 350]),
    ringback: tone([true, 1000], [false, 4000]),
  } as never,
});
console.log(started.ok ? started.value.url : started.error);
