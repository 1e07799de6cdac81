import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FEATURES as SHOWN_FEATURES } from '../../firmware/console/admin/schema/features.ts';
import { adminEn } from '../../firmware/console/text/en.admin.ts';
import { operatorEn } from '../../firmware/console/text/en.operator.ts';
import { phoneEn } from '../../firmware/console/text/en.phone.ts';
import { en as benchEn } from '../../firmware/console/text/en.ts';
import { adminZhCN } from '../../firmware/console/text/zh-CN.admin.ts';
import { operatorZhCN } from '../../firmware/console/text/zh-CN.operator.ts';
import { phoneZhCN } from '../../firmware/console/text/zh-CN.phone.ts';
import { zhCN as benchZhCN } from '../../firmware/console/text/zh-CN.ts';
import { TONE_NAMES } from '../../firmware/ports/region.ts';
import { SIP_TEST_ADVICE, SIP_TEST_ENDS } from '../../firmware/ports/sip-test-call.ts';
import { ADVICE, LESSONS, TREATMENTS } from '../../firmware/ports/training.ts';
import { DOCUMENT_FINDINGS } from '../../firmware/runtime/office/document-finding.ts';
import { SCRIPT_OF } from '../../firmware/runtime/training/scripts.ts';
import { CAUSES } from '../../firmware/switching/causes.ts';
import { FEATURES } from '../../firmware/switching/features/codes/code.ts';
import { LEG_REASONS } from '../../firmware/switching/model.ts';
import { OFFICE_FINDINGS } from '../../firmware/switching/routing/check-finding.ts';
import { RULES } from '../../firmware/switching/trace.ts';

const ROOT = join(import.meta.dirname, '../..');
const en = { ...benchEn, ...adminEn, ...operatorEn, ...phoneEn };
const zhCN = { ...benchZhCN, ...adminZhCN, ...operatorZhCN, ...phoneZhCN };
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
  'health.unreachable',
  'link.',
  'field.',
  'help.',
  'value.',
  'section.',
  'finding.TR-',
  'refused.',
  'audit.',
  'role.',
  'dry.outcome.',
  'guides.',
  'users.',
  'records.',
  'sip.state.',
  'sip.ban.',
  'sip.test.end.',
  'sip.test.advice.',
  ...[
    'kind',
    'lamp',
    'state',
    'card',
    'called',
    'command',
    'intrude',
    'language',
    'more',
    'own',
    'profile',
  ].map((name) => `op.${name}.`),
  ...[
    'refused',
    'result',
    'say.state',
    'say.mode',
    'say.group',
    'settings',
    'sound',
    'tab',
    'telephone',
    'theme',
  ].map((name) => `op.${name}.`),
  ...['say', 'lesson', 'level', 'advice', 'right', 'score'].map((name) => `op.train.${name}.`),
  'op.ticket.',
  'op.directory.',
  'op.books.',
  'op.ticketState.',
  'op.act.',
  'op.import.',
  'op.source',
  'op.destination',
  'shifts.endedBy.',
  'my.call.',
  'my.past.',
  'my.forward.',
  'board.mode.',
  'board.group.',
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

/** What the check and the reader of the document find; shown by the field, not as an alarm. */
const isFinding = (code: string): boolean => code in DOCUMENT_FINDINGS || /^TR-OFFICE-00[1-4]$/.test(code);

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
    const unused = keys.filter(
      (key) => !inFamily(key) && !source.includes(`'${key}'`) && !source.includes(`"${key}"`),
    );
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

  test('each finding about an office, and what to do about it, with no place that it does not fill', () => {
    const rows: Record<string, { what: string; todo: string }> = {
      ...OFFICE_FINDINGS,
      ...Object.fromEntries(
        Object.entries(DOCUMENT_FINDINGS).map(([code, [, what, todo]]) => [code, { what, todo }]),
      ),
    };
    const texts = family('finding');
    expect(Object.keys(rows).length).toBeGreaterThan(50);
    const without = Object.keys(rows).filter(
      (code) => !texts.includes(code) || !texts.includes(`${code}.todo`),
    );
    expect(without).toEqual([]);
    for (const [code, { what, todo }] of Object.entries(rows)) {
      const message = textOf(en, `finding.${code}`) + textOf(en, `finding.${code}.todo`);
      expect(places(what + todo), code).toEqual(expect.arrayContaining(places(message)));
    }
  });

  test('each way in which somebody comes into a call', () => {
    expect(
      family('records')
        .filter((name) => name.startsWith('how.'))
        .map((name) => name.slice(4))
        .sort(),
    ).toEqual([...LEG_REASONS].sort());
  });

  test('each end of a test call over a trunk, and each advice after it', () => {
    expect(family('sip.test.end').sort()).toEqual([...SIP_TEST_ENDS].sort());
    const advice = SIP_TEST_ADVICE.filter((one) => one !== 'none');
    expect(family('sip.test.advice').sort()).toEqual([...advice].sort());
  });

  test('each lesson of training, each line of a caller who is played, and each word of advice', () => {
    const lines = Object.values(SCRIPT_OF).flatMap(({ id, says }) =>
      ['opening', ...says].map((line) => `${id}.${line}`),
    );
    const party = ['accepts', 'declines', 'guard', 'namesake', 'stranger'].map((line) => `party.${line}`);
    expect(family('op.train.say').sort()).toEqual([...lines, ...party].sort());
    expect(family('op.train.lesson').sort()).toEqual([...LESSONS].sort());
    expect(family('op.train.advice').sort()).toEqual([...ADVICE].sort());
    expect(family('op.train.right').sort()).toEqual([...TREATMENTS].sort());
  });

  test('each feature that a code may stand for', () => {
    expect([...SHOWN_FEATURES]).toEqual([...FEATURES]);
    expect(FEATURES.filter((feature) => !keys.includes(`value.${feature}`))).toEqual([]);
  });

  test('each alarm, and what to do about it', () => {
    const raising = ['drivers', 'runtime', 'switching', 'adapters'].map((room) => `firmware/${room}`);
    const codes = raising.flatMap(sources).flatMap((source) => source.match(/TR-[A-Z]+-\d+/g) ?? []);
    // These refuse to start or to replay, on the terminal: there is no page yet that could show them.
    const shown = new Set(codes.filter((code) => !/^TR-(START|JNL|PLAN)-/.test(code) && !isFinding(code)));
    const texts = family('alarm');
    expect(shown.size).toBeGreaterThan(20);
    // A code without a text of its own has that of its family, as `alarmKey` does.
    const told = (code: string): boolean => texts.includes(code) && texts.includes(`${code}.todo`);
    expect([...shown].filter((code) => !told(code) && !told(code.replace(/-\d+$/, '')))).toEqual([]);
  });
});
