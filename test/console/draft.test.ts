import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  editsBetween,
  pathOfText,
  pathText,
  rebased,
  withEdits,
} from '../../firmware/console/admin/draft/edits.ts';
import { editText, readText } from '../../firmware/console/admin/draft/text.ts';
import { pasted, rangeOf } from '../../firmware/console/admin/list/bulk-rows.ts';
import { problemOf } from '../../firmware/console/admin/schema/schema.ts';
import { daysOf, textOf } from '../../firmware/console/admin/schema/weekdays.ts';

const OFFICE = {
  extensions: [
    { number: '801', port: '1/1', name: 'Reception' },
    { number: '802', port: '1/2', name: 'Kitchen', hotLine: { number: '801', afterSeconds: 5 } },
  ],
};
const TEXT = `# The office.
extensions:
  - { number: "801", port: 1/1, name: Reception } # at the door
  - { number: "802", port: 1/2, name: Kitchen }
`;

describe('changes of the office that are not in force', () => {
  test('a form that was changed gives an edit per field, and a cleared field is taken away', () => {
    const before = OFFICE.extensions[1];
    const after = {
      number: '812',
      port: '1/2',
      name: 'Kitchen',
      hotLine: { number: '801', afterSeconds: 0 },
    };
    const edits = editsBetween(['extensions', 1], before, after);
    expect(edits).toEqual([
      { op: 'set', path: ['extensions', 1, 'number'], value: '812' },
      { op: 'set', path: ['extensions', 1, 'hotLine', 'afterSeconds'], value: 0 },
    ]);
    expect(applyEdits(OFFICE, edits)).toEqual({ extensions: [OFFICE.extensions[0], after] });
    const { hotLine: _, ...without } = before!;
    expect(editsBetween(['extensions', 1], before, without)).toEqual([
      { op: 'remove', path: ['extensions', 1, 'hotLine'] },
    ]);
  });

  test('a form that was not changed gives none', () => {
    expect(editsBetween(['extensions', 1], OFFICE.extensions[1], { ...OFFICE.extensions[1] })).toEqual([]);
  });

  test('the same field set twice counts once, but not over an entry that was removed between', () => {
    const set = (value: string) => ({ op: 'set' as const, path: ['extensions', 0, 'name'], value });
    expect(withEdits([set('A')], [set('B')])).toEqual([set('B')]);
    const remove = { op: 'remove' as const, path: ['extensions', 0] };
    expect(withEdits([set('A'), remove], [set('B')])).toEqual([set('A'), remove, set('B')]);
  });

  test('missing lists and sections are made when something is put into them', () => {
    const edits = [
      { op: 'add' as const, path: ['huntGroups'], value: { number: '850' } },
      { op: 'set' as const, path: ['records', 'retentionDays'], value: 30 },
    ];
    expect(applyEdits({}, edits)).toEqual({
      huntGroups: [{ number: '850' }],
      records: { retentionDays: 30 },
    });
  });

  test('on a newer version they find their entries by name; what is gone is told', () => {
    const newer = { extensions: [{ number: '800', port: '1/3', name: 'New' }, OFFICE.extensions[1]] };
    const edits = [
      { op: 'set' as const, path: ['extensions', 1, 'name'], value: 'Bar' },
      { op: 'set' as const, path: ['extensions', 0, 'name'], value: 'Door' },
    ];
    const { edits: kept, lost } = rebased(OFFICE, newer, edits);
    expect(kept).toEqual([{ op: 'set', path: ['extensions', 1, 'name'], value: 'Bar' }]);
    expect(lost).toEqual([edits[1]]);
  });

  test('on a newer version an entry is found behind one that was removed here', () => {
    const newer = { extensions: [{ number: '800' }, ...OFFICE.extensions] };
    const edits = [
      { op: 'remove' as const, path: ['extensions', 0] },
      { op: 'set' as const, path: ['extensions', 0, 'name'], value: 'Bar' },
    ];
    expect(rebased(OFFICE, newer, edits).edits).toEqual([
      { op: 'remove', path: ['extensions', 1] },
      { op: 'set', path: ['extensions', 1, 'name'], value: 'Bar' },
    ]);
  });

  test('places are written as findings write them', () => {
    expect(pathText(['routes', 2, 'choices', 0, 'group'])).toBe('routes[2].choices[0].group');
    expect(pathOfText('routes[2].choices[0].group')).toEqual(['routes', 2, 'choices', 0, 'group']);
    expect(pathOfText('')).toEqual([]);
  });
});

describe('the office as text', () => {
  test('keeps its comments when fields are changed, and numbers stay in quotation marks', () => {
    const text = editText(TEXT, [
      { op: 'set', path: ['extensions', 0, 'number'], value: '811' },
      { op: 'add', path: ['parkSlots'], value: '77' },
    ]);
    expect(text).toContain('# at the door');
    expect(text).toContain('"811"');
    expect(readText(text).document).toMatchObject({ parkSlots: ['77'] });
  });

  test('knows the line of a place, and of the nearest one above a place that is not written', () => {
    const { lineOf } = readText(TEXT);
    expect(lineOf(['extensions', 1, 'port'])).toBe(4);
    expect(lineOf(['extensions', 0, 'hotLine', 'number'])).toBe(3);
    expect(lineOf(['routes'])).toBe(1);
  });

  test('that cannot be read says in which line', () => {
    const reading = readText('extensions:\n  - { number: "801"\nname: x\n');
    expect(reading.document).toBeNull();
    expect(reading.problems[0]?.line).toBeGreaterThan(1);
  });
});

describe('many extensions at once', () => {
  const office = { taken: new Set(['801']), takenPorts: new Set(['1/1']), free: ['1/2', '1/3'] };

  test('a range goes on the free ports in order, leaves out what exists, and ends with the ports', () => {
    const { rows, problems } = rangeOf('801', '804', 'Room', office);
    expect(rows).toEqual([
      { number: '802', port: '1/2', name: 'Room 802' },
      { number: '803', port: '1/3', name: 'Room 803' },
    ]);
    expect(problems).toEqual([
      { line: 1, why: 'taken' },
      { line: 4, why: 'noPort' },
    ]);
  });

  test('leading zeros of a range stay', () => {
    expect(rangeOf('0099', '0100', '', office).rows.map(({ number }) => number)).toEqual(['0099', '0100']);
  });

  test('rows of a spreadsheet are read, the heading is no row, and each that cannot be used is told', () => {
    const text =
      'Number\tName\tPort\n810\tBar\n811\tCellar\t1/1\n801\tTwice\nabc\tx\n812\tDoor\t1/3\tlocal\n';
    const { rows, problems } = pasted(text, office);
    expect(rows).toEqual([
      { number: '810', name: 'Bar', port: '1/2' },
      { number: '812', name: 'Door', port: '1/3', classOfService: 'local' },
    ]);
    expect(problems).toEqual([
      { line: 3, why: 'portTaken' },
      { line: 4, why: 'taken' },
      { line: 5, why: 'number' },
    ]);
  });
});

describe('weekdays', () => {
  test('are read as ranges and lists, also over Sunday', () => {
    expect(daysOf('mon-fri')).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    expect(daysOf('fri-mon')).toEqual(['mon', 'fri', 'sat', 'sun']);
    expect(daysOf('sat,sun')).toEqual(['sat', 'sun']);
  });

  test('are written so that they are read the same', () => {
    const all = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    for (let some = 1; some < 128; some += 1) {
      const days = all.filter((_, i) => (some >> i) % 2 === 1);
      expect(daysOf(textOf(days))).toEqual(days);
    }
    expect(textOf(['mon', 'tue', 'wed', 'thu', 'fri'])).toBe('mon-fri');
  });
});

describe('a field', () => {
  test('says what is wrong with it before the exchange is asked', () => {
    const digits = { type: 'string', pattern: '^[0-9*#]{1,32}$' };
    expect(problemOf(digits, undefined, true)).toBe('form.required');
    expect(problemOf(digits, undefined, false)).toBeNull();
    expect(problemOf(digits, '80a', true)).toBe('form.pattern');
    expect(problemOf({ type: 'number', minimum: 5, maximum: 300 }, 4, false)).toBe('form.range');
    expect(problemOf({ type: 'integer' }, Number.NaN, false)).toBe('form.pattern');
    expect(problemOf({ type: 'array', minItems: 1 }, [], true)).toBe('form.required');
  });
});
