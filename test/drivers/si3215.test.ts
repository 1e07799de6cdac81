import { describe, expect, it } from 'vitest';
import { ringGenerator } from '#drivers/si3215/ring-generator.ts';
import { bench, china, region } from './office.ts';

const registers = (b: ReturnType<typeof bench>, position: number) =>
  b.board.world.cards[0]!.card.chips[position]!.snapshot();

describe('The ring generator of the Si3215', () => {
  it.each([
    [25, 65, 0x7e6d, 0x01b5],
    [25, 75, 0x7e6d, 0x01f8],
    [25, 85, 0x7e6d, 0x023b],
    [20, 64, 0x7efe, null],
    [16, 75, 0x7f5b, null],
  ] as const)(
    '%i Hz at %i V peak has the data sheet’s register values',
    (hz, volts, frequency, amplitude) => {
      const settings = ringGenerator(hz, volts);
      expect(Math.abs(settings.frequency - frequency)).toBeLessThanOrEqual(1);
      if (amplitude !== null) expect(Math.abs(settings.amplitude - amplitude)).toBeLessThanOrEqual(2);
    },
  );

  it('has a battery that holds the peak and the overhead, within the register', () => {
    for (const volts of [45, 65, 75, 85, 87]) {
      const { batteryHigh } = ringGenerator(25, volts);
      expect(batteryHigh * 1.5).toBeGreaterThanOrEqual(volts + 7.5);
      expect(batteryHigh).toBeLessThanOrEqual(0x3f);
    }
  });

  it.each([
    [16.7, 0x0200, 0x0f],
    [20, 0x0320, 0x0b],
    [30, 0x0380, 0x09],
    [50, 0x06a8, 0x05],
  ])('%f Hz has the ring-trip settings of the data sheet', (hz, filter, debounce) => {
    expect(ringGenerator(hz, 60)).toMatchObject({ tripFilter: filter, tripDebounce: debounce });
  });
});

describe('A telephone line brought up', () => {
  it.each(['cn', 'us', 'uk', 'de', 'fr', 'jp', 'au'])('is set as the country %s wants it', (code) => {
    const country = region(code);
    const b = bench({ region: country });
    b.pass(1500);
    const { direct } = registers(b, 2);
    expect(direct[1]).toBe(country.law === 'a' ? 0xa0 : 0xa8);
    expect([direct[2], direct[3], direct[4], direct[5]]).toEqual([16, 0, 16, 0]);
    expect(direct[8]).toBe(0);
    // −3.5 dB toward the telephone, 0 dB from it.
    expect(direct[9]).toBe(0x01);
    expect(direct[10]).toBe(0x08 | country.fxs.tiss);
    expect(direct[71]).toBe(Math.floor((country.fxs.loopMa - 20) / 3));
    // Where caller ID comes before the ring, an idle line must be able to transmit.
    expect(direct[64]! & 7).toBe(country.callerId.when === 'before-ring' ? 2 : 1);
    b.board.lineCards.command({ op: 'ringOn', port: '1/3' });
    b.pass(600);
    const [burst] = b.board.world.phone('1/3').rings;
    expect(burst?.hz).toBeCloseTo(country.ring.hz, 0);
    expect(burst?.voltsRms).toBeGreaterThan((country.ring.voltsPeak / Math.SQRT2) * 0.85);
  });

  it('that has no battery is out of service with one message, and comes back when it has', () => {
    const b = bench({}, (board) => board.world.fault('1/2', 'no-battery', true));
    b.pass(10_000);
    expect(b.heard('1/2', 'health')).toMatchObject([
      { health: 'starting' },
      { health: 'fault', fault: { code: 'TR-FXS-001', where: 'port 1/2' } },
    ]);
    b.board.world.fault('1/2', 'no-battery', false);
    b.pass(20_000);
    expect(b.heard('1/2', 'health').at(-1)).toMatchObject({ health: 'in-service' });
  });

  it('that leaks is found by the leak test', () => {
    const b = bench({}, (board) => board.world.cards[0]!.card.faults.setLeakage(3, true));
    b.pass(2000);
    expect(b.heard('1/4', 'health').at(-1)).toMatchObject({ health: 'fault', fault: { code: 'TR-FXS-002' } });
    expect(b.heard('1/5', 'health').at(-1)).toMatchObject({ health: 'in-service' });
  });

  it('whose battery dies in service is taken out of service', () => {
    const b = bench();
    b.pass(2000);
    b.board.world.fault('1/2', 'no-battery', true);
    b.pass(12_000);
    expect(b.heard('1/2', 'health').map((event) => event.kind === 'health' && event.health)).toEqual([
      'starting',
      'in-service',
      'fault',
    ]);
  });
});

describe('A line in trouble', () => {
  const chipOf = (b: ReturnType<typeof bench>) =>
    b.board.world.cards[0]!.card.chips[0] as unknown as { powerAlarm(transistor: number): void };

  it('a power alarm opens the line for a moment and is forgiven', () => {
    const b = bench();
    b.pass(2000);
    chipOf(b).powerAlarm(1);
    b.pass(200);
    expect(registers(b, 0).direct[64]! & 7).toBe(1);
    expect(b.heard('1/1', 'health').at(-1)).toMatchObject({ health: 'in-service' });
  });

  it('power alarms without end put it out of service', () => {
    const b = bench();
    b.pass(2000);
    for (let alarm = 0; alarm < 12; alarm += 1) {
      chipOf(b).powerAlarm(1);
      b.pass(120);
    }
    expect(b.heard('1/1', 'health').at(-1)).toMatchObject({ health: 'fault', fault: { code: 'TR-FXS-004' } });
    expect(registers(b, 0).direct[64]).toBe(0);
  });

  it('a bell that sounds when its position fails is silenced', () => {
    const b = bench();
    b.pass(2000);
    b.board.lineCards.command({ op: 'ringOn', port: '1/1' });
    b.pass(500);
    expect(b.board.world.phone('1/1').ringing).toBe(true);
    b.board.world.fault('1/1', 'stuck-interrupt', true);
    b.pass(500);
    expect(b.board.world.phone('1/1').ringing).toBe(false);
  });

  it('a handset whose contacts bounce is lifted once and dials nothing', () => {
    const b = bench();
    b.pass(2000);
    b.board.world.fault('1/1', 'hook-bounce', true);
    for (let call = 0; call < 10; call += 1) {
      b.told.length = 0;
      b.board.world.phone('1/1').lift();
      b.pass(1500 + call);
      b.board.world.phone('1/1').hangUp();
      b.pass(1500);
      expect(b.told.map(({ event }) => event.kind)).toEqual(['offHook', 'onHook']);
    }
  });

  it('ringing that is refused is said so', () => {
    const b = bench();
    b.pass(2000);
    b.board.world.phone('1/1').lift();
    b.pass(500);
    b.board.lineCards.command({ op: 'ringOn', port: '1/1' });
    b.board.lineCards.command({ op: 'seize', port: '1/1' });
    expect(b.alarms()).toEqual(['-TR-LINE-003', '-TR-LINE-002']);
  });

  it('ringing in a country without a battery big enough cannot happen: 87 V are the limit', () => {
    expect(china.ring.voltsPeak).toBeLessThanOrEqual(87);
  });
});
