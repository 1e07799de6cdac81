import type { TrainingLanguage } from '#ports/training.ts';
import type { DialString } from '#units/ids.ts';

/*
 * The people of the practice office. Its names are such as operators mix up: alike in a dialect (Huang and Wang, Hu and
 * Wu, n and l), read otherwise than written (单 is shan, 仇 is qiu, 解 is xie as surnames), and the same twice.
 */

type Named = Readonly<Record<TrainingLanguage, string>>;

/** Data of a sample office, like its names. */
export const DEPARTMENTS = {
  sales: { 'zh-CN': '销售部', en: 'Sales' },
  buying: { 'zh-CN': '采购部', en: 'Purchasing' },
  finance: { 'zh-CN': '财务部', en: 'Finance' },
  people: { 'zh-CN': '人事部', en: 'Personnel' },
  works: { 'zh-CN': '生产部', en: 'Production' },
  care: { 'zh-CN': '客户服务部', en: 'Customer service' },
  guard: { 'zh-CN': '保卫科', en: 'Security' },
  board: { 'zh-CN': '总经办', en: 'Management' },
} as const satisfies Readonly<Record<string, Named>>;

export interface Person {
  readonly number: DialString;
  readonly name: string;
  /** How a caller who knows him says it. */
  readonly reading: string;
  readonly department: keyof typeof DEPARTMENTS;
}

const person = (
  number: DialString,
  name: string,
  reading: string,
  department: Person['department'],
): Person => ({ number, name, reading, department });

/** A name by which somebody else is meant. */
export interface MixUp {
  readonly wanted: DialString;
  /** As the caller says it. */
  readonly said: Pick<Person, 'name' | 'reading'>;
}

export const OPERATOR_NUMBER = '800';
export const CONSOLE = 'practice';
export const GROUP_NUMBER = '890';
/** Fire, accident, threat: whoever sits there knows what to do, day and night. */
export const GUARD_ROOM = person('888', '值班室', 'Guard room', 'guard');
export const COMPLAINTS = person('850', '何静', 'He Jing', 'care');

export const ANYBODY: readonly Person[] = [
  person('811', '王芳', 'Wang Fang', 'sales'),
  person('812', '赵志强', 'Zhao Zhiqiang', 'works'),
  person('813', '孙丽', 'Sun Li', 'people'),
  person('814', '徐海燕', 'Xu Haiyan', 'buying'),
  person('815', '马超', 'Ma Chao', 'board'),
  person('816', '郭晓东', 'Guo Xiaodong', 'finance'),
  person('817', '曾敏', 'Zeng Min', 'care'),
  person('818', '韩雪', 'Han Xue', 'sales'),
];

const MIXED_UP: readonly Person[] = [
  person('821', '黄国强', 'Huang Guoqiang', 'buying'),
  person('822', '王国强', 'Wang Guoqiang', 'works'),
  person('823', '胡建华', 'Hu Jianhua', 'finance'),
  person('824', '吴建华', 'Wu Jianhua', 'sales'),
  person('825', '牛建平', 'Niu Jianping', 'works'),
  person('826', '刘建平', 'Liu Jianping', 'board'),
  person('827', '单雄信', 'Shan Xiongxin', 'works'),
  person('828', '仇英', 'Qiu Ying', 'people'),
  person('829', '解珍', 'Xie Zhen', 'buying'),
  person('831', '程晓虹', 'Cheng Xiaohong', 'finance'),
  person('832', '章丽', 'Zhang Li', 'people'),
  person('833', '邹伟', 'Zou Wei', 'buying'),
  person('834', '陆敏', 'Lu Min', 'works'),
];

/** Of each two, either may be meant; only the department tells. */
export const NAMESAKES: readonly (readonly [Person, Person])[] = [
  [person('841', '刘洋', 'Liu Yang', 'sales'), person('842', '刘洋', 'Liu Yang', 'works')],
  [person('843', '张敏', 'Zhang Min', 'finance'), person('844', '张敏', 'Zhang Min', 'people')],
  [person('845', '李军', 'Li Jun', 'buying'), person('846', '李军', 'Li Jun', 'board')],
];

/** Said in a dialect, or read wrongly off a visiting card. */
export const MISREAD: readonly MixUp[] = [
  { wanted: '821', said: { name: '王国强', reading: 'Wang Guoqiang' } },
  { wanted: '823', said: { name: '吴建华', reading: 'Wu Jianhua' } },
  { wanted: '825', said: { name: '刘建平', reading: 'Liu Jianping' } },
  { wanted: '827', said: { name: '丹雄信', reading: 'Dan Xiongxin' } },
  { wanted: '828', said: { name: '愁英', reading: 'Chou Ying' } },
  { wanted: '829', said: { name: '杰珍', reading: 'Jie Zhen' } },
];

/** Nobody here is called so; somebody is called nearly so. */
export const WRONG_NAMES: readonly MixUp[] = [
  { wanted: '831', said: { name: '陈小红', reading: 'Chen Xiaohong' } },
  { wanted: '832', said: { name: '张力平', reading: 'Zhang Liping' } },
  { wanted: '833', said: { name: '周伟', reading: 'Zhou Wei' } },
  { wanted: '834', said: { name: '卢明', reading: 'Lu Ming' } },
];

export const STAFF: readonly Person[] = [
  ...ANYBODY,
  ...MIXED_UP,
  ...NAMESAKES.flat(),
  COMPLAINTS,
  GUARD_ROOM,
];
export const staffAt = (number: DialString): Person | null =>
  STAFF.find((one) => one.number === number) ?? null;

/** They talk with those who are busy, each for one caller; not in the directory. */
export const PARTNERS: readonly DialString[] = Array.from({ length: 12 }, (_, i) => String(601 + i));

export interface Outsider {
  readonly name: string;
  readonly reading: string;
}
export const OUTSIDERS: readonly Outsider[] = [
  { name: '高建军', reading: 'Gao Jianjun' },
  { name: '林美玲', reading: 'Lin Meiling' },
  { name: '郑宏', reading: 'Zheng Hong' },
  { name: '罗文', reading: 'Luo Wen' },
  { name: '谢兰', reading: 'Xie Lan' },
  { name: '唐伟', reading: 'Tang Wei' },
  { name: '冯洁', reading: 'Feng Jie' },
  { name: '董明', reading: 'Dong Ming' },
  { name: '萧然', reading: 'Xiao Ran' },
  { name: '曹颖', reading: 'Cao Ying' },
  { name: '许诺', reading: 'Xu Nuo' },
  { name: '沈阳', reading: 'Shen Yang' },
];
