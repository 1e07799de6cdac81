/* Search as somebody types in the operators' directory: ten thousand names, every keystroke of some hundred of them. */
import type { DirectoryStore } from '#runtime/desk/directory/directory.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { syllablesOf } from '#runtime/desk/directory/readings.ts';

const ENTRIES = 10_000;
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇区解查朴盖任华'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英晓雄信国藩建华文玉兰'];
const DEPARTMENTS = ['前台', '客房部', '餐饮部', '工程部', '保安部', '财务部', '销售部', '人力资源'];
/** What is shown at once. */
const HITS = 20;

const name = (i: number): string =>
  SURNAMES[i % SURNAMES.length]! +
  GIVEN[(i * 7) % GIVEN.length]! +
  GIVEN[(i * 13 + (i >> 5)) % GIVEN.length]!;

const STORE: DirectoryStore = {
  save: async () => ({ ok: true, value: null }),
  entriesAfter: async (id, limit) => ({
    ok: true,
    value: Array.from({ length: Math.max(0, Math.min(limit, ENTRIES - id)) }, (_, k) => {
      const i = id + k;
      const department = DEPARTMENTS[i % DEPARTMENTS.length]!;
      const more = { shortCode: '', notes: '', important: false } as const;
      return { id: i + 1, library: 'local', number: String(10_000 + i), name: name(i), department, ...more };
    }),
  }),
};

/** What is in the search line after each key of somebody who looks for this name. */
function keystrokes(i: number): readonly string[] {
  const readings = syllablesOf(name(i)).map(({ readings: [first] }) => first!);
  const typed = [readings.join(''), readings.map((one) => one[0]).join(''), name(i), String(10_000 + i)];
  return typed.flatMap((text) => [...text].map((_, at) => text.slice(0, at + 1)));
}

const percentile = (sorted: readonly number[], part: number): number =>
  Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(2));

export async function measureDirectory(): Promise<unknown> {
  const begun = performance.now();
  const directory = new OfficeDirectory(STORE);
  await directory.load();
  directory.search('a', 1);
  const loadMs = Math.round(performance.now() - begun);
  const spans: number[] = [];
  for (let i = 0; i < ENTRIES; i += 67)
    for (const text of keystrokes(i)) {
      const at = performance.now();
      directory.search(text, HITS);
      spans.push(performance.now() - at);
    }
  spans.sort((a, b) => a - b);
  return {
    ...{ entries: ENTRIES, searches: spans.length, loadMs },
    searchMs: { p50: percentile(spans, 0.5), p99: percentile(spans, 0.99), max: percentile(spans, 1) },
  };
}
