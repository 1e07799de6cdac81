import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { TestOffice } from '../support/office.ts';
import { spandsp, spandspCallerId } from '../support/peers.ts';

const NOBODY = { number: '', name: '' };
let office: TestOffice | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** What spandsp sends for this caller. */
function sent(standard: 'bell202' | 'v23', number: string, name: string): Int16Array {
  const raw = execFileSync(spandspCallerId(), ['send', standard, '11211530', number, name]);
  return new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** What spandsp reads in these samples: one entry a message. */
function read(standard: 'bell202' | 'v23', samples: readonly number[]): unknown[] {
  const input = Buffer.from(Int16Array.from(samples).buffer);
  const text = execFileSync(spandspCallerId(), ['decode', standard], { input, encoding: 'utf8' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The wires at telephone 2 while it rings for telephone 1, until the second burst. */
function heardWhileRinging(country: string): number[] {
  office = new TestOffice({ country });
  const called = office.phone(2);
  office.phone(1).lift();
  office.hears(1, 'dial');
  office.phone(1).dial('802');
  const heard: number[] = [];
  office.waitFor(
    'the second ring',
    () => {
      heard.push(...called.receive);
      return called.rings.length >= 2 && !called.ringing;
    },
    20_000,
  );
  return heard;
}

describe.runIf(spandsp().wanted)('caller ID with spandsp at the other end', () => {
  it.each([
    ['cn', 'bell202'],
    ['us', 'bell202'],
    ['fr', 'v23'],
    ['de', 'v23'],
  ] as const)(
    'in %s, what spandsp sends by %s on an exchange line is shown on the telephone',
    (country, standard) => {
      office = new TestOffice({ country });
      const samples = sent(standard, '02588886666', 'LI LEI');
      office.line(7).configure({ callerId: { signal: 'recorded', samples } });
      office.line(7).callIn(NOBODY);
      office.waitFor('the telephone shows the caller', () => office!.phone(1).display !== null, 20_000);
      expect(office.phone(1).display).toMatchObject({ number: '02588886666', name: 'LI LEI' });
    },
  );

  it.each([
    ['cn', 'bell202'],
    ['us', 'bell202'],
    ['uk', 'v23'],
    ['fr', 'v23'],
    ['de', 'v23'],
  ] as const)(
    'in %s, spandsp reads by %s what the exchange sends to a ringing telephone',
    (country, standard) => {
      expect(read(standard, heardWhileRinging(country))).toEqual([
        { dateTime: '11210730', number: '801', name: 'Telephone 1' },
      ]);
    },
  );
});
