import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEvent } from '#ports/media.ts';
import { portId, timeslotOf } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import { TestOffice } from '../support/office.ts';

const [TALKER, FAR] = [timeslotOf(portId(1, 1)), timeslotOf(portId(1, 2))];
const CALLER = { number: '13812345678', name: 'ZHANG', dateTime: '05011200', absence: '' } as const;
const FSK = { signal: 'fsk', standard: 'bell202', format: 'mdmf', offHook: true } as const;

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial('802');
  office.waitFor('802 rings', () => office.phone(2).ringing);
  office.phone(2).lift();
  office.waitFor('they talk', () => office.host.observe.snapshot().calls[0]?.state === 'connected');
  office.run(500);
});
afterEach(() => office.close());

/** From here on the media plane answers to the test. */
function listen(): { readonly event: MediaEvent; readonly at: Instant }[] {
  const told: { readonly event: MediaEvent; readonly at: Instant }[] = [];
  office.board.media.start((event, at) => told.push({ event, at }));
  return told;
}

describe('caller ID of a call that waits', () => {
  it('the telephone answers the alert with D in time, reads the message, and the far party hears none of it', () => {
    const { media } = office.board;
    const told = listen();
    office.phone(1).say('tone1k');
    office.phone(2).say('speech');
    office.run(200);
    media.command({
      op: 'detect',
      slot: TALKER,
      detectors: { dtmf: true, progress: false, fax: false, callerId: null },
    });
    // The exchange takes the two apart for as long as it speaks with the display.
    media.command({ op: 'disconnect', from: TALKER, to: FAR });
    media.command({ op: 'disconnect', from: FAR, to: TALKER });
    let heardByFar = 0;
    const listenAtFar = (milliseconds: number): void => {
      for (let past = 0; past < milliseconds; past += 5) {
        office.run(5);
        for (const sample of office.phone(2).receive) heardByFar = Math.max(heardByFar, Math.abs(sample));
      }
    };
    office.run(50);
    media.command({ op: 'sendAlert', slot: TALKER, id: 71 });
    listenAtFar(400);
    const sent = told.find(({ event }) => event.kind === 'sent' && event.id === 71);
    const digits = told.filter(({ event }) => event.kind === 'dtmf' && event.slot === TALKER);
    expect(digits.map(({ event }) => event)).toEqual([{ kind: 'dtmf', slot: TALKER, digit: 'D' }]);
    // EN 300 659-2 §6.2: told within 160 ms after the end of the alert.
    const afterMs = (digits[0]!.at - sent!.at) / 1000;
    expect(afterMs).toBeGreaterThan(0);
    expect(afterMs).toBeLessThanOrEqual(160);
    media.command({ op: 'sendCallerId', slot: TALKER, format: FSK, message: CALLER, alert: false, id: 72 });
    listenAtFar(1_500);
    expect(told.some(({ event }) => event.kind === 'sent' && event.id === 72)).toBe(true);
    expect(office.phone(1).display).toMatchObject({ number: CALLER.number, name: CALLER.name });
    expect(heardByFar).toBeLessThan(60);
    media.command({ op: 'connect', from: TALKER, to: FAR, gainDb: 0 });
    media.command({ op: 'connect', from: FAR, to: TALKER, gainDb: 0 });
    expect(office.hears(2, 'testTone')).toBeLessThan(1_000);
  });

  it('a telephone that gets no message after its answer talks on after half a second', () => {
    const told = listen();
    office.phone(1).say('tone1k');
    office.run(300);
    office.board.media.command({ op: 'sendAlert', slot: TALKER, id: 71 });
    office.run(300);
    expect(told.some(({ event }) => event.kind === 'sent')).toBe(true);
    expect(office.phone(2).hears.tone).not.toBe('testTone');
    office.run(600);
    expect(office.hears(2, 'testTone')).toBeLessThan(1_000);
    expect(office.phone(1).display).toBeNull();
  });

  it('speech and the tones of a conversation are no alert', () => {
    const told = listen();
    const detectors = { dtmf: true, progress: false, fax: false, callerId: null };
    office.board.media.command({ op: 'detect', slot: TALKER, detectors });
    for (const voice of ['speech', 'tone1k'] as const) {
      office.phone(2).say(voice);
      office.run(5_000);
    }
    expect(told.filter(({ event }) => event.kind === 'dtmf')).toEqual([]);
  });
});
