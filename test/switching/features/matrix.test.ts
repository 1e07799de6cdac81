import { describe, expect, test } from 'vitest';
import { Story } from '../support/sentence.ts';
import { MATRIX } from './matrix-rows.ts';

interface Row {
  readonly heading: string;
  readonly given: string;
  readonly when: string;
  readonly then: string;
}

function rowsOf(text: string): readonly Row[] {
  const rows: Row[] = [];
  let heading = '';
  for (const line of text.trim().split('\n')) {
    if (line.startsWith('#')) {
      heading = line.slice(2);
      continue;
    }
    // A row begins with what is set; with nothing set it begins with the bar.
    const [given = '', when = '', then = ''] = line.split('|').map((part) => part.trim());
    if (when === '' || then === '') throw new Error(`a row says nothing: ${line}`);
    rows.push({ heading, given, when, then });
  }
  return rows;
}

const ROWS = rowsOf(MATRIX);
const sentences = (text: string, mark: string): readonly string[] =>
  text === '' ? [] : text.split(mark).map((one) => one.trim());

describe.each([...new Set(ROWS.map(({ heading }) => heading))])('%s', (heading) => {
  const rows = ROWS.filter((row) => row.heading === heading);
  // Play checks the invariants after each event; at the end nobody is left, and each call has one record.
  test.each(rows)('$given: $when → $then', ({ given, when, then }) => {
    const story = new Story(sentences(given, ';'));
    for (const deed of sentences(when, ';')) story.do(deed);
    const wrong = sentences(then, ',').flatMap((seen) => story.see(seen) ?? []);
    expect(wrong).toEqual([]);
    expect(story.end()).toBeNull();
  });
});

test('no row stands twice', () => {
  const all = ROWS.map(({ given, when }) => `${given} | ${when}`);
  expect(all.filter((row, index) => all.indexOf(row) !== index)).toEqual([]);
});
