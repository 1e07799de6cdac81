import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallerIdAssembler, decodeCallerId, encodeCallerId } from '#sim/dsp/caller-id-message.ts';
import { DTMF_KEYS, DtmfSender } from '#sim/dsp/dtmf.ts';
import { DtmfReceiver } from '#sim/dsp/dtmf-receiver.ts';
import { FskReceiver, FskSender } from '#sim/dsp/fsk.ts';
import { isSilent } from '#sim/dsp/level.ts';
import { speechClip } from '#sim/dsp/speech.ts';
import type { CallerDisplay } from '#sim/people.ts';

function keyed(digits: string, onMs: number, offMs: number, spoil: (frame: Float32Array) => void = () => {}) {
  const sender = new DtmfSender();
  const receiver = new DtmfReceiver();
  sender.send(digits, { onMs, offMs });
  const frame = new Float32Array(40);
  let heard = '';
  for (let i = 0; i < 20 || sender.busy; i++) {
    frame.fill(0);
    sender.add(frame);
    spoil(frame);
    heard += receiver.hear(frame, isSilent(frame)) ?? '';
  }
  return heard;
}

describe('a DTMF receiver of the world', () => {
  it('hears every key of the keypad once, at 50 ms tone and 50 ms pause', () => {
    expect(keyed(DTMF_KEYS, 50, 50)).toBe(DTMF_KEYS);
  });

  it('hears the same key twice as two digits, and a long one as one', () => {
    expect(keyed('77', 70, 70)).toBe('77');
    expect(keyed('7', 900, 70)).toBe('7');
  });

  it('waits a second at a comma', () => {
    expect(keyed('9,110', 70, 70)).toBe('9110');
  });

  it('does not take speech or a burst of 20 ms for a digit', () => {
    const clip = speechClip();
    const receiver = new DtmfReceiver();
    const heard: (string | null)[] = [];
    for (let at = 0; at + 40 <= clip.length; at += 40) {
      const frame = clip.slice(at, at + 40);
      heard.push(receiver.hear(frame, isSilent(frame)));
    }
    expect(heard.filter((digit) => digit !== null)).toEqual([]);
    expect(keyed('5', 20, 100)).toBe('');
  });

  it('hears digits under noise 20 dB below', () => {
    let state = 1;
    const noise = (frame: Float32Array): void => {
      for (let i = 0; i < frame.length; i++) {
        state = (state * 1103515245 + 12345) & 0x7fffffff;
        frame[i]! += (state / 0x7fffffff - 0.5) * 3000;
      }
    };
    expect(keyed('159D*0#', 70, 70, noise)).toBe('159D*0#');
  });
});

const caller = (over: Partial<CallerDisplay>): CallerDisplay => ({
  number: '02154321',
  name: '',
  dateTime: '03041506',
  absence: '',
  ...over,
});

function modem(
  message: Uint8Array,
  standard: 'bell202' | 'v23',
  spoil: (f: Float32Array) => void = () => {},
) {
  const sender = new FskSender();
  const assembler = new CallerIdAssembler();
  const shown: CallerDisplay[] = [];
  const receiver = new FskReceiver(
    (byte) => {
      const message = assembler.take(byte);
      if (message !== null) shown.push(message);
    },
    () => assembler.reset(),
  );
  sender.send(message, standard);
  const frame = new Float32Array(40);
  for (let i = 0; i < 4 || sender.busy; i++) {
    frame.fill(0);
    sender.add(frame);
    spoil(frame);
    receiver.hear(frame);
  }
  return shown;
}

describe('caller-ID signals', () => {
  for (const standard of ['bell202', 'v23'] as const) {
    it(`carries SDMF and MDMF over ${standard}, number and name as sent`, () => {
      const plain = caller({});
      expect(modem(encodeCallerId(plain, 'sdmf'), standard)).toEqual([plain]);
      const named = caller({ name: 'Wang Fang & Sons' });
      expect(modem(encodeCallerId(named, 'mdmf'), standard)).toEqual([named]);
    });
  }

  it('carries why a number is missing', () => {
    const withheld = caller({ number: '', absence: 'P' });
    expect(modem(encodeCallerId(withheld, 'sdmf'), 'bell202')).toEqual([withheld]);
    expect(modem(encodeCallerId(withheld, 'mdmf'), 'bell202')).toEqual([withheld]);
  });

  it('is still read 20 dB down with a twist of 6 dB', () => {
    let last = 0;
    const farAway = (frame: Float32Array): void => {
      for (let i = 0; i < frame.length; i++) {
        const now = frame[i]! * 0.1;
        frame[i] = Math.round(now + 0.4 * last);
        last = now;
      }
    };
    expect(modem(encodeCallerId(caller({}), 'mdmf'), 'bell202', farAway)).toEqual([caller({})]);
  });

  it('shows nothing when one bit on the way was wrong', () => {
    const bytes = encodeCallerId(caller({}), 'mdmf');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = [...bytes];
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeCallerId(damaged)).toBeNull();
    }
  });

  it('never throws at garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const assembler = new CallerIdAssembler();
        for (const byte of bytes) assembler.take(byte);
        decodeCallerId([...bytes]);
      }),
    );
  });
});
