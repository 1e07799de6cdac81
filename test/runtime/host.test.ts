import { describe, expect, test } from 'vitest';
import type { Log } from '#ports/log.ts';
import type { MediaCommand, MediaPlane } from '#ports/media.ts';
import { AlarmRelay } from '#runtime/alarm-relay.ts';
import { EXCHANGE_CORE, type ExchangeCore } from '#runtime/core.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { defaultOffice } from '#runtime/office/default-office.ts';
import { replay } from '#runtime/replay.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import type { Kept } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import { ms, sec } from '#units/time.ts';
import { MemoryStore } from '../../tools/sim/memory-store.ts';
import { region } from '../support/office.ts';

const EPOCH_MS = Date.UTC(2026, 4, 1);

/** Three telephones and a line, the host on top, everything in virtual time. */
function bench(
  options: {
    readonly core?: ExchangeCore;
    readonly country?: string;
    readonly kept?: readonly Kept[];
    readonly alarms?: AlarmRelay;
    readonly positions?: number;
  } = {},
) {
  const country = region(options.country ?? 'cn');
  const clock = new VirtualClock();
  const kinds = ['fxs', 'fxs', 'fxs', 'fxo'] as const;
  const ports = kinds.slice(0, options.positions).map((kind, i) => ({ port: `1/${i + 1}` as const, kind }));
  const world = new PortLevelWorld(clock, { region: country, ports });
  const store = new MemoryStore(clock);
  const faults: Fault[] = [];
  const log: Log = { info: () => undefined, fault: (fault) => faults.push(fault) };
  const commands: MediaCommand[] = [];
  const media: MediaPlane = {
    start: (listener) => world.media.start(listener),
    command: (command) => {
      commands.push(command);
      world.media.command(command);
    },
    statistics: () => world.media.statistics(),
    stop: () => world.media.stop(),
  };
  const wallClock = new VirtualWallClock(clock, EPOCH_MS);
  const host = new ExchangeHost({
    ports: { clock, wallClock, lineCards: world.lineCards, media, store, log },
    region: country,
    board: 'bench',
    officeFor: (found) => defaultOffice(found, country, 0),
    core: options.core ?? EXCHANGE_CORE,
    bootId: 'bench',
    ...(options.kept === undefined ? {} : { kept: options.kept }),
    ...(options.alarms === undefined ? {} : { alarms: options.alarms }),
  });
  host.start();
  const run = (milliseconds: number): void => clock.runFor(ms(milliseconds));
  const phone = (n: number) => world.phones.get(`1/${n}`)!;
  const line = world.lines.get('1/4')!;
  return { host, world, clock, wallClock, store, faults, commands, run, phone, line };
}

describe('the exchange on its ports', () => {
  test('a box of the network alone, without any position, is healthy at once', () => {
    const { host } = bench({ positions: 0 });
    expect(host.observe.snapshot().health).toMatchObject({ status: 'ok', lines: { equipped: 0 } });
  });

  test('says when every line has dial tone, and is healthy then', () => {
    const { host, run } = bench();
    expect(host.observe.snapshot().health.status).toBe('starting');
    run(2000);
    expect(host.observe.snapshot().health).toMatchObject({
      status: 'ok',
      lines: { equipped: 4, inService: 4 },
      dialToneAfterMs: 800,
      region: 'CN',
    });
  });

  test('a handset that was off the hook before the exchange came up hears dial tone', () => {
    const { run, phone } = bench();
    phone(1).lift();
    run(2000);
    expect(phone(1).hears.tone).toBe('dial');
  });

  test('a call is shown with its parties, and afterwards with its reasons and its record', () => {
    const { host, run, phone, store } = bench();
    run(2000);
    phone(1).lift();
    run(500);
    phone(1).dial('802');
    run(2000);
    const { ports, calls } = host.observe.snapshot();
    expect(calls).toMatchObject([
      { dialled: '802', parties: [{ port: '1/1' }, { port: '1/2', state: 'alerting' }] },
    ]);
    expect(ports.find(({ port }) => port === '1/2')).toMatchObject({ number: '802', call: calls[0]!.call });
    phone(2).lift();
    run(1000);
    phone(1).hangUp();
    run(1000);
    const [call] = host.observe.recentCalls(10);
    expect(call!.record).toMatchObject({ kind: 'internal', from: '801', to: '802', cause: 16 });
    expect(call!.trace.map(({ rule }) => rule)).toContain('extension.alerting');
    expect(host.observe.trace(call!.call)).toEqual(call);
    expect(store.records).toMatchObject([call!.record]);
    expect(host.observe.snapshot().statistics).toMatchObject({ calls: 1, answered: 1, recordsWaiting: 0 });
  });

  test('a subscriber is told once a turn, and not any more after it has gone', () => {
    const { host, run, phone } = bench();
    run(2000);
    let told = 0;
    const end = host.observe.onChange(() => {
      told += 1;
    });
    phone(1).lift();
    run(100);
    expect(told).toBe(1);
    end();
    phone(1).hangUp();
    run(2000);
    expect(told).toBe(1);
  });

  test('its journal replays to the bit', () => {
    const { host, run, phone } = bench();
    run(2000);
    phone(1).lift();
    run(500);
    phone(1).dial('803');
    run(12_000);
    phone(1).hangUp();
    run(2000);
    const report = replay(host.journalText('test'));
    expect(report).toMatchObject({ ok: true, value: { difference: null, reason: 'test' } });
    expect(report.ok && report.value.events).toBeGreaterThan(8);
  });

  test('an event that breaks the core is one alarm and a saved journal; the other lines go on', () => {
    const core: ExchangeCore = {
      ...EXCHANGE_CORE,
      step: (exchange, event, now) => {
        if (event.kind === 'offHook' && event.port === '1/1') throw new Error('planted');
        return EXCHANGE_CORE.step(exchange, event, now);
      },
    };
    const { host, run, phone, store } = bench({ core });
    run(2000);
    phone(1).lift();
    phone(2).lift();
    run(1000);
    expect(phone(2).hears.tone).toBe('dial');
    const { alarms, statistics } = host.observe.snapshot();
    expect(alarms).toMatchObject([
      { code: 'TR-RUN-002', where: 'port 1/1', what: expect.stringContaining('planted') },
    ]);
    expect(statistics.assertions).toBe(1);
    expect(store.journals).toHaveLength(1);
  });

  test('a disk that fails is an alarm until it works again, and no record is lost', () => {
    const { host, run, phone, store } = bench();
    run(2000);
    store.failing = 'error';
    for (let i = 0; i < 3; i++) {
      phone(1).lift();
      run(500);
      phone(1).hangUp();
      run(1500);
    }
    expect(host.observe.snapshot().alarms.map(({ code }) => code)).toEqual(['TR-RUN-003']);
    expect(host.observe.snapshot().statistics.recordsWaiting).toBe(3);
    store.failing = 'no';
    run(120_000);
    expect(host.observe.snapshot().alarms).toEqual([]);
    expect(store.records).toHaveLength(3);
  });

  test('what people had set is given back before anything happens, and the journal replays it', () => {
    const kept: Kept[] = [{ what: 'mode', key: 'main', value: null }];
    const seen: string[] = [];
    const core: ExchangeCore = {
      ...EXCHANGE_CORE,
      step: (exchange, event, now) => {
        seen.push(event.kind);
        return EXCHANGE_CORE.step(exchange, event, now);
      },
    };
    const { host, run, phone } = bench({ core, kept });
    phone(1).lift();
    run(2000);
    expect(seen[0]).toBe('restore');
    expect(seen.filter((kind) => kind === 'restore')).toHaveLength(1);
    const text = host.journalText('test');
    expect(JSON.parse(text.split('\n')[1]!)).toMatchObject({ event: { kind: 'restore', kept } });
    expect(replay(text)).toMatchObject({ ok: true, value: { difference: null } });
  });

  test('the clock is set while it works: the exchange is told within ten seconds, once, and a replay knows it', () => {
    const seen: unknown[] = [];
    const core: ExchangeCore = {
      ...EXCHANGE_CORE,
      step: (exchange, event, now) => {
        if (event.kind === 'timeOfDay') seen.push(event.epochMs - EPOCH_MS);
        return EXCHANGE_CORE.step(exchange, event, now);
      },
    };
    const { host, run, wallClock } = bench({ core });
    run(60_000);
    expect(seen).toEqual([]);
    wallClock.jump(-3_600_000);
    run(60_000);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeGreaterThan(60_000 - 3_600_000);
    expect(seen[0]).toBeLessThan(72_000 - 3_600_000);
    expect(replay(host.journalText('test'))).toMatchObject({ ok: true, value: { difference: null } });
  });

  test('a record has the time of day at which its call ended, though the clock is set while the disk fails', () => {
    const { run, phone, store, wallClock } = bench();
    run(2000);
    store.failing = 'error';
    phone(1).lift();
    run(500);
    phone(1).hangUp();
    run(500);
    wallClock.jump(3_600_000);
    store.failing = 'no';
    run(120_000);
    const [record] = store.records;
    expect(record).toMatchObject({ bootId: 'bench', quality: [] });
    expect(record!.releasedEpochMs).toBeCloseTo(EPOCH_MS + record!.releasedAt / 1000, 0);
  });

  test('alarms of what was opened before the host are shown, and end', () => {
    const alarms = new AlarmRelay();
    const fault: Fault = { code: 'TR-DB-007', where: 'data', what: 'damaged', todo: 'change the disk' };
    alarms.tell(true, fault);
    const { host } = bench({ alarms });
    expect(host.observe.snapshot().alarms).toMatchObject([fault]);
    alarms.tell(false, fault);
    expect(host.observe.snapshot().alarms).toEqual([]);
  });

  test('at the end calls under way are released and recorded', async () => {
    const { host, run, phone, store, clock } = bench();
    run(2000);
    phone(1).lift();
    run(500);
    phone(1).dial('802');
    run(2000);
    const stopped = host.stop();
    clock.runFor(sec(3));
    await stopped;
    expect(store.records).toMatchObject([{ from: '801', to: '802', answeredAt: null }]);
  });

  test('caller ID is listened for in the country’s two ways: DTMF before the first ring, FSK after it', () => {
    const { run, line, commands } = bench();
    run(2000);
    const receivers = () =>
      commands.flatMap((command) =>
        command.op === 'detect' && command.slot === 3 ? [command.detectors.callerId] : [],
      );
    const before = receivers().at(-1);
    line.callIn({ number: '13912345678', name: '' });
    run(500);
    const ways = region('cn').callerId.receive;
    expect(before).toBe(ways.includes('dtmf') ? 'dtmf' : ways[0]);
    expect(receivers().at(-1)).toBe(ways.find((way) => way !== 'dtmf'));
  });
});
