import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../firmware/console/text/en.ts';
import { zhCN } from '../../firmware/console/text/zh-CN.ts';
import { TONE_NAMES } from '../../firmware/ports/region.ts';
import { CAUSES } from '../../firmware/switching/causes.ts';
import { RULES } from '../../firmware/switching/trace.ts';

const ROOT = join(import.meta.dirname, '../..');
const keys = Object.keys(zhCN);
/** Keys made at run time from a name that comes from the exchange. */
const FAMILIES = [
  'tone.',
  'state.',
  'cause.',
  'why.',
  'alarm.',
  'health.fault',
  'health.absent',
  'health.starting',
];
const textOf = (catalogue: Record<string, string>, key: string) => catalogue[key]!;
const inFamily = (key: string) => FAMILIES.some((family) => key.startsWith(family));
const family = (name: string) =>
  keys.filter((key) => key.startsWith(`${name}.`)).map((key) => key.slice(name.length + 1));

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('text/zh-CN') && !file.startsWith('text/en'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'));
}

/** Names of the places in an ICU message, at any depth. */
const places = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name!))].sort();

describe('both languages', () => {
  test('have the same texts', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });

  test('fill the same places in each text', () => {
    const different = keys.filter((key) => {
      const [zh, english] = [textOf(zhCN, key), textOf(en, key)];
      return places(zh).join() !== places(english).join();
    });
    expect(different).toEqual([]);
  });

  test('leave no text empty', () => {
    expect(keys.filter((key) => textOf(zhCN, key) === '' || textOf(en, key) === '')).toEqual([]);
  });

  test('write Chinese in Chinese: no text is the English one', () => {
    const same = keys.filter((key) => textOf(zhCN, key) === textOf(en, key));
    expect(same).toEqual([]);
  });
});

describe('every text is used and every use has a text', () => {
  const source = sources('firmware/console').join('\n');

  test('no text is left over', () => {
    const unused = keys.filter((key) => !inFamily(key) && !source.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  test('no text is missing', () => {
    const used = [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key!);
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((key) => !keys.includes(key))).toEqual([]);
  });
});

describe('what the exchange says has words', () => {
  test('each rule of a trace, with no place that the rule does not fill', () => {
    expect(family('why').sort()).toEqual(Object.keys(RULES).sort());
    for (const [rule, facts] of Object.entries(RULES)) {
      const message = en[`why.${rule}` as keyof typeof en];
      expect(facts as readonly string[], rule).toEqual(expect.arrayContaining(places(message)));
    }
  });

  test('each cause of release', () => {
    expect(family('cause').sort()).toEqual(Object.keys(CAUSES).sort());
  });

  test('each tone of a country', () => {
    expect(family('tone').sort()).toEqual([...TONE_NAMES, 'silence', 'test'].sort());
  });

  test('each state of a line', () => {
    const state = readFileSync(join(ROOT, 'firmware/switching/state.ts'), 'utf8');
    const names = [...state.matchAll(/readonly state: '(\w+)'/g)].map(([, name]) => name!);
    expect(family('state').sort()).toEqual([...new Set(names)].sort());
  });

  test('each alarm, and what to do about it', () => {
    const raising = ['drivers', 'runtime', 'switching', 'adapters'].map((room) => `firmware/${room}`);
    const codes = raising.flatMap(sources).flatMap((source) => source.match(/TR-[A-Z]+-\d+/g) ?? []);
    // These refuse to start or to replay, on the terminal: there is no page yet that could show them.
    const shown = new Set(codes.filter((code) => !/^TR-(START|JNL)-/.test(code)));
    const texts = family('alarm');
    expect(shown.size).toBeGreaterThan(20);
    // A code without a text of its own has that of its family, as `alarmKey` does.
    const told = (code: string): boolean => texts.includes(code) && texts.includes(`${code}.todo`);
    expect([...shown].filter((code) => !told(code) && !told(code.replace(/-\d+$/, '')))).toEqual([]);
  });
});
