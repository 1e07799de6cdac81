import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DirectoryEntry, ImportPreview } from '#ports/desk.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { wordsOf } from '#runtime/desk/directory/match.ts';
import { syllablesOf } from '#runtime/desk/directory/readings.ts';
import { MemoryDesk } from '#sim/memory-desk.ts';
import type { Fault } from '#units/result.ts';
import { entry } from '../../support/desk.ts';

const extension = (number: string, name: string) => ({ number, name, entity: 'main' });
const fresh = (fields: Partial<DirectoryEntry>): DirectoryEntry => entry(0, fields);

/** A directory with these people in it, numbered from 8001 on. */
async function directoryOf(names: readonly string[], store = new MemoryDesk()): Promise<OfficeDirectory> {
  await store.save(
    names.map((name, i) => ({ what: 'entry', row: entry(i + 1, { name, number: String(8001 + i) }) })),
  );
  const directory = new OfficeDirectory(store);
  await directory.load();
  return directory;
}
const names = (directory: OfficeDirectory, text: string, limit = 20): readonly string[] =>
  directory.search(text, limit).map(({ name }) => name);

describe('a name is found as it is typed', () => {
  test('surnames are read as surnames, and whoever types the other reading finds them too', async () => {
    const surnames: readonly (readonly [string, string, string])[] = [
      ['单雄信', 'shan', 'sxx'],
      ['曾国藩', 'zeng', 'zgf'],
      ['仇英', 'qiu', 'qy'],
      ['区伟', 'ou', 'ow'],
      ['解缙', 'xie', 'xj'],
      ['查良镛', 'zha', 'zly'],
      ['盖叫天', 'ge', 'gjt'],
      ['朴树', 'piao', 'ps'],
      ['尉迟恭', 'yuchi', 'ycg'],
      ['乐嘉', 'yue', 'yj'],
    ];
    const directory = await directoryOf(surnames.map(([name]) => name));
    for (const [name, reading, initials] of surnames) {
      expect(syllablesOf(name)[0]!.readings[0]).toBe(/^[a-z]{1,6}/.exec(reading)![0].replace('yuchi', 'yu'));
      expect(names(directory, reading)).toContain(name);
      expect(names(directory, initials)).toContain(name);
    }
    expect(names(directory, 'danxiongxin')).toEqual(['单雄信']);
    expect(names(directory, 'cha')).toContain('查良镛');
  });

  test('by initials, whole syllables, or a mixture; zh, ch and sh count as one initial', async () => {
    const directory = await directoryOf(['张绍强', '欧阳锋', '吕洞宾', 'Tom 陈', '会议室 2']);
    for (const text of ['zsq', 'zhshq', 'zhangshao', 'zhangshaoq', 'zhangsq', 'zshaoq', '张绍'])
      expect(names(directory, text), text).toEqual(['张绍强']);
    for (const text of ['lv', 'lu', 'lyu', 'lvdongbin', 'ldb'])
      expect(names(directory, text), text).toEqual(['吕洞宾']);
    for (const text of ['tom', 'tc', 'tomchen', 'chen', 'TOM'])
      expect(names(directory, text), text).toEqual(['Tom 陈']);
    expect(names(directory, 'hys2')).toEqual(['会议室 2']);
    expect(names(directory, 'zhx')).toEqual([]);
  });

  test('the best comes first: exact number, name, initials, pinyin, inside; own extensions before strangers', async () => {
    const store = new MemoryDesk();
    const rows = [
      entry(1, { number: '02188880000', name: '白云宾馆', library: 'long-distance' }),
      entry(2, { number: '80', name: '保安', shortCode: '110' }),
      entry(3, { number: '8100', name: '王柏宇', department: '保安部' }),
      entry(4, { number: '8101', name: 'by 咖啡' }),
      entry(5, { number: '110', name: '报警' }),
      entry(6, { number: '8102', name: '毕业班' }),
    ];
    await store.save(rows.map((row) => ({ what: 'entry', row })));
    const directory = new OfficeDirectory(store);
    await directory.load();
    directory.setExtensions([extension('8102', '毕业班'), extension('801', '八一')]);
    expect(names(directory, 'by')).toEqual(['by 咖啡', '八一', '毕业班', '白云宾馆', '王柏宇']);
    expect(names(directory, '110')).toEqual(['保安', '报警']);
    expect(names(directory, '80')).toEqual(['保安', '八一', '白云宾馆']);
    expect(names(directory, '保安')).toEqual(['保安', '王柏宇']);
    expect(names(directory, 'by', 2)).toEqual(['by 咖啡', '八一']);
  });

  test('it shows where it was found, in the name itself when pinyin was typed', async () => {
    const directory = await directoryOf(['欧阳锋']);
    expect(directory.search('yangf', 1)[0]!.found).toEqual({ field: 'pinyin', from: 1, to: 3 });
    expect(directory.search('阳', 1)[0]!.found).toEqual({ field: 'name', from: 1, to: 2 });
    expect(directory.search('001', 1)[0]!.found).toEqual({ field: 'number', from: 1, to: 4 });
    expect(directory.search('前', 1)[0]!.found).toEqual({ field: 'department', from: 0, to: 1 });
  });

  test('several words narrow it down; nothing typed finds nothing', async () => {
    const directory = await directoryOf(['陈晓', '陈晓']);
    expect(directory.search('chen 8002', 9).map(({ number }) => number)).toEqual(['8002']);
    expect(directory.search('  ', 9)).toEqual([]);
    expect(wordsOf('a b c d e f')).toHaveLength(4);
  });

  test('whatever is typed, at any name, is answered at once and never an error', async () => {
    const directory = await directoryOf(['安安安安安安安安安安安安', '\u{20000}𠮷野家', "o'ngông", '']);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        for (const { found, name } of directory.search(text, 5))
          if (found.field === 'name' || found.field === 'pinyin')
            expect(name.slice(found.from, found.to)).not.toBe('');
      }),
      { numRuns: 300 },
    );
    expect(directory.search('anananananananananananananx', 5)).toEqual([]);
    expect(names(directory, '𠮷')).toEqual(['\u{20000}𠮷野家']);
  });
});

describe('the directory', () => {
  test('has the extensions of the office by itself; an entry of the same number takes its place', async () => {
    const directory = await directoryOf([]);
    directory.setExtensions([extension('801', '前台'), extension('802', '')]);
    expect(directory.entries().map(({ id, name }) => [id, name])).toEqual([
      [-1, '前台'],
      [-2, '802'],
    ]);
    const put = await directory.put({ ...directory.entries()[0]!, notes: '夜班' });
    expect(put).toMatchObject({ ok: true, value: { id: 1, notes: '夜班' } });
    expect(directory.entries().map(({ id }) => id)).toEqual([1, -2]);
    expect(directory.lookup('801')).toMatchObject({ notes: '夜班' });
    expect(await directory.remove(1)).toEqual({ ok: true, value: true });
    expect(directory.lookup('801')).toMatchObject({ id: -1, notes: '' });
    expect(await directory.remove(-1)).toEqual({ ok: true, value: false });
  });

  test('shows the name of the entity as the department of its people, never its id', async () => {
    const directory = await directoryOf([]);
    directory.setExtensions(
      [extension('801', '前台'), { ...extension('901', '店长'), entity: 'shop' }],
      [
        { id: 'main', name: '' },
        { id: 'shop', name: '商场' },
      ],
    );
    expect(directory.entries().map(({ department }) => department)).toEqual(['', '商场']);
    expect(directory.search('商场', 5)).toMatchObject([{ number: '901' }]);
  });

  test('knows a caller by the end of his number, whatever stands before it', async () => {
    const directory = await directoryOf([]);
    await directory.put(fresh({ library: 'long-distance', number: '02165550000', name: '上海办事处' }));
    for (const number of ['02165550000', '65550000', '+862165550000', '902165550000'])
      expect(directory.lookup(number)?.name).toBe('上海办事处');
    expect(directory.lookup('5550000')).toBeNull();
    expect(directory.lookup('')).toBeNull();
  });

  test('refuses what is no entry, the same number twice, and says when the disk cannot', async () => {
    let fault: Fault | null = null;
    const directory = await directoryOf(['陈晓'], new MemoryDesk(() => fault));
    const errors = async (fields: Partial<DirectoryEntry>) => {
      const put = await directory.put(fresh(fields));
      return put.ok ? [] : put.errors.map(({ error }) => error);
    };
    expect(await errors({ number: '8001' })).toEqual(['doubled']);
    expect(await errors({ number: '80 1', name: '' })).toEqual(['number-bad', 'name-missing']);
    expect(await errors({ number: '9', shortCode: 'a', notes: 'x'.repeat(501) })).toEqual([
      'short-code-bad',
      'too-long',
    ]);
    expect(await errors({ number: '8001', library: 'long-distance' })).toEqual([]);
    fault = { code: 'TR-DB-001', where: 'disk', what: 'full', todo: 'make room' };
    expect(await directory.put(fresh({ number: '5' }))).toEqual({ ok: false, errors: [], error: fault });
    expect(directory.entries()).toHaveLength(2);
  });

  test('after a restart it is as it was', async () => {
    const store = new MemoryDesk();
    const first = await directoryOf(
      Array.from({ length: 250 }, (_, i) => `员工${i}`),
      store,
    );
    await first.remove(7);
    const second = new OfficeDirectory(store);
    await second.load();
    expect(second.entries()).toEqual(first.entries());
    expect(second.entries()).toHaveLength(249);
  });
});

describe('a table that somebody made elsewhere', () => {
  const TABLE = [
    ['姓名', '号码', '部门', '缩位号', '库', '重要', '工号'],
    ['陈晓', '8001', '前台', '', '', '', '7'],
    ['王 伟', "'021-6555 0000", '上海', '21', '长途', '是', '8'],
    ['', '', '', '', '', '', ''],
    ['李四', '80O2', '', '', '火星', '也许', ''],
    ['张三', '8001', '', '', '', '', ''],
    ['', '8005', '', '', '', '', ''],
  ];
  const told = ({ rows }: ImportPreview) =>
    rows.map(({ line, change, errors }) => [line, change, ...errors.map(({ error }) => error)]);

  test('is looked at row by row before anything is changed, then its good rows are taken', async () => {
    const directory = await directoryOf(['陈晓', '旧人']);
    const preview = await directory.preview(TABLE);
    expect(preview).toMatchObject({ missing: null, ignored: ['工号'], absent: [2] });
    expect(told(preview)).toEqual([
      [2, 'same'],
      [3, 'new'],
      [5, 'bad', 'library-unknown', 'important-unknown', 'number-bad'],
      [6, 'bad', 'doubled'],
      [7, 'bad', 'name-missing'],
    ]);
    expect(directory.entries()).toHaveLength(2);
    expect(await directory.take(preview, 'add')).toEqual({ ok: true, value: 1 });
    expect(directory.lookup('02165550000')).toMatchObject({
      name: '王 伟',
      important: true,
      shortCode: '21',
    });
    expect(told(await directory.preview(TABLE)).slice(0, 2)).toEqual([
      [2, 'same'],
      [3, 'same'],
    ]);
    expect(await directory.take(await directory.preview(TABLE), 'replace')).toEqual({ ok: true, value: 1 });
    expect(directory.lookup('8002')).toBeNull();
  });

  test('without its titles it is not read; an empty one has nothing in it', async () => {
    const directory = await directoryOf([]);
    expect(await directory.preview([['a', 'b']])).toMatchObject({ missing: 'number', rows: [] });
    expect(await directory.preview([['Number', 'b']])).toMatchObject({ missing: 'name', ignored: ['b'] });
    expect(await directory.preview([])).toMatchObject({ missing: 'number' });
  });

  test('of ten thousand and one the last does not fit', async () => {
    const directory = await directoryOf([]);
    const rows = Array.from({ length: 10_001 }, (_, i) => [`${10_000 + i}`, `人${i}`]);
    const preview = await directory.preview([['number', 'name'], ...rows]);
    expect(told(preview).at(-1)).toEqual([10_002, 'bad', 'full']);
    expect(await directory.take(preview, 'add')).toEqual({ ok: true, value: 10_000 });
    expect(directory.search('ren9', 3)).toHaveLength(3);
    expect(await directory.put(fresh({ number: '1' }))).toMatchObject({ errors: [{ error: 'full' }] });
  });
});
