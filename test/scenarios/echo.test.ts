import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEvent } from '#ports/media.ts';
import { dbm0OfMeanSquare } from '#sim/dsp/level.ts';
import { portId, timeslotOf } from '#units/ids.ts';
import { TestOffice } from '../support/office.ts';

const LINE = timeslotOf(portId(1, 7));
/** What the ear of a talker calls nothing: the quietest codes of A-law lie at −66 dBm0. */
const INAUDIBLE_DBM0 = -62;

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

/** 801 talks with somebody over the exchange line. */
function callOutside(): void {
  office.line(7).configure({ answer: 'polarity' });
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial('913812345678');
  office.waitFor('the far telephone rings', () => office.line(7).state === 'ringing-out', 30_000);
  office.line(7).farAnswers();
  const connected = () => office.host.observe.snapshot().calls[0]?.state === 'connected';
  office.waitFor('answered', connected, 15_000);
  office.run(500);
}

/** Mean level in the earpiece of 801 over some seconds, without the sidetone that a telephone makes itself. */
function heardBy801(seconds: number): number {
  let [sum, count] = [0, 0];
  for (let frames = seconds * 200; frames > 0; frames--) {
    office.run(5);
    for (const sample of office.phone(1).receive) sum += sample * sample;
    count += office.phone(1).receive.length;
  }
  return dbm0OfMeanSquare(sum / count);
}

/** Everything that cancellers tell from now on. */
function listenToCancellers(): Extract<MediaEvent, { kind: 'echo' }>[] {
  const told: Extract<MediaEvent, { kind: 'echo' }>[] = [];
  const { media } = office.board;
  media.start((event) => {
    if (event.kind === 'echo') told.push(event);
  });
  return told;
}

describe('echo of an exchange line', () => {
  it('the talker on 801 does not hear himself from the exchange line', () => {
    callOutside();
    office.board.media.command({ op: 'echo', slot: LINE, on: false });
    office.phone(1).say('speech');
    const without = heardBy801(4);
    office.board.media.command({ op: 'echo', slot: LINE, on: true });
    office.run(1_000);
    const withCanceller = heardBy801(4);
    expect(without).toBeGreaterThan(-55);
    expect(withCanceller).toBeLessThan(INAUDIBLE_DBM0);
    expect(withCanceller).toBeLessThan(without - 12);
  });

  it('the canceller of a seized line works by itself, and hears the far party whole while 801 talks', () => {
    callOutside();
    office.phone(1).say('speech');
    office.run(1_000);
    expect(heardBy801(2)).toBeLessThan(INAUDIBLE_DBM0);
    office.line(7).say('tone1k');
    office.hears(1, 'testTone');
    const both = heardBy801(2);
    office.phone(1).say('none');
    office.run(500);
    expect(Math.abs(both - heardBy801(2))).toBeLessThan(0.5);
  });

  it('return loss and convergence are told during the call, and once more at its end', () => {
    callOutside();
    const told = listenToCancellers();
    office.phone(1).say('speech');
    office.run(5_000);
    const live = told.at(-1)!;
    expect(live).toMatchObject({ slot: LINE, converged: true, disabled: false });
    expect(live.erlDb).toBeGreaterThan(20);
    expect(live.erlDb).toBeLessThan(40);
    const before = told.length;
    office.board.media.command({ op: 'echo', slot: LINE, on: false });
    office.run(10);
    expect(told).toHaveLength(before + 1);
    expect(told.at(-1)).toMatchObject({ slot: LINE, converged: true });
  });
});
