import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOffice } from '../../tools/office/run.ts';

const GOOD = `
extensions:
  - { number: "801", port: 1/1, name: Desk }
  - { number: "802", port: 1/2, name: Bar }
trunks: [{ port: 1/7, name: Line 1, group: out, ringIn: "801" }, { port: 1/8, name: Line 2, group: out, ringIn: "801" }]
trunkGroups: [{ id: out }]
entities: [{ id: main, operator: { day: "801" } }]
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(
  text: string | null,
  task: string,
  ...words: string[]
): { code: number; out: string; err: string } {
  const file = join(folder, 'office.yaml');
  if (text !== null) writeFileSync(file, text);
  const said = { out: '', err: '' };
  const code = runOffice([task, ...(text === null ? [] : [file]), ...words], {
    environment: { LANG: 'C.UTF-8' },
    out: (line) => {
      said.out += `${line}\n`;
    },
    err: (line) => {
      said.err += `${line}\n`;
    },
  });
  return { code, ...said };
}

describe('npm run office', () => {
  test('check: a good file is told so, a wrong one with places and corrections', () => {
    expect(run(GOOD, 'check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 telephones, 2 exchange lines'),
    });
    const wrong = run(GOOD.replace('"802"', '"801"'), 'check');
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/extensions\[1\]\.number: error TR-PLAN-012: .*\n {4}what to do: /);
    expect(JSON.parse(run(GOOD.replace('"802"', '"801"'), 'check', '--json').out).findings[0].path).toBe(
      'extensions[1].number',
    );
  });

  test('dry-run: the story in words, in both languages, and as JSON', () => {
    const at = ['--at', '2027-02-06T18:05', '--from', '801', '--dials'];
    expect(run(GOOD, 'dry-run', ...at, '9110', '--down', 'Line 1')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/sent on Line 2: 110/),
    });
    expect(run(GOOD, 'dry-run', ...at, '802', '--language', 'zh-CN').out).toMatch(/振铃: 802 Bar/);
    expect(run(GOOD, 'dry-run', ...at, '7').code).toBe(1);
    expect(JSON.parse(run(GOOD, 'dry-run', ...at, '802', '--json').out)).toMatchObject({ outcome: 'rings' });
    expect(run(GOOD, 'dry-run', '--at', '2027-02-06T18:05', '--from', 'Line 1').out).toContain(
      'a number not known yet',
    );
  });

  test('prove: every emergency call gets out, or which does not', () => {
    expect(run(GOOD, 'prove')).toMatchObject({ code: 0, out: expect.stringContaining('every one gets out') });
    const one = run(GOOD.replace(', { port: 1/8, name: Line 2, group: out, ringIn: "801" }', ''), 'prove');
    expect(one).toMatchObject({ code: 1, out: expect.stringContaining('without Line 1: does not get out') });
  });

  test('schema: JSON Schema with descriptions', () => {
    expect(JSON.parse(run(null, 'schema').out).properties.extensions.description).toBe('The telephones.');
  });

  test.each<[string, string[]]>([
    ['no file', ['check']],
    ['a file that is not there', ['check', '/nowhere/office.yaml']],
    ['a task that nobody knows', ['fly']],
    ['a word that nobody knows', ['check', '--moon']],
    ['a country that nobody knows', ['check', 'x', '--region', 'zz']],
  ])('with %s ends with 2 and says how it is used', (_what, [task = '', ...words]) => {
    expect(run(null, task, ...words)).toMatchObject({
      code: 2,
      err: expect.stringContaining('npm run office -- check FILE'),
    });
  });
});
