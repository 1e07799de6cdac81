import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AUDIO_SAMPLES_PER_MESSAGE, type BenchCommand, type BenchMessage } from '#ports/bench.ts';
import { type RunningSimulator, startSimulator } from '#sim/process/client.ts';
import { DEFAULT_WORLD } from '#sim/world/description.ts';
import { assert } from '#units/result.ts';

const BURST_BYTES = 704;

/** A page on the bench socket that remembers what it was told. */
class Page {
  readonly socket: WebSocket;
  readonly #messages: BenchMessage[] = [];
  readonly audio: { device: string; samples: Int16Array }[] = [];
  #wake: () => void = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (isBinary) this.#hear(bytes);
      else this.#messages.push(JSON.parse(bytes.toString()) as BenchMessage);
      this.#wake();
    });
  }

  #hear(bytes: Buffer): void {
    const head = 1 + bytes[0]!;
    const samples = Int16Array.from({ length: (bytes.length - head) / 2 }, (_, i) =>
      bytes.readInt16LE(head + 2 * i),
    );
    this.audio.push({ device: bytes.toString('ascii', 1, head), samples });
  }

  send(command: BenchCommand | string): void {
    this.socket.send(typeof command === 'string' ? command : JSON.stringify(command));
  }

  /** The first message, from now or before, that fits; the test's own limit is the deadline. */
  async until<T extends BenchMessage>(fits: (message: BenchMessage) => message is T): Promise<T>;
  async until(fits: (message: BenchMessage) => boolean): Promise<BenchMessage>;
  async until(fits: (message: BenchMessage) => boolean): Promise<BenchMessage> {
    for (;;) {
      const at = this.#messages.findIndex(fits);
      if (at >= 0) return this.#messages.splice(0, at + 1).at(-1)!;
      await this.more();
    }
  }

  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

const isState = (message: BenchMessage): message is BenchMessage & { kind: 'state' } =>
  message.kind === 'state';
const isRefusal = (message: BenchMessage): message is BenchMessage & { kind: 'refused' } =>
  message.kind === 'refused';
const phoneIs = (device: string, offHook: boolean) => (message: BenchMessage) =>
  isState(message) && message.phones.some((phone) => phone.device === device && phone.offHook === offHook);

describe('the simulator in a process of its own', () => {
  let simulator: RunningSimulator;
  let page: Page;

  beforeAll(async () => {
    const started = await startSimulator();
    assert(started.ok, started.ok ? '' : started.error.what);
    simulator = started.value;
    page = new Page(simulator.benchUrl);
    await once(page.socket, 'open');
  });

  afterAll(async () => {
    page.socket.terminate();
    await simulator.close();
  });

  it('shows all devices at once to a page that connects', async () => {
    const state = await page.until(isState);
    expect(state.phones.map(({ device }) => device)).toEqual([
      'phone:1/1',
      'phone:1/2',
      'phone:1/3',
      'phone:1/4',
      'phone:1/5',
      'phone:1/6',
    ]);
    expect(state.lines.map(({ device, state: at }) => [device, at])).toEqual([
      ['line:1/7', 'idle'],
      ['line:1/8', 'idle'],
    ]);
  });

  it('lifts and hangs up a telephone on command, and shows it', async () => {
    page.send({ op: 'lift', device: 'phone:1/3' });
    await page.until(phoneIs('phone:1/3', true));
    page.send({ op: 'hangUp', device: 'phone:1/3' });
    await page.until(phoneIs('phone:1/3', false));
  });

  it('sends the earpiece in messages of 20 ms, and stops when nobody listens any more', async () => {
    page.send({ op: 'lift', device: 'phone:1/1' });
    page.send({ op: 'listen', device: 'phone:1/1', on: true });
    // Relays rest while no firmware runs: this telephone is on the exchange line, whose dial tone it hears.
    const loud = (): boolean => page.audio.some(({ samples }) => samples.some((sample) => sample > 3000));
    while (!loud()) await page.more();
    expect(page.audio[0]!.device).toBe('phone:1/1');
    expect(page.audio[0]!.samples).toHaveLength(AUDIO_SAMPLES_PER_MESSAGE);
    page.send({ op: 'listen', device: 'phone:1/1', on: false });
    page.send({ op: 'hangUp', device: 'phone:1/1' });
    await page.until(phoneIs('phone:1/1', false));
    const heard = page.audio.length;
    page.send({ op: 'lift', device: 'phone:1/2' });
    await page.until(phoneIs('phone:1/2', true));
    expect(page.audio.length).toBe(heard);
  });

  it('shows the registers of a chip', async () => {
    page.send({ op: 'registers', port: '1/3' });
    const registers = await page.until((message) => message.kind === 'registers');
    assert(registers.kind === 'registers', 'a message of registers');
    expect(registers.chip).toBe('Si3215');
    expect(registers.direct[11]).toBe(0x33);
  });

  it('puts faults on and off, and shows which are on', async () => {
    page.send({ op: 'fault', target: '1/7', fault: 'no-battery', on: true });
    await page.until((message) => isState(message) && message.lines[0]!.state === 'dead');
    page.send({ op: 'fault', target: '1/7', fault: 'no-battery', on: false });
    await page.until((message) => isState(message) && message.faults.length === 0);
  });

  it.each([
    ['not JSON', '{op'],
    ['no object', '7'],
    ['an op that there is not', '{"op":"explode"}'],
    ['an op of the prototype', '{"op":"constructor"}'],
    ['a device that is no name', '{"op":"lift","device":"../../etc"}'],
    ['a device that is not there', '{"op":"lift","device":"phone:1/8"}'],
    ['a key that is none', '{"op":"key","device":"phone:1/1","key":"11","down":true}'],
    ['calling in on a telephone', '{"op":"callIn","device":"phone:1/1","number":"1","name":""}'],
    ['lifting an exchange line', '{"op":"lift","device":"line:1/7"}'],
    ['a fault that is none', '{"op":"fault","target":"1/1","fault":"fire","on":true}'],
    ['registers of no chip', '{"op":"registers","port":"7/1"}'],
  ])('refuses %s, and goes on working', async (_what, message) => {
    page.send(message);
    const refusal = await page.until(isRefusal);
    expect(refusal.code).toMatch(/^TR-SIM-\d{3}$/);
    expect(refusal.what.length).toBeGreaterThan(5);
  });

  it('refuses audio that is cut short', async () => {
    page.socket.send(Buffer.from([9, ...Buffer.from('phone:1/1'), 1, 2, 3]));
    expect((await page.until(isRefusal)).code).toBe('TR-SIM-003');
  });

  it('hangs up on a page that sends too much in one message, not on the others', async () => {
    const other = new Page(simulator.benchUrl);
    await once(other.socket, 'open');
    other.socket.on('error', () => {});
    other.send('x'.repeat(5000));
    const [code] = (await once(other.socket, 'close')) as [number];
    expect(code).toBe(1009);
    page.send('{}');
    await page.until(isRefusal);
  });

  it.each([
    ['a page of another origin', { origin: 'https://example.org' }],
    ['a page of a sandbox', { origin: 'null' }],
    ['a host name that points here', { host: 'bench.example.org' }],
  ])('does not let in %s', async (_who, headers) => {
    const socket = new WebSocket(simulator.benchUrl, { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('tells the media plane each frame, and exchanges bursts of 704 bytes', async () => {
    simulator.cards[0]!.buses.resetN.set(true);
    const host = createConnection(simulator.cards[0]!.mediaSocket);
    let marks = 0;
    let bytes = 0;
    let last = Buffer.alloc(0);
    await new Promise<void>((resolve) => {
      host.on('data', (chunk) => {
        let rest = Buffer.concat([last, chunk]);
        while (rest.length > 0) {
          const burst = marks > bytes / BURST_BYTES && rest[0] === 0x50;
          if (burst && rest.length < BURST_BYTES) break;
          if (burst) bytes += BURST_BYTES;
          else {
            expect(rest[0]).toBe(0x46);
            marks += 1;
            host.write(Buffer.alloc(BURST_BYTES));
          }
          rest = rest.subarray(burst ? BURST_BYTES : 1);
        }
        last = rest;
        if (bytes >= 20 * BURST_BYTES) resolve();
      });
    });
    host.destroy();
    expect(marks).toBeGreaterThanOrEqual(20);
  });

  it('goes on while a media plane connects and never answers', async () => {
    const host = createConnection(simulator.cards[0]!.mediaSocket);
    await once(host, 'data');
    page.send({ op: 'lift', device: 'phone:1/5' });
    await page.until(phoneIs('phone:1/5', true));
    host.destroy();
  });

  it('hangs up on a control client that speaks nonsense, not on the firmware', async () => {
    const path = simulator.cards[0]!.mediaSocket.replace('media-1', 'control');
    const stranger = createConnection(path);
    await once(stranger, 'connect');
    stranger.on('error', () => {});
    stranger.resume();
    stranger.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
    await once(stranger, 'close');
    const reply = await new Promise<boolean>((resolve) => {
      const bytes = Uint8Array.of(0x90, 0x80, 0, 0, 0, 0, 0, 0);
      simulator.cards[0]!.buses.control.transfer(bytes, (result) => resolve(result.ok));
    });
    expect(reply).toBe(true);
  });
});

describe('the life of the simulator process', () => {
  const main = new URL('../../sim/process/main.ts', import.meta.url).pathname;

  it('refuses a description that makes no sense, with what to do', async () => {
    const started = await startSimulator({ description: { ...DEFAULT_WORLD, nation: 'XX' } });
    expect(started.ok).toBe(false);
    expect(!started.ok && started.error.code).toBe('TR-SIM-001');
    expect(!started.ok && started.error.what).toContain('XX');
  });

  it('refuses a bench port that is taken, in one clear message', async () => {
    const first = await startSimulator();
    assert(first.ok, 'the first starts');
    const benchPort = Number(new URL(first.value.benchUrl).port);
    const second = await startSimulator({ benchPort });
    await first.value.close();
    expect(!second.ok && second.error.code).toBe('TR-SIM-011');
    expect(!second.ok && second.error.what).toContain('EADDRINUSE');
  });

  it.each([[[]], [['--folder', '/tmp', '--bench-port', 'x']], [['--nonsense']]])(
    'says how it is called when it is called as %j',
    async (args) => {
      const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const said = JSON.parse(line.toString()) as { ready: boolean; error: { code: string; todo: string } };
      expect(said.ready).toBe(false);
      expect(said.error.code).toBe('TR-SIM-010');
      expect(said.error.todo).toContain('--folder');
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(1);
    },
  );

  it('ends by itself when its parent goes away, which closes its stdin', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tipring-test-'));
    const child = spawn(process.execPath, [main, '--folder', folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
    await rm(folder, { recursive: true });
  });

  it('is not lost when it is closed as asked, and leaves no folder behind', async () => {
    const started = await startSimulator();
    assert(started.ok, 'it starts');
    let lost = 0;
    started.value.onLost(() => {
      lost += 1;
    });
    await started.value.close();
    expect(lost).toBe(0);
    await expect(access(started.value.cards[0]!.mediaSocket)).rejects.toThrow('ENOENT');
  });

  it('answers timeout while it is stopped, and again properly once it goes on', async () => {
    const started = await startSimulator();
    assert(started.ok, 'it starts');
    const { control } = started.value.cards[0]!.buses;
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        const bytes = Uint8Array.of(0x90, 0x80, 0, 0, 0, 0, 0, 0);
        control.transfer(bytes, (result) => resolve(result.ok ? 'ok' : result.error.code));
      });
    process.kill(started.value.processId, 'SIGSTOP');
    expect(await ask()).toBe('timeout');
    process.kill(started.value.processId, 'SIGCONT');
    expect(await ask()).toBe('ok');
    await started.value.close();
  });

  it('tells when it was killed, and answers what was asked of it with closed', async () => {
    const started = await startSimulator();
    assert(started.ok, 'it starts');
    const { value: simulator } = started;
    const lost = new Promise<string>((resolve) => {
      simulator.onLost((fault) => resolve(fault.what));
    });
    process.kill(simulator.processId, 'SIGKILL');
    expect(await lost).toContain('SIGKILL');
    const reply = await new Promise<string>((resolve) => {
      const ask = (): void =>
        simulator.cards[0]!.buses.control.transfer(new Uint8Array(8), (result) =>
          resolve(result.ok ? 'ok' : result.error.code),
        );
      ask();
    });
    expect(reply).toBe('closed');
    await simulator.close();
  });
});
