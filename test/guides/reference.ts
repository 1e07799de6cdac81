/*
 * How numbers are said, built in another way than the product does: a table of the first ninety-nine, and
 * rewriting of a string that spells every place. Only tests use it.
 */

const ENGLISH_TEENS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const ENGLISH_TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';

/** Every number below a hundred, in order. */
const BELOW_HUNDRED = [
  ...ENGLISH_TEENS.split(' '),
  ...ENGLISH_TENS.split(' ').flatMap((tens) => [
    tens,
    ...ENGLISH_TEENS.split(' ')
      .slice(1, 10)
      .map((ones) => `${tens} ${ones}`),
  ]),
];

/** British: "and" before what is less than a hundred, if anything stands before it. */
export function english(value: number): string {
  const digits = String(value).padStart(9, '0');
  const groups = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)].map(Number);
  const names = [' million', ' thousand', ''];
  const spelled = groups.flatMap((group, index) => {
    if (group === 0) return [];
    const hundreds = group >= 100 ? `${BELOW_HUNDRED[Math.floor(group / 100)]} hundred` : '';
    const rest = group % 100 > 0 ? BELOW_HUNDRED[group % 100]! : '';
    const isLast = index === 2 && hundreds === '' && value > 999;
    const joined = hundreds !== '' && rest !== '' ? `${hundreds} and ${rest}` : `${hundreds}${rest}`;
    return [`${isLast ? 'and ' : ''}${joined}${names[index]}`];
  });
  return spelled.length === 0 ? 'zero' : spelled.join(' ');
}

/** Up to 9999: every place is written with its zero, then the rules of reading are applied as replacements. */
export function mandarin(value: number): string {
  const places = ['', '十', '百', '千'];
  const full = [...String(value)]
    .reverse()
    .map((digit, index) => `${'零一二三四五六七八九'[Number(digit)]}${digit === '0' ? '' : places[index]}`)
    .reverse()
    .join('');
  const read = full
    .replace(/零+/g, '零')
    .replace(/(.)零$/, '$1')
    .replace(/^一十/, '十')
    .replace(/^二千/, '两千');
  return read === '二' ? '两' : read;
}
