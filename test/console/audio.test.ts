import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Ear } from '../../firmware/console/audio/ear.ts';
import { readAudio, writeAudio } from '../../firmware/console/audio/message.ts';
import { Resampler } from '../../firmware/console/audio/resampler.ts';
import { levelAtDbm0, levelDbm0, strongest } from '../../firmware/console/audio/spectrum.ts';
import { createKeyPresser } from '../../firmware/console/link/key-presser.ts';

const PEAK = 22_460;

/** Sines of a level each, as 8 kHz samples from a moment on. */
function tone(hz: readonly number[], dbm0: number, samples: number, from = 0): Int16Array {
  const peak = PEAK * 10 ** (dbm0 / 20);
  return Int16Array.from({ length: samples }, (_, i) =>
    Math.round(hz.reduce((sum, one) => sum + peak * Math.sin((2 * Math.PI * one * (from + i)) / 8000), 0)),
  );
}

const cn = (hz: number[], ...ms: number[]) => ({
  levelDbm0: -6.5,
  repeat: true,
  steps: ms.map((length, i) => ({ hz: i % 2 === 0 ? hz : [], ms: length })),
});
const CHINA = {
  dial: cn([450], 0),
  busy: cn([450], 350, 350),
  ringback: cn([450], 1000, 4000),
  congestion: cn([450], 700, 700),
};

describe('the page measures what it hears', () => {
  test('level of a tone at any telephone frequency, to 0.2 dB', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 200, max: 3400, noNaN: true }),
        fc.integer({ min: -35, max: 0 }),
        (hz, dbm0) => {
          const samples = tone([hz], dbm0, 1024);
          expect(Math.abs(levelAtDbm0(samples, hz) - dbm0)).toBeLessThan(0.2);
          expect(Math.abs(levelDbm0(samples) - dbm0)).toBeLessThan(0.2);
        },
      ),
    );
  });

  test('frequency of dial tone to a hertz, and both frequencies of an American one', () => {
    const [only, second] = strongest(tone([450], -10, 1024), 3);
    expect(Math.abs(only!.hz - 450)).toBeLessThan(1);
    expect(second).toBeUndefined();
    const pair = strongest(tone([350, 440], -13, 1024), 3).map(({ hz }) => Math.round(hz));
    expect(pair.sort()).toEqual([350, 440]);
  });

  test('silence is silence', () => {
    expect(levelDbm0(new Int16Array(1024))).toBe(-90);
    expect(strongest(new Int16Array(1024), 3)).toEqual([]);
  });
});

/** An ear that has heard a cadence in messages of 20 ms; lengths in ms, sound first. */
function heard(hz: number[], ...lengths: number[]): Ear {
  const ear = new Ear();
  let from = 0;
  for (const [i, ms] of lengths.entries()) {
    for (let at = 0; at < ms; at += 20) {
      ear.take(i % 2 === 0 ? tone(hz, -10, 160, from) : new Int16Array(160));
      from += 160;
    }
  }
  return ear;
}

describe('the page names a tone as the country does', () => {
  const name = (ear: Ear) => ear.measure(CHINA).name;
  test('dial tone, once it lasts longer than any burst of another tone', () => {
    expect(name(heard([450], 500))).toBeNull();
    expect(name(heard([450], 1400))).toBe('dial');
  });
  test('busy and congestion by their rhythm', () => {
    expect(name(heard([450], 340, 360, 340, 360, 200))).toBe('busy');
    expect(name(heard([450], 700, 700, 700, 700, 300))).toBe('congestion');
  });
  test('ringback, in its pause too', () => {
    expect(name(heard([450], 1000, 2000))).toBe('ringback');
  });
  test('the test tone, and nothing for a frequency that no tone has', () => {
    expect(name(heard([1000], 500))).toBe('test');
    expect(name(heard([777], 500))).toBeNull();
  });
  test('counts each sample that arrived', () => {
    expect(heard([450], 400).measure(CHINA)).toMatchObject({ samplesReceived: 3200, hz: 450 });
  });
});

describe('from one sample rate to another', () => {
  test.each([
    [8000, 48000],
    [8000, 44100],
    [48000, 8000],
    [44100, 8000],
  ])('a tone keeps its level: %i Hz to %i Hz', (from, to) => {
    const resampler = new Resampler(from, to);
    const input = Float32Array.from({ length: from / 5 }, (_, i) =>
      Math.sin((2 * Math.PI * 1000 * i) / from),
    );
    let power = 0;
    let count = 0;
    let pulled = 0;
    for (let at = 0; at < input.length; at += 128) {
      resampler.push(input.subarray(at, at + 128), 1);
      for (let out = resampler.pull(); out !== null; out = resampler.pull()) {
        pulled += 1;
        if (pulled < to / 20) continue;
        power += out * out;
        count += 1;
      }
    }
    expect(Math.abs(10 * Math.log10((2 * power) / count))).toBeLessThan(0.1);
    expect(Math.abs(pulled - to / 5)).toBeLessThan(to / 100);
  });

  test('what lies above the telephone band is gone when recorded: 6 kHz is not folded to 2 kHz', () => {
    const resampler = new Resampler(48_000, 8_000);
    let worst = 0;
    let pulled = 0;
    for (let at = 0; at < 48_000 / 5; at += 120) {
      const part = Float32Array.from({ length: 120 }, (_, i) =>
        Math.sin((2 * Math.PI * 6000 * (at + i)) / 48_000),
      );
      resampler.push(part, 1);
      for (let out = resampler.pull(); out !== null; out = resampler.pull()) {
        pulled += 1;
        if (pulled > 100) worst = Math.max(worst, Math.abs(out));
      }
    }
    expect(20 * Math.log10(worst)).toBeLessThan(-60);
  });
});

describe('audio messages', () => {
  test('go out and come back alike', () => {
    const samples = tone([450], -10, 160);
    const message = writeAudio('phone:1/3b', samples);
    expect(message.length).toBe(1 + 10 + 320);
    expect(readAudio(message.buffer)).toEqual({ device: 'phone:1/3b', samples });
  });

  test('any bytes are read as a message or as none, never as an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const audio = readAudio(Uint8Array.from(bytes).buffer);
        if (audio !== null) expect(audio.device.length).toBe(bytes[0]);
      }),
    );
  });
});

describe('a finger on the keys', () => {
  function pressed(play: (keys: ReturnType<typeof createKeyPresser>) => void): string[] {
    vi.useFakeTimers();
    try {
      const start = performance.now();
      const log: string[] = [];
      const keys = createKeyPresser((key, down) => {
        log.push(`${Math.round(performance.now() - start)} ${key} ${down ? 'down' : 'up'}`);
      });
      play(keys);
      vi.advanceTimersByTime(3000);
      return log;
    } finally {
      vi.useRealTimers();
    }
  }

  test('a quick click still sounds long enough to be understood', () => {
    const log = pressed((keys) => {
      keys.down('8');
      vi.advanceTimersByTime(5);
      keys.up();
    });
    expect(log).toEqual(['0 8 down', '80 8 up']);
  });

  test('a key held long sounds as long', () => {
    const log = pressed((keys) => {
      keys.down('5');
      vi.advanceTimersByTime(900);
      keys.up();
    });
    expect(log).toEqual(['0 5 down', '900 5 up']);
  });

  test('keys faster than tones wait their turn, each with a rest before it', () => {
    const log = pressed((keys) => {
      for (const key of '802') {
        keys.down(key);
        keys.up();
      }
    });
    expect(log).toEqual(['0 8 down', '80 8 up', '150 0 down', '230 0 up', '300 2 down', '380 2 up']);
  });
});
