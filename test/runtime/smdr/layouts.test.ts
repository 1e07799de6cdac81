import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredLeg, StoredRecord } from '#ports/database.ts';
import type { SmdrLayoutName } from '#ports/smdr.ts';
import { paperTime } from '#runtime/smdr/layouts/layout.ts';
import { LAYOUTS } from '#runtime/smdr/layouts/layouts.ts';
import { NOON_EPOCH_MS, newRecord, storedLeg } from '../../support/records.ts';

const timeOf = paperTime(() => 480);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const record = (changes: Partial<StoredRecord>): StoredRecord => ({
  ...newRecord('c1', changes),
  serial: 17,
});
const line1: Partial<StoredLeg> = { port: '1/7', trunk: 'Line 1' };

/** 1200 calls 01012345678 on line 1 at 20:00:00 local time, answered after 5 s, 65 s long. */
const OUTGOING = record({
  ...{ kind: 'outgoing', from: '1200', dialled: '901012345678', to: '901012345678', toPort: '1/7' },
  account: '9876543210',
  legs: [storedLeg({ number: '1200' }), storedLeg({ ...line1, number: '', sent: '01012345678' })],
});
/** 13912345678 calls in on line 1; 1200 answers after 5 s, talks 12 min 5 s and transfers to 1201 on the way. */
const TRANSFERRED = record({
  ...{ kind: 'incoming', from: '13912345678', fromPort: '1/7', to: '1200', toPort: '1/1', dialled: '' },
  ...{ alertedEpochMs: NOON_EPOCH_MS, answeredEpochMs: NOON_EPOCH_MS + 5 * SECOND },
  ...{ releasedEpochMs: NOON_EPOCH_MS + 5 * SECOND + 725 * SECOND, talkMs: 725 * SECOND },
  legs: [
    storedLeg({ ...line1, number: '13912345678', how: 'ring-in' }),
    storedLeg({ number: '1200', how: 'dialled' }),
    storedLeg({ number: '1201', how: 'transfer', by: '1200' }),
  ],
});
/** 13912345678 rings for 75 s, and nobody answers. */
const MISSED = record({
  ...{ kind: 'incoming', from: '13912345678', fromPort: '1/7', to: '1200', toPort: '1/1', dialled: '' },
  ...{ alertedEpochMs: NOON_EPOCH_MS, answeredEpochMs: null, releasedEpochMs: NOON_EPOCH_MS + 75 * SECOND },
  ...{ talkMs: 0, cause: 19 },
  legs: [
    storedLeg({ ...line1, number: '13912345678', how: 'ring-in', answeredEpochMs: null }),
    storedLeg({ number: '1200', how: 'dialled', answeredEpochMs: null }),
  ],
});
const INTERNAL = record({ from: '1200', to: '1235', dialled: '1235' });
const BUSY = record({ ...OUTGOING, answeredEpochMs: null, talkMs: 0, cause: 17, account: '' });

const CALLS = { OUTGOING, TRANSFERRED, MISSED, INTERNAL, BUSY };
const printed = (layout: SmdrLayoutName): string[] =>
  Object.values(CALLS).map((call) => LAYOUTS[layout].line(call, timeOf));

describe('what a printer or billing system reads', () => {
  test('Panasonic pattern A, 80 columns', () => {
    const ruler = '12345678 1234567 12345 12 1234567890123456789012345 1234 12345678 1234567890 123';
    expect([...LAYOUTS['panasonic-a'].page!.header, ruler, ...printed('panasonic-a')]).toEqual([
      'Date     Time    Ext   CO Dial Number               Ring Duration Acc Code   CD ',
      '--------------------------------------------------------------------------------',
      ruler,
      "03/01/26 08:01PM 1200  01 01012345678                    00:01'05 9876543210    ",
      "03/01/26 08:12PM 1201  01 <I>13912345678            0'05 00:12'05            TR ",
      "03/01/26 08:01PM 1200  01 <I>13912345678            1'15 00:00'00            NA ",
      "03/01/26 08:01PM 1200     EXT1235                        00:01'05               ",
      "03/01/26 08:01PM 1200  01 01012345678                    00:00'00               ",
    ]);
    expect(LAYOUTS['panasonic-a'].page!.lines).toBe(60);
  });

  test('Mitel, 90 columns', () => {
    const ruler =
      '1 2345 89012  56789012 4567 9 123 56789012345678901234567890 2 4567 9 1234 678901234567890';
    expect([ruler, ...printed('mitel')]).toEqual([
      ruler,
      ' 03/01 20:00  00:01:05 1200       01012345678                A T001        9876543210  000',
      '%03/01 20:00  00:12:05 T001   005 13912345678                A 1201 T 1201             000',
      ' 03/01 20:00  00:00:00 T001   *** 13912345678                I 1200                    000',
      ' 03/01 20:00  00:01:05 1200       1235                       A 1235                    000',
      ' 03/01 20:00  00:00:00 1200       01012345678                B T001                    000',
    ]);
  });

  test('PhoneSuite', () => {
    const ruler = '1234 67 90123456 89012345 78901234 67890123456789012345678901 345678901234';
    expect([ruler, ...printed('phonesuite')]).toEqual([
      ruler,
      '1200 01 03/01/26 20:00:00 00:01:05 01012345678                9876543210',
      '1201 01 03/01/26 20:00:00 00:12:05 00:00:05',
      '1200 01 03/01/26 20:00:00 00:00:00 00:01:15',
      '1200    03/01/26 20:00:00 00:01:05 1235',
      '1200 01 03/01/26 20:00:00 00:00:00 01012345678',
    ]);
  });

  test('the columns of Asterisk’s cdr_csv', () => {
    const id = `${NOON_EPOCH_MS / 1_000}.17`;
    expect(printed('csv')).toEqual([
      `"9876543210","1200","901012345678","main","1200","Port/1/1","Port/1/7","Dial","01012345678","2026-03-01 20:00:00","2026-03-01 20:00:05","2026-03-01 20:01:10",70,65,"ANSWERED","DOCUMENTATION","${id}",""`,
      `"","13912345678","1201","main","13912345678","Port/1/7","Port/1/1","Dial","13912345678","2026-03-01 20:00:00","2026-03-01 20:00:05","2026-03-01 20:12:10",730,725,"ANSWERED","DOCUMENTATION","${id}",""`,
      `"","13912345678","1200","main","13912345678","Port/1/7","Port/1/1","Dial","13912345678","2026-03-01 20:00:00","","2026-03-01 20:01:15",75,0,"NO ANSWER","DOCUMENTATION","${id}",""`,
      `"","1200","1235","main","1200","Port/1/1","Port/1/2","Dial","1235","2026-03-01 20:00:00","2026-03-01 20:00:05","2026-03-01 20:01:10",70,65,"ANSWERED","DOCUMENTATION","${id}",""`,
      `"","1200","901012345678","main","1200","Port/1/1","Port/1/7","Dial","01012345678","2026-03-01 20:00:00","","2026-03-01 20:01:10",70,0,"BUSY","DOCUMENTATION","${id}",""`,
    ]);
  });
});

describe('a long call in Mitel’s first column', () => {
  test.each([
    [4 * MINUTE + 59 * SECOND, ' '],
    [5 * MINUTE, '-'],
    [9 * MINUTE + 59 * SECOND, '-'],
    [10 * MINUTE, '%'],
    [30 * MINUTE - SECOND, '%'],
    [30 * MINUTE, '+'],
  ])('%i ms is "%s"', (talkMs, flag) => {
    expect(LAYOUTS.mitel.line(record({ talkMs }), timeOf)[0]).toBe(flag);
  });
});

describe('whatever is in a record', () => {
  const text = fc.string({ maxLength: 60, unit: 'binary' });
  const wild = fc.record({
    ...{ from: text, to: text, dialled: text, account: text, entity: text },
    ...{
      talkMs: fc.nat(1e9),
      cause: fc.constantFrom(1, 16, 17, 21, 34, 41) as fc.Arbitrary<StoredRecord['cause']>,
    },
    kind: fc.constantFrom('internal', 'outgoing', 'incoming', 'emergency', 'incomplete') as fc.Arbitrary<
      StoredRecord['kind']
    >,
    legs: fc.array(
      fc.record({
        number: text,
        sent: text,
        trunk: fc.option(text),
        how: fc.constantFrom('dialled', 'transfer'),
      }),
      { maxLength: 4 },
    ),
  });
  const WIDTHS = { 'panasonic-a': 80, mitel: 90 } as const;

  test('a line stays one line of printable ASCII, and as wide as its layout', () => {
    fc.assert(
      fc.property(wild, ({ legs, ...changes }) => {
        const all = legs.map((leg) => storedLeg(leg as Partial<StoredLeg>));
        for (const layout of Object.values(LAYOUTS)) {
          const line = layout.line(record({ ...changes, legs: all }), timeOf);
          expect(line).toMatch(/^[\x20-\x7e]*$/);
          const width = WIDTHS[layout.name as keyof typeof WIDTHS];
          if (width !== undefined) expect(line).toHaveLength(width);
          if (layout.name === 'phonesuite') expect(line.length).toBeLessThanOrEqual(74);
          if (layout.name === 'csv') expect(line.match(/"(?:[^"]|"")*"|\d+/g)).toHaveLength(18);
        }
      }),
    );
  });
});
