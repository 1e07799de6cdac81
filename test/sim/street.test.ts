import { describe, expect, it } from 'vitest';
import { NATIONS } from '#sim/nations.ts';
import { Street } from './street.ts';

describe('a telephone on a line of the public exchange', () => {
  it('has 48 V on-hook and a feed of 20 to 45 mA off-hook', () => {
    const street = new Street('CN');
    street.run(50);
    expect(street.phone.volts).toBe(48);
    street.phone.lift();
    street.run(50);
    expect(street.phone.milliamps).toBeGreaterThan(20);
    expect(street.phone.milliamps).toBeLessThanOrEqual(45);
    expect(street.line.seized).toBe(true);
  });

  for (const via of ['dtmf', 'pulse'] as const) {
    it(`dials by ${via}, hears ringback, is answered by polarity, and both hear each other`, () => {
      const street = new Street('CN');
      const { phone, line } = street;
      phone.lift();
      expect(street.run(5000, () => phone.hears.tone === 'dial')).toBe(true);
      phone.dial('5550190', { via });
      street.run(20_000, () => line.state === 'ringing-out');
      expect(line.dialled).toBe('5550190');
      expect(street.run(8000, () => phone.hears.tone === 'ringback')).toBe(true);
      expect(phone.volts).toBeGreaterThan(0);
      line.farAnswers();
      street.run(100);
      expect(phone.volts).toBeLessThan(0);
      phone.say('tone1k');
      street.run(5000);
      expect(line.hears.tone).toBe('testTone');
      expect(line.hears.dbm0).toBeCloseTo(-10, 0);
      expect(phone.hears.tone).toBe('silence');
      phone.say('none');
      line.say('speech');
      expect(street.run(1000, () => phone.hears.tone === 'voice')).toBe(true);
    });
  }

  it('dials at 20 pulses a second with 50/50 as well, and slowly with 70/30', () => {
    for (const timing of [
      { breakMs: 25, makeMs: 25 },
      { breakMs: 70, makeMs: 30 },
    ]) {
      const street = new Street('CN');
      street.phone.lift();
      street.run(1000);
      street.phone.dial('9072', { via: 'pulse', ...timing });
      street.run(12_000, () => street.line.state === 'ringing-out');
      expect(street.line.dialled).toBe('9072');
    }
  });

  it('does not release the line by a flash or by pulses, but by hanging up', () => {
    const street = new Street('CN');
    street.phone.lift();
    street.run(500);
    street.phone.flash(200);
    street.run(800);
    expect(street.line.seized).toBe(true);
    street.phone.hangUp();
    street.run(500);
    expect(street.line.seized).toBe(false);
    expect(street.line.state).toBe('idle');
  });

  for (const why of ['busy', 'congestion', 'vacant'] as const) {
    it(`hears ${why} when that is what the far side has`, () => {
      const street = new Street('CN');
      street.phone.lift();
      street.run(1000);
      street.phone.dial('123');
      street.line.farBusy(why);
      expect(street.run(9000, () => street.phone.hears.tone === why)).toBe(true);
      expect(street.line.state).toBe('busy');
    });
  }

  it('is answered only by voice where the exchange does not reverse', () => {
    const street = new Street('US', { answer: 'voice' });
    street.phone.lift();
    street.run(1000);
    street.phone.dial('5550123');
    expect(street.run(12_000, () => street.phone.hears.tone === 'ringback')).toBe(true);
    street.line.farAnswers();
    street.run(1000);
    expect(street.phone.volts).toBeGreaterThan(0);
    expect(street.phone.hears.tone).toBe('silence');
  });

  it('reaches the operator of an emergency number at once, without waiting for more digits', () => {
    const street = new Street('CN');
    street.phone.lift();
    street.run(1000);
    street.phone.dial('119');
    street.run(700);
    expect(street.line.state).toBe('ringing-out');
    expect(street.run(4000, () => street.line.answered)).toBe(true);
    expect(street.run(1000, () => street.phone.hears.tone === 'voice')).toBe(true);
  });

  describe('shows that the far end has hung up', () => {
    const talking = (release: 'busy-tone' | 'polarity' | 'loop-drop' | 'none'): Street => {
      const street = new Street('CN', { release });
      street.phone.lift();
      street.run(1000);
      street.phone.dial('123');
      street.run(5000, () => street.line.state === 'ringing-out');
      street.line.farAnswers();
      street.run(500);
      street.line.farHangsUp();
      return street;
    };

    it('by busy tone', () => {
      const street = talking('busy-tone');
      expect(street.run(3000, () => street.phone.hears.tone === 'busy')).toBe(true);
    });

    it('by polarity', () => {
      const street = talking('polarity');
      street.run(50);
      expect(street.phone.volts).toBeGreaterThan(0);
    });

    it('by a loop drop of 600 ms, after which there is current again', () => {
      const street = talking('loop-drop');
      let dropMs = 0;
      street.run(2000, () => {
        if (street.phone.milliamps === 0) dropMs += 5;
        return false;
      });
      expect(dropMs).toBeGreaterThan(590);
      expect(dropMs).toBeLessThan(610);
      expect(street.phone.milliamps).toBeGreaterThan(20);
    });

    it('or not at all', () => {
      const street = talking('none');
      street.run(3000);
      expect(street.phone.hears.tone).toBe('silence');
      expect(street.phone.volts).toBeLessThan(0);
    });
  });

  for (const nation of ['CN', 'US', 'UK', 'DE', 'FR', 'JP', 'AU'] as const) {
    it(`rings with the cadence of ${nation} and shows who calls`, () => {
      const street = new Street(nation);
      const { phone, line } = street;
      expect(line.callIn({ number: '02154321', name: 'Li Na' })).toBe(true);
      street.run(14_000);
      const { hz, cadenceMs } = NATIONS[nation].ring;
      expect(phone.rings[0]!.hz).toBe(hz);
      expect(Math.abs(phone.rings[0]!.lengthMs - cadenceMs[0]!)).toBeLessThan(10);
      const second = (phone.rings[1]!.start - phone.rings[0]!.start) / 1000;
      expect(Math.abs(second - cadenceMs[0]! - cadenceMs[1]!)).toBeLessThan(10);
      expect(phone.display).toEqual({
        number: '02154321',
        name: 'Li Na',
        dateTime: '03041506',
        absence: '',
      });
      phone.lift();
      street.run(100);
      expect(line.state).toBe('talking');
      expect(phone.ringing).toBe(false);
    });
  }

  it('shows a DTMF caller ID before the first ring', () => {
    const street = new Street('CN', {
      callerId: { signal: 'dtmf', start: 'D', end: 'C' },
      callerIdWhen: 'before-ring',
    });
    street.line.callIn({ number: '13800138000', name: '' });
    expect(street.run(5000, () => street.phone.ringing)).toBe(true);
    expect(street.phone.display?.number).toBe('13800138000');
  });

  it('clears the display when the next ringing has no caller ID', () => {
    const street = new Street('CN');
    street.line.callIn({ number: '123456', name: '' });
    street.run(5000);
    expect(street.phone.display?.number).toBe('123456');
    street.line.giveUp();
    street.run(20_000);
    expect(street.phone.display?.number).toBe('123456');
    street.line.configure({ callerId: null });
    street.line.callIn({ number: '777', name: '' });
    street.run(1000);
    expect(street.phone.display).toBeNull();
  });

  it('stops ringing when the caller gives up, and by itself after 90 s', () => {
    const street = new Street('CN');
    street.line.callIn({ number: '1', name: '' });
    street.run(2000);
    street.line.giveUp();
    street.run(6000);
    expect(street.phone.rings).toHaveLength(1);
    street.line.callIn({ number: '1', name: '' });
    expect(street.run(95_000, () => street.line.state === 'idle')).toBe(true);
  });

  it('refuses a call while it is taken or dead', () => {
    const street = new Street('CN');
    street.phone.lift();
    street.run(100);
    expect(street.line.callIn({ number: '1', name: '' })).toBe(false);
    street.line.dead(true);
    street.run(100);
    expect(street.phone.volts).toBe(0);
    expect(street.line.callIn({ number: '1', name: '' })).toBe(false);
    street.line.dead(false);
    expect(street.run(4000, () => street.phone.hears.tone === 'dial')).toBe(true);
  });

  it('rings in at the very moment of the seizure where glare is set: the caller is on the line', () => {
    const street = new Street('CN', { glare: true });
    street.line.callIn({ number: '62', name: '' });
    street.run(3000);
    expect(street.phone.ringing).toBe(false);
    street.phone.lift();
    expect(street.run(1000, () => street.line.answered)).toBe(true);
    expect(street.line.caller?.number).toBe('62');
    expect(street.phone.hears.tone).not.toBe('dial');
  });

  it('never gives dial tone where it is set never to', () => {
    const street = new Street('CN', { dialToneDelayMs: Number.POSITIVE_INFINITY });
    street.phone.lift();
    street.run(5000);
    expect(street.phone.hears.tone).toBe('silence');
    expect(street.line.state).toBe('dial-tone');
  });

  it('with two telephones in parallel rings both, and each hears the other 3.5 dB down', () => {
    const street = new Street('CN', {}, [{}, {}]);
    const [one, two] = street.phones;
    street.line.callIn({ number: '1', name: '' });
    street.run(500);
    expect([one!.ringing, two!.ringing]).toEqual([true, true]);
    one!.lift();
    street.run(300);
    expect(two!.ringing).toBe(false);
    two!.lift();
    one!.say('tone1k');
    street.run(500);
    expect(two!.hears.tone).toBe('testTone');
    expect(Math.abs(two!.hears.dbm0 - -13.5)).toBeLessThan(0.3);
  });

  it('with a bouncing hook still seizes once, and dials nothing by it', () => {
    const street = new Street('CN');
    street.phone.hookBounce = true;
    let edges = 0;
    let closed = false;
    const count = (): boolean => {
      const now = street.phone.loopOhms < 1000;
      if (now !== closed) edges += 1;
      closed = now;
      return false;
    };
    for (let i = 0; i < 5; i++) {
      street.phone.lift();
      street.run(2000, count);
      expect(street.phone.hears.tone).toBe('dial');
      expect(street.line.dialled).toBe('');
      street.phone.hangUp();
      street.run(1000, count);
      expect(street.line.state).toBe('idle');
    }
    expect(edges).toBeGreaterThan(12);
  });

  it('ignores keys on-hook, and stops dialling when it hangs up', () => {
    const street = new Street('CN');
    street.phone.dial('123');
    street.phone.press('5');
    street.run(500);
    expect(street.line.seized).toBe(false);
    street.phone.lift();
    street.run(1000);
    street.phone.dial('1234567890');
    street.run(330);
    street.phone.hangUp();
    expect(street.phone.dialling).toBe(false);
    street.run(1000);
    expect(street.line.state).toBe('idle');
    expect(street.line.dialled.length).toBeLessThan(4);
  });
});
