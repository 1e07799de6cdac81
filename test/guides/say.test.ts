import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import { SPEECH } from '#runtime/guides/say.ts';
import type { Language } from '#switching/model.ts';
import { english, mandarin } from './reference.ts';

const loaded = loadCatalogue(resolve(import.meta.dirname, '../../guides/catalogue.yaml'));
const catalogue = loaded.ok ? loaded.value : [];
const WORDS = new Map(
  catalogue
    .filter(({ kind }) => kind === 'word')
    .map(({ language, key, text }) => [`${language}/${key}`, text]),
);

/** What is heard, written down; every key must be a word of the catalogue. */
function spelled(language: Language, keys: readonly string[] | null): string {
  if (keys === null) return 'cannot be said';
  const words = keys.map((key) => WORDS.get(`${language}/${key}`) ?? `?${key}?`);
  return words.join(language === 'en' ? ' ' : '');
}
const zh = (keys: readonly string[] | null): string => spelled('zh-CN', keys);
const en = (keys: readonly string[] | null): string => spelled('en', keys);
const { 'zh-CN': MANDARIN, en: ENGLISH } = SPEECH;

const DAYS = fc
  .integer({ min: Date.UTC(1583, 0, 1) / 86_400_000, max: Date.UTC(9999, 11, 31) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000));
const iso = (day: Date): string => day.toISOString().slice(0, 10);

describe('counts', () => {
  it('are said as people say them, from 0 to 9999, in both languages', () => {
    for (let count = 0; count <= 9_999; count++) {
      expect(zh(MANDARIN.count(count))).toBe(mandarin(count));
      expect(en(ENGLISH.count(count))).toBe(english(count));
    }
  });

  it('are said up to 99 999 999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 99_999_999 }), (count) => {
        expect(en(ENGLISH.count(count))).toBe(english(count));
        const said = zh(MANDARIN.count(count));
        expect(said.replaceAll('两', '二')).toBe(mandarinLong(count));
      }),
    );
  });

  it.each([
    [0, '零', 'zero'],
    [2, '两', 'two'],
    [10, '十', 'ten'],
    [12, '十二', 'twelve'],
    [20, '二十', 'twenty'],
    [101, '一百零一', 'one hundred and one'],
    [110, '一百一十', 'one hundred and ten'],
    [200, '二百', 'two hundred'],
    [2_000, '两千', 'two thousand'],
    [2_222, '两千二百二十二', 'two thousand two hundred and twenty two'],
    [5_012, '五千零一十二', 'five thousand and twelve'],
    [20_000, '两万', 'twenty thousand'],
    [20_002, '两万零二', 'twenty thousand and two'],
    [100_000, '十万', 'one hundred thousand'],
    [101_000, '十万一千', 'one hundred and one thousand'],
    [10_010, '一万零一十', 'ten thousand and ten'],
    [22_000_000, '两千二百万', 'twenty two million'],
    [10_000_001, '一千万零一', 'ten million and one'],
  ])('%i', (count, mandarinSays, englishSays) => {
    expect(zh(MANDARIN.count(count))).toBe(mandarinSays);
    expect(en(ENGLISH.count(count))).toBe(englishSays);
  });

  it('that are none are not said', () => {
    for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 100_000_000]) {
      expect(MANDARIN.count(count)).toBeNull();
      expect(ENGLISH.count(count)).toBeNull();
    }
  });
});

/** Ten thousands and the rest, each by the reference for four digits; 二 everywhere. */
function mandarinLong(value: number): string {
  const plain = (n: number): string => mandarin(n).replaceAll('两', '二');
  const front = plain(Math.floor(value / 10_000));
  const rest = value % 10_000;
  if (rest === 0) return `${front}万`;
  // After something else ten is 一十.
  const behind = rest >= 10 && rest <= 19 ? `一${plain(rest)}` : plain(rest);
  return `${front}万${rest < 1_000 ? '零' : ''}${behind}`;
}

describe('telephone numbers', () => {
  it('say 1 as yāo in Mandarin, so that nobody hears 7', () => {
    expect(zh(MANDARIN.digits('13910#'))).toBe('幺三九幺零井号');
    expect(en(ENGLISH.digits('13910#'))).toBe('one three nine one zero hash');
  });

  it('are said digit by digit, whatever they are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9*#+]{1,32}$/), (digits) => {
        for (const language of ['zh-CN', 'en'] as const) {
          const keys = SPEECH[language].digits(digits);
          expect(keys).toHaveLength(digits.length);
          expect(spelled(language, keys)).not.toContain('?');
        }
      }),
    );
  });

  it('with signs that no keypad has are not said', () => {
    for (const digits of ['', '12a', '1 2', '１２']) {
      expect(MANDARIN.digits(digits)).toBeNull();
      expect(ENGLISH.digits(digits)).toBeNull();
    }
  });
});

describe('times', () => {
  it.each([
    ['00:00', '凌晨零点整', 'midnight'],
    ['00:05', '凌晨零点零五分', 'twelve oh five a.m.'],
    ['02:00', '凌晨两点整', "two o'clock a.m."],
    ['07:30', '早上七点三十分', 'seven thirty a.m.'],
    ['08:02', '上午八点零二分', 'eight oh two a.m.'],
    ['11:59', '上午十一点五十九分', 'eleven fifty nine a.m.'],
    ['12:00', '中午十二点整', 'noon'],
    ['12:10', '中午十二点十分', 'twelve ten p.m.'],
    ['14:02', '下午两点零二分', 'two oh two p.m.'],
    ['22:12', '晚上十点十二分', 'ten twelve p.m.'],
    ['23:20', '晚上十一点二十分', 'eleven twenty p.m.'],
  ])('%s', (clock, mandarinSays, englishSays) => {
    const [hour, minute] = clock.split(':').map(Number);
    expect(zh(MANDARIN.time(hour! * 60 + minute!))).toBe(mandarinSays);
    expect(en(ENGLISH.time(hour! * 60 + minute!))).toBe(englishSays);
  });

  it('have the part of the day that CLDR has for Chinese', () => {
    const cldr = new Intl.DateTimeFormat('zh-CN', {
      hour: 'numeric',
      dayPeriod: 'long',
      hour12: true,
      timeZone: 'UTC',
    });
    for (let minute = 0; minute < 1_440; minute++) {
      const parts = cldr.formatToParts(minute * 60_000);
      const part = parts.find(({ type }) => type === 'dayPeriod')!.value;
      expect(zh(MANDARIN.time(minute)).slice(0, 2)).toBe(part === '清晨' ? '早上' : part);
    }
  });

  it('that no clock shows are not said', () => {
    for (const minutes of [-1, 1_440, 0.5]) {
      expect(MANDARIN.time(minutes)).toBeNull();
      expect(ENGLISH.time(minutes)).toBeNull();
    }
  });
});

describe('dates', () => {
  it.each([
    [
      '2026-11-21',
      '二零二六年十一月二十一日星期六',
      'Saturday the twenty first of November twenty twenty six',
    ],
    ['2000-02-29', '二零零零年二月二十九日星期二', 'Tuesday the twenty ninth of February two thousand'],
    ['2005-02-02', '二零零五年二月二日星期三', 'Wednesday the second of February two thousand and five'],
    ['2010-10-10', '二零一零年十月十日星期日', 'Sunday the tenth of October twenty ten'],
    ['1905-12-30', '一九零五年十二月三十日星期六', 'Saturday the thirtieth of December nineteen oh five'],
    ['1900-01-01', '一九零零年一月一日星期一', 'Monday the first of January nineteen hundred'],
    ['2031-03-31', '二零三一年三月三十一日星期一', 'Monday the thirty first of March twenty thirty one'],
  ])('%s', (date, mandarinSays, englishSays) => {
    expect(zh(MANDARIN.date(date))).toBe(mandarinSays);
    expect(en(ENGLISH.date(date))).toBe(englishSays);
  });

  it('fall on the weekday of the calendar, and have its month', () => {
    const weekdayZh = new Intl.DateTimeFormat('zh-CN', { weekday: 'long', timeZone: 'UTC' });
    const weekdayEn = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });
    const monthEn = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(DAYS, (day) => {
        expect(zh(MANDARIN.date(iso(day))).endsWith(weekdayZh.format(day))).toBe(true);
        const said = en(ENGLISH.date(iso(day)));
        expect(said.startsWith(`${weekdayEn.format(day)} the `)).toBe(true);
        expect(said).toContain(` of ${monthEn.format(day)} `);
        expect(said).not.toContain('?');
      }),
    );
  });

  it('that there are not are not said', () => {
    for (const date of [
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '26-1-1',
      'today',
      '',
    ]) {
      expect(MANDARIN.date(date)).toBeNull();
      expect(ENGLISH.date(date)).toBeNull();
    }
  });
});
