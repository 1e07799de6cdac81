import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimmed } from '#runtime/guides/trim.ts';
import { checkWav, wavOf } from '#runtime/guides/wav.ts';
import { A_LAW, type Companding, compress, MU_LAW } from '#sim/g711.ts';
import { bytesOf, silence, tone } from './sounds.ts';

// Set-up is plain JavaScript: it runs before there is anything else.
const { resample, trim, wavOf: wavOfSetUp } = await import('../../tools/setup/guides/samples.mjs' as string);

const level = (samples: ArrayLike<number>): number =>
  Math.sqrt(Array.from(samples).reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
const sine = (hz: number, rate: number, seconds = 0.5): Float64Array =>
  Float64Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));

describe('what set-up makes of speech', () => {
  it.each([22_050, 16_000, 44_100])(
    'keeps the telephone band of %i samples a second, and nothing folds into it',
    (rate) => {
      for (const hz of [300, 1_000, 3_000]) {
        const samples: Float64Array = resample({ rate, samples: sine(hz, rate) });
        const middle = samples.subarray(400, samples.length - 400);
        expect(Math.abs(20 * Math.log10(level(middle) * Math.SQRT2))).toBeLessThan(0.3);
      }
      for (const hz of [4_600, 6_000, 7_500]) {
        const samples: Float64Array = resample({ rate, samples: sine(hz, rate) });
        expect(20 * Math.log10(level(samples.subarray(400, samples.length - 400)))).toBeLessThan(-50);
      }
    },
  );

  it('has as much silence around it as was asked for', () => {
    const spoken = new Float64Array(8_000);
    spoken.set(sine(500, 8_000, 0.3), 3_200);
    expect(trim(spoken, 20, 160)).toHaveLength(160 + 2_400 + 1_280);
  });

  it('is a WAV that the exchange takes', () => {
    const checked = checkWav(wavOfSetUp(sine(500, 8_000, 0.25)), 'sound');
    expect(checked).toMatchObject({ ok: true, value: { coding: 'pcm16', rate: 8_000, lengthMs: 250 } });
  });
});

describe('a recording by telephone', () => {
  const RECORDED = [silence(500), tone(800, 400, -20), silence(400)];
  const linear = bytesOf(...RECORDED);
  const samples = new Int16Array(linear.buffer, linear.byteOffset, linear.length / 2);
  const coded = (law: Companding): Uint8Array => {
    const codes = new Uint8Array(samples.length);
    compress(law, Float32Array.from(samples), 1, codes);
    return codes;
  };

  it.each([
    ['pcm16', linear],
    ['a-law', coded(A_LAW)],
    ['u-law', coded(MU_LAW)],
  ] as const)('in %s keeps its coding and loses its silence', (coding, data) => {
    const result = trimmed(wavOf({ coding, rate: 8_000, data: Uint8Array.from(data) }), 'sound');
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const checked = checkWav(result.value, 'sound');
    expect(checked).toMatchObject({ ok: true, value: { coding, rate: 8_000, lengthMs: 60 + 800 + 160 } });
  });

  it('of noise on a quiet line is no speech', () => {
    const noise = tone(2_000, 1_000, -55);
    const result = trimmed(wavOf({ coding: 'pcm16', rate: 8_000, data: bytesOf(noise) }), 'sound');
    expect(result).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-010' } });
  });
});

describe('bytes that claim to be a WAV', () => {
  it('are taken or refused, whatever they are', () => {
    const good = wavOf({ coding: 'a-law', rate: 8_000, data: new Uint8Array(400).fill(0xd5) });
    const changes = fc.array(fc.tuple(fc.nat(443), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.nat(444), (changed, length) => {
        const bytes = good.slice(0, length);
        for (const [at, value] of changed) if (at < bytes.length) bytes[at] = value;
        const checked = checkWav(bytes, 'sound');
        if (checked.ok) expect(checked.value.lengthMs).toBeGreaterThanOrEqual(0);
        else expect(checked.error.code).toMatch(/^TR-GUIDE-0/);
        expect(trimmed(bytes, 'sound')).toHaveProperty('ok');
      }),
      { numRuns: 2_000 },
    );
  });
});
