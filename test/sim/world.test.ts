import { describe, expect, it } from 'vitest';
import { DEFAULT_WORLD, parseDescription } from '#sim/world/description.ts';
import { World } from '#sim/world/world.ts';
import { Technician } from './technician.ts';

const OFF_HOOK = 68;
const LINE_FEED = 64;

describe('the simulated world', () => {
  it('feeds a telephone from an Si3215 and shows its hook in a register', () => {
    const tech = new Technician();
    tech.powerFxs('1/3');
    const phone = tech.world.phone('1/3');
    expect(Math.abs(phone.volts)).toBeGreaterThan(40);
    expect(tech.fxsRead('1/3', OFF_HOOK) & 1).toBe(0);
    phone.lift();
    tech.run(100);
    expect(phone.milliamps).toBeGreaterThan(15);
    expect(tech.fxsRead('1/3', OFF_HOOK) & 1).toBe(1);
    phone.hangUp();
    tech.run(100);
    expect(tech.fxsRead('1/3', OFF_HOOK) & 1).toBe(0);
  });

  it('rings a telephone at 25 Hz, and lifting it trips the ring', () => {
    const tech = new Technician();
    tech.powerFxs('1/2');
    const phone = tech.world.phone('1/2');
    tech.fxsWrite('1/2', LINE_FEED, 4);
    tech.run(1000);
    expect(phone.ringing).toBe(true);
    expect(phone.rings[0]!.hz).toBeCloseTo(25, 0);
    expect(phone.rings[0]!.voltsRms).toBeGreaterThan(40);
    phone.lift();
    tech.run(300);
    expect(phone.ringing).toBe(false);
    expect(tech.fxsRead('1/2', LINE_FEED) >> 4).toBe(1);
  });

  it('carries a 1 kHz tone between two telephones through codecs, bursts and a patch, within 1 dB', () => {
    const tech = new Technician();
    tech.powerFxs('1/3');
    tech.powerFxs('1/4');
    tech.patch('1/3', '1/4');
    const [from, to] = [tech.world.phone('1/3'), tech.world.phone('1/4')];
    from.lift();
    to.lift();
    tech.run(200);
    from.say('tone1k');
    expect(tech.run(1000, () => to.hears.tone === 'testTone')).toBe(true);
    tech.run(300);
    expect(Math.abs(to.hears.dbm0 - -10)).toBeLessThan(1);
    expect(from.hears.dbm0).toBeLessThan(-30);
  });

  it('seizes an exchange line with an Si3050, hears its dial tone and dials with a telephone patched to it', () => {
    const tech = new Technician();
    tech.powerFxs('1/3');
    tech.powerFxo('1/7');
    tech.patch('1/3', '1/7');
    const phone = tech.world.phone('1/3');
    const line = tech.world.exchangeLine('1/7');
    phone.lift();
    tech.fxoWrite('1/7', 5, 0x09);
    expect(tech.run(4000, () => phone.hears.tone === 'dial')).toBe(true);
    expect(line.seized).toBe(true);
    phone.dial('12345');
    tech.run(8000, () => line.state === 'ringing-out');
    expect(line.dialled).toBe('12345');
    line.farAnswers();
    line.say('tone1k');
    expect(tech.run(6000, () => phone.hears.tone === 'testTone')).toBe(true);
    tech.fxoWrite('1/7', 5, 0x08);
    tech.run(1000);
    expect(line.state).toBe('idle');
  });

  it('shows the ringing of a caller in the ring-detect register of an Si3050', () => {
    const tech = new Technician();
    tech.powerFxo('1/7');
    tech.world.exchangeLine('1/7').callIn({ number: '62', name: '' });
    expect(tech.run(1500, () => (tech.fxoRead('1/7', 5) & 0x04) !== 0)).toBe(true);
  });

  it('wires the first telephone straight to the last exchange line while the relays rest', () => {
    const tech = new Technician();
    tech.world.cards[0]!.buses.relayArm.set(false);
    tech.run(100);
    const phone = tech.world.phone('1/1');
    const line = tech.world.exchangeLine('1/8');
    phone.lift();
    expect(tech.run(4000, () => phone.hears.tone === 'dial')).toBe(true);
    phone.dial('110');
    expect(tech.run(6000, () => line.answered)).toBe(true);
    phone.hangUp();
    tech.run(1000);
    tech.world.cards[0]!.buses.relayArm.set(true);
    tech.run(100);
    phone.lift();
    tech.run(3000);
    expect(phone.hears.tone).toBe('silence');
    expect(line.seized).toBe(false);
  });

  it('is the same world to the bit for the same seed, and another for another', () => {
    const trace = (seed: number): string => {
      const tech = new Technician({ ...DEFAULT_WORLD, seed });
      const { world } = tech;
      world.fault('1/3', 'hook-bounce', true);
      const phone = world.phone('1/3');
      let seen = '';
      for (let i = 0; i < 4; i++) {
        if (i % 2 === 0) phone.lift();
        else phone.hangUp();
        tech.run(50, () => {
          seen += phone.loopOhms < 1000 ? '1' : '0';
          return false;
        });
      }
      return seen;
    };
    expect(trace(1)).toBe(trace(1));
    expect(trace(1)).not.toBe(trace(2));
  });

  describe('faults', () => {
    it('card-out silences the card and cuts its telephones off; putting it back gives a card in reset', () => {
      const tech = new Technician();
      tech.powerFxs('1/3');
      tech.world.fault('1', 'card-out', true);
      tech.run(20);
      expect(tech.world.phone('1/3').volts).toBe(0);
      expect(tech.fxsRead('1/3', 1)).toBe(0xff);
      expect(tech.world.activeFaults).toEqual([{ target: '1', fault: 'card-out' }]);
      tech.world.fault('1', 'card-out', false);
      tech.run(50);
      expect(tech.fxsRead('1/3', 8)).toBe(0x02);
      expect(tech.world.activeFaults).toEqual([]);
    });

    it('no-battery takes the voltage from a telephone, or kills an exchange line', () => {
      const tech = new Technician();
      tech.powerFxs('1/3');
      tech.world.fault('1/3', 'no-battery', true);
      tech.world.fault('1/7', 'no-battery', true);
      tech.world.phone('1/3').lift();
      tech.run(1000);
      expect(Math.abs(tech.world.phone('1/3').volts)).toBeLessThan(10);
      expect(tech.world.exchangeLine('1/7').state).toBe('dead');
      expect(tech.world.terminals('1/7')!.volts).toBe(0);
      tech.world.phone('1/3').hangUp();
      tech.world.heal();
      tech.run(1000);
      expect(Math.abs(tech.world.phone('1/3').volts)).toBeGreaterThan(40);
      expect(tech.world.exchangeLine('1/7').state).toBe('idle');
    });

    it('chip-reset is an event: the chip has its reset values, and no fault stays on', () => {
      const tech = new Technician();
      tech.powerFxs('1/3');
      expect(tech.fxsRead('1/3', 8)).toBe(0x00);
      tech.world.fault('1/3', 'chip-reset', true);
      expect(tech.fxsRead('1/3', 8)).toBe(0x02);
      expect(tech.world.activeFaults).toEqual([]);
    });

    it.each([
      ['9/1', 'no-battery'],
      ['1', 'no-battery'],
      ['1/9', 'hook-bounce'],
      ['everywhere', 'card-out'],
      ['1/1', 'earthquake'],
    ] as const)('on %s %s is refused with what to do', (target, fault) => {
      const world = new World(DEFAULT_WORLD);
      const result = world.fault(target, fault as 'card-out', true);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.error.code).toBe('TR-SIM-002');
      expect(world.activeFaults).toEqual([]);
    });
  });

  describe('its description', () => {
    it('may have several cards with any mix of positions', () => {
      const world = new World({
        nation: 'DE',
        seed: 3,
        cards: [
          [{ kind: 'fxs', telephones: 2, ren: 2 }, { kind: 'empty' }, { kind: 'fxo' }],
          [
            { kind: 'fxo', line: { answer: 'voice' } },
            { kind: 'fxs', mode: 'pulse' },
          ],
        ],
      });
      expect(world.cards.map(({ card }) => card.chips.map((chip) => chip?.type ?? '-'))).toEqual([
        ['Si3215', '-', 'Si3050', '-', '-', '-', '-', '-'],
        ['Si3050', 'Si3215', '-', '-', '-', '-', '-', '-'],
      ]);
      expect(world.phones('1/1')).toHaveLength(2);
      expect(world.exchangeLine('2/1').settings.answer).toBe('voice');
      world.frame();
      expect(world.now).toBe(5000);
    });

    it.each([
      ['{', 'is not JSON'],
      ['[]', 'is not an object'],
      ['{"nation":"XX"}', 'XX'],
      ['{"nation":{"tones":{}}}', 'tones, ring and impedance'],
      ['{"seed":1.5}', 'whole number'],
      ['{"cards":[]}', '1 to 8 cards'],
      ['{"cards":[[{"kind":"isdn"}]]}', 'isdn'],
      ['{"cards":[[{"kind":"fxs","telephones":3}]]}', '0, 1 or 2'],
      ['{"cards":[[{"kind":"fxs","ren":9}]]}', 'REN'],
      ['{"cards":[[null]]}', 'kind'],
    ])('%s is refused in clear words', (text, words) => {
      const result = parseDescription(text);
      expect(!result.ok && result.error.code).toBe('TR-SIM-001');
      expect(!result.ok && result.error.what).toContain(words);
    });

    it('has six telephones and two exchange lines when nothing is said', () => {
      const result = parseDescription('{}');
      expect(result.ok && result.value.cards[0]!.map(({ kind }) => kind).join()).toBe(
        'fxs,fxs,fxs,fxs,fxs,fxs,fxo,fxo',
      );
    });
  });
});
