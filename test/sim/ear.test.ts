import { describe, expect, it } from 'vitest';
import { DtmfSender } from '#sim/dsp/dtmf.ts';
import { Ear } from '#sim/dsp/ear.ts';
import { isSilent, sinePeak } from '#sim/dsp/level.ts';
import { speechClip } from '#sim/dsp/speech.ts';
import { ToneNames } from '#sim/dsp/tone-names.ts';
import { TonePlayer } from '#sim/dsp/tone-player.ts';
import { NATIONS, type NationCode } from '#sim/nations.ts';
import type { HeardTone } from '#sim/people.ts';

type Sound = (out: Float32Array) => void;

/** What the ear said over time: each name once, in order, with the moment. */
function listen(ear: Ear, ms: number, sound: Sound): { tone: HeardTone; ms: number }[] {
  const said: { tone: HeardTone; ms: number }[] = [];
  const frame = new Float32Array(40);
  for (let at = 0; at < ms; at += 5) {
    frame.fill(0);
    sound(frame);
    if (ear.hear(frame, isSilent(frame))) said.push({ tone: ear.heard.tone, ms: at });
  }
  return said;
}

function tonePlayed(nation: NationCode, tone: HeardTone): Sound {
  const player = new TonePlayer();
  player.start(NATIONS[nation].tones[tone]!);
  return (out) => player.add(out);
}

const earOf = (nation: NationCode): Ear => new Ear(new ToneNames(NATIONS[nation].tones));
const CALL_TONES: HeardTone[] = ['dial', 'busy', 'ringback', 'congestion', 'vacant', 'howler'];

describe('an ear', () => {
  for (const nation of ['CN', 'US', 'UK', 'DE', 'FR', 'JP', 'AU'] as const) {
    for (const tone of CALL_TONES) {
      // Japan and Australia give congestion the sound of busy.
      const same = tone === 'congestion' && (nation === 'JP' || nation === 'AU');
      const name = same ? 'busy' : tone;
      it(`names the ${tone} tone of ${nation} ${name}, never another, and holds it through its pauses`, () => {
        const said = listen(earOf(nation), 15_000, tonePlayed(nation, tone)).map(({ tone }) => tone);
        expect(said.filter((heard) => heard !== 'unknown')).toEqual([name]);
        expect(said.at(-1)).toBe(name);
      });
    }
  }

  it('names a cadence the same wherever its bursts begin and end within a frame', () => {
    for (let offset = 0; offset < 40; offset += 3) {
      const ear = earOf('CN');
      const sound = tonePlayed('CN', 'ringback');
      const lead = new Float32Array(40);
      let carry = new Float32Array(offset);
      const said = listen(ear, 12_000, (out) => {
        lead.fill(0);
        sound(lead);
        out.set(carry);
        out.set(lead.subarray(0, 40 - offset), offset);
        carry = lead.slice(40 - offset);
      }).map(({ tone }) => tone);
      expect(said.filter((tone) => tone !== 'unknown')).toEqual(['ringback']);
    }
  });

  it('does not take a ringback that the answer cuts off for call waiting', () => {
    for (const cutMs of [300, 350, 400, 450]) {
      const ear = earOf('CN');
      listen(ear, 5000 + cutMs, tonePlayed('CN', 'ringback'));
      expect(ear.heard.tone).toBe('ringback');
      const said = listen(ear, 5000, () => {}).map(({ tone }) => tone);
      expect(said).not.toContain('callWaiting');
      expect(ear.heard.tone).toBe('silence');
    }
  });

  it('says silence within half a second after busy tone has ended', () => {
    const ear = earOf('CN');
    listen(ear, 3000, tonePlayed('CN', 'busy'));
    expect(ear.heard.tone).toBe('busy');
    const said = listen(ear, 2000, () => {});
    expect(said.at(-1)!.tone).toBe('silence');
    expect(said.at(-1)!.ms).toBeLessThan(500);
  });

  it('tells a changed tone from the old one without a gap between them', () => {
    const ear = earOf('US');
    listen(ear, 3000, tonePlayed('US', 'dial'));
    const said = listen(ear, 4000, tonePlayed('US', 'busy')).map(({ tone }) => tone);
    expect(said.at(-1)).toBe('busy');
    expect(said).not.toContain('congestion');
  });

  it('measures frequency to 2 Hz and level to 0.3 dB', () => {
    const ear = earOf('US');
    listen(ear, 1000, tonePlayed('US', 'dial'));
    const [low, high] = [...ear.heard.hz].sort((a, b) => a - b);
    expect(Math.abs(low! - 350)).toBeLessThan(2);
    expect(Math.abs(high! - 440)).toBeLessThan(2);
    expect(Math.abs(ear.heard.dbm0 - -10)).toBeLessThan(0.3);
  });

  it('recognises the 1 kHz test tone and its level', () => {
    const ear = earOf('CN');
    let n = 0;
    const peak = sinePeak(-10);
    listen(ear, 500, (out) => {
      for (let i = 0; i < out.length; i++) out[i] = peak * Math.sin((2 * Math.PI * n++) / 8);
    });
    expect(ear.heard.tone).toBe('testTone');
    expect(ear.heard.hz[0]).toBeCloseTo(1000, 0);
    expect(Math.abs(ear.heard.dbm0 - -10)).toBeLessThan(0.2);
  });

  it('calls speech a voice, and mostly goes on doing so between words', () => {
    const ear = earOf('CN');
    const clip = speechClip();
    let n = 0;
    const said = listen(ear, 8000, (out) => {
      for (let i = 0; i < out.length; i++) out[i] = clip[n++ % clip.length]!;
    }).map(({ tone }) => tone);
    expect(said.every((tone) => ['voice', 'silence', 'unknown'].includes(tone))).toBe(true);
    expect(said).toContain('voice');
  });

  it('knows dialling when it hears it', () => {
    const ear = earOf('CN');
    const keypad = new DtmfSender();
    keypad.hold('5');
    listen(ear, 300, (out) => keypad.add(out));
    expect(ear.heard.tone).toBe('dtmf');
  });

  it('keeps quiet about clicks and about the idle code of a codec', () => {
    const ear = earOf('CN');
    let n = 0;
    const said = listen(ear, 3000, (out) => {
      out.fill(n % 2 === 0 ? 8 : -8);
      if (n++ % 100 === 7) out[3] = 9000;
    });
    expect(said).toEqual([]);
  });
});
